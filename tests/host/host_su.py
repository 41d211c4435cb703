#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A real su, with the caller's whole environment: to alice, by bob. Inside scripts/host-up."""
import os
import pathlib
import signal

import machine
from dialogue import RIGHT, WRONG
from host_case import HostCase, main
from machine import PASSWORD


def su(*before, target="alice"):
    return ["runuser", "-u", "bob", "--", *before, "su", target, "-c", "id -un"]


class Codes(HostCase):
    def test_the_right_code_of_the_target_lets_in(self):
        status, seen = self.talk(su(), ("assword: ", PASSWORD), ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertIn("A code was sent to ********6727. Type it, or r to send it again.\nCode: ", seen)
        self.assertTrue(seen.endswith("\nalice\n"), seen)
        self.assert_sent(1)
        self.assert_logged("event=code_sent", "user=alice", "service=su", "to=********6727")
        self.assert_granted()

    def test_root_is_not_asked(self):
        status, seen = self.talk(["su", "alice", "-c", "id -un"])
        self.assertEqual((status, seen), (0, "alice\n"))
        self.assert_sent(0)

    def test_a_wrong_code_leaves_two_tries(self):
        status, seen = self.talk(su(), ("assword: ", PASSWORD), ("Code: ", WRONG),
                                 ("That code is wrong, 2 tries left.\r\nCode: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assert_sent(1)

    def test_three_wrong_codes_end_it(self):
        status, seen = self.talk(su(), ("assword: ", PASSWORD), ("Code: ", WRONG), ("Code: ", WRONG),
                                 ("Code: ", WRONG))
        self.assertEqual(status, 1, seen)
        self.assertRegex(seen, r"No tries are left\. .*\(reference [0-9A-F]{6}\)")
        self.assertIn("su: Critical error - immediate abort", seen)
        self.assert_seen_once("assword: ", seen)
        self.assert_one_message_for_one_call("three wrong codes in su")
        self.assert_denied("tries_used_up")

    def test_empty_lines_and_what_is_not_a_code_send_nothing(self):
        status, seen = self.talk(su(), ("assword: ", PASSWORD), ("Code: ", ""), ("Code: ", "x" * 600),
                                 ("Code: ", "123456789"), ("Code: ", "1"))
        self.assertEqual(status, 1, seen)
        self.assert_sent(1)
        self.assert_not_logged("event=code_wrong")
        self.assert_denied("tries_used_up")

    def test_r_sends_the_same_code_again(self):
        self.set_options(resend_wait="0s")
        status, seen = self.talk(su(), ("assword: ", PASSWORD), ("Code: ", "r"),
                                 ("The same code was sent again to ********6727.\r\nCode: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assert_sent(2)


class Callers(HostCase):
    def test_a_wrong_password_sends_nothing(self):
        status, seen = self.talk(su(), ("assword: ", "wrong"))
        self.assertEqual(status, 1, seen)
        self.assert_sent(0)

    def test_a_target_without_a_phone_is_refused(self):
        status, seen = self.talk(su(target="carol"), ("assword: ", PASSWORD),
                                 ("Press Enter to close: ", ""))
        self.assertEqual(status, 1, seen)
        self.assert_sent(0)
        self.assert_denied("no_phone")

    def test_control_c_at_the_prompt_ends_it_after_one_message(self):
        dialogue = self.start(*su())
        dialogue.answer("assword: ", PASSWORD)
        dialogue.wait_for("Code: ")
        dialogue.interrupt()
        self.assertNotEqual(dialogue.end(), 0, dialogue.seen)
        self.assert_sent(1)

    def test_a_closed_terminal_leaves_no_process(self):
        dialogue = self.start(*su())
        dialogue.answer("assword: ", PASSWORD)
        dialogue.wait_for("Code: ")
        dialogue.hang_up()
        self.assertTrue(machine.wait_until(lambda: not machine.processes(r"^su ")),
                        machine.processes(r"^su "))
        self.assert_sent(1)

    def test_a_killed_su_leaves_no_helper(self):
        dialogue = self.start(*su())
        dialogue.answer("assword: ", PASSWORD)
        dialogue.wait_for("Code: ")
        for pid in machine.processes(r"^su alice"):
            os.kill(pid, signal.SIGKILL)
        self.assertTrue(machine.wait_until(lambda: not machine.helpers()), machine.helpers())

    def test_ignored_child_signals_do_not_hurt(self):
        ignoring = ["/usr/bin/python3", "-c", "import os, signal, sys; "
                    "signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execvp(sys.argv[1], sys.argv[1:])"]
        _, seen = self.talk(su(*ignoring), ("assword: ", PASSWORD), ("Code: ", RIGHT))
        self.assertIn("\nalice\n", seen)
        self.assert_granted()

    def test_the_callers_environment_reaches_nothing(self):
        hostile = ["env", "SSLKEYLOGFILE=/etc/keys", "https_proxy=http://localhost:9",
                   "HTTPS_PROXY=http://localhost:9", "ALL_PROXY=http://localhost:9",
                   "SSL_CERT_FILE=/nowhere", "CURL_CA_BUNDLE=/nowhere", "LD_LIBRARY_PATH=/tmp"]
        status, seen = self.talk(su(*hostile), ("assword: ", PASSWORD), ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertFalse(pathlib.Path("/etc/keys").exists())

    def test_the_callers_umask_does_not_reach_the_state(self):
        _, seen = self.talk(["bash", "-c", "umask 777; exec " + " ".join(su()).replace(
            "id -un", "id")], ("assword: ", PASSWORD), ("Code: ", RIGHT))
        self.assertIn("uid=", seen)
        self.assertEqual(machine.STATE.stat().st_mode & 0o7777, 0o700)
        for path in machine.STATE.rglob("*"):
            about = path.stat()
            self.assertEqual((about.st_uid, about.st_gid), (0, 0), path)
            self.assertEqual(about.st_mode & 0o777, 0o700 if path.is_dir() else 0o600, path)


class Faults(HostCase):
    def test_a_line_whose_module_is_not_installed_lets_nobody_in(self):
        [module] = pathlib.Path("/usr/lib").glob("*/security/pam_infobip_otp.so")
        mode = module.stat().st_mode
        with machine.changed_file(module, False, None):
            status, seen = self.talk(su(), ("assword: ", PASSWORD))
        self.assertEqual(module.stat().st_mode, mode)
        self.assertEqual(status, 1, seen)
        self.assertIn("Module is unknown", seen)
        self.assertIn("unable to dlopen(pam_infobip_otp.so)", self.log.text())

    def test_no_server_is_denied(self):
        self.set_options(base_url="https://localhost:9")
        status, seen = self.talk(su(), ("assword: ", PASSWORD), ("Press Enter to close: ", ""))
        self.assertEqual(status, 1, seen)
        self.assertIn("The message service cannot be reached. Try again later.", seen)
        self.assert_denied("not_reached")

    def test_a_helper_killed_at_the_prompt_is_denied(self):
        dialogue = self.start(*su())
        dialogue.answer("assword: ", PASSWORD)
        dialogue.wait_for("Code: ")
        self.assertTrue(machine.kill_helper())
        dialogue.child.sendline(self.phone.newest())
        self.assertEqual(dialogue.end(), 1, dialogue.seen)
        self.assert_sent(1)
        self.assert_denied("helper_failed")


if __name__ == "__main__":
    main()
