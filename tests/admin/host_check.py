#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""infobip-otp check on a machine that is well, and on one that is not. Inside scripts/host-up."""
import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "host"))

import machine  # noqa: E402
from host_case import HostCase, main  # noqa: E402

TOOL = "/usr/bin/infobip-otp"
STATUS = {"ok": 0, "skipped": 0, "warning": 1, "failure": 2}


class CheckCase(HostCase):
    manage_key = None  # what is typed on stdin where it is set
    seen = {}  # {(id, level): what was seen}

    def fault(self, words):
        machine.control("faults", "set", words)
        self.addCleanup(machine.control, "faults", "clear")

    def check(self):
        """(exit status, {id: level}); of several findings of one id the worst."""
        words = [] if self.manage_key is None else ["--manage-key-file", "-"]
        run = subprocess.run([TOOL, "check", "--json", *words], capture_output=True, text=True,
                             timeout=machine.patience(), input=self.manage_key)
        report = json.loads(run.stdout)
        self.assertEqual(report["schema"], "infobip-otp check 1")
        levels = list(STATUS)
        found = {}
        self.seen = {(one["id"], one["level"]): one["seen"] for one in report["findings"]}
        for one in report["findings"]:
            found[one["id"]] = max(found.get(one["id"], "ok"), one["level"], key=levels.index)
            self.assertNotIn(self.original_key, one["seen"] + one["todo"])
        return run.returncode, found

    def assert_found(self, name, level, says="."):
        status, found = self.check()
        self.assertEqual(found.get(name), level, found)
        self.assertEqual(status, max(STATUS[one] for one in found.values()), found)
        self.assertTrue(level == "skipped" or status == STATUS[level], found)
        self.assertRegex(self.seen[name, level], says)


class Check(CheckCase):
    def test_a_machine_that_is_well_is_well_and_sends_nothing(self):
        status, found = self.check()
        self.assertEqual((status, set(found.values())), (0, {"ok", "skipped"}), found)
        self.assertEqual({name for name, level in found.items() if level == "skipped"}, {"application", "template"})
        for name in ("key-file", "users-file", "certificates", "module", "helper", "provider", "dns",
                     "clock", "tls"):
            self.assertIn(name, found)
        self.assert_sent(0)

    def test_infobip_is_asked_once_and_with_the_key_and_the_clock_is_judged_by_that_answer(self):
        machine.control("counters", "reset")
        _, found = self.check()
        self.assertEqual(found["clock"], "ok", found)
        self.assertEqual(json.loads(machine.control("counters"))["requests"], {"verify": 1})

    def test_each_setting_is_shown_with_its_origin(self):
        run = subprocess.run([TOOL, "check"], capture_output=True, text=True, timeout=machine.patience())
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertRegex(run.stdout, r"(?m)^  base_url +https://\S+ +/etc/infobip-otp/infobip-otp.conf:1$")
        self.assertNotIn("default", run.stdout)
        self.assertLess(run.stdout.index("0 failures"), run.stdout.index("settings that are not as they come"))
        run = subprocess.run([TOOL, "check", "--all"], capture_output=True, text=True, timeout=machine.patience())
        self.assertRegex(run.stdout, r"(?m)^  tries +3 +default$")

    def test_what_a_service_has_for_itself_is_shown_with_its_name(self):
        before = machine.SETTINGS.read_text()
        line = before.count("\n") + 1
        self.enterContext(machine.changed_file(
            machine.SETTINGS, f"{before}[service su sudo]\ntries = 2\n[service sshd]\nexempt_groups = daemon\n"))
        run = subprocess.run([TOOL, "check"], capture_output=True, text=True, timeout=machine.patience())
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        blocks = {block.splitlines()[0]: [row.split() for row in block.splitlines()[1:]]
                  for block in re.split(r"(?m)^(?=\S)", run.stdout) if block.startswith("settings of ")}
        tries = ["tries", "2", f"{machine.SETTINGS}:{line + 1}"]
        self.assertEqual(blocks, {
            "settings of su, where they are others": [tries],
            "settings of sudo, where they are others": [tries],
            "settings of sshd, where they are others":
                [["exempt_groups", "daemon", f"{machine.SETTINGS}:{line + 3}"]]})

    def test_a_block_of_a_service_that_there_is_not_is_a_warning(self):
        self.enterContext(machine.changed_file(
            machine.SETTINGS, machine.SETTINGS.read_text() + "[service ssh]\ntries = 2\n"))
        self.assert_found("service-block", "warning")

    def test_before_setup_it_says_what_to_do_first(self):
        self.enterContext(machine.changed_file(machine.SETTINGS, "tries = 2\n"))
        run = subprocess.run([TOOL, "check"], capture_output=True, text=True, timeout=machine.patience())
        self.assertEqual(run.returncode, 2, run.stdout)
        self.assertIn("Not set up yet: ", run.stdout)
        self.assertIn("infobip-otp try --sandbox --user NAME", run.stdout)
        run = subprocess.run([TOOL, "user", "list"], capture_output=True, text=True)
        self.assertEqual((run.returncode, "not set up yet. First: infobip-otp setup" in run.stderr), (78, True))

    def test_settings_that_cannot_be_used_are_named(self):
        self.set_options(trys="3")
        self.assert_found("settings", "failure")

    def test_a_key_that_infobip_does_not_know_is_a_failure(self):
        with machine.changed_file(machine.API_KEY, "wrong-key\n"):
            self.assert_found("key", "failure")

    def test_a_key_that_others_can_read_is_a_failure(self):
        with machine.changed_file(machine.API_KEY, mode=0o644):
            self.assert_found("key-file", "failure")

    def test_a_key_that_may_not_check_codes_is_a_failure(self):
        self.fault("status=403,route=verify")
        self.assert_found("key", "failure", "^The key may not do this")

    def test_an_infobip_that_cannot_answer_now_is_a_warning(self):
        for status in (429, 503):
            with self.subTest(status=status):
                self.fault(f"status={status},route=verify")
                self.assert_found("provider", "warning", "^Infobip is reached and cannot answer now")

    def test_users_that_others_can_read_are_a_failure(self):
        with machine.changed_file(machine.USERS, mode=0o644):
            self.assert_found("users-file", "failure", "can be read by others")

    def test_no_users_at_all_are_a_warning(self):
        with machine.changed_file(machine.USERS, "# nobody\n"):
            self.assert_found("users-file", "warning", "^No account has a phone")

    def test_a_folder_without_any_certificates_is_a_failure(self):
        self.set_options(ca_file="none", ca_path="/run/sshd")
        self.assert_found("certificates", "failure", "neither hashed certificates nor")

    def test_a_folder_without_hashed_links_is_a_warning_and_its_bundle_serves(self):
        folder = pathlib.Path(tempfile.mkdtemp(dir="/run"))
        self.addCleanup(shutil.rmtree, folder)
        folder.chmod(0o755)
        shutil.copy(machine.sandbox("INFOBIP_CA_FILE"), folder / "ca-certificates.crt")
        (folder / "ca-certificates.crt").chmod(0o644)
        self.set_options(ca_file="none", ca_path=folder)
        self.assert_found("certificates", "warning", "^The bundle is read as a whole")

    def test_no_server_is_a_failure(self):
        self.set_options(base_url="https://localhost:9")
        self.assert_found("provider", "failure")

    def test_an_outage_on_record_is_a_warning_until_infobip_answers(self):
        self.set_options(base_url="https://localhost:9")
        self.check()
        self.set_options()  # it is looked at before this check's own exchange ends it
        self.assert_found("outage", "warning", "^An outage: every exchange has failed since ")
        self.assert_found("outage", "ok", "^Outages: none on record; the last answer came ")

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
            self.assert_found("module", "failure", "^It is in none of libpam's folders")

    def test_a_module_that_cannot_be_loaded_is_a_failure(self):
        [module] = pathlib.Path("/usr/lib").glob("*/security/pam_infobip_otp.so")
        before = module.read_bytes()
        self.addCleanup(module.write_bytes, before)
        module.write_bytes(before[:4096])
        self.assert_found("module", "failure", "^It cannot be loaded: the confined child ended without")
        module.write_bytes(b"no library\n")
        self.assert_found("module", "failure", "^It cannot be loaded: .*pam_infobip_otp.so: ")

    def test_a_module_that_exports_something_else_is_a_failure(self):
        [module] = pathlib.Path("/usr/lib").glob("*/security/pam_infobip_otp.so")
        other = module.with_name("pam_permit.so")
        before = module.read_bytes()
        self.addCleanup(module.write_bytes, before)
        module.write_bytes(other.read_bytes())
        self.assert_found("module", "failure", "^It does not export")

    def test_a_folder_that_others_can_write_to_is_a_failure(self):
        folder = machine.SETTINGS.parent
        folder.chmod(0o777)
        self.addCleanup(folder.chmod, 0o755)
        self.assert_found("folder", "failure")

    def test_a_name_without_an_address_is_a_failure(self):
        self.set_options(base_url="https://name.invalid")
        self.assert_found("dns", "failure")

    def test_without_a_manage_key_application_and_template_are_skipped(self):
        self.assert_found("application", "skipped", "^Not checked")
        self.assert_found("template", "skipped", "^Not checked")

    def test_without_a_key_the_provider_is_skipped(self):
        with machine.changed_file(machine.API_KEY, mode=0o644):
            self.assert_found("provider", "skipped", "^Not checked")

    def test_a_group_that_there_is_not_is_a_warning(self):
        self.set_options(exempt_groups="domain admins")
        self.assert_found("exempt-group", "warning", '^exempt_groups names "(domain|admins)"')
        self.enterContext(machine.changed_file(
            machine.SETTINGS, machine.SETTINGS.read_text().replace("domain admins", "otp-exempt") +
            '[service sudo]\nexempt_groups = "no such group"\n'))
        self.assert_found("exempt-group", "warning", '^exempt_groups names "no such group"')

    def test_a_base_url_with_a_path_is_refused(self):
        self.set_options(base_url="https://localhost:9/2fa/2")
        self.assert_found("settings", "failure", "ends in the path /2fa/2: leave it out")


class CheckOfTheAccount(CheckCase):
    """With a key that may manage."""

    application = "/2fa/2/applications/" + machine.sandbox("INFOBIP_APPLICATION_ID")
    template = application + "/messages/" + machine.sandbox("INFOBIP_MESSAGE_ID")

    def setUp(self):
        super().setUp()
        self.manage_key = self.original_key + "\n"
        # As for a new application, and not without any limit as the sandbox's.
        self.enter(self.changed(self.application, configuration={
            "pinAttempts": 5, "verifyPinLimit": "100/1s", "sendPinPerPhoneNumberLimit": "120/1d"}))

    def enter(self, context):
        context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)

    @contextlib.contextmanager
    def changed(self, path, **members):
        """What stands at Infobip, and as before afterwards."""
        before = machine.manage("GET", path)
        machine.manage("PUT", path, {**before, **members})
        try:
            yield
        finally:
            machine.manage("PUT", path, before)

    def test_an_application_and_a_template_that_fit_are_well(self):
        status, found = self.check()
        self.assertEqual((status, found["application"], found["template"]), (0, "ok", "ok"), found)
        self.assert_sent(0)

    def test_a_key_that_may_not_manage_is_a_failure_and_the_rest_is_checked(self):
        self.manage_key = "another-key\n"
        self.assert_found("manage-key", "failure")
        self.assertIn(("provider", "ok"), self.seen)

    def test_an_application_that_is_not_there_is_a_failure(self):
        self.set_options(application_id="0123")
        self.assert_found("application", "failure")

    def test_a_template_that_is_not_there_is_a_failure(self):
        self.set_options(message_id="0123")
        self.assert_found("template", "failure")

    def test_a_disabled_application_is_a_failure(self):
        with self.changed(self.application, enabled=False):
            self.assert_found("application", "failure")

    def test_limits_below_ours_are_warnings(self):
        for rules in ({"pinAttempts": 2}, {"pinAttempts": 11}, {"pinTimeToLive": "4m"},
                      {"allowMultiplePinVerifications": True}, {"verifyPinLimit": "1/1s"},
                      {"sendPinPerPhoneNumberLimit": "60/1d"}):
            with self.subTest(**rules), self.changed(self.application, configuration=rules):
                self.assert_found("application-rules", "warning")

    def test_templates_whose_codes_are_not_ours_are_failures(self):
        machine.control("quirks", "set", "pin-placeholder=free")
        self.addCleanup(machine.control, "quirks", "set", "pin-placeholder=required")
        for members in ({"pinLength": 4}, {"pinType": "HEX"}, {"messageText": "Your code is {pin}"}):
            with self.subTest(**members), self.changed(self.template, **members):
                self.assert_found("template", "failure")


class CheckOfTheClock(CheckCase):
    def test_a_clock_that_is_off_is_a_warning(self):
        machine.control("clock", "advance", "10m")  # it does not go back: this is the last test
        self.assert_found("clock", "warning")


if __name__ == "__main__":
    main()
