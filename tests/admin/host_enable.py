#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""infobip-otp enable, on a real host: a code is asked, and the old files come back by themselves.

Inside scripts/host-up, which has no systemd: a process of its own takes back.
"""
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests/host"))

import machine  # noqa: E402
from dialogue import RIGHT, WRONG  # noqa: E402
from host_case import HostCase, main  # noqa: E402

TOOL = "/usr/bin/infobip-otp"
KEPT = pathlib.Path("/var/lib/infobip-otp.enable")
PAM = pathlib.Path("/etc/pam.d")
SERVICES = ("sshd", "sudo", "sudo-i", "su", "login")
ASKED = "[sudo] password for alice: "
LINE = "pam_infobip_otp.so"


def look(name):
    about = (PAM / name).stat()
    return (PAM / name).read_bytes(), about.st_mode, about.st_uid, about.st_gid


class Enable(HostCase):
    def setUp(self):
        super().setUp()
        for name in SERVICES:
            self.addCleanup(self.write, name, (PAM / name).read_bytes(), (PAM / name).stat().st_mode)
        machine.take_lines_out(CHECKOUT)
        # As nobody's editor leaves it.
        self.write("sudo", (PAM / "sudo").read_bytes() + b"# \x7f\t \n# no line end", 0o640)
        os.chown(PAM / "sudo", 0, 4)
        shutil.rmtree(KEPT, ignore_errors=True)
        self.before = {name: look(name) for name in ("sudo", "sudo-i")}
        self.addCleanup(self.end_waiting)

    @staticmethod
    def write(name, content, mode):
        (PAM / name).write_bytes(content)
        (PAM / name).chmod(mode)
        os.chown(PAM / name, 0, 0)

    @staticmethod
    def end_waiting():
        for pid in machine.processes(r"^/usr/bin/infobip-otp enable s"):
            os.kill(pid, signal.SIGKILL)

    def enable(self, *words):
        return [TOOL, "enable", "sudo", "--user", "alice", *words]

    def quietly(self, *words):
        return subprocess.run([TOOL, *words], capture_output=True, text=True, timeout=machine.patience())

    def is_before(self):
        return {name: look(name) for name in self.before} == self.before

    def assert_before(self):
        self.assertEqual({name: look(name) for name in self.before}, self.before)

    def assert_asks(self):
        for name, (content, *owner) in self.before.items():
            now, *owner_now = look(name)
            self.assertIn(LINE.encode(), now)
            self.assertEqual([line for line in now.splitlines(True) if LINE.encode() not in line],
                             content.splitlines(True))
            self.assertEqual(owner_now, owner)

    def enable_for_long(self, service="sudo"):
        run = self.quietly("enable", service, "--no-code", "--yes", "--for", "1h")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assert_asks()


class TakenBack(Enable):
    def test_a_time_out_puts_the_files_back_byte_by_byte(self):
        length = f"{machine.stretched(15):.0f}s"
        status, seen = self.talk(self.enable("--for", length), ("Code: ", RIGHT), ("(yes/no) ", "yes"))
        self.assertEqual(status, 0, seen)
        self.assertIn(f"+auth    required    {LINE}\n", seen)
        self.assertIn("pam.asks", seen)
        self.assert_asks()
        self.assert_sent(1)
        self.assertTrue(machine.wait_until(self.is_before), look("sudo"))
        self.assertTrue(machine.wait_until(lambda: not (KEPT / "pending").exists()))
        self.assert_logged("event=service_changed", "on trial")
        self.assert_logged("event=service_changed", "taken back")

    def test_an_older_timer_leaves_a_later_trial_alone(self):
        self.enable_for_long()
        self.assertEqual(self.quietly("enable", "--take-back", "00000000").returncode, 0)
        self.assert_asks()
        self.assertEqual(self.quietly("enable", "--take-back", "any").returncode, 0)
        self.assert_before()

    def test_settings_that_broke_meanwhile_are_no_obstacle(self):
        self.enable_for_long()
        machine.SETTINGS.write_text("nonsense\n")
        run = self.quietly("disable", "sudo")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assert_before()


class EditedMeanwhile(Enable):
    THEIRS = b"auth required pam_unix.so\nauth required pam_infobip_otp.so debug\n# mine\n"

    def test_an_edit_that_asks_is_kept_and_the_old_file_comes_back(self):
        self.enable_for_long()
        (PAM / "sudo").write_bytes(self.THEIRS)
        run = self.quietly("disable", "sudo")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assert_before()
        [kept] = (KEPT / "edited").iterdir()
        self.assertEqual(kept.read_bytes(), self.THEIRS)
        self.assertIn(f"/etc/pam.d/sudo was changed by somebody else meanwhile: that text is kept in {kept}", run.stdout)
        self.assert_logged("event=service_changed", str(kept))
        self.assertIn(f"{kept}: written by somebody else during a trial", self.quietly("enable").stdout)

    def test_an_edit_without_our_line_stays(self):
        self.enable_for_long()
        (PAM / "sudo").write_bytes(b"@include common-auth\n@include common-account\n# mine\n")
        self.before["sudo"] = look("sudo")
        run = self.quietly("enable", "--take-back", "any")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assert_before()
        self.assertIn("asks for no code: it stays", run.stdout)
        self.assert_logged("event=service_changed", "it stays")


class Alone(Enable):
    def hold_lock(self):
        KEPT.mkdir(mode=0o700, exist_ok=True)
        lock = os.open(KEPT / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        return lock

    def test_whoever_comes_second_changes_nothing(self):
        lock = self.hold_lock()
        self.addCleanup(os.close, lock)
        for words in (("enable", "sudo", "--no-code", "--yes"), ("enable", "--keep"), ("disable", "sudo")):
            run = self.quietly(*words)
            self.assertEqual(run.returncode, 75, run.stdout + run.stderr)
            self.assertIn("another enable or disable is at work", run.stderr)
        self.assert_before()

    def test_the_take_back_waits_for_whoever_is_at_work(self):
        self.enable_for_long()
        lock = self.hold_lock()
        waiting = subprocess.Popen([TOOL, "enable", "--take-back", "any"], stderr=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL)
        self.assertTrue(machine.wait_until(lambda: pathlib.Path(f"/proc/{waiting.pid}/fd").exists() and any(
            os.readlink(one) == str(KEPT / "lock") for one in pathlib.Path(f"/proc/{waiting.pid}/fd").iterdir())))
        self.assert_asks()
        os.close(lock)
        self.assertEqual(waiting.wait(machine.patience()), 0, waiting.communicate()[1])
        self.assert_before()

    def test_two_at_once_leave_one_trial(self):
        for _ in range(5):
            runs = [subprocess.Popen([*self.enable("--no-code", "--yes", "--for", "1h")], stderr=subprocess.PIPE,
                                     stdout=subprocess.DEVNULL) for _ in range(4)]
            statuses = sorted(run.wait(machine.patience()) for run in runs)
            errors = [run.communicate()[1] for run in runs]
            self.assertEqual(statuses.count(0), 1, errors)
            self.assert_asks()
            self.assertEqual(self.quietly("enable", "--take-back", "any").returncode, 0)
            self.assert_before()


PROFILES = pathlib.Path("/var/lib/pam")
COMMON = "common-auth"


class AllServices(Enable):
    """enable common-auth: what pam-auth-update would write."""

    def setUp(self):
        super().setUp()
        shutil.copy(CHECKOUT / "debian/pam-configs/infobip-otp", "/usr/share/pam-configs/infobip-otp")
        for file in (*PAM.glob("common-*"), *PROFILES.iterdir()):
            self.addCleanup(file.write_bytes, file.read_bytes())
        self.before_all = self.everything()
        self.debconf = pathlib.Path("/var/cache/debconf/config.dat").read_bytes()

    @staticmethod
    def everything():
        return {str(file): (file.read_bytes(), file.stat().st_mode, file.stat().st_uid)
                for file in (*PAM.iterdir(), *PROFILES.iterdir()) if file.is_file()}

    def enable_all(self, *words):
        return self.quietly("enable", COMMON, "--no-code", "--yes", *words)

    def pam_auth_update(self, *words):
        subprocess.run(["pam-auth-update", *words], check=True, capture_output=True,
                       env={"DEBIAN_FRONTEND": "noninteractive", "PATH": os.environ["PATH"]})

    def test_it_is_what_pam_auth_update_writes_and_comes_back(self):
        run = self.enable_all("--for", "1h")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertIn("+auth\trequired\tpam_infobip_otp.so", run.stdout)
        self.assertIn("common-auth: written;", run.stdout)
        ours = self.everything()
        run = self.quietly("disable", COMMON)
        self.assertEqual((run.returncode, run.stdout), (0, "common-auth: as before.\n"))
        self.assertEqual(self.everything(), self.before_all)
        self.assertEqual(pathlib.Path("/var/cache/debconf/config.dat").read_bytes(), self.debconf)
        self.pam_auth_update("--enable", "infobip-otp")
        self.assertEqual(self.everything(), ours)

    def test_a_code_in_ssh_keeps_it_and_pam_auth_update_goes_on_from_there(self):
        self.assertEqual(self.enable_all("--for", "1h").returncode, 0)
        status, seen = self.talk(["ssh", "-tt", "alice@localhost", "sudo", TOOL, "enable", "--keep"],
                                 ("assword: ", machine.PASSWORD), ("Code: ", RIGHT),
                                 (ASKED, machine.PASSWORD), ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertIn("common-auth: kept.", seen)
        self.assertEqual(self.enable_all().returncode, 65)  # asks already
        self.pam_auth_update("--disable", "infobip-otp")
        self.assertEqual({name: content for name, content in self.everything().items() if name.startswith(str(PAM))},
                         {name: content for name, content in self.before_all.items() if name.startswith(str(PAM))})

    def test_what_pam_auth_update_takes_out_meanwhile_stays_out(self):
        self.assertEqual(self.enable_all("--for", "1h").returncode, 0)
        self.pam_auth_update("--disable", "infobip-otp")
        self.assertEqual(self.quietly("enable", "--take-back", "any").returncode, 0)
        self.assertEqual((PAM / COMMON).read_bytes(), self.before_all[str(PAM / COMMON)][0])
        self.pam_auth_update("--package")
        self.assertEqual((PAM / COMMON).read_bytes(), self.before_all[str(PAM / COMMON)][0])

    def test_files_that_pam_auth_update_leaves_alone_are_refused_in_its_words(self):
        (PAM / COMMON).write_text("auth required pam_unix.so\n")
        mine = self.everything()
        run = self.enable_all()
        self.assertEqual(run.returncode, 78, run.stdout)
        self.assertIn("Local modifications to /etc/pam.d/common-*, not updating", run.stderr)
        self.assertEqual(self.everything(), mine)

    def test_an_sshd_that_cannot_ask_is_refused(self):
        sshd = pathlib.Path("/etc/ssh/sshd_config.d/10-infobip-otp.conf")
        with machine.changed_file(sshd, "KbdInteractiveAuthentication no\n"):
            run = self.enable_all()
        self.assertEqual(run.returncode, 78, run.stdout)
        self.assertEqual(self.everything(), self.before_all)

    def test_the_others_belong_to_it(self):
        run = self.quietly("enable", "common-password")
        self.assertEqual(run.returncode, 64, run.stdout)
        self.assertIn("infobip-otp enable common-auth", run.stderr)


class Kept(Enable):
    def keep_as_alice(self, *answers):
        return self.talk(["runuser", "-u", "alice", "--", "sudo", TOOL, "enable", "--keep"],
                         (ASKED, machine.PASSWORD), *answers)

    def test_keep_is_refused_from_a_login_without_a_code(self):
        self.enable_for_long()
        run = self.quietly("enable", "--keep")
        self.assertEqual(run.returncode, 77, run.stdout)
        self.assertIn("used no code since the change", run.stderr)
        self.assertTrue((KEPT / "pending").exists())

    def test_keep_is_taken_from_a_login_with_a_code_and_disable_undoes_it(self):
        self.enable_for_long()
        status, seen = self.keep_as_alice(("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertIn("sudo, sudo-i: kept.", seen)
        self.assertEqual(self.quietly("enable", "--take-back", "any").returncode, 0)
        self.assert_asks()
        self.assertEqual(self.quietly("disable", "sudo").returncode, 0)
        self.assert_before()
        self.assertEqual(self.quietly("disable", "sudo").returncode, 65)

    def test_a_code_in_ssh_counts_for_a_sudo_that_asks_for_none(self):
        self.before = {"sshd": look("sshd")}
        self.enable_for_long("sshd")
        status, seen = self.talk(["ssh", "-tt", "alice@localhost", "sudo", TOOL, "enable", "--keep"],
                                 ("assword: ", machine.PASSWORD), ("Code: ", RIGHT), (ASKED, machine.PASSWORD))
        self.assertEqual(status, 0, seen)
        self.assertIn("sshd: kept.", seen)
        self.assertEqual(self.quietly("disable", "sshd").returncode, 0)
        self.assert_before()

    def test_an_sshd_that_cannot_ask_is_refused(self):
        self.before["sshd"] = look("sshd")
        sshd = pathlib.Path("/etc/ssh/sshd_config.d/10-infobip-otp.conf")
        with machine.changed_file(sshd, "KbdInteractiveAuthentication no\n"):
            run = self.quietly("enable", "sshd", "--no-code", "--yes")
        self.assertEqual(run.returncode, 78, run.stdout)
        self.assertIn("failure", run.stdout)
        self.assert_before()

    def test_a_code_of_another_login_does_not_count(self):
        self.enable_for_long()
        status, seen = self.talk(["runuser", "-u", "alice", "--", "sudo", "id"],
                                 (ASKED, machine.PASSWORD), ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        run = subprocess.run([TOOL, "enable", "--keep"], env={"SUDO_USER": "alice"}, capture_output=True,
                             text=True, timeout=machine.patience())
        self.assertEqual(run.returncode, 77, run.stdout)

    def test_nothing_on_trial_is_nothing_to_keep(self):
        run = self.quietly("enable", "--keep")
        self.assertEqual((run.returncode, run.stderr), (66, "infobip-otp: nothing is on trial\n"))


class CutOff(Enable):
    def test_wrong_codes_change_nothing(self):
        status, seen = self.talk(self.enable(), *[("Code: ", WRONG)] * 3)
        self.assertEqual(status, 65, seen)
        self.assert_before()
        self.assertFalse((KEPT / "pending").exists())

    def test_control_c_at_each_prompt_changes_nothing(self):
        for answers, prompt in (([], "Code: "), ([("Code: ", RIGHT)], "(yes/no) ")):
            dialogue = self.start(*self.enable())
            for asked, text in answers:
                dialogue.answer(asked, text)
            dialogue.wait_for(prompt)
            dialogue.interrupt()
            self.assertEqual(dialogue.end(), 128 + signal.SIGINT, dialogue.seen)
            self.assert_before()

    def test_bad_settings_and_no_change_nothing(self):
        status, seen = self.talk(self.enable("--no-code"), ("(yes/no) ", "no"))
        self.assertEqual(status, 66, seen)
        self.assert_before()
        machine.API_KEY.chmod(0o644)
        self.addCleanup(machine.API_KEY.chmod, 0o600)
        self.assertEqual(self.quietly("enable", "sudo", "--no-code", "--yes").returncode, 78)
        self.assert_before()

    def test_a_kill_at_any_moment_leaves_each_file_old_or_new(self):
        self.enable_for_long()
        after = {name: look(name) for name in self.before}
        self.quietly("disable", "sudo")
        self.assert_before()
        states = set()
        begun = time.monotonic()
        self.enable_for_long()
        whole = time.monotonic() - begun
        self.quietly("disable", "sudo")
        for step in range(24):
            run = subprocess.Popen([*self.enable("--no-code", "--yes", "--for", "1h")],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(whole * step / 20)
            run.send_signal(signal.SIGINT if step % 2 else signal.SIGKILL)
            run.wait()
            for name in self.before:
                self.assertIn(look(name), (self.before[name], after[name]))
                states.add(look(name) == after[name])
            taken_back = self.quietly("enable", "--take-back", "any")
            self.assertEqual(taken_back.returncode, 0, taken_back.stderr)
            self.assert_before()
        self.assertEqual(states, {True, False}, "every kill came too early, or too late")
        self.enable_for_long()


if __name__ == "__main__":
    main()
