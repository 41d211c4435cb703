#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""scripts/try on a terminal of 80 columns: no key leads into a dead end. Inside scripts/host-up."""
import os
import pathlib
import subprocess
import sys
import unittest

import pexpect

import machine
from machine import PASSWORD

TRY = pathlib.Path(__file__).resolve().parents[2] / "scripts/try"
PROMPT, QUESTION = "Password: ", "q, Enter: leave."
CTRL_B, CTRL_C, CTRL_D, CTRL_Z, CTRL_BACKSLASH = "\x02", "\x03", "\x04", "\x1a", "\x1c"


class Keys(unittest.TestCase):
    def setUp(self):
        self.screen = pexpect.spawn(str(TRY), ["--by-hand"], encoding="utf-8", timeout=120,
                                    dimensions=(24, 80), env={**os.environ, "TERM": "xterm"})
        self.addCleanup(subprocess.run, ["tmux", "kill-server"], check=False, capture_output=True)
        self.addCleanup(self.screen.close, force=True)
        self.screen.expect_exact(PROMPT)

    def press(self, keys, until):
        self.screen.send(keys)
        self.screen.expect_exact(until)

    def leave(self, keys="q\r"):
        self.press(keys, pexpect.EOF)

    def test_ctrl_c_and_ctrl_backslash_end_a_login_and_not_the_screen(self):
        for key in (CTRL_C, CTRL_BACKSLASH, CTRL_C):
            self.press(key, QUESTION)
            self.press("\r", PROMPT)
        self.press(CTRL_C, QUESTION)
        self.leave()

    def test_what_stops_a_job_and_the_keys_of_tmux_do_nothing(self):
        self.screen.send(CTRL_Z + CTRL_B + "d" + CTRL_B + "x" + CTRL_B + "%" + CTRL_B + ":")
        self.press(CTRL_C, QUESTION)
        self.screen.send(CTRL_Z)
        self.press("\r", PROMPT)
        self.press(CTRL_C, QUESTION)
        self.leave(CTRL_D)

    def test_a_person_logs_in_and_finds_the_tool(self):
        before = pathlib.Path("/run/sandbox/phone").read_text()
        self.screen.sendline(PASSWORD)
        self.screen.expect_exact("Code: ")
        phone = pathlib.Path("/run/sandbox/phone")
        self.assertTrue(machine.wait_until(lambda: len(phone.read_text()) > len(before)))
        self.screen.sendline(phone.read_text().split()[-1])
        self.screen.expect(r"alice@localhost.*\$ ")  # in colours
        self.screen.sendline("command -v infobip-otp")
        self.screen.expect_exact("/usr/bin/infobip-otp")
        self.screen.sendline("exit")
        self.screen.expect_exact(QUESTION)
        self.leave()


if __name__ == "__main__":
    if not pathlib.Path("/run/hostns").exists():
        sys.exit("host_try_keys.py: run it as scripts/hostns scripts/host-up BUILD tests/host/host_try_keys.py")
    unittest.main(verbosity=2)
