#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pamtester on the stacks of sshd and sudo, as the guides use it. Inside scripts/host-up."""
import subprocess

from dialogue import RIGHT, WRONG
import machine
from host_case import HostCase, main
from machine import PASSWORD


def pamtester(*words):
    return ["pamtester", *words]


class Pamtester(HostCase):
    def test_the_right_code_passes_every_step(self):
        status, seen = self.talk(
            pamtester("sshd", "alice", "authenticate", "setcred(PAM_ESTABLISH_CRED)", "acct_mgmt"),
            ("assword: ", PASSWORD), ("A code was sent to ********6727. Type it, or r to send it again.\r\nCode: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertIn("successfully authenticated", seen)
        self.assertIn("credential info has successfully been set", seen)
        self.assert_sent(1)
        self.assert_granted()

    def test_three_wrong_codes_fail(self):
        status, seen = self.talk(pamtester("sudo", "alice", "authenticate"), ("assword: ", PASSWORD),
                                 ("Code: ", WRONG), ("Code: ", WRONG), ("Code: ", WRONG))
        self.assertEqual(status, 1, seen)
        self.assert_sent(1)
        self.assert_denied("tries_used_up")

    def test_a_wrong_password_sends_nothing(self):
        status, seen = self.talk(pamtester("sudo", "alice", "authenticate"), ("assword: ", "wrong"))
        self.assertEqual(status, 1, seen)
        self.assert_sent(0)

    def test_an_account_that_is_not_there_sends_nothing(self):
        status, seen = self.talk(pamtester("sudo", "mallory", "authenticate"),
                                 ("assword: ", PASSWORD))
        self.assertEqual(status, 1, seen)
        self.assert_sent(0)

    def test_the_end_of_the_input_at_the_prompt_is_no_code(self):
        run = subprocess.run(pamtester("sudo", "alice", "authenticate"), input=PASSWORD + "\n",
                             text=True, capture_output=True, timeout=machine.patience())
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        self.assert_sent(1)
        self.assert_logged("event=verdict", "verdict=denied")

    def test_an_ordinary_user_cannot_read_the_phone_numbers_and_is_refused(self):
        status, seen = self.talk(["runuser", "-u", "alice", "--",
                                  *pamtester("sudo", "alice", "authenticate")],
                                 ("assword: ", PASSWORD), ("Press Enter to close: ", ""))
        self.assertEqual(status, 1, seen)
        self.assert_sent(0)
        self.assert_denied("users_file")


if __name__ == "__main__":
    main()
