#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A real login(1), as on a console. Inside scripts/host-up."""
import machine
from dialogue import RIGHT, WRONG
from host_case import HostCase, main
from machine import PASSWORD

LOGIN = ["login", "alice"]


class Login(HostCase):
    def test_the_right_code_opens_a_session(self):
        dialogue = self.start(*LOGIN)
        dialogue.answer("assword: ", PASSWORD)
        dialogue.answer("or r to send it again.\r\nCode: ", RIGHT)
        dialogue.answer("$ ", "echo I am $USER; exit")
        dialogue.wait_for("I am alice\r\n")
        self.assertEqual(dialogue.end(), 0, dialogue.seen)
        self.assert_sent(1)
        self.assert_logged("event=code_sent", "user=alice", "service=login")
        self.assert_granted()

    def test_a_wrong_code_leaves_two_tries(self):
        dialogue = self.start(*LOGIN)
        dialogue.answer("assword: ", PASSWORD)
        dialogue.answer("Code: ", WRONG)
        dialogue.answer("That code is wrong, 2 tries left.\r\nCode: ", RIGHT)
        dialogue.answer("$ ", "exit")
        self.assertEqual(dialogue.end(), 0, dialogue.seen)
        self.assert_sent(1)

    def test_three_wrong_codes_end_it_and_login_does_not_start_over(self):
        status, seen = self.talk(LOGIN, ("assword: ", PASSWORD), ("Code: ", WRONG), ("Code: ", WRONG),
                                 ("Code: ", WRONG))
        self.assertNotEqual(status, 0, seen)
        self.assert_seen_once("assword: ", seen)
        self.assertIn("abort requested by PAM", seen)
        self.assert_one_message_for_one_call("three wrong codes in login")
        self.assert_denied("tries_used_up")

    def test_stop_code_maxtries_ends_it_as_well(self):
        self.set_options(stop_code="maxtries")
        _, seen = self.talk(LOGIN, ("assword: ", PASSWORD), ("Code: ", WRONG), ("Code: ", WRONG),
                            ("Code: ", WRONG))
        self.assertIn("Maximum number of tries exceeded (1)", seen)
        self.assert_seen_once("assword: ", seen)
        self.assert_sent(1)
        self.assert_denied("tries_used_up")

    def test_empty_lines_send_nothing_and_end_it(self):
        status, seen = self.talk(LOGIN, ("assword: ", PASSWORD), *[("Code: ", "")] * 5)
        self.assertNotEqual(status, 0, seen)
        self.assert_seen_once("assword: ", seen)
        self.assert_sent(1)
        self.assert_denied("tries_used_up")

    def test_a_wrong_password_sends_nothing(self):
        dialogue = self.start(*LOGIN)
        dialogue.answer("assword: ", "wrong")
        dialogue.wait_for("Login incorrect")
        dialogue.hang_up()
        self.assert_sent(0)

    def test_a_closed_terminal_leaves_no_process(self):
        dialogue = self.start(*LOGIN)
        dialogue.answer("assword: ", PASSWORD)
        dialogue.wait_for("Code: ")
        dialogue.hang_up()
        self.assertTrue(machine.wait_until(lambda: not machine.processes(r"^login ")),
                        machine.processes(r"^login "))
        self.assert_sent(1)

    def test_no_server_is_denied_and_login_does_not_start_over(self):
        self.set_options(base_url="https://localhost:9")
        status, seen = self.talk(LOGIN, ("assword: ", PASSWORD), ("Press Enter to close: ", ""))
        self.assertNotEqual(status, 0, seen)
        self.assert_seen_once("assword: ", seen)
        self.assert_denied("not_reached")

    def test_a_helper_killed_at_the_prompt_is_denied_and_login_does_not_start_over(self):
        dialogue = self.start(*LOGIN)
        dialogue.answer("assword: ", PASSWORD)
        dialogue.wait_for("Code: ")
        self.assertTrue(machine.kill_helper())
        dialogue.child.sendline(self.phone.newest())
        self.assertNotEqual(dialogue.end(), 0, dialogue.seen)
        self.assert_seen_once("assword: ", dialogue.seen)
        self.assert_sent(1)
        self.assert_denied("helper_failed")


if __name__ == "__main__":
    main()
