#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""infobip-otp enable on a machine of systemd: its timer and its unit take back. Inside scripts/host-up."""
import os
import pathlib
import shutil
import sys

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests/host"))

import machine  # noqa: E402
from host_case import HostCase, main  # noqa: E402
from systemd_machine import LOGGED, SystemdMachine, why_not  # noqa: E402

TOOL = "/usr/bin/infobip-otp"
KEPT = pathlib.Path("/var/lib/infobip-otp.enable")
SUDO = pathlib.Path("/etc/pam.d/sudo")
UNIT = pathlib.Path("/etc/systemd/system/infobip-otp-take-back.service")
WANTED = pathlib.Path("/etc/systemd/system/multi-user.target.wants") / UNIT.name
LINE = b"pam_infobip_otp.so"


class Systemd(HostCase):
    @classmethod
    def setUpClass(cls):
        machine.take_lines_out(CHECKOUT)
        cls.before = SUDO.read_bytes()
        cls.systemd = SystemdMachine()

    def setUp(self):
        super().setUp()
        shutil.rmtree(KEPT, ignore_errors=True)
        self.addCleanup(self.systemd.power_cut)
        self.systemd.start()
        self.addCleanup(SUDO.write_bytes, self.before)

    def tool(self, *words):
        run = self.systemd.run(TOOL, *words)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        return run.stdout

    def enable(self, length):
        self.assertIn("a timer of systemd puts the old file back",
                      self.tool("enable", "sudo", "--no-code", "--yes", "--for", length))
        self.assertIn(LINE, SUDO.read_bytes())

    def is_before(self):
        return SUDO.read_bytes() == self.before

    def assert_comes_back(self):
        self.assertTrue(machine.wait_until(self.is_before),
                        SUDO.read_text() + LOGGED.read_text(errors="replace"))
        self.assertTrue(machine.wait_until(lambda: not (KEPT / "pending").exists()))

    def assert_no_unit_is_left(self):
        self.assertTrue(machine.wait_until(lambda: not os.path.lexists(UNIT)))
        self.assertFalse(os.path.lexists(WANTED))

    def test_the_timer_takes_back(self):
        self.enable(f"{machine.stretched(5):.0f}s")
        [timer] = self.systemd.timers()
        self.assert_comes_back()
        self.assert_no_unit_is_left()
        self.assertTrue(machine.wait_until(lambda: timer not in self.systemd.timers()))

    def test_a_power_cut_takes_back_at_the_next_start(self):
        self.enable("1h")
        self.systemd.power_cut()
        self.assertIn(LINE, SUDO.read_bytes())
        self.systemd.start()
        self.assert_comes_back()
        self.assert_no_unit_is_left()
        # Nobody could log in before.
        after = self.systemd.systemctl("show", "--property=After", "--value", "systemd-user-sessions.service")
        self.assertIn(UNIT.name, after.split())

    def test_what_was_kept_stays_over_a_power_cut(self):
        self.enable("1h")
        (KEPT / "pending").unlink()  # as --keep does, short of its unit
        self.systemd.power_cut()
        self.systemd.start()
        self.assertTrue(self.systemd.is_active("systemd-user-sessions.service"))
        self.assertIn(LINE, SUDO.read_bytes())

    def test_a_take_back_that_fails_is_tried_again(self):
        self.enable(f"{machine.stretched(5):.0f}s")
        with_line = SUDO.read_bytes()
        SUDO.unlink()
        SUDO.mkdir()  # nothing can be renamed over it
        [timer] = self.systemd.timers()
        service = timer.replace(".timer", ".service")
        self.assertTrue(machine.wait_until(lambda: self.state_of(service) == "auto-restart"),
                        LOGGED.read_text(errors="replace"))
        self.assert_logged("event=service_changed", "not taken back")
        SUDO.rmdir()
        SUDO.write_bytes(with_line)
        self.assert_comes_back()

    def state_of(self, unit):
        return self.systemd.systemctl("show", "--property=SubState", "--value", unit)

    def test_systemd_finds_nothing_wrong_with_the_unit(self):
        self.enable("1h")
        run = self.systemd.run("systemd-analyze", "verify", "--man=no", str(UNIT))
        self.assertEqual((run.returncode, run.stdout + run.stderr), (0, ""))
        self.tool("disable", "sudo")
        self.assertTrue(self.is_before())
        self.assert_no_unit_is_left()


if __name__ == "__main__":
    if reason := why_not():
        print(f"host_systemd: {reason}")
        sys.exit(77)
    main()
