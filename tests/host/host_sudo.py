#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A real sudo: what each way of using it sees, sends and leaves. Inside scripts/host-up."""
import os
import signal

import machine
from dialogue import RIGHT, WRONG
from host_case import HostCase, main
from machine import PASSWORD

ASKED = "[sudo] password for alice: "


def sudo(*arguments, user="alice"):
    # runuser -u keeps the terminal, runuser -l does not.
    return ["runuser", "-u", user, "--", "sudo", *(arguments or ("id", "-un"))]


class Codes(HostCase):
    def test_the_right_code_gives_root(self):
        status, seen = self.talk(sudo(), (ASKED, PASSWORD), ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertRegex(seen, r"A code was sent to \*{8}6727\. Type it, or r to send it again\.\nCode: ")
        self.assertTrue(seen.endswith("\nroot\n"), seen)
        self.assert_sent(1)
        self.assert_logged("event=code_sent", "user=alice", "service=sudo", "to=********6727")
        self.assert_granted()

    def test_sudo_i_asks_as_well(self):
        status, seen = self.talk(sudo("-i", "id", "-un"), (ASKED, PASSWORD), ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assert_sent(1)
        self.assert_logged("event=verdict", "service=sudo-i", "verdict=granted")

    def test_a_wrong_code_leaves_two_tries(self):
        status, seen = self.talk(sudo(), (ASKED, PASSWORD), ("Code: ", WRONG),
                                 ("That code is wrong, 2 tries left.\r\nCode: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assert_seen_once(ASKED, seen)
        self.assert_sent(1)
        self.assert_granted()

    def test_three_wrong_codes_end_it_and_sudo_does_not_start_over(self):
        status, seen = self.talk(sudo(), (ASKED, PASSWORD), ("Code: ", WRONG),
                                 ("2 tries left.\r\nCode: ", WRONG), ("1 try left.\r\nCode: ", WRONG))
        self.assertEqual(status, 1, seen)
        self.assert_seen_once(ASKED, seen)
        self.assertRegex(seen, r"No tries are left\. .*\(reference [0-9A-F]{6}\)")
        self.assertIn("sudo: PAM authentication error: Critical error - immediate abort", seen)
        self.assertNotIn("\nroot\n", seen)
        self.assert_one_message_for_one_call("three wrong codes in sudo")
        self.assert_denied("tries_used_up")

    def test_what_is_not_a_code_costs_a_try_and_stays_here(self):
        status, seen = self.talk(sudo(), (ASKED, PASSWORD), ("Code: ", PASSWORD),
                                 ("Type the 6 digits, or r to send it again, 2 tries left.", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assert_sent(1)

    def test_r_sends_the_same_code_again(self):
        self.set_options(resend_wait="0s")
        status, seen = self.talk(sudo(), (ASKED, PASSWORD), ("Code: ", "r"),
                                 ("The same code was sent again to ********6727.\r\nCode: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assert_sent(2)

    def test_empty_lines_send_nothing_and_end_it(self):
        status, seen = self.talk(sudo(), (ASKED, PASSWORD), *[("Code: ", "")] * 5)
        self.assertEqual(status, 1, seen)
        self.assert_seen_once(ASKED, seen)
        self.assert_sent(1)
        self.assert_denied("tries_used_up")

    def test_options_behind_the_line_hold_for_this_service(self):
        path = machine.pathlib.Path("/etc/pam.d/sudo")
        text = path.read_text().replace("pam_infobip_otp.so\n", "pam_infobip_otp.so tries=1\n")
        with machine.changed_file(path, text):
            status, seen = self.talk(sudo(), (ASKED, PASSWORD), ("Code: ", WRONG))
        self.assertEqual(status, 1, seen)
        self.assert_denied("tries_used_up")


class Ways(HostCase):
    def test_a_wrong_password_sends_nothing(self):
        dialogue = self.start(*sudo())
        dialogue.answer(ASKED, "wrong")
        dialogue.wait_for("Sorry, try again.")
        dialogue.wait_for(ASKED)
        dialogue.interrupt()
        self.assertEqual(dialogue.end(), 1, dialogue.seen)
        self.assert_sent(0)
        self.assertEqual(self.log.lines(), [])

    def test_control_c_at_the_prompt_ends_it_after_one_message(self):
        dialogue = self.start(*sudo())
        dialogue.answer(ASKED, PASSWORD)
        dialogue.wait_for("Code: ")
        dialogue.interrupt()
        self.assertEqual(dialogue.end(), 1, dialogue.seen)
        self.assert_seen_once(ASKED, dialogue.seen)
        self.assertNotIn("root", dialogue.seen.replace("sudo", ""))
        self.assert_one_message_for_one_call("control-C in sudo")
        self.assert_denied("conversation_gone")

    def test_a_closed_terminal_leaves_no_process(self):
        dialogue = self.start(*sudo())
        dialogue.answer(ASKED, PASSWORD)
        dialogue.wait_for("Code: ")
        dialogue.hang_up()
        self.assertTrue(machine.wait_until(lambda: not machine.processes(r"^sudo ")),
                        machine.processes(r"^sudo "))
        self.assert_sent(1)

    def test_a_killed_sudo_leaves_no_helper(self):
        dialogue = self.start(*sudo())
        dialogue.answer(ASKED, PASSWORD)
        dialogue.wait_for("Code: ")
        for pid in machine.processes(r"^sudo "):
            os.kill(pid, signal.SIGKILL)
        self.assertTrue(machine.wait_until(lambda: not machine.helpers()), machine.helpers())
        self.assert_sent(1)

    def test_n_asks_and_sends_nothing(self):
        status, seen = self.talk(sudo("-n", "id", "-un"))
        self.assertEqual(status, 1, seen)
        self.assertIn("a password is required", seen)
        self.assert_sent(0)

    def test_s_with_the_password_alone_costs_one_message(self):
        status, seen = self.talk(["bash", "-c", f"echo '{PASSWORD}' | " + " ".join(
            sudo("-S", "id", "-un"))])
        self.assertEqual(status, 1, seen)
        self.assert_sent(1)
        self.assert_logged("event=verdict", "verdict=denied")
        self.assertEqual(len(self.log.find("event=verdict")), 1)

    def test_p_replaces_the_prompts_but_not_the_line_that_says_where_the_code_went(self):
        status, seen = self.talk(sudo("-p", "say> ", "id", "-un"), ("say> ", PASSWORD),
                                 ("or r to send it again.\r\nsay> ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assert_sent(1)

    def test_an_exempt_group_is_let_in_by_pam_permit(self):
        rule = machine.pathlib.Path("/etc/sudoers.d/dave")
        rule.write_text("dave ALL=(ALL:ALL) ALL\n")
        self.addCleanup(rule.unlink)
        status, seen = self.talk(sudo(user="dave"), ("password for dave: ", PASSWORD))
        self.assertEqual(status, 0, seen)
        self.assert_sent(0)
        self.assert_logged("user=dave", "verdict=exempt", "cause=exempt_group")


class Faults(HostCase):
    def test_no_server_is_denied_and_sudo_does_not_start_over(self):
        self.set_options(base_url="https://localhost:9")
        status, seen = self.talk(sudo(), (ASKED, PASSWORD), ("Press Enter to close: ", ""))
        self.assertEqual(status, 1, seen)
        self.assertIn("The message service cannot be reached. Try again later.", seen)
        self.assert_seen_once(ASKED, seen)
        self.assert_denied("not_reached")

    def test_no_server_and_allow_is_still_denied_at_the_machine(self):
        self.set_options(base_url="https://localhost:9", when_unreachable="allow")
        status, seen = self.talk(sudo(), (ASKED, PASSWORD), ("Press Enter to close: ", ""))
        self.assertEqual(status, 1, seen)
        self.assert_denied("not_reached")

    def test_broken_settings_are_denied_and_named(self):
        self.set_options(tries="many")
        status, seen = self.talk(sudo(), (ASKED, PASSWORD), ("Press Enter to close: ", ""))
        self.assertEqual(status, 1, seen)
        self.assertIn("Codes cannot be sent because of a fault on this system.", seen)
        self.assert_sent(0)
        self.assert_denied("settings")
        self.assert_logged("infobip-otp.conf:", "tries")

    def test_a_helper_killed_at_the_prompt_is_denied_and_sudo_does_not_start_over(self):
        dialogue = self.start(*sudo())
        dialogue.answer(ASKED, PASSWORD)
        dialogue.wait_for("Code: ")
        self.assertTrue(machine.kill_helper())
        dialogue.child.sendline(self.phone.newest())
        self.assertEqual(dialogue.end(), 1, dialogue.seen)
        self.assert_seen_once(ASKED, dialogue.seen)
        self.assert_sent(1)
        self.assert_denied("helper_failed")

    def test_the_callers_limits_and_environment_change_nothing(self):
        status, seen = self.talk(
            ["bash", "-c", "ulimit -n 64 -c 0 -u 4000; umask 777; cd /; https_proxy=http://localhost:9 "
             "SSLKEYLOGFILE=/etc/keys exec " + " ".join(sudo())], (ASKED, PASSWORD),
            ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertFalse(machine.pathlib.Path("/etc/keys").exists())
        self.assert_granted()


if __name__ == "__main__":
    main()
