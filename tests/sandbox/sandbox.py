# SPDX-License-Identifier: MIT
# Sandbox: a running infobip-otp-sandbox for a test, and a client of it that takes no answer unjudged.
import http.client
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.parse

import breakers
import openapi

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + "/fakes")
from yardstick import patience, stretched, wait_until  # noqa: E402,F401 pylint: disable=wrong-import-position

PROGRAM = os.environ.get("SANDBOX", "infobip-otp-sandbox")
NUMBER = "41793026727"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body.decode())

    @property
    def problem(self):
        return self.json["requestError"]["serviceException"]


class Sandbox:
    """Started on a free port, ended by close(); `with` does both.

    Each answer has to be one that the OpenAPI document allows, unless a fault is set that
    is there to break it (breakers.py).
    """

    def __init__(self, *options, tls=False, seed=True):
        self.folder = tempfile.mkdtemp(prefix="sandbox-")
        self.control = self.folder + "/control"
        arguments = [PROGRAM, "--control", self.control, "--phone", self.folder + "/phone"]
        arguments += ["--tls-dir", self.folder + "/tls"] if tls else ["--plain-http"]
        if seed:
            arguments += ["--seed", "--env", self.folder + "/env"]
        self.process = subprocess.Popen(arguments + list(options), stdout=subprocess.PIPE, text=True)
        first = self.process.stdout.readline()
        assert re.fullmatch(r"listening https?://\S+\n", first), first
        self.url = first.split()[1]
        self.lines = {}
        while "key" not in self.lines or (options and "--phone-page" in options
                                          and "phone page" not in self.lines):
            name, _, value = self.process.stdout.readline().strip().rpartition(" ")
            self.lines[name.strip()] = value
        self.key = self.lines["key"]
        self.application = self.lines.get("application")
        self.message = self.lines.get("message")
        self.connection = None
        self.active = set()  # names of faults
        for option, value in zip(options, options[1:]):
            if option == "--fault":
                self.note(value)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.hang_up()
        self.process.terminate()
        status = self.process.wait(timeout=patience())
        self.process.stdout.close()
        shutil.rmtree(self.folder)
        assert status == 0, "the sandbox ended with %d" % status

    def connect(self):
        target = urllib.parse.urlsplit(self.url)
        if target.scheme == "http":
            return http.client.HTTPConnection(target.hostname, target.port, timeout=patience())
        context = ssl.create_default_context(cafile=self.folder + "/tls/ca.pem")
        return http.client.HTTPSConnection(target.hostname, target.port, timeout=patience(),
                                           context=context)

    def hang_up(self):
        """The next request gets a connection of its own."""
        if self.connection:
            self.connection.close()
            self.connection = None

    def raw(self, method, path, body=None, headers=None):
        """One request on a kept connection; a new one where the last was closed."""
        if not self.connection:
            self.connection = self.connect()
        try:
            result, closes = self.exchange(self.connection, method, path, body, headers or {})
            if closes:
                self.hang_up()
        except (http.client.HTTPException, OSError):
            self.hang_up()
            raise
        return result

    def exchange(self, connection, method, path, body, headers):
        """One request on this connection: the answer, judged, and whether it was the last."""
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        result = Answer(answer.status, answer.headers, answer.read())
        self.judge(method, path, result)
        return result, answer.will_close

    def judge(self, method, path, answer):
        prefix = urllib.parse.urlsplit(self.url).path
        path = path[len(prefix):] if path.startswith(prefix) else path
        wrong = openapi.complaints(method, path, answer.status, answer.headers["Content-Type"],
                                   answer.body)
        left = breakers.unexcused(wrong, self.active)
        assert left == [], (method, path, answer.status, answer.body[:2000], left)

    def note(self, text):
        """A fault that was set by ctl or an option."""
        self.active.add(re.split("[=,]", text)[0])

    def call(self, method, path, body=None, **headers):
        """With the key; a dict or list becomes JSON, an iterator of bytes is sent in chunks."""
        wanted = {"Authorization": "App " + self.key, "Content-Type": "application/json"}
        wanted.update({name.replace("_", "-"): value for name, value in headers.items()})
        wanted = {name: value for name, value in wanted.items() if value is not None}
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        return self.raw(method, path, body, wanted)

    def get(self, path, **headers):
        return self.call("GET", "/2fa/2/" + path, **headers)

    def post(self, path, body=None, **headers):
        return self.call("POST", "/2fa/2/" + path, body, **headers)

    def put(self, path, body=None, **headers):
        return self.call("PUT", "/2fa/2/" + path, body, **headers)

    def new_application(self, **configuration):
        """Makes an application that the helpers below use from now on, with a template."""
        made = self.post("applications", {"name": "test", "configuration": configuration})
        assert made.status == 201, made.body
        self.application = made.json["applicationId"]
        self.message = self.new_message()
        return self.application

    def new_message(self, **members):
        template = {"messageText": "PIN {{pin}}", "pinType": "NUMERIC", "pinLength": 6}
        template.update(members)
        made = self.post("applications/%s/messages" % self.application, template)
        assert made.status == 200, made.body
        return made.json["messageId"]

    def order(self, **members):
        order = {"applicationId": self.application, "messageId": self.message, "to": NUMBER}
        order.update(members)
        return order

    def send(self, **members):
        return self.post("pin", self.order(**members))

    def sent(self, **members):
        """pinId and PIN of a send that succeeded."""
        answer = self.send(**members)
        assert answer.status == 200 and answer.json["smsStatus"] == "MESSAGE_SENT", answer.body
        pin_id = answer.json["pinId"]
        while True:  # past messages that nobody asked for
            message = self.next_message()
            if message["pinId"] == pin_id:
                return pin_id, message["pin"]

    def verify(self, pin_id, pin):
        return self.post("pin/%s/verify" % pin_id, {"pin": pin})

    def next_message(self):
        return json.loads(self.ctl("messages", "wait", "5s"))

    def ctl_status(self, *words):
        done = subprocess.run([PROGRAM, "ctl", "--control", self.control, *words],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode == 0 and words[:2] == ("faults", "set"):
            for text in words[2:]:
                self.note(text)
        if words == ("faults", "clear"):
            self.active = set()
        return done.returncode, done.stdout, done.stderr

    def ctl(self, *words):
        status, out, err = self.ctl_status(*words)
        assert status == 0, err
        return out

    def counters(self):
        return json.loads(self.ctl("counters"))


def help_section(name):
    """The lines of --help below a heading, up to the next empty one."""
    text = subprocess.run([PROGRAM, "--help"], stdout=subprocess.PIPE, text=True, check=True).stdout
    return text[text.index("\n" + name) + 1:].split("\n", 1)[1].split("\n\n")[0]


def other(pin):
    """A wrong PIN of the same shape."""
    return ("1" if pin[0] != "1" else "2") + pin[1:]


def main(module):
    import unittest
    unittest.main(module=module, argv=sys.argv[:1] + ["-v"] + sys.argv[1:])
