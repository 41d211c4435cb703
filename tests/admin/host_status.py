#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""infobip-otp status, on a host that asks for codes and on one that does not yet. Inside scripts/host-up."""
import json
import pathlib
import subprocess
import sys
import time

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests/host"))

import machine  # noqa: E402
from dialogue import RIGHT, WRONG  # noqa: E402
from host_case import HostCase, main  # noqa: E402

TOOL = "/usr/bin/infobip-otp"
PAM = pathlib.Path("/etc/pam.d")
SUDO = ["runuser", "-u", "alice", "--", "sudo", "true"]


class Status(HostCase):
    def setUp(self):
        super().setUp()
        for file in (machine.USERS, machine.API_KEY, *(PAM / name for name in ("sshd", "sudo", "sudo-i", "su", "login"))):
            self.addCleanup(file.chmod, file.stat().st_mode & 0o777)
            self.addCleanup(file.write_bytes, file.read_bytes())

    def status(self, *words):
        """The rows by their names; under "" the further lines of one."""
        run = subprocess.run([TOOL, "status", *words], capture_output=True, text=True, timeout=machine.patience())
        self.exit_status = run.returncode
        self.assertEqual(run.stderr, "")
        rows = {}
        for line in run.stdout.splitlines():
            rows.setdefault(line[:14].strip(), []).append(line[14:])
        return {name: "\n".join(texts) for name, texts in rows.items()}

    def report(self):
        run = subprocess.run([TOOL, "status", "--json"], capture_output=True, text=True, timeout=machine.patience())
        return json.loads(run.stdout)

    def test_a_machine_at_work_is_told_in_a_few_lines(self):
        today = time.strftime("%Y-%m-%d", time.gmtime())
        rows = self.status()
        self.assertRegex(rows["Set up"], "^yes, https://")
        for name in ("sshd", "sudo", "sudo-i", "su", "login"):
            self.assertIn(name, rows["Asks for it"].split(", "))
        self.assertEqual((rows["People"], rows["Messages"]), ("2 have a phone", "0 today (UTC)"))
        self.assertEqual(rows["Last login"], "none with a code")
        status, seen = self.talk(SUDO, ("assword for alice: ", machine.PASSWORD), ("Code: ", WRONG), ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        rows = self.status()
        after = time.strftime("%Y-%m-%d", time.gmtime())
        self.assertIn(rows["Last login"], (f"alice, {today} UTC", f"alice, {after} UTC"))
        report = self.report()
        self.assertEqual(report["last_login"]["account"], "alice")
        if today == after:
            self.assertEqual(rows["Messages"], "1 today (UTC)")
            self.assertEqual(report["messages_today"], 1)

    def test_it_asks_nobody_and_sends_nothing(self):
        machine.control("counters", "reset")
        self.status()
        self.assertEqual(json.loads(machine.control("counters"))["requests"], {})
        self.assert_sent(0)

    def test_what_check_says_is_said_and_is_what_comes_next(self):
        machine.API_KEY.chmod(0o644)
        rows = self.status()
        self.assertEqual((self.exit_status, rows["Next"]), (2, "infobip-otp check"), rows)
        self.assertIn("key-file: ", rows[""])

    def test_what_doctor_says_is_said_and_is_what_comes_next(self):
        (PAM / "sudo").write_text("auth sufficient pam_unix.so\nauth required pam_infobip_otp.so\n"
                                  "account required pam_unix.so\n")
        rows = self.status()
        self.assertEqual((self.exit_status, rows["Next"]), (2, "infobip-otp doctor"), rows)
        self.assertIn("pam.without-code (sudo): ", rows[""])

    def test_the_steps_of_a_first_day_come_in_their_order(self):
        machine.take_lines_out(CHECKOUT)
        machine.USERS.write_text("")
        self.assertEqual(self.status()["Next"], "infobip-otp user add ACCOUNT NUMBER")
        machine.USERS.write_text("alice: +41793026727\n")
        rows = self.status()
        self.assertEqual((rows["Asks for it"], rows["People"]), ("no service", "1 has a phone"))
        self.assertEqual(rows["Next"], "infobip-otp enable sudo")
        subprocess.run([TOOL, "enable", "sudo", "--no-code", "--yes"], check=True, capture_output=True)
        rows = self.status()
        self.assertEqual(rows["On trial"], "sudo, sudo-i")
        self.assertIn("enable --keep", rows["Next"])
        self.assertIn({"service": "sudo", "on_trial": True}, self.report()["services"])
        subprocess.run([TOOL, "disable", "sudo"], check=True, capture_output=True)
        self.assertNotIn("On trial", self.status())

    def test_whoever_is_not_root_is_told_so(self):
        run = subprocess.run(["runuser", "-u", "alice", "--", TOOL, "status"], capture_output=True, text=True)
        self.assertEqual((run.returncode, run.stdout), (77, ""))


if __name__ == "__main__":
    main()
