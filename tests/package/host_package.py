#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Living with the packages: by hand, by pam-auth-update, upgraded, removed, purged.

Inside scripts/host-up FOLDER, where FOLDER holds the packages.
"""
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/host"))

import machine  # noqa: E402
from dialogue import RIGHT  # noqa: E402
from host_case import HostCase, main  # noqa: E402
from machine import PASSWORD  # noqa: E402

FOLDER = ROOT / "build/package"
PACKAGES = sorted(FOLDER.glob("*.deb"))
[MODULE_PACKAGE] = FOLDER.glob("libpam-infobip-otp_*.deb")
ETC = pathlib.Path("/etc/infobip-otp")
COMMON = pathlib.Path("/etc/pam.d/common-auth")
PROFILES = pathlib.Path("/var/lib/pam")  # of pam-auth-update
[PRERM] = pathlib.Path("/var/lib/dpkg/info").glob("libpam-infobip-otp*.prerm")
LINE = "auth required pam_infobip_otp.so\n"
# Where libpam finds a line of ours: the file that holds it, and one that leads to it.
READ = {
    "a service": ("/etc/pam.d/zz", LINE, ""),
    "a continued line": ("/etc/pam.d/zz", "auth required \\\n pam_infobip_otp.so\n", ""),
    "Debian's @include": ("/etc/otp-stack", LINE, "@include /etc/otp-stack\n"),
    "an include of another folder": ("/etc/otp-stack", LINE, "auth include /etc/otp-stack\n"),
    "a substack in a sub-folder": ("/etc/pam.d/sub/stack", LINE, "auth substack sub/stack\n"),
    "an include that is continued": ("/etc/otp-stack", LINE, "auth \\\n include \\\n /etc/otp-stack\n"),
    "an included file with a dot": ("/etc/pam.d/.hidden", LINE, "auth include .hidden\n"),
    "an included copy": ("/etc/pam.d/a~", LINE, "auth include a~\n"),
    "an included file of the vendor": ("/usr/lib/pam.d/base", LINE, "auth include base\n"),
    "pam.conf": ("/etc/pam.conf", "sshd " + LINE, ""),
    "below pam-auth-update's lines": ("/etc/pam.d/common-session-noninteractive",
                                      "session optional pam_infobip_otp.so\n", ""),
}
SERVICES = ("sshd", "sudo", "sudo-i", "su", "login")
KEPT = {path: (path.read_bytes(), path.stat().st_mode)
        for path in [*ETC.iterdir(), COMMON, *(COMMON.parent / name for name in SERVICES)]}
SUDO = ["runuser", "-u", "alice", "--", "sudo", "id", "-un"]


def run(*command, **environment):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL,
                          env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", **environment})
    return done.returncode, done.stdout + done.stderr


def is_installed():
    return run("dpkg-query", "-W", "-f", "${db:Status-Status}", "libpam-infobip-otp")[1] == "installed"


def newer_package(folder):
    """The package as a later version, for an upgrade."""
    tree = pathlib.Path(folder) / "tree"
    subprocess.run(["dpkg-deb", "--raw-extract", MODULE_PACKAGE, tree], check=True)
    control = tree / "DEBIAN/control"
    control.write_text(re.sub(r"^(Version: .*)$", r"\1+later", control.read_text(), flags=re.M))
    made = pathlib.Path(folder) / "later.deb"
    subprocess.run(["dpkg-deb", "--build", "--root-owner-group", tree, made], check=True,
                   stdout=subprocess.DEVNULL)
    return made


class PackageCase(HostCase):
    """Each scenario begins installed, with the settings and the PAM lines of host-up."""

    def setUp(self):
        self.install()
        super().setUp()
        for service in SERVICES:
            self.restore(COMMON.parent / service)
        self.restore(COMMON)

    def install(self):
        if not is_installed():  # the settings of the scenario before lie there, in nobody's name
            self.command("dpkg", "--force-confold", "--install", *PACKAGES)
        for path in KEPT:
            if path.parent == ETC:
                self.restore(path)

    @staticmethod
    def restore(path):
        content, mode = KEPT[path]
        path.write_bytes(content)
        path.chmod(mode)

    def command(self, *words, **environment):
        status, said = run(*words, **environment)
        self.assertEqual(status, 0, said)
        return said

    def log_in_with_codes(self):
        self.set_options(resend_wait="0s")
        status, seen = self.talk(["ssh", "alice@localhost", "id", "-un"], ("assword: ", PASSWORD),
                                 ("Code: ", RIGHT))
        self.assertEqual((status, seen[-7:]), (0, "\nalice\n"), seen)
        status, seen = self.talk(SUDO, ("assword for alice: ", PASSWORD), ("Code: ", RIGHT))
        self.assertEqual((status, seen[-6:]), (0, "\nroot\n"), seen)

    def log_in_without_a_code(self):
        status, seen = self.talk(["ssh", "alice@localhost", "id", "-un"], ("assword: ", PASSWORD))
        self.assertEqual(status, 0, seen)
        self.assertNotIn("Code", seen)


class Installed(PackageCase):
    def test_it_asks_nobody_for_a_code_until_it_is_enabled(self):
        machine.take_lines_out(ROOT)
        self.log_in_without_a_code()
        self.assert_sent(0)

    def test_lines_by_hand_ask_for_codes(self):
        self.log_in_with_codes()
        self.assert_sent(2)

    def test_pam_auth_update_asks_for_codes(self):
        machine.take_lines_out(ROOT)
        self.command("pam-auth-update", "--enable", "infobip-otp")
        self.assertIn("pam_infobip_otp.so", COMMON.read_text())
        self.log_in_with_codes()
        self.assert_sent(2)
        status, seen = self.talk(["ssh", "dave@localhost", "id", "-un"], ("assword: ", PASSWORD))
        self.assertEqual(status, 0, "an exempt account: " + seen)
        status, seen = self.talk(["ssh", "-o", "NumberOfPasswordPrompts=1", "alice@localhost"],
                                 ("assword: ", "wrong"))
        self.assertEqual(status, 255)
        self.assert_sent(2)
        self.command("pam-auth-update", "--disable", "infobip-otp")
        self.log_in_without_a_code()

    def test_no_secret_is_in_a_conffile(self):
        said = self.command("dpkg-query", "-W", "-f", "${Conffiles}\n", "libpam-infobip-otp",
                            "infobip-otp-tools")
        self.assertEqual(re.findall(r"/\S+", said), ["/etc/infobip-otp/infobip-otp.conf"])

    def test_every_setting_of_the_conffile_is_commented_out(self):
        said = subprocess.run(f"dpkg-deb --fsys-tarfile {MODULE_PACKAGE} | "
                              "tar -xO ./etc/infobip-otp/infobip-otp.conf", shell=True, check=True,
                              capture_output=True, text=True).stdout
        self.assertIn("#base_url", said)
        self.assertEqual([line for line in said.splitlines() if line and line[0] != "#"], [])

    def test_the_account_of_the_helper_has_no_shell_and_no_home(self):
        fields = self.command("getent", "passwd", "_infobip-otp").strip().split(":")
        self.assertEqual(fields[5:], ["/nonexistent", "/usr/sbin/nologin"])

    def test_doctor_and_check_are_content(self):
        said = self.command("infobip-otp", "doctor", "sudo", "sudo-i")
        self.assertIn("nobody with a phone gets in without one", said)
        status, said = run("infobip-otp", "check")
        self.assertEqual(status, 0, said)

    def test_the_tool_is_on_the_path_of_everybody_and_where_it_was_first(self):
        found = self.command("runuser", "-u", "alice", "--", "env", "-i", "PATH=/usr/local/bin:/usr/bin:/bin", "sh", "-c",
                             "command -v infobip-otp")
        self.assertEqual(found.strip(), "/usr/bin/infobip-otp")
        self.assertEqual(self.command("/usr/sbin/infobip-otp", "--version"), self.command("infobip-otp", "--version"))

    def test_the_pages_are_there(self):
        for page in ("8/pam_infobip_otp.8", "5/infobip-otp.conf.5", "8/infobip-otp.8",
                     "8/infobip-otp-helper.8", "1/infobip-otp-sandbox.1"):
            self.assertTrue(pathlib.Path(f"/usr/share/man/man{page}.gz").is_file(), page)


class Upgraded(PackageCase):
    def test_an_upgrade_during_a_waiting_login_breaks_nothing(self):
        self.set_options(resend_wait="0s")
        settings = machine.SETTINGS.read_text()
        with tempfile.TemporaryDirectory() as folder:
            later = newer_package(folder)
            waiting = self.start("ssh", "alice@localhost", "id", "-un")
            waiting.answer("assword: ", PASSWORD)
            waiting.wait_for("Code: ")
            before = os.stat(machine.HELPER).st_ino
            self.command("dpkg", "--install", later)
        self.assertNotEqual(os.stat(machine.HELPER).st_ino, before, "another file, by a rename")
        waiting.child.sendline(self.phone.newest())
        self.assertEqual(waiting.end(), 0, waiting.seen)
        self.assertEqual(machine.SETTINGS.read_text(), settings)
        self.log_in_with_codes()
        self.command("dpkg", "--install", MODULE_PACKAGE)

    def test_settings_that_cannot_work_are_said_loudly_where_a_service_asks(self):
        machine.take_lines_out(ROOT)
        good, key = machine.SETTINGS.read_text(), machine.API_KEY.read_bytes()
        self.addCleanup(machine.write_settings, good)
        self.addCleanup(machine.API_KEY.write_bytes, key)
        self.command("pam-auth-update", "--enable", "infobip-otp")
        self.addCleanup(run, "pam-auth-update", "--disable", "infobip-otp")
        self.assertNotIn("NOBODY GETS IN", self.command("dpkg", "--install", MODULE_PACKAGE))
        for settings, secret, problem in ((good.replace("base_url", "#base_url"), key, "does not set base_url"),
                                          (good + "tries = many\n", key, "tries"),
                                          (good, b"", "There is no API key in /etc/infobip-otp/api-key")):
            machine.write_settings(settings)
            machine.API_KEY.write_bytes(secret)
            said = self.command("dpkg", "--install", MODULE_PACKAGE)
            self.assertIn("NOBODY GETS IN through them. Keep this session open.", said)
            self.assertIn(problem, said)
            if settings != good:
                _, said = run("infobip-otp", "doctor")
                self.assertEqual(said.count("otp.settings"), 1, said)
                self.assertEqual(said.count("Every login is refused, as the settings cannot be used"), 1, said)
        machine.API_KEY.write_bytes(b"")
        self.command("pam-auth-update", "--disable", "infobip-otp")
        self.assertNotIn("NOBODY GETS IN", self.command("dpkg", "--install", MODULE_PACKAGE))

    def test_an_upgrade_keeps_what_was_enabled_and_what_was_not(self):
        machine.take_lines_out(ROOT)
        self.command("pam-auth-update", "--enable", "infobip-otp")
        enabled = COMMON.read_text()
        self.command("dpkg", "--install", MODULE_PACKAGE)
        self.assertEqual(COMMON.read_text(), enabled)
        self.command("pam-auth-update", "--disable", "infobip-otp")
        self.command("dpkg", "--install", MODULE_PACKAGE)
        self.assertNotIn("pam_infobip_otp", COMMON.read_text())


class Removed(PackageCase):
    def remove(self, **environment):
        return run("dpkg", "--remove", "libpam-infobip-otp", **environment)

    def test_it_is_refused_while_a_service_names_the_module(self):
        status, said = self.remove()
        self.assertNotEqual(status, 0)
        self.assertIn("These PAM services still use pam_infobip_otp.so; without it nobody can log in "
                      "through them:\n", said)
        self.assertIn("\n  /etc/pam.d/sshd\n", said)
        self.assertIn("Take the lines out first", said)
        self.log_in_with_codes()

    def test_it_is_refused_while_common_auth_names_it_by_hand(self):
        machine.take_lines_out(ROOT)
        COMMON.write_text(COMMON.read_text() + "auth required pam_infobip_otp.so\n")
        status, said = self.remove()
        self.assertNotEqual(status, 0)
        self.assertIn("  /etc/pam.d/common-auth\n", said)
        self.assertTrue(is_installed())

    def test_it_is_refused_wherever_libpam_reads_a_line_of_ours(self):
        machine.take_lines_out(ROOT)
        self.command("pam-auth-update", "--enable", "infobip-otp")
        for name, (path, line, leads_there) in READ.items():
            with self.subTest(name), self.added(pathlib.Path(path), line), \
                    self.added(COMMON.parent / "zz", leads_there):
                before = self.profile_files()
                status, said = self.remove()
                self.assertNotEqual(status, 0, said)
                self.assertIn(f"\n  {path}\n", said)
                self.assertEqual(self.profile_files(), before, "refused before the first change")
                self.assertTrue(is_installed())

    @staticmethod
    @contextlib.contextmanager
    def added(path, text):
        before = path.read_text() if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_text((before or "") + text)
        try:
            yield
        finally:
            path.unlink()
            if before is not None:
                path.write_text(before)

    @staticmethod
    def profile_files():
        return {path: path.read_bytes() for path in [*COMMON.parent.glob("common-*"), *PROFILES.iterdir()]}

    def test_a_removal_that_is_given_up_puts_the_profile_back(self):
        machine.take_lines_out(ROOT)
        self.command("pam-auth-update", "--enable", "infobip-otp")
        COMMON.write_text(COMMON.read_text().replace("pam_infobip_otp.so", "pam_infobip_otp.so login_timeout=100s"))
        before, prerm = self.profile_files(), PRERM.read_text()
        account = COMMON.with_name("common-account")
        self.addCleanup(account.write_bytes, account.read_bytes())
        PRERM.write_text(prerm + "\nexit 1\n")  # after everything that it does
        self.addCleanup(lambda: PRERM.exists() and PRERM.write_text(prerm))
        status, said = self.remove()
        self.assertNotEqual(status, 0, said)
        self.assertEqual(self.profile_files(), before)
        PRERM.write_text(prerm.replace("\trefuse \"$(naming)\"\n", "\techo '# new' >>/etc/pam.d/common-account; exit 1\n"))
        status, said = self.remove()
        self.assertNotEqual(status, 0, said)
        self.assertIn("pam_infobip_otp.so", COMMON.read_text())
        self.assertIn("# new", account.read_text(), "what others changed stays")
        self.assertEqual(list(PROFILES.parent.glob("infobip-otp.*")), [])

    def test_copies_that_nothing_includes_do_not_count(self):
        machine.take_lines_out(ROOT)
        for name in ("sshd~", "sshd.bak", "sshd.dpkg-old", ".sshd.swp", "common-auth.pam-old"):
            path = COMMON.parent / name
            path.write_text(LINE)
            self.addCleanup(path.unlink)
        status, said = self.remove()
        self.assertEqual(status, 0, said)

    def test_a_line_that_is_commented_out_does_not_count(self):
        machine.take_lines_out(ROOT)
        path = COMMON.parent / "sshd"
        path.write_text("# auth required pam_infobip_otp.so\n" + path.read_text())
        status, said = self.remove()
        self.assertEqual(status, 0, said)

    def test_force_removes_it_all_the_same(self):
        status, said = self.remove(INFOBIP_OTP_FORCE_REMOVE="yes")
        self.assertEqual(status, 0, said)
        self.assertFalse(is_installed())

    def test_the_profile_goes_with_it_and_settings_stay(self):
        machine.take_lines_out(ROOT)
        self.command("pam-auth-update", "--enable", "infobip-otp")
        status, said = self.remove()
        self.assertEqual(status, 0, said)
        self.assertNotIn("pam_infobip_otp", COMMON.read_text())
        for name in ("infobip-otp.conf", "api-key", "users"):
            self.assertTrue((ETC / name).exists(), name)
        self.log_in_without_a_code()


class Purged(PackageCase):
    # What host-up wrote as an administrator would, the CA of the sandbox and sshd's settings, stays.
    OWN = ETC / "ca.pem"
    # The two folders are those of scripts/setup and scripts/debian-tree.
    NOT_OURS = {str(ETC), "/etc/ssh/sshd_config.d/10-infobip-otp.conf"}
    NOT_OURS_BELOW = ("/var/lib/dpkg/", "/var/lib/infobip-otp-setup", "/var/cache/infobip-otp-trees")

    def traces(self):
        found = self.command("find", "/etc", "/usr", "/var/lib", "/var/cache", "/var/log", "/lib",
                             "-xdev", "-name", "*infobip*")
        return sorted({line for line in found.splitlines() if not line.startswith(self.NOT_OURS_BELOW)} -
                      self.NOT_OURS)

    def test_nothing_is_left(self):
        self.log_in_with_codes()
        self.assertTrue(machine.STATE.is_dir())
        pathlib.Path("/var/lib/infobip-otp.enable").mkdir(mode=0o700)  # of `infobip-otp enable`
        machine.take_lines_out(ROOT)
        (ETC / "accepted").write_text("# findings that are meant\n")
        self.command("dpkg", "--purge", "libpam-infobip-otp", "infobip-otp-tools")
        self.assertEqual(self.traces(), [])
        self.assertEqual(list(ETC.iterdir()), [self.OWN])
        self.assertEqual(run("getent", "passwd", "_infobip-otp")[0], 2)
        self.assertEqual(run("getent", "group", "_infobip-otp")[0], 2)
        self.assertNotIn("infobip", COMMON.read_text())
        self.log_in_without_a_code()

    def test_an_empty_folder_goes_too_and_a_new_install_logs_in(self):
        machine.take_lines_out(ROOT)
        self.command("dpkg", "--purge", "libpam-infobip-otp", "infobip-otp-tools")
        shutil.rmtree(ETC)
        begun = time.monotonic()
        self.install_again()
        self.log_in_with_codes()
        print(f"\nfigure: from dpkg --install to a login by ssh and one by sudo: "
              f"{time.monotonic() - begun:.1f} s", flush=True)
        machine.take_lines_out(ROOT)
        self.OWN.unlink()
        self.command("dpkg", "--purge", "libpam-infobip-otp", "infobip-otp-tools")
        self.assertFalse(ETC.exists())
        ETC.mkdir(exist_ok=True)

    def install_again(self):
        self.command("dpkg", "--install", *PACKAGES)
        for path in KEPT:
            self.restore(path)


if __name__ == "__main__":
    main()
