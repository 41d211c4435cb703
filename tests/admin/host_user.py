#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""infobip-otp user with a phone: the real helper and the sandbox. Inside scripts/host-up."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "host"))

import machine  # noqa: E402
from dialogue import RIGHT, WRONG  # noqa: E402
from host_case import HostCase, main  # noqa: E402

TOOL = "/usr/bin/infobip-otp"
NEW = "+41793026799"


class User(HostCase):
    def setUp(self):
        super().setUp()
        before = machine.USERS.read_bytes()
        self.addCleanup(machine.USERS.write_bytes, before)
        self.users_before = before.decode()

    def user(self, *words):
        return [TOOL, "user", *words]

    def assert_unchanged(self):
        self.assertEqual(machine.USERS.read_text(), self.users_before)

    def test_the_number_is_stored_when_the_code_was_typed(self):
        dialogue = self.start(*self.user("add", "carol", "+41 79 302-67-99"))
        dialogue.wait_for("A code was sent to ********6799.\r\nCode: ")
        self.assert_unchanged()
        dialogue.child.sendline(self.phone.newest())
        self.assertEqual(dialogue.end(), 0, dialogue.seen)
        self.assertEqual(machine.USERS.read_text(), self.users_before + f"carol: {NEW}\n")
        self.assertEqual(machine.USERS.stat().st_mode & 0o777, 0o600)
        self.assert_sent(1)

    def test_wrong_codes_store_nothing(self):
        status, seen = self.talk(self.user("add", "carol", NEW), *[("Code: ", WRONG)] * 3)
        self.assertEqual(status, 65, seen)
        self.assertIn("nothing was changed", seen)
        self.assert_unchanged()
        self.assert_sent(1)

    def test_a_wrong_code_and_the_right_one_store_it(self):
        status, seen = self.talk(self.user("add", "carol", NEW), ("Code: ", WRONG),
                                 ("That code is wrong.\r\nCode: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertIn(f"carol: {NEW}\n", machine.USERS.read_text())

    def test_a_file_that_somebody_changed_meanwhile_is_left_alone(self):
        dialogue = self.start(*self.user("add", "carol", NEW))
        dialogue.wait_for("Code: ")
        changed = self.users_before + "# somebody else\n"
        machine.USERS.write_text(changed)
        dialogue.child.sendline(self.phone.newest())
        self.assertEqual(dialogue.end(), 74, dialogue.seen)
        self.assertIn("was changed by somebody else meanwhile", dialogue.seen)
        self.assertEqual(machine.USERS.read_text(), changed)

    def test_a_hang_up_at_the_prompt_stores_nothing(self):
        dialogue = self.start(*self.user("add", "carol", NEW))
        dialogue.wait_for("Code: ")
        dialogue.hang_up()
        self.assert_unchanged()

    def test_a_number_of_another_account_is_asked_about_before_anything_is_sent(self):
        status, seen = self.talk(self.user("add", "carol", "+41793026727"),
                                 ("Use it for carol too? (yes/no) ", "no"))
        self.assertEqual(status, 65, seen)
        self.assertIn("This is the number of alice as well.", seen)
        self.assert_unchanged()
        self.assert_sent(0)

    def test_no_server_stores_nothing_and_says_so(self):
        self.set_options(base_url="https://localhost:9")
        status, seen = self.talk(self.user("add", "carol", NEW))
        self.assertEqual(status, 69, seen)
        self.assertIn("nothing was changed", seen)
        self.assert_unchanged()

    def test_test_sends_to_the_stored_number_and_checks_the_code(self):
        status, seen = self.talk(self.user("test", "alice"), ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertIn("The code was right", seen)
        self.assert_unchanged()
        self.assert_sent(1)

    def killed_at_each_step(self, words, after):
        """Runs `words`, killed at each call that writes; then again to its end."""
        killed = 0
        for call in ("fchmod", "ftruncate", "pwrite64", "fsync", "renameat"):
            for place in range(1, 4):
                with self.subTest(call=call, place=place):
                    machine.USERS.write_text(self.users_before)
                    run = subprocess.run(
                        ["strace", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                         f"inject={call}:signal=SIGKILL:when={place}", *self.user(*words)],
                        capture_output=True, text=True, check=False)
                    killed += run.returncode in (-9, 137)
                    self.assertIn(machine.USERS.read_text(), (self.users_before, after))
                    self.assertEqual(machine.USERS.stat().st_mode & 0o777, 0o600)
                    again = subprocess.run(self.user(*words), capture_output=True, text=True, check=False)
                    # Where it was done already there is nothing to take away any more.
                    self.assertIn(again.returncode, (0, 67), again.stderr)
                    self.assertEqual(machine.USERS.read_text(), after)
                    self.assertEqual(list(machine.USERS.parent.glob("*.new")), [])
        self.assertGreaterEqual(killed, 5)

    def test_add_that_is_killed_at_each_step_of_writing_is_done_or_not_done(self):
        self.killed_at_each_step(["add", "carol", NEW, "--unverified"],
                                 self.users_before + f"carol: {NEW}; verified=no\n")

    def test_remove_that_is_killed_at_each_step_of_writing_is_done_or_not_done(self):
        self.killed_at_each_step(["remove", "alice"],
                                 self.users_before.replace("alice: +41793026727\n", ""))

    def test_whoever_is_not_root_is_told_so(self):
        status, seen = self.talk(["runuser", "-u", "alice", "--", *self.user("list")])
        self.assertEqual(status, 77, seen)


if __name__ == "__main__":
    main()
