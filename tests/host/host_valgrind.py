#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Whole logins under valgrind: no error and no definite leak in the module, and in one of them no
error in the helper. In scripts/host-up.

The others do not follow the helper: under valgrind its start and first handshake take seconds, and
request_timeout, which goes on meanwhile, is 9 s at most.
"""
import os
import pathlib
import socket
import tempfile
import threading

from dialogue import RIGHT, WRONG
from host_case import HostCase, main

BUILD = pathlib.Path(os.environ["SANDBOX"]).parents[2]


class Valgrind(HostCase):
    options = {**HostCase.options, "resend_wait": "0s", "debug": "yes"}
    longest = 120  # seconds: valgrind is slow, the machine may be busy

    def login(self, *answers, how=()):
        folder = pathlib.Path(tempfile.mkdtemp())
        (folder / "valgrind").write_text("auth required pam_infobip_otp.so\n")
        self.report = folder / "report"
        dialogue = self.start(
            "valgrind", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite",
            "--track-fds=no", *(how or [f"--log-file={self.report}"]),
            str(BUILD / "tests/host/pam_terminal"), str(folder), "valgrind", "alice")
        dialogue.child.timeout = self.longest
        return dialogue.go_through(*answers), dialogue.seen

    def assert_clean(self, status, expected, seen):
        self.assertEqual(status, expected, f"{seen}\n{self.report.read_text()}")
        self.assertIn("ERROR SUMMARY: 0 errors", self.report.read_text())

    def test_a_wrong_code_sent_again_and_the_right_one(self):
        status, seen = self.login(("Code: ", WRONG), ("Code: ", "r"), ("Code: ", RIGHT))
        self.assert_clean(status, 0, seen)
        self.assert_granted()

    def test_three_wrong_ones(self):
        status, seen = self.login(("Code: ", WRONG), ("Code: ", WRONG), ("Code: ", WRONG))
        self.assert_clean(status, 1, seen)

    def test_a_refusal(self):
        self.set_options(base_url="https://localhost:9")
        status, seen = self.login(("Press Enter to close: ", ""))
        self.assert_clean(status, 1, seen)

    def test_the_helper_makes_no_error_either(self):
        self.set_options(request_timeout="9s")
        reports = Reports()
        status, seen = self.login(("Code: ", WRONG), ("Code: ", RIGHT), how=[
            "--quiet", "--vgdb=no", "--trace-children=yes", f"--log-socket={reports.address}"])
        texts = reports.texts()
        self.assertEqual(status, 0, f"{seen}\n{self.log.text()}")
        self.assertEqual(len(texts), 2, "the module's host and the helper")
        # Quiet: each line that begins so is of an error; others tell of calls that are new to it.
        errors = [line for text in texts for line in text.splitlines() if line.startswith("==")]
        self.assertEqual(errors, [])


class Reports:
    """What each process says that valgrind follows: the helper may write no file."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.server.getsockname()[1]
        self.found, self.readers = [], []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.server.accept()
            reader = threading.Thread(target=self.read, args=[connection], daemon=True)
            self.readers.append(reader)
            reader.start()

    def read(self, connection):
        with connection, connection.makefile(errors="replace") as report:
            self.found.append(report.read())

    def texts(self):
        """When all have ended."""
        for reader in self.readers:
            reader.join()
        return self.found


if __name__ == "__main__":
    main()
