#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A real sshd: what each way of logging in sees, sends and leaves. Inside scripts/host-up."""
import os
import pathlib
import signal
import subprocess
import time

import machine
from dialogue import RIGHT, WRONG
from host_case import HostCase, main
from machine import PASSWORD

REFERENCE = r"\(reference [0-9A-F]{6}\)"


def ssh(*options, user="alice", command=("id", "-un")):
    return ["ssh", *options, f"{user}@localhost", *command]


class Codes(HostCase):
    def test_the_right_code_lets_in(self):
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertRegex(seen, r"A code was sent to \*{8}6727\. Type it, or r to send it again\.\nCode: ")
        self.assertTrue(seen.endswith("\nalice\n"), seen)
        self.assert_sent(1)
        self.assert_logged("event=code_sent", "user=alice", "service=sshd", "rhost=127.0.0.1",
                           "tty=ssh", "to=********6727")
        self.assert_granted()

    def test_a_wrong_code_leaves_two_tries(self):
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Code: ", WRONG),
                                 ("That code is wrong, 2 tries left.\r\nCode: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assert_sent(1)
        self.assert_logged("event=code_wrong")
        self.assert_granted()

    def test_three_wrong_codes_end_it_and_sshd_does_not_start_over(self):
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Code: ", WRONG),
                                 ("2 tries left.\r\nCode: ", WRONG), ("1 try left.\r\nCode: ", WRONG))
        self.assertEqual(status, 255, seen)
        self.assert_seen_once("assword: ", seen)
        self.assertIn("Permission denied (publickey).", seen)
        self.assert_one_message_for_one_call("three wrong codes in ssh")
        self.assert_denied("tries_used_up")

    def test_what_is_not_a_code_costs_a_try_and_stays_here(self):
        checked = machine.requests("verify")
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Code: ", "12345"),
                                 ("Type the 6 digits, or r to send it again, 2 tries left.", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assert_sent(1)
        self.assertEqual(machine.requests("verify"), checked + 1)

    def test_spaces_and_hyphens_in_a_code_do_not_matter(self):
        dialogue = self.start(*ssh())
        dialogue.answer("assword: ", PASSWORD)
        dialogue.wait_for("Code: ")
        code = self.phone.newest()
        dialogue.child.sendline(f" {code[:3]}-{code[3:]} ")
        self.assertEqual(dialogue.end(), 0, dialogue.seen)

    def test_r_sends_the_same_code_again(self):
        self.set_options(resend_wait="0s")
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Code: ", "r"),
                                 ("The same code was sent again to ********6727.\r\nCode: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assert_sent(2)
        self.assertEqual(len(set(self.phone.codes())), 1)

    def test_r_within_resend_wait_waits_and_sends(self):
        self.set_options(resend_wait="10s")
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Code: ", "r"),
                                 ("The same code was sent again to ********6727.\r\nCode: ", WRONG),
                                 ("That code is wrong, 2 tries left.\r\nCode: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertRegex(seen, r"A code was sent a moment ago\. The next one is sent in \d+ seconds?\.")
        self.assert_sent(2)

    def test_empty_lines_send_nothing_and_end_it(self):
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Code: ", ""),
                                 *[("Nothing was typed. Type the code, or r to send it again.\r\nCode: ", "")] * 4)
        self.assertEqual(status, 255, seen)
        self.assert_seen_once("assword: ", seen)
        self.assert_one_message_for_one_call("five empty lines in ssh")
        self.assert_denied("tries_used_up")

    def test_two_logins_at_once_have_their_own_codes(self):
        both = [(self.start(*ssh(user=user)), user) for user in ("alice", "bob")]
        codes = {}
        for dialogue, user in both:
            dialogue.answer("assword: ", PASSWORD)
            dialogue.wait_for("Code: ")
            codes[user] = self.phone.newest()
        for dialogue, user in both:
            dialogue.child.sendline(codes[user])
        for dialogue, user in both:
            self.assertEqual(dialogue.end(), 0, dialogue.seen)
            self.assertTrue(dialogue.seen.endswith(f"\n{user}\n"), dialogue.seen)
        self.assert_sent(2)

    def test_a_code_of_one_login_does_not_open_another_of_the_same_account(self):
        self.set_options(resend_wait="0s")
        first, second = self.start(*ssh()), self.start(*ssh())
        first.answer("assword: ", PASSWORD)
        first.wait_for("Code: ")
        code_of_first = self.phone.newest()
        second.answer("assword: ", PASSWORD)
        second.wait_for("Code: ")
        second.child.sendline(code_of_first)
        second.answer("That code is wrong, 2 tries left.", RIGHT)
        self.assertEqual(second.end(), 0, second.seen)
        first.child.sendline(code_of_first)
        self.assertEqual(first.end(), 0, first.seen)

    def test_a_second_login_right_after_an_unanswered_one_sends_nothing(self):
        first = self.start(*ssh())
        first.answer("assword: ", PASSWORD)
        first.wait_for("Code: ")
        first.hang_up()
        self.set_options(resend_wait="60s")
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Press Enter to close: ", ""))
        self.assertEqual(status, 255, seen)
        self.assertRegex(seen, r"The next one can be sent in \d+ seconds?\. " + REFERENCE)
        self.assert_seen_once("assword: ", seen)
        self.assert_sent(1)
        self.assert_denied("resend_wait")


    def test_a_second_login_within_resend_wait_waits_and_gets_its_code(self):
        self.set_options(resend_wait="10s")
        first = self.start(*ssh())
        first.answer("assword: ", PASSWORD)
        first.wait_for("Code: ")
        first.hang_up()
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertRegex(seen, r"A code was sent a moment ago\. The next one is sent in \d+ seconds?\.")
        self.assert_sent(2)


class Accounts(HostCase):
    def test_a_wrong_password_sends_nothing(self):
        status, seen = self.talk(ssh("-o", "NumberOfPasswordPrompts=1"), ("assword: ", "wrong"))
        self.assertEqual(status, 255, seen)
        self.assertNotIn("code", seen)
        self.assert_sent(0)
        self.assertEqual(self.log.lines(), [])

    def test_an_unknown_account_sends_nothing(self):
        status, seen = self.talk(ssh("-o", "NumberOfPasswordPrompts=1", user="mallory"),
                                 ("assword: ", PASSWORD))
        self.assertEqual(status, 255, seen)
        self.assertNotIn("code", seen)
        self.assert_sent(0)

    def test_an_account_without_a_phone_is_told_so_and_refused(self):
        status, seen = self.talk(ssh("-o", "NumberOfPasswordPrompts=1", user="carol"),
                                 ("assword: ", PASSWORD), ("Press Enter to close: ", ""))
        self.assertEqual(status, 255, seen)
        self.assertRegex(seen, "No phone number is known for this account. Ask your administrator "
                               "to add it. " + REFERENCE)
        self.assert_sent(0)
        self.assert_denied("no_phone")

    def test_without_a_phone_and_with_ignore_the_password_is_enough(self):
        self.set_options(users_without_phone="ignore")
        status, seen = self.talk(ssh(user="carol"), ("assword: ", PASSWORD))
        self.assertEqual(status, 0, seen)
        self.assert_logged("verdict=exempt", "cause=no_phone_ignored")

    def test_an_exempt_group_is_let_in_by_pam_permit_and_logged(self):
        status, seen = self.talk(ssh(user="dave"), ("assword: ", PASSWORD))
        self.assertEqual(status, 0, seen)
        self.assertTrue(seen.endswith("\ndave\n"), seen)
        self.assert_sent(0)
        self.assert_logged("user=dave", "verdict=exempt", "cause=exempt_group")


class Clients(HostCase):
    def test_a_hang_up_at_the_prompt_leaves_no_process(self):
        dialogue = self.start(*ssh())
        dialogue.answer("assword: ", PASSWORD)
        dialogue.wait_for("Code: ")
        self.assertEqual(len(machine.helpers()), 1)
        dialogue.hang_up()
        self.assertTrue(machine.wait_until(lambda: not machine.login_processes()),
                        machine.login_processes())
        self.assert_one_message_for_one_call("an ssh client that hangs up")
        self.assert_logged("event=code_sent")
        self.assert_not_logged("event=verdict")

    def test_login_grace_time_leaves_no_process(self):
        # As short as it can be: the prompt must be there before.
        with machine.another_sshd(f"LoginGraceTime={round(machine.stretched(8))}") as port:
            dialogue = self.start(*ssh("-p", str(port)))
            dialogue.answer("assword: ", PASSWORD)
            dialogue.wait_for("Code: ")
            self.assertTrue(machine.wait_until(lambda: not machine.login_processes()),
                            machine.login_processes())
            dialogue.hang_up()
        self.assert_one_message_for_one_call("an ssh connection that never answers")
        self.assert_not_logged("event=verdict")

    def test_batch_mode_asks_and_sends_nothing(self):
        status, seen = self.talk(ssh("-o", "BatchMode=yes"))
        self.assertEqual(status, 255, seen)
        self.assert_sent(0)

    def run_without_terminal(self, *options):
        run = subprocess.run(["setsid", "--wait", *ssh(*options)], stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, timeout=machine.patience())
        return run.returncode, run.stdout + run.stderr

    def test_without_a_terminal_there_is_no_password_and_no_message(self):
        status, seen = self.run_without_terminal()
        self.assertEqual(status, 255, seen)
        self.assert_sent(0)

    def test_an_askpass_program_that_knows_the_password_only_costs_one_message(self):
        askpass = pathlib.Path("/run/askpass")
        askpass.write_text(f"#!/bin/sh\ncase $1 in *assword*) echo '{PASSWORD}';; esac\n")
        askpass.chmod(0o755)
        run = subprocess.run(["setsid", "--wait", *ssh()], stdin=subprocess.DEVNULL, timeout=machine.patience(),
                             env={**os.environ, "SSH_ASKPASS": str(askpass),
                                  "SSH_ASKPASS_REQUIRE": "force"}, capture_output=True, text=True)
        self.assertEqual(run.returncode, 255, run.stderr)
        self.assert_one_message_for_one_call("ssh with a program that answers the password only")
        self.assert_denied("tries_used_up")

    def test_the_password_method_costs_one_message_and_is_named_in_the_log(self):
        checked = machine.requests("verify")
        with machine.another_sshd("PasswordAuthentication=yes") as port:
            status, seen = self.talk(
                ssh("-p", str(port), "-o", "PreferredAuthentications=password"),
                ("assword: ", PASSWORD))
        self.assertEqual(status, 255, seen)
        self.assertIn("alice@localhost's password:", seen)
        self.assertIn("Permission denied (publickey).", seen)
        self.assert_one_message_for_one_call("the ssh password method")
        self.assert_logged("event=verdict", "verdict=denied", "cause=conversation_gone",
                           "hint=PasswordAuthentication")
        # The account's password was not posted as a code.
        self.assertEqual(machine.requests("verify"), checked)

    def test_sudo_in_an_ssh_session_asks_for_its_own_code(self):
        status, seen = self.talk(
            ssh("-t", command=("sudo", "id", "-un")), ("assword: ", PASSWORD), ("Code: ", RIGHT),
            ("assword for alice: ", PASSWORD), ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertIn("\nroot\n", seen)
        self.assert_sent(2)
        self.assertEqual(len(self.log.find("verdict=granted")), 2)


class Keys(HostCase):
    """Key and code, with the line for it in config/pam.d/sshd.example."""

    BOTH = "AuthenticationMethods=publickey,keyboard-interactive:pam"

    def setUp(self):
        super().setUp()
        lines = machine.PAM_SSHD.read_text().splitlines()
        code_after_key = [line for line in lines if "require_first_factor=publickey" in line]
        self.assertEqual(len(code_after_key), 1, "the example has a line for key + code")
        active = [line for line in lines
                  if not line.startswith(("auth    requisite    pam_unix", "auth    required     pam_infobip"))]
        where = active.index(code_after_key[0])
        active[where] = code_after_key[0].lstrip("#")
        change = machine.changed_file(machine.PAM_SSHD, "\n".join(active) + "\n")
        change.__enter__()
        self.addCleanup(change.__exit__, None, None, None)
        keys = pathlib.Path("/home/alice/.ssh")
        (keys / "keys_for_later").rename(keys / "authorized_keys")
        self.addCleanup((keys / "authorized_keys").rename, keys / "keys_for_later")

    def test_key_and_code_let_in(self):
        with machine.another_sshd(self.BOTH) as port:
            status, seen = self.talk(ssh("-p", str(port)), ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertNotIn("assword", seen)
        self.assert_sent(1)
        self.assert_granted()

    def test_without_the_key_nothing_is_sent(self):
        with machine.another_sshd(self.BOTH) as port:
            status, seen = self.talk(ssh("-p", str(port), "-o", "PubkeyAuthentication=no"))
        self.assertEqual(status, 255, seen)
        self.assert_sent(0)

    def test_a_wrong_line_in_sshd_does_not_make_the_code_the_only_factor(self):
        with machine.another_sshd("AuthenticationMethods=keyboard-interactive:pam") as port:
            status, seen = self.talk(
                ssh("-p", str(port), "-o", "PreferredAuthentications=keyboard-interactive"),
                ("This login needs a public key first. Log in with your key.", ""))
        self.assertEqual(status, 255, seen)
        self.assert_sent(0)
        self.assert_denied("first_factor_missing")

    def test_key_and_code_without_a_terminal_cost_one_message(self):
        with machine.another_sshd(self.BOTH) as port:
            run = subprocess.run(["setsid", "--wait", *ssh("-p", str(port))], timeout=machine.patience(),
                                 stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.assertEqual(run.returncode, 255, run.stderr)
        self.assert_one_message_for_one_call("ssh without a terminal (key and code)")
        self.assert_denied("tries_used_up")


class Faults(HostCase):
    def refuse(self, sentence, cause, sent=0):
        """The login ends with a sentence, its cause in the log, and one call of the module."""
        status, seen = self.talk(ssh("-o", "NumberOfPasswordPrompts=1"), ("assword: ", PASSWORD),
                                 ("Press Enter to close: ", ""))
        self.assertEqual(status, 255, seen)
        self.assertRegex(seen, sentence + " " + REFERENCE + r"\n?.*Press Enter to close: ")
        self.assert_sent(sent)
        self.assert_denied(cause)
        self.assertEqual(len(self.log.find("event=verdict")), 1)

    def test_no_server_is_denied_and_sshd_does_not_start_over(self):
        self.set_options(base_url="https://localhost:9")
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Press Enter to close: ", ""))
        self.assertEqual(status, 255, seen)
        self.assertRegex(seen, "The message service cannot be reached. Try again later. " + REFERENCE)
        self.assert_seen_once("assword: ", seen)
        self.assert_denied("not_reached")

    def test_no_server_and_allow_lets_another_machines_login_in_once_that_has_lasted(self):
        self.set_options(base_url="https://localhost:9", when_unreachable="allow", unreachable_after="10s")
        machine.forget_spending()
        with machine.far_machine() as there:
            command = [*there, "ssh", "-o", "HostKeyAlias=localhost", "alice@198.51.100.1", "id", "-un"]
            status, seen = self.talk(command, ("assword: ", PASSWORD), ("Press Enter to close: ", ""))
            self.assertEqual(status, 255, seen)
            self.assertIn("The message service cannot be reached. Try again in 10 seconds.", seen)
            time.sleep(10)  # what the person is told
            status, seen = self.talk(command, ("assword: ", PASSWORD))
        self.assertEqual(status, 0, seen)
        self.assert_sent(0)
        self.assert_logged("event=verdict", "rhost=198.51.100.7", "verdict=granted",
                           "cause=unreachable_allowed")

    def test_no_server_and_allow_opens_nothing_to_ssh_from_the_machine_to_itself(self):
        self.set_options(base_url="https://localhost:9", when_unreachable="allow")
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Press Enter to close: ", ""))
        self.assertEqual(status, 255, seen)
        self.assert_denied("not_reached")

    def test_a_server_fault_is_denied_and_sshd_does_not_start_over(self):
        machine.control("faults", "set", "status=503")
        self.addCleanup(machine.control, "faults", "clear")
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Press Enter to close: ", ""))
        self.assertEqual(status, 255, seen)
        self.assert_seen_once("assword: ", seen)
        self.assert_denied("provider_fault")
        self.assert_logged("status=503")

    def test_a_server_that_stops_answering_is_denied(self):
        self.set_options(connect_timeout="1s", request_timeout="2s")
        pid = int(pathlib.Path("/run/sandbox/pid").read_text())
        os.kill(pid, signal.SIGSTOP)
        self.addCleanup(os.kill, pid, signal.SIGCONT)
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Press Enter to close: ", ""))
        self.assertEqual(status, 255, seen)
        self.assert_seen_once("assword: ", seen)
        self.assert_denied("not_reached")

    def test_a_certificate_of_an_unknown_authority_is_denied(self):
        self.set_options(ca_file="/etc/ssl/certs/ca-certificates.crt")
        self.refuse("The message service refused to work for this system. Tell your administrator.",
                    "not_trusted")

    def test_a_wrong_key_is_denied_and_named(self):
        with machine.changed_file(machine.API_KEY, "0123456789abcdef-0123456789abcdef\n"):
            self.refuse("The message service refused to work for this system. Tell your "
                        "administrator.", "key_refused")
        self.assert_logged("status=401")

    FAULT = "Codes cannot be sent because of a fault on this system. Tell your administrator."

    def test_an_unknown_option_is_denied_and_named_with_its_line(self):
        self.set_options(tires="2")
        self.refuse(self.FAULT, "settings")
        self.assert_logged("infobip-otp.conf:", "tires", "tries")

    def test_missing_settings_are_denied(self):
        with machine.changed_file(machine.SETTINGS, text=False):
            self.refuse(self.FAULT, "settings")
        self.assert_logged("/etc/infobip-otp/infobip-otp.conf")

    def test_a_key_that_others_can_read_is_denied(self):
        with machine.changed_file(machine.API_KEY, mode=0o644):
            self.refuse(self.FAULT, "key_file")
        self.assert_logged("/etc/infobip-otp/api-key")

    def test_a_missing_users_file_is_denied(self):
        with machine.changed_file(machine.USERS, text=False):
            self.refuse(self.FAULT, "users_file")
        self.assert_logged("/etc/infobip-otp/users")

    def test_a_missing_helper_is_denied_and_named(self):
        self.set_options(helper="/usr/lib/nowhere")
        self.refuse(self.FAULT, "helper_unusable")
        self.assert_logged("/usr/lib/nowhere")

    def test_a_helper_that_dies_before_the_send_is_denied(self):
        self.set_options(helper="/bin/false")
        status, seen = self.talk(ssh(), ("assword: ", PASSWORD), ("Press Enter to close: ", ""))
        self.assertEqual(status, 255, seen)
        self.assert_sent(0)
        self.assert_denied("helper_")

    def test_a_helper_killed_at_the_prompt_is_denied_and_sshd_does_not_start_over(self):
        dialogue = self.start(*ssh())
        dialogue.answer("assword: ", PASSWORD)
        dialogue.wait_for("Code: ")
        self.assertTrue(machine.kill_helper())
        dialogue.child.sendline(self.phone.newest())
        self.assertEqual(dialogue.end(), 255, dialogue.seen)
        self.assert_seen_once("assword: ", dialogue.seen)
        self.assert_one_message_for_one_call("ssh with the helper killed at the prompt")
        self.assert_denied("helper_failed")

    def test_the_helper_is_gone_once_the_session_is_open(self):
        dialogue = self.start(*ssh(command=("sleep", "90")))
        dialogue.answer("assword: ", PASSWORD)
        dialogue.answer("Code: ", RIGHT)
        self.assertTrue(machine.wait_until(lambda: self.log.find("verdict=granted")))
        self.assertTrue(machine.wait_until(lambda: not machine.helpers()), machine.helpers())


if __name__ == "__main__":
    main()
