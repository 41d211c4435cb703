#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""su and sudo as jobs of alice's shell: her keys while a request is under way. Inside scripts/host-up.

Only a job can be stopped by Ctrl-Z: a command that leads its own session cannot, and the prompt of
su reads the key as a character. So a shell with job control starts them, and the sandbox is slow.
"""
import pwd
import time

import hostile_process
import machine
from dialogue import RIGHT, WRONG
from host_case import HostCase, main
from machine import PASSWORD

ALICE = pwd.getpwnam("alice")
READY = "ready> "
CODE = "Code: "
CLOSE = "Press Enter to close: "


class Keys:
    """What holds for each of the two: `command`, its `process` and `who` it makes of alice."""

    request_timeout = min(machine.stretched(4), 9)  # seconds; no more is taken
    options = {**HostCase.options, "request_timeout": machine.setting(request_timeout)}
    slow = "2s"  # the sandbox's answer, in time
    longest = request_timeout + 2  # a job stays stopped: longer than any wait of module or helper

    def setUp(self):
        super().setUp()
        self.shell = self.start("/bin/bash", "--norc", "--noediting", "-i", cwd="/",
                                preexec_fn=lambda: hostile_process.become(ALICE),
                                env={"PATH": "/usr/bin:/bin", "HOME": "/home/alice", "PS1": READY})
        self.shell.wait_for(READY)
        self.addCleanup(machine.control, "faults", "clear")

    def under_way(self, route, act):
        """`act` leads to a request of `route`, which has reached the sandbox then."""
        before = machine.requests(route)
        machine.control("faults", "set", f"stall={self.slow},route={route},nth=1")
        act()
        self.assertTrue(machine.wait_until(lambda: machine.requests(route) > before), self.shell.seen)

    def begin(self):
        self.shell.child.sendline(self.command)
        self.shell.answer("assword", PASSWORD)

    def send_under_way(self):
        self.under_way("send", self.begin)

    def check_under_way(self, code):
        self.begin()
        self.shell.wait_for(CODE)
        self.under_way("verify", lambda: self.shell.child.sendline(self.shell.words(code)))

    def running(self):
        return machine.processes(self.process)

    def stop(self):
        """By the key: the shell says so, and the kernel; the helper goes on."""
        [host], [helper] = self.running(), machine.helpers()
        self.shell.child.sendcontrol("z")
        self.shell.wait_for("Stopped")
        self.shell.wait_for(READY)
        self.assertEqual(machine.state(host), "T")
        self.assertIn(machine.state(helper), ("S", "R"))
        time.sleep(self.longest)
        self.assertEqual(machine.state(host), "T")
        self.assertFalse(self.let_in(), self.shell.seen)

    def let_in(self):
        return f"\n{self.who}\n" in self.shell.seen

    def assert_in_after(self, *answers):
        for prompt, text in answers:
            self.assertFalse(self.let_in(), self.shell.seen)
            self.shell.answer(prompt, text)
        self.shell.wait_for(READY)
        self.assertTrue(self.let_in(), self.shell.seen)
        self.assert_granted()

    def assert_gone(self):
        self.assertTrue(machine.wait_until(lambda: not self.running()), self.running())
        self.assertTrue(machine.wait_until(lambda: not machine.helpers()), machine.helpers())
        self.assertFalse(self.let_in(), self.shell.seen)

    def assert_next_is_refused(self, cause):
        """By what the one before has spent; without a message."""
        self.begin()
        self.shell.answer(CLOSE, "")
        self.shell.wait_for(READY)
        self.assert_gone()
        self.assert_denied(cause)
        self.assert_sent(1)

    def test_control_z_while_a_message_is_sent_stops_it_and_fg_asks_for_the_code(self):
        self.send_under_way()
        self.stop()
        self.shell.child.sendline("fg")
        self.assert_in_after((CODE, WRONG), ("2 tries left.\r\nCode: ", RIGHT))
        self.assert_sent(1)

    def test_control_z_while_a_wrong_code_is_checked_stops_it_and_fg_says_that_it_is_wrong(self):
        self.check_under_way(WRONG)
        self.stop()
        self.shell.child.sendline("fg")
        self.assert_in_after(("2 tries left.\r\nCode: ", RIGHT))
        self.assert_sent(1)

    def test_a_job_that_is_stopped_goes_with_its_terminal(self):
        self.send_under_way()
        self.stop()
        self.shell.hang_up()
        self.assertTrue(machine.wait_until(lambda: not self.running()), self.running())
        self.assertTrue(machine.wait_until(lambda: not machine.helpers()), machine.helpers())
        self.assert_sent(1)


class Su(Keys, HostCase):
    command, process, who = "su bob -c 'id -un'", "^su bob", "bob"

    def test_control_c_while_a_message_is_sent_ends_it_and_the_message_is_counted(self):
        self.set_options(sends_per_user="1/1h")
        self.send_under_way()
        self.shell.child.sendcontrol("c")
        self.shell.wait_for(READY)
        self.assert_gone()
        self.assert_next_is_refused("sends_per_user")

    def test_control_c_while_a_wrong_code_is_checked_ends_it_and_the_failure_is_counted(self):
        self.set_options(failures_per_user="1/1h")
        self.check_under_way(WRONG)
        self.shell.child.sendcontrol("c")
        self.shell.wait_for(READY)
        self.assert_gone()
        self.assert_next_is_refused("failures_per_user")


class Sudo(Keys, HostCase):
    command, process, who = "sudo id -un", "^sudo id", "root"

    def test_control_c_while_a_message_is_sent_is_lost_and_at_the_prompt_it_ends_sudo(self):
        """sudo asks for the code all the same: it sees no Ctrl-C while PAM works."""
        self.set_options(sends_per_user="1/1h")
        self.send_under_way()
        self.shell.child.sendcontrol("c")
        self.shell.wait_for(CODE)
        self.shell.interrupt(READY)
        self.assert_gone()
        self.assert_next_is_refused("sends_per_user")

    def test_control_c_while_a_wrong_code_is_checked_is_lost_and_the_failure_is_counted(self):
        self.set_options(failures_per_user="1/1h")
        self.check_under_way(WRONG)
        self.shell.child.sendcontrol("c")
        self.shell.wait_for(CODE)
        self.shell.interrupt(READY)
        self.assert_gone()
        self.assert_next_is_refused("failures_per_user")


if __name__ == "__main__":
    main()
