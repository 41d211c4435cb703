#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The line on the terminal while the tool takes long. Inside scripts/host-up.

strace makes one call of the tool or of its children slow, so that it takes as long as it must.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "host"))

from host_case import HostCase, main  # noqa: E402

TOOL = "/usr/bin/infobip-otp"
LOG = pathlib.Path("/run/some.log")
SLOW_OPEN = ["-P", str(LOG), "-e", "trace=openat", "-e", "inject=openat:delay_enter=3s"]
SLOW_CHILD = ["-e", "trace=execve", "-e", "inject=execve:delay_enter=3s"]


class Progress(HostCase):
    def assert_told(self, what, slow, *words):
        """Runs the tool, whose line has to come and to go again; (exit status, what was seen)."""
        line = f"infobip-otp: {what} ..."
        dialogue = self.start("strace", "-f", "-qq", "-o", "/dev/null", *slow, TOOL, *words)
        dialogue.wait_for(line)
        dialogue.wait_for("\r" + " " * len(line) + "\r")
        return dialogue

    def test_doctor_says_what_it_looks_at(self):
        self.assertIn(self.assert_told("looking at PAM, sshd and sudo", SLOW_CHILD, "doctor", "sshd").end(),
                      (0, 1))

    def test_a_login_on_paper_says_that_it_is_tried(self):
        dialogue = self.assert_told("trying the login on paper", SLOW_CHILD, "explain", "--user", "alice",
                                    "--service", "sshd")
        self.assertEqual(dialogue.end(), 0, dialogue.seen)

    def test_a_search_says_that_the_log_is_read(self):
        LOG.write_text("nothing\n")
        self.addCleanup(LOG.unlink)
        dialogue = self.assert_told("reading the log", SLOW_OPEN, "explain", "--reference", "ABCDEF",
                                    "--log", str(LOG))
        self.assertEqual(dialogue.end(), 66, dialogue.seen)

    def test_a_sandbox_says_that_it_is_started(self):
        dialogue = self.assert_told("starting the sandbox", SLOW_CHILD, "try", "--sandbox", "--user", "alice")
        dialogue.wait_for("Code: ")
        dialogue.child.sendintr()
        dialogue.end()

    def test_ctrl_c_while_files_are_made_waits_until_they_are_gone_again(self):
        """The thread that shows the line takes no signal that the other one has wait."""
        dialogue = self.start("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=mkdir", "-e",
                              "inject=mkdir:delay_exit=3s", TOOL, "explain", "--user", "alice",
                              "--service", "sudo")
        dialogue.wait_for("trying the login on paper ...")
        dialogue.child.sendintr()
        self.assertEqual(dialogue.end(), 130, dialogue.seen)
        self.assertEqual(list(pathlib.Path("/run").glob("infobip-otp.*")), [])

    def test_ctrl_c_while_it_is_shown_ends_the_tool_and_leaves_nothing(self):
        dialogue = self.start("strace", "-f", "-qq", "-o", "/dev/null", *SLOW_CHILD, TOOL, "try", "--sandbox",
                              "--user", "alice")
        dialogue.wait_for("starting the sandbox ...")
        dialogue.child.sendintr()
        self.assertEqual(dialogue.end(), 130, dialogue.seen)
        self.assertEqual(list(pathlib.Path("/run").glob("infobip-otp.*")), [])

    def test_ctrl_c_between_two_looks_at_the_sandbox_is_not_lost(self):
        dialogue = self.start("strace", "-qq", "-o", "/dev/null", "-e", "trace=waitid", "-e",
                              "inject=waitid:delay_enter=3s:when=1", TOOL, "try", "--sandbox",
                              "--user", "alice")
        dialogue.wait_for("starting the sandbox ...")
        dialogue.child.sendintr()
        self.assertEqual(dialogue.end(), 130, dialogue.seen)
        self.assertEqual(list(pathlib.Path("/run").glob("infobip-otp.*")), [])


if __name__ == "__main__":
    main()
