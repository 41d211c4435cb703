#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""infobip-otp check on a machine that is well, and on one that is not. Inside scripts/host-up."""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "host"))

import machine  # noqa: E402
from host_case import HostCase, main  # noqa: E402

TOOL = "/usr/sbin/infobip-otp"


class Check(HostCase):
    def check(self):
        """(exit status, {id: level}); of several findings of one id the worst."""
        run = subprocess.run([TOOL, "check", "--json"], capture_output=True, text=True, timeout=30)
        report = json.loads(run.stdout)
        self.assertEqual(report["schema"], "infobip-otp check 1")
        levels = ("ok", "warning", "failure")
        found = {}
        for one in report["findings"]:
            found[one["id"]] = max(found.get(one["id"], "ok"), one["level"], key=levels.index)
            self.assertNotIn(self.original_key, one["seen"] + one["todo"])
        return run.returncode, found

    def assert_found(self, name, level):
        status, found = self.check()
        self.assertEqual(found.get(name), level, found)
        self.assertEqual(status, {"ok": 0, "warning": 1, "failure": 2}[level], found)

    def test_a_machine_that_is_well_is_well_and_sends_nothing(self):
        status, found = self.check()
        self.assertEqual((status, set(found.values())), (0, {"ok"}), found)
        for name in ("key-file", "users-file", "certificates", "module", "helper", "provider"):
            self.assertIn(name, found)
        self.assert_sent(0)

    def test_each_setting_is_shown_with_its_origin(self):
        run = subprocess.run([TOOL, "check"], capture_output=True, text=True, timeout=30)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertRegex(run.stdout, r"(?m)^  base_url +https://\S+ +/etc/infobip-otp/infobip-otp.conf:1$")
        self.assertRegex(run.stdout, r"(?m)^  tries +3 +default$")

    def test_settings_that_cannot_be_used_are_named(self):
        self.set_options(trys="3")
        self.assert_found("settings", "failure")

    def test_a_key_that_infobip_does_not_know_is_a_failure(self):
        with machine.changed_file(machine.API_KEY, "wrong-key\n"):
            self.assert_found("key", "failure")

    def test_a_key_that_others_can_read_is_a_failure(self):
        with machine.changed_file(machine.API_KEY, mode=0o644):
            self.assert_found("key-file", "failure")

    def test_no_server_is_a_failure(self):
        self.set_options(base_url="https://localhost:9")
        self.assert_found("provider", "failure")

    def test_a_certificate_of_a_stranger_is_a_failure(self):
        self.set_options(ca_file="/etc/ssl/certs/ca-certificates.crt")
        self.assert_found("tls", "failure")

    def test_a_helper_that_is_not_there_is_a_failure(self):
        self.set_options(helper="/usr/lib/no-such-helper")
        self.assert_found("helper", "failure")

    def test_a_line_that_cannot_be_read_is_a_failure(self):
        with machine.changed_file(machine.USERS, "alice +41793026727\n"):
            self.assert_found("users-line", "failure")

    def test_two_lines_of_one_account_are_a_failure(self):
        with machine.changed_file(machine.USERS, "alice: +41793026727\nalice: +41793026728\n"):
            self.assert_found("users-line", "failure")

    def test_a_name_without_an_account_is_a_warning(self):
        with machine.changed_file(machine.USERS, "alice: +41793026727\nmallory: +41793026728\n"):
            self.assert_found("users-account", "warning")

    def test_a_state_folder_that_is_open_is_a_failure(self):
        machine.STATE.mkdir(mode=0o755)
        machine.STATE.chmod(0o755)
        self.assert_found("state-dir", "failure")

    def test_a_module_that_is_not_there_is_a_failure(self):
        [module] = pathlib.Path("/usr/lib").glob("*/security/pam_infobip_otp.so")
        with machine.changed_file(module, False):
            self.assert_found("module", "failure")


if __name__ == "__main__":
    main()
