# SPDX-License-Identifier: MIT
# Each fault, over TLS and plain; and the raw fault server below HTTP.
import http.client
import json
import os
import re
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import warnings

import breakers
import sandbox
from sandbox import Sandbox, other

FAULT_SERVER = os.environ.get("FAULT_SERVER", "fault-server")
GONE = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError, ssl.SSLError)


def known():
    """The names in --help: a fault that is added there has to be tested here."""
    section = sandbox.help_section("FAULTS")
    return set(re.findall(r"^  ([a-z-]+)(?:=[A-Z]+)?(?:\s|$)", section, re.MULTILINE))


TRIED = set()


class Faults:
    """Run twice: over TLS and plain."""
    tls = False

    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox(tls=cls.tls)

    @classmethod
    def tearDownClass(cls):
        cls.box.close()

    def setUp(self):
        self.box.ctl("faults", "clear")
        self.box.ctl("messages", "clear")

    def fault(self, text):
        self.box.ctl("faults", "set", text)
        TRIED.add(re.match("[a-z-]+", text).group())

    def messages(self):
        return len(json.loads(self.box.ctl("messages", "list")))

    def test_status(self):
        for status, message_id in ((401, "UNAUTHORIZED"), (403, "FORBIDDEN"),
                                   (429, "TOO_MANY_REQUESTS"), (500, "GENERAL_ERROR"),
                                   (503, "SERVICE_UNAVAILABLE"), (404, "NOT_FOUND")):
            self.fault("status=%d,nth=1" % status)
            answer = self.box.send()
            self.assertEqual((answer.status, answer.problem["messageId"]), (status, message_id))
        self.fault("status=307,nth=1")
        answer = self.box.send()
        self.assertEqual((answer.status, answer.headers["Location"]),
                         (307, "https://redirected.invalid/2fa/2/pin"))
        self.assertEqual(self.messages(), 0)

    def test_drop_and_close(self):
        for fault, messages in (("drop", 0), ("close", 1)):
            self.fault(fault + ",nth=1")
            with self.assertRaises(GONE):
                self.box.send()
            self.assertEqual(self.messages(), messages, fault)
        self.assertEqual(self.box.send().status, 200)

    def test_not_sent(self):
        pin_id, _ = self.box.sent()
        self.fault("not-sent")
        for answer in (self.box.send(), self.box.post("pin/%s/resend" % pin_id)):
            self.assertEqual((answer.status, answer.json["smsStatus"], answer.json["ncStatus"]),
                             (200, "MESSAGE_NOT_SENT", "NC_DESTINATION_NOT_REACHABLE"))
            self.assertIn("pinId", answer.json)
        self.assertEqual(self.messages(), 1)

    def test_other_pinid_and_no_pinid(self):
        pin_id, pin = self.box.sent()
        self.fault("other-pinid,nth=1,route=verify")
        self.fault("no-pinid,nth=2,route=verify")
        first, second = (self.box.verify(pin_id, other(pin)).json for _ in range(2))
        self.assertRegex(first["pinId"], "^[0-9A-F]{32}$")
        self.assertNotEqual(first["pinId"], pin_id)
        self.assertNotIn("pinId", second)
        self.assertEqual(self.box.verify(pin_id, pin).json["pinId"], pin_id)

    def test_verified_as_text(self):
        pin_id, pin = self.box.sent()
        self.fault("verified-as-text,nth=1,route=verify")
        self.assertEqual(self.box.verify(pin_id, pin).json["verified"], "true")

    def test_duplicate_member(self):
        self.fault("duplicate-member")
        self.assertIn(b'"MESSAGE_NOT_SENT","pinId"', self.box.send().body)
        pin_id, pin = self.box.sent()
        for typed, first in ((other(pin), b"true"), (pin, b"false")):
            body = self.box.verify(pin_id, typed).body
            self.assertTrue(body.startswith(b'{"verified":%s,"pinId"' % first), body)
            self.assertEqual(json.loads(body)["verified"], typed == pin)

    def test_bodies_that_are_no_answer(self):
        self.fault("empty,nth=1")
        self.assertEqual(self.box.send().body, b"")
        self.fault("html,nth=1")
        answer = self.box.send()
        self.assertEqual(answer.headers["Content-Type"], "text/html")
        self.assertTrue(answer.body.startswith(b"<html>"))
        for fault in ("malformed", "nul", "deep"):
            self.fault(fault + ",nth=1")
            answer = self.box.send()
            self.assertEqual(answer.headers["Content-Type"], "application/json;charset=UTF-8")
            with self.assertRaises((json.JSONDecodeError, RecursionError)):
                json.loads(answer.body.decode())
        self.assertEqual(self.messages(), 5)

    def test_oversized(self):
        for size in (70_000, 10 * 1024 * 1024):
            self.fault("oversized=%d,nth=1" % size)
            answer = self.box.send()
            self.assertGreater(len(answer.body), size)
            self.assertEqual(answer.json["smsStatus"], "MESSAGE_SENT")

    def test_stall(self):
        self.fault("stall=400ms,nth=1")
        began = time.monotonic()
        self.assertEqual(self.box.send().status, 200)
        self.assertGreaterEqual(time.monotonic() - began, 0.4)

    def test_truncated(self):
        self.fault("truncated,nth=1")
        with self.assertRaises(http.client.IncompleteRead) as caught:
            self.box.send()
        self.assertTrue(caught.exception.partial.startswith(b'{"pinId":'))
        self.assertGreater(caught.exception.expected, 50)

    def body_pieces(self):
        """The body of a send in the pieces in which it was there to be read."""
        connection = self.box.connect()
        connection.request("POST", "/2fa/2/pin", json.dumps(self.box.order()),
                           {"Authorization": "App " + self.box.key})
        seen = connection.sock.recv(65536)
        while b"\r\n\r\n" not in seen:
            seen += connection.sock.recv(65536)
        head, rest = seen.split(b"\r\n\r\n")
        size = int(re.search(rb"Content-Length: (\d+)", head).group(1))
        pieces = [rest] if rest else []
        while sum(map(len, pieces)) < size:
            pieces.append(connection.sock.recv(65536))
            self.assertNotEqual(pieces[-1], b"")
        connection.close()
        return pieces

    def test_slow_trickles(self):
        self.fault("slow=2ms,nth=1")
        pieces = self.body_pieces()
        self.assertEqual(json.loads(b"".join(pieces))["smsStatus"], "MESSAGE_SENT")
        if self.tls:  # each byte is a record, which no reader gets together with the next
            self.assertEqual({len(piece) for piece in pieces}, {1})
        self.assertGreater(len(pieces), 5)  # a reader that was kept waiting gets several at once
        self.assertLessEqual(len(self.body_pieces()), 2)

    def test_no_content_type(self):
        self.fault("no-content-type,nth=1")
        answer = self.box.send()
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, None))
        self.assertEqual(answer.json["smsStatus"], "MESSAGE_SENT")

    def test_nth_and_route_say_which_request(self):
        self.fault("status=503,nth=2,route=send")
        pin_id, pin = self.box.sent()
        self.assertEqual(self.box.verify(pin_id, other(pin)).status, 200)
        self.assertEqual([self.box.send().status for _ in range(3)], [503, 200, 200])
        self.assertEqual(self.box.ctl("faults", "list"), "")
        self.fault("status=503,route=verify")
        self.assertEqual([self.box.verify(pin_id, pin).status for _ in range(2)], [503, 503])
        self.assertEqual(self.box.ctl("faults", "list"), "status=503,route=verify\n")
        self.box.ctl("faults", "clear")
        self.assertEqual(self.box.verify(pin_id, pin).json["verified"], True)

    def test_what_is_no_fault_is_refused(self):
        for text in ("", "stal", "status=99", "status=abc", "stall=5", "close=1", "close,nth=0",
                     "close,route=nope", "close,when=now", "oversized=99999999999"):
            status, _, error = self.box.ctl_status("faults", "set", text)
            self.assertEqual(status, 1, text)
            self.assertNotEqual(error, "")


class PlainFaults(Faults, unittest.TestCase):
    pass


class TlsFaults(Faults, unittest.TestCase):
    tls = True

    def test_zzz_every_fault_was_tried(self):  # the last one, by its name
        self.assertEqual(len(known()), 18)
        self.assertEqual(known() - TRIED, set())
        self.assertEqual(breakers.idle(), set())


class FaultsFromTheStart(unittest.TestCase):
    def test_the_option_sets_them(self):
        with Sandbox("--fault", "status=500,nth=2,route=send") as box:
            self.assertEqual([box.send().status for _ in range(3)], [200, 500, 200])


class RawServer:
    """fault-server in one mode."""

    def __init__(self, mode):
        self.folder = tempfile.TemporaryDirectory(prefix="fault-server-")
        self.process = subprocess.Popen([FAULT_SERVER, mode, self.folder.name, "1"],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=sandbox.patience())
        self.process.stdout.close()
        self.folder.cleanup()

    def connect(self, first=None, last=None):
        """Of these versions of TLS and, like the server then, at security level 0."""
        context = ssl.create_default_context(cafile=self.folder.name + "/ca.pem")
        if first:
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version, context.maximum_version = first, last
            context.set_ciphers("DEFAULT@SECLEVEL=0")
        return http.client.HTTPSConnection("localhost", self.port, timeout=sandbox.patience(), context=context)

    def post(self, connection, path="/x"):
        connection.request("POST", path, body=b"{}")
        return connection.getresponse().read()

    def events(self):
        self.process.terminate()
        return self.process.stdout.read().splitlines()


class BelowHttp(unittest.TestCase):
    def fails(self, mode, kind):
        with RawServer(mode) as server:
            connection = server.connect()
            with self.assertRaises(kind) as caught:
                server.post(connection)
            connection.close()
            return caught.exception, server.events()

    def test_good_answers_everything(self):
        with RawServer("good") as server:
            connection = server.connect()
            self.assertIn(b"MESSAGE_SENT", server.post(connection))
            self.assertIn(b"MESSAGE_SENT", server.post(connection, "/y"))
            connection.close()
            self.assertEqual(server.events(),
                             ["connection", "handshake", "request POST /x", "request POST /y"])

    def test_reset_in_the_handshake(self):
        self.assertEqual(self.fails("reset-in-handshake", ConnectionResetError)[1], ["connection"])

    def test_drop_before_the_request_is_read(self):
        events = self.fails("drop-before-read", GONE)[1]
        self.assertEqual(events, ["connection", "handshake"])

    def test_a_byte_at_a_time(self):
        for mode in ("byte-by-byte", "good"):
            with RawServer(mode) as server:
                connection = server.connect()
                connection.request("POST", "/x", body=b"{}")
                pieces = []  # a TLS record a piece
                while not b"".join(pieces).endswith(b"}"):
                    pieces.append(connection.sock.recv(65536))
                connection.close()
                self.assertIn(b'"smsStatus":"MESSAGE_SENT"', b"".join(pieces))
                self.assertEqual(len(pieces), 1 if mode == "good" else len(b"".join(pieces)))

    def test_a_broken_header(self):
        self.fails("broken-header", http.client.HTTPException)

    def test_a_reused_connection_dies_after_the_second_request_was_read(self):
        with RawServer("close-reused") as server:
            connection = server.connect()
            self.assertIn(b"MESSAGE_SENT", server.post(connection))
            with self.assertRaises(GONE):
                server.post(connection, "/second")
            connection.close()
            self.assertEqual(server.events()[-1], "request POST /second")

    def test_certificates_that_must_not_be_trusted(self):
        for mode, reason in (("expired-certificate", "expired"),
                             ("wrong-certificate", "Hostname mismatch"),
                             ("unknown-authority", "unable to get local issuer")):
            error, _ = self.fails(mode, ssl.SSLCertVerificationError)
            self.assertIn(reason, str(error), mode)

    def test_tls_1_1_is_all_it_speaks(self):
        with RawServer("tls-1.1") as server:
            old = server.connect(first=ssl.TLSVersion.TLSv1_1, last=ssl.TLSVersion.TLSv1_1)
            self.assertIn(b"MESSAGE_SENT", server.post(old))
            self.assertEqual(old.sock.version(), "TLSv1.1")
            old.close()
            # Equal but for the version, so it can be nothing else (by default the signature of a
            # TLS 1.1 handshake is refused before the version is).
            for first, last in (("TLSv1_2", "TLSv1_2"), ("TLSv1_2", "TLSv1_3"), ("TLSv1_3", "TLSv1_3")):
                now = server.connect(first=ssl.TLSVersion[first], last=ssl.TLSVersion[last])
                with self.assertRaises(ssl.SSLError) as caught:
                    server.post(now)
                self.assertIn(caught.exception.reason,
                              ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION"))
            self.assertEqual(server.events(), ["connection", "handshake", "request POST /x"] +
                             ["connection"] * 3)


if __name__ == "__main__":
    sandbox.main(sys.modules["__main__"])
