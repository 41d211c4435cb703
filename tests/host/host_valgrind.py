#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Whole logins under valgrind: no error and no definite leak in the module. In scripts/host-up."""
import os
import pathlib
import tempfile

from dialogue import RIGHT, WRONG
from host_case import HostCase, main

BUILD = pathlib.Path(os.environ["SANDBOX"]).parents[2]


class Valgrind(HostCase):
    options = {**HostCase.options, "resend_wait": "0s", "debug": "yes"}
    longest = 120  # seconds: valgrind is slow, the machine may be busy

    def login(self, *answers):
        folder = pathlib.Path(tempfile.mkdtemp())
        (folder / "valgrind").write_text("auth required pam_infobip_otp.so\n")
        self.report = folder / "report"
        dialogue = self.start(
            "valgrind", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite",
            "--track-fds=no", f"--log-file={self.report}", str(BUILD / "tests/host/pam_under_valgrind"),
            str(folder), "valgrind", "alice")
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


if __name__ == "__main__":
    main()
