# SPDX-License-Identifier: MIT
# Clients that mean harm: nothing crashes, nothing stays open, and a good client is served all the time.
import json
import os
import random
import re
import resource
import socket
import ssl
import sys
import threading
import unittest

import sandbox
from hostile import Requests, with_length
from sandbox import NUMBER, Sandbox

CROWD = 200
MOST_CONNECTIONS = 2000  # src/sandbox/workers.hpp
OTHER_NUMBER = "385911234567"


class Hostile:
    """Run twice: over TLS and plain."""
    tls = False

    def setUp(self):
        self.box = Sandbox(tls=self.tls)
        self.log_in()
        self.open_before = self.descriptors()
        self.requests = Requests(self.box.key, self.box.order(to=OTHER_NUMBER))

    def tearDown(self):
        """Whatever was done: it runs, serves, and has closed what was closed to it."""
        self.assertIsNone(self.box.process.poll())
        self.log_in()
        # The library waits 5 s for what does not come.
        sandbox.wait_until(lambda: self.descriptors() <= self.open_before)
        self.assertEqual(self.descriptors(), self.open_before)
        self.box.close()

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.box.process.pid))

    def log_in(self):
        pin_id = self.box.send().json["pinId"]
        pin = self.box.ctl("messages", "pin", "30s", NUMBER).strip()
        self.assertEqual(self.box.verify(pin_id, pin).json["verified"], True)

    def reach(self, tls=None):
        host, port = self.box.url.split("//")[1].split(":")
        plain = socket.create_connection((host, int(port)), timeout=sandbox.patience())
        if not (self.tls if tls is None else tls):
            return plain
        context = ssl.create_default_context(cafile=self.box.folder + "/tls/ca.pem")
        return context.wrap_socket(plain, server_hostname="localhost")

    @staticmethod
    def read_answer(connection, method=b""):
        """Head and body of the next answer; interim ones are passed over."""
        seen = b""
        while True:
            while b"\r\n\r\n" not in seen:
                more = connection.recv(65536)
                if not more:
                    return seen, b""
                seen += more
            head, seen = seen.split(b"\r\n\r\n", 1)
            if not head.startswith(b"HTTP/1.1 100 "):
                break
        length = re.search(rb"\r\nContent-Length: (\d+)", head)
        size = int(length.group(1)) if length and method != b"HEAD" else 0
        while len(seen) < size:
            more = connection.recv(65536)
            if not more:
                break
            seen += more
        return head, seen[:size]

    @staticmethod
    def push(connection, request):
        try:
            connection.sendall(request)
        except (ConnectionError, ssl.SSLError):
            pass  # hung up on while it was still sending; the answer is there all the same

    def test_what_no_client_should_send_is_answered_and_the_next_request_too(self):
        names = set()
        for name, request, status, ends in self.requests.answered():
            with self.subTest(name), self.reach() as connection:
                names.add(name)
                self.push(connection, request)
                head, body = self.read_answer(connection, request.split(b" ")[0])
                self.assertTrue(head.startswith(b"HTTP/1.1 %d " % status), head[:200])
                if body:
                    json.loads(body)
                if ends:
                    try:
                        self.assertEqual(connection.recv(1), b"")
                    except (ConnectionError, ssl.SSLError):
                        pass  # reset, as not all of it was read; or ended without saying so
                self.assertEqual(self.box.get("applications").status, 200)
        self.assertGreater(len(names), 60)

    def test_a_refused_body_is_no_next_request(self):
        inner = self.requests.line(b"DELETE /2fa/2/applications")
        for length in (b"x", b"-5", b"0, 5"):
            with self.reach() as connection:
                self.push(connection, self.requests.post + b"Content-Length: " + length + b"\r\n\r\n" + inner)
                self.assertTrue(self.read_answer(connection)[0].startswith(b"HTTP/1.1 400 "))
        self.assertEqual(self.box.counters()["requests"], {"send": 1, "verify": 1, "other": 3})

    def test_expect_100_continue_is_told_to_go_on_and_then_answered(self):
        with self.reach() as connection:
            request = with_length(self.requests.post + b"Expect: 100-continue\r\n", self.requests.order)
            head, body = request.split(b"\r\n\r\n")
            connection.sendall(head + b"\r\n\r\n")
            self.assertEqual(connection.recv(65536), b"HTTP/1.1 100 Continue\r\n\r\n")
            connection.sendall(body)
            self.assertTrue(self.read_answer(connection)[0].startswith(b"HTTP/1.1 200 "))

    def test_whoever_does_not_wait_for_answers_hurts_nobody_else(self):
        with self.reach() as connection:
            self.push(connection, with_length(self.requests.post, self.requests.order) * 50)
            self.assertTrue(self.read_answer(connection)[0].startswith(b"HTTP/1.1 200 "))
            self.log_in()

    def test_two_hundred_who_stop_in_the_middle_keep_nobody_out(self):
        beginnings = self.requests.unfinished()
        crowd = []
        for number in range(CROWD):
            crowd.append(self.reach(tls=self.tls and number % 3 > 0))  # some before the handshake
            self.push(crowd[-1], beginnings[number % len(beginnings)])
            if number % 20 == 0:
                self.log_in()
        self.log_in()
        for each in crowd:
            each.close()

    def test_more_idle_connections_than_there_are_threads_keep_nobody_out(self):
        before = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, before)
        resource.setrlimit(resource.RLIMIT_NOFILE, (2 * MOST_CONNECTIONS, before[1]))
        request = self.requests.get + b"\r\n"
        crowd = []
        for number in range(MOST_CONNECTIONS + 100):
            answered = number % 2 == 0
            crowd.append(self.reach(tls=self.tls and answered))  # the others say nothing at all
            if answered:
                self.push(crowd[-1], request)
        self.box.hang_up()  # its own connection was idle too
        self.log_in()
        for each in crowd:
            each.close()

    def test_slow_ones_that_send_a_byte_now_and_then_keep_nobody_out(self):
        request = with_length(self.requests.post, self.requests.order)
        crowd = [self.reach() for _ in range(20)]
        for byte in request[:-1]:
            for each in crowd:
                self.push(each, bytes([byte]))
        self.log_in()
        for each in crowd:
            self.push(each, request[-1:])
            self.assertTrue(self.read_answer(each)[0].startswith(b"HTTP/1.1 200 "))
            each.close()

    def test_two_thousand_requests_with_bytes_changed_end_nothing(self):
        chance = random.Random(20261128)
        good = [request for _, request, _, _ in self.requests.answered() if len(request) < 5000]
        for number in range(2000 if not self.tls else 500):
            request = bytearray(chance.choice(good))
            for _ in range(chance.randrange(1, 6)):
                at = chance.randrange(len(request))
                request[at:at + chance.randrange(3)] = chance.choice(
                    [b"", b"\0", b"\r\n", b"\n", b" ", b"\xff", b"0", b"%", b":", bytes(request[at:at + 40])])
            connection = self.reach()
            self.push(connection, bytes(request))
            connection.close()
            if number % 100 == 0:
                self.log_in()

    def test_while_all_of_this_goes_on_a_good_client_is_served(self):
        done = threading.Event()

        def attack(seed):
            chance = random.Random(seed)
            answered = [each[1] for each in self.requests.answered()]
            while not done.is_set():
                with self.reach() as leaves, self.reach() as stays:
                    self.push(leaves, chance.choice(self.requests.unfinished()))
                    request = chance.choice(answered)
                    self.push(stays, request)
                    try:
                        self.read_answer(stays, request.split(b" ")[0])
                    except (ConnectionError, ssl.SSLError):
                        pass  # it was cut before all of it was sent

        attackers = [threading.Thread(target=attack, args=(seed,)) for seed in range(3)]
        for each in attackers:
            each.start()
        try:
            for _ in range(20):
                self.log_in()
        finally:
            done.set()
            for each in attackers:
                each.join()


class PlainHostile(Hostile, unittest.TestCase):
    pass


class TlsHostile(Hostile, unittest.TestCase):
    tls = True

    def memory(self):
        """The most that the sandbox had at any time, in bytes."""
        with open("/proc/%d/status" % self.box.process.pid, encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1]) * 1024

    def test_a_head_without_an_end_is_ended_and_fills_no_memory(self):
        lines = (b"X: " + b"y" * 95 + b"\r\n") * 10_000
        before = self.memory()
        for beginning in (self.requests.get, self.requests.get + b"\r\n" + self.requests.get):
            sent = 0
            with self.reach() as connection:
                self.push(connection, beginning)
                with self.assertRaises(OSError):
                    for _ in range(100):
                        connection.sendall(lines)
                        sent += len(lines)
            self.assertLess(sent, 50 * len(lines))
        self.assertLess(self.memory() - before, 20 * 1024 * 1024)


if __name__ == "__main__":
    sandbox.main(sys.modules["__main__"])
