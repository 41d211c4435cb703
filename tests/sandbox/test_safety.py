# SPDX-License-Identifier: MIT
# What must not happen: a sandbox that others reach, PINs on disk, a crash, a stall under a crowd.
import json
import os
import random
import re
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import unittest

import openapi
import sandbox
from sandbox import PROGRAM, Sandbox

FUZZED = 10_000
IDLE = 1000
LOGINS = 200


def run(*arguments):
    done = subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, timeout=sandbox.patience(), check=False)
    return done.returncode, done.stdout, done.stderr


def host_and_port(box):
    host, port = box.url.split("//")[1].split(":")
    return host, int(port)


class CommandLine(unittest.TestCase):
    def test_it_refuses_to_listen_beyond_loopback(self):
        for option in ("--listen", "--phone-page"):
            for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:0", "[2001:db8::1]:0"):
                status, out, error = run("--plain-http", option, address)
                self.assertEqual((status, out), (1, ""), address)
                self.assertIn("--i-know", error)
            for address in ("example.org:0", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:65536", ":0",
                            "127.1:0", "::1:0:0", "localhost.example.org:0"):
                status, out, error = run("--plain-http", option, address)
                self.assertEqual((status, out), (1, ""), address)
                self.assertIn("ADDRESS:PORT", error)

    def test_with_i_know_it_listens_anywhere(self):
        with Sandbox("--i-know", "--listen", "0.0.0.0:0") as box:
            self.assertTrue(box.url.startswith("http://0.0.0.0:"))

    def test_wrong_usage_is_one_clear_sentence(self):
        for arguments, word in ((("--nope",), "--help"), (("--listen",), "needs a value"),
                                ((), "--tls-dir"), (("--plain-http", "--tls-dir", "x"), "exclude"),
                                (("--plain-http", "--env", "x"), "--seed"),
                                (("--plain-http", "--prefix", "x"), "path"),
                                (("--plain-http=1",), "takes no value"),
                                (("--plain-http", "--key", "a b"), "printable"),
                                (("--plain-http", "--key", "a,pin"), "2fa:"),
                                (("--plain-http", "--basic", "anna"), "USER:PASSWORD"),
                                (("--plain-http", "--fault", "nope"), "known are"),
                                (("--plain-http", "extra"), "no option"),
                                (("ctl", "counters"), "--control")):
            status, out, error = run(*arguments)
            self.assertEqual((status, out), (2, ""), arguments)
            self.assertIn(word, error, arguments)
            self.assertEqual(error.count("\n"), 1, error)

    def test_help_names_every_option_once(self):
        status, text, _ = run("--help")
        self.assertEqual(status, 0)
        names = re.findall(r"^  (--[a-z-]+)", text, re.MULTILINE)
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(len(names), 17)
        self.assertLessEqual(max(len(line) for line in text.splitlines()), 110)
        self.assertTrue(text.isascii())

    def test_the_example_in_help_works_as_it_stands(self):
        _, text, _ = run("--help")
        example = text[text.index("  . ~/sandbox/env; curl"):text.index("\n\nOPTIONS")]
        with Sandbox(tls=True) as box:
            script = "set -e\n" + example.replace("~/sandbox/env", box.folder + "/env").replace("curl", "curl -sS")
            done = subprocess.run(["sh", "-c", script], stdout=subprocess.PIPE, text=True, check=True)
            self.assertEqual(json.loads(done.stdout)["smsStatus"], "MESSAGE_SENT")

    def test_nobody_has_to_read_what_it_prints(self):
        with Sandbox("--phone", "-") as box:  # its standard output is a pipe of 64 KiB
            wordy = box.new_message(messageText="{{pin}} " + "x" * 2000)
            self.assertEqual({box.send(messageId=wordy).status for _ in range(60)}, {200})

    def test_files_that_cannot_be_made_end_it_with_their_name(self):
        for option, path in (("--env", "/nowhere/env"), ("--phone", "/nowhere/phone"),
                             ("--control", "/nowhere/control"), ("--control", "/" + "x" * 200)):
            status, out, error = run("--plain-http", "--seed", option, path)
            self.assertEqual((status, out), (1, ""), path)
            self.assertIn(path, error)

    def test_a_port_that_is_taken_is_an_error(self):
        with Sandbox() as box:
            status, _, error = run("--plain-http", "--listen", "127.0.0.1:%d" % host_and_port(box)[1])
            self.assertEqual(status, 1)
            self.assertIn("taken", error)

    def test_the_terminal_phone_frames_each_message(self):
        with Sandbox("--phone", "-") as box:
            text = box.new_message(messageText="a\x1b[31mb\nc\u0085d\u00e9 {{pin}}", senderId="\x07Me")
            pin_id = box.send(messageId=text).json["pinId"]
            pin = box.next_message()["pin"]
            lines = [box.process.stdout.readline() for _ in range(5)]
            self.assertEqual(lines[0], "\n")
            self.assertRegex(lines[1], r"^  \.-- \S+Z  SMS to \+41793026727\n$")
            self.assertEqual(lines[2:], ["  |   from  Me\n", "  |   a [31mb c d\u00e9 %s\n" % pin,
                                         "  '--\n"])
            self.assertNotIn(pin_id, "".join(lines))


class Control(unittest.TestCase):
    def test_the_socket_is_private_and_goes_away(self):
        box = Sandbox()
        seen = os.lstat(box.control)
        self.assertTrue(stat.S_ISSOCK(seen.st_mode))
        self.assertEqual(stat.S_IMODE(seen.st_mode), 0o600)
        copy = box.control
        box.process.send_signal(signal.SIGINT)
        box.process.wait(timeout=sandbox.patience())
        self.assertFalse(os.path.exists(copy))
        box.close()

    def test_a_socket_in_use_is_kept_and_a_dead_one_replaced(self):
        with Sandbox() as box:
            status, _, error = run("--plain-http", "--control", box.control)
            self.assertEqual(status, 1)
            self.assertIn("in use", error)
            box.counters()
        folder = tempfile.mkdtemp()
        dead = socket.socket(socket.AF_UNIX)
        dead.bind(folder + "/dead")
        dead.close()
        with Sandbox("--control", folder + "/dead") as box:
            box.control = folder + "/dead"
            box.counters()
        with open(folder + "/file", "w", encoding="ascii"):
            status, _, _ = run("--plain-http", "--control", folder + "/file")
        self.assertEqual(status, 1)
        self.assertTrue(os.path.isfile(folder + "/file"))
        shutil.rmtree(folder)

    @unittest.skipIf(os.geteuid() != 0, "needs root to become somebody else")
    def test_another_user_gets_nothing_even_through_an_open_door(self):
        with Sandbox() as box:
            os.chmod(box.folder, 0o755)
            os.chmod(box.control, 0o666)
            done = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                                   PROGRAM, "ctl", "--control", box.control, "messages", "list"],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                  check=False)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("no answer", done.stderr)

    def test_messages_are_handed_out_once_in_order_and_waited_for(self):
        with Sandbox() as box:
            pins = [box.sent()[1] for _ in range(2)]
            listed = json.loads(box.ctl("messages", "list"))
            self.assertEqual([each["pin"] for each in listed], pins)
            status, _, error = box.ctl_status("messages", "wait", "10ms")
            self.assertEqual(status, 1)
            self.assertIn("no message came within 10ms", error)
            box.send(to="385911234567")
            box.send()
            self.assertEqual(box.ctl("messages", "pin", "5s", "+41793026727").strip(),
                             json.loads(box.ctl("messages", "list", "41793026727"))[-1]["pin"])
            later = threading.Timer(0.2, box.send)
            box.ctl("messages", "pin", "1s")
            later.start()
            self.assertRegex(box.ctl("messages", "pin", "10s"), r"^[0-9]{6}\n$")
            later.join()
            box.ctl("messages", "clear")
            self.assertEqual(box.ctl("messages", "list"), "[]\n")

    def test_wrong_commands_say_what_is_right(self):
        with Sandbox() as box:
            for words, expected in ((("nope",), "messages list"), ((), "messages list"),
                                    (("faults", "set"), "usage: ctl faults set"),
                                    (("clock", "advance", "x"), "5m"),
                                    (("messages", "wait", "2h"), "10s"),
                                    (("counters", "now"), "usage: ctl counters")):
                status, out, error = box.ctl_status(*words)
                self.assertEqual((status, out), (1, ""), words)
                self.assertIn(expected, error, words)

    def test_counters_tell_connections_handshakes_requests_and_sends(self):
        with Sandbox(tls=True) as box:
            pin_id, pin = box.sent()
            box.verify(pin_id, pin)
            box.get("nowhere")
            box.connection.close()
            box.connection = None
            box.send()
            self.assertEqual(box.counters(), {
                "connections": 2, "handshakes": 2, "sends": 2,
                "requests": {"send": 2, "verify": 1, "other": 1}})
            box.ctl("counters", "reset")
            self.assertEqual(box.counters(), {"connections": 0, "handshakes": 0, "sends": 0,
                                              "requests": {}})


class Secrets(unittest.TestCase):
    def test_pins_are_on_no_disk_and_in_no_answer(self):
        with Sandbox("--phone", "none") as box:
            pin_id, pin = box.sent()
            shown = [box.verify(pin_id, sandbox.other(pin)).body,
                     box.post("pin/%s/resend" % pin_id).body,
                     box.get("applications/%s/verifications?msisdn=%s"
                             % (box.application, sandbox.NUMBER)).body]
            for answer in shown:
                self.assertNotIn(pin.encode(), answer.replace(pin_id.encode(), b""))
            for name in os.listdir(box.folder):
                path = box.folder + "/" + name
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        self.assertNotIn(pin.encode(), file.read(), name)
            inherited = {os.readlink("/proc/self/fd/%d" % number) for number in (0, 2)}
            for number in os.listdir("/proc/%d/fd" % box.process.pid):
                target = os.readlink("/proc/%d/fd/%s" % (box.process.pid, number))
                if target in inherited:
                    continue
                self.assertRegex(target, r"^(socket|pipe|anon_inode|/dev/)", "an open file")

    def test_a_phone_file_is_for_its_owner_alone_and_nothing_else_has_the_pins(self):
        with tempfile.TemporaryDirectory() as folder:
            phone = folder + "/phone"
            with open(phone, "w", encoding="ascii"):
                os.chmod(phone, 0o644)
            with Sandbox("--phone", phone) as box:
                _, pin = box.sent()
                self.assertEqual(os.stat(phone).st_mode & 0o7777, 0o600)
                with open(phone, encoding="ascii") as file:
                    self.assertIn(pin, file.read())
                for name in os.listdir(box.folder):
                    path = box.folder + "/" + name
                    if os.path.isfile(path):
                        with open(path, "rb") as file:
                            self.assertNotIn(pin.encode(), file.read(), name)

    def test_a_phone_file_that_is_a_link_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(folder + "/elsewhere", folder + "/phone")
            code, _, said = run("--plain-http", "--phone", folder + "/phone")
            self.assertNotEqual(code, 0)
            self.assertIn("opening the phone file", said)
            self.assertFalse(os.path.exists(folder + "/elsewhere"))


class Crowds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))

    def test_a_thousand_idle_connections_keep_nobody_out(self):
        with Sandbox() as box:
            idle = [socket.create_connection(host_and_port(box), timeout=sandbox.patience()) for _ in range(IDLE)]
            for each in idle[::2]:  # half of them after a request, kept alive
                each.sendall(b"OPTIONS /2fa/2/pin HTTP/1.1\r\nHost: x\r\n\r\n")
            for each in idle[::2]:
                self.assertTrue(each.recv(200).startswith(b"HTTP/1.1 200 OK"))
            self.assertEqual(box.send().status, 200)
            self.assertEqual(box.counters()["connections"], IDLE + 1)
            for each in idle:
                each.close()
            self.assertEqual(box.send().status, 200)

    def test_two_hundred_logins_wait_at_their_prompt_and_all_get_in(self):
        with Sandbox(tls=True) as box:
            everybody_waits = threading.Barrier(LOGINS)
            failures = []

            def log_in(number):
                try:
                    connection = box.connect()
                    headers = {"Authorization": "App " + box.key, "Content-Type": "application/json"}
                    to = "3859110%05d" % number

                    def post(path, body):
                        return box.exchange(connection, "POST", path, json.dumps(body),
                                            headers)[0].json

                    pin_id = post("/2fa/2/pin", box.order(to=to))["pinId"]
                    everybody_waits.wait(timeout=sandbox.patience())
                    pin = next(each["pin"] for each in messages() if each["pinId"] == pin_id)
                    answer = post("/2fa/2/pin/%s/verify" % pin_id, {"pin": pin})
                    assert answer["verified"] is True and answer["msisdn"] == to, answer
                    connection.close()
                except Exception as error:  # pylint: disable=broad-except
                    failures.append(error)
                    everybody_waits.abort()

            once = threading.Lock()
            listed = []

            def messages():
                with once:
                    if not listed:
                        listed.extend(json.loads(box.ctl("messages", "list")))
                return listed

            threads = [threading.Thread(target=log_in, args=(n,)) for n in range(LOGINS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(failures, [])
            self.assertEqual(box.counters(), {
                "connections": LOGINS, "handshakes": LOGINS, "sends": LOGINS,
                "requests": {"send": LOGINS, "verify": LOGINS}})

    def test_memory_is_capped_where_clients_could_fill_it(self):
        with Sandbox() as box:
            statuses = [box.post("applications", {"name": "n"}).status for _ in range(1001)]
            self.assertEqual(statuses.count(201), 999)  # the seed is one of a thousand
            self.assertEqual(statuses[-1], 400)


class Fuzz(unittest.TestCase):
    """Requests that are nearly right, and bytes that are no HTTP at all; the same each time."""

    VALUES = [None, True, 0, -1, 2**31, 2**63, 1e308, "", " ", "x" * 5000, "\u0000", "\ud7ff", "{{pin}}",
              "true", "NUMERIC", "1/1s", "41793026727", [], {}, [[[]]], {"a": {"b": None}}]
    PIECES = [b"\r\n", b"\0", b"%", b"%zz", b"%2e%2e/", b"//", b"?", b"&&=", b"\xff\xfe", b" ", b"HTTP/9.9",
              b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n",
              b"Transfer-Encoding: chunked\r\n", b"Range: bytes=0-1,2-3,9-\r\n", b"A" * 9000,
              b"Expect: 100-continue\r\n", b"Content-Type: multipart/form-data; boundary=x\r\n"]

    def setUp(self):
        self.random = random.Random(20260101)
        self.box = Sandbox()
        self.targets = [(method, path) for method, path, _ in openapi.operations()]
        self.ids = [self.box.application, self.box.message, "nope", "..", "%2f", "%C3%A9"]

    def tearDown(self):
        self.box.close()

    def target(self):
        method, path = self.random.choice(self.targets)
        path = re.sub(r"\{[^}]*\}", lambda _: self.random.choice(self.ids), path)
        if self.random.random() < 0.2:
            path += self.random.choice(["/", "?", "/?msisdn=41793026727", "?ncNeeded=x", "%", "/x"])
        return method, path

    def body(self):
        names = ["applicationId", "messageId", "to", "from", "pin", "name", "configuration",
                 "placeholders", "pinType", "messageText", "pinLength", "emailTemplateId", "enabled",
                 "regional", "trackDelivery", "speechRate"]
        body = self.box.order(messageText="{{pin}}", pinType="ALPHA", name="n", pin="1")
        for name in self.random.sample(names, self.random.randrange(4)):
            body[name] = self.random.choice(self.VALUES)
        text = json.dumps(body).encode()
        if self.random.random() < 0.2:
            at = self.random.randrange(len(text))
            text = text[:at] + bytes([self.random.randrange(256)]) + text[at + 1:]
        return text

    def test_seven_thousand_requests_that_are_nearly_right(self):
        seen = {}
        for _ in range(FUZZED * 7 // 10):
            method, path = self.target()
            body = self.body() if method != "GET" else None
            answer = self.box.call(method, path, body)
            seen[answer.status] = seen.get(answer.status, 0) + 1
            self.assertIn(answer.status, (200, 201, 400, 404, 405), (method, path, body))
            if answer.status == 400 and body:
                self.assertIn("serviceException", answer.json["requestError"])
        self.assertGreater(min(seen.get(status, 0) for status in (200, 400, 404)), 100, seen)

    def test_three_thousand_times_what_is_no_http(self):
        for _ in range(FUZZED * 3 // 10):
            method, path = self.target()
            body = self.body()
            request = ("%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: App %s\r\nContent-Length: %d\r\n\r\n"
                       % (method, path, self.box.key, len(body))).encode() + body
            for _ in range(self.random.randrange(1, 4)):
                at = self.random.randrange(len(request))
                request = request[:at] + self.random.choice(self.PIECES) + request[at:]
            with socket.create_connection(host_and_port(self.box), timeout=sandbox.patience()) as plain:
                plain.sendall(request)
                try:
                    plain.shutdown(socket.SHUT_WR)
                    while plain.recv(65536):
                        pass
                except ConnectionError:
                    pass
        self.assertIsNone(self.box.process.poll())
        self.assertEqual(self.box.send().status, 200)


if __name__ == "__main__":
    sandbox.main(sys.modules["__main__"])
