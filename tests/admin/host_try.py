#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""infobip-otp try: real logins on a terminal, with the real libpam. Inside scripts/host-up."""
import os
import pathlib
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import termios

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "host"))

import machine  # noqa: E402
from dialogue import RIGHT, WRONG  # noqa: E402
from host_case import HostCase, main  # noqa: E402

TOOL = "/usr/bin/infobip-otp"
PASSWORD = ("Password: ", machine.PASSWORD)


class ShownPhone:
    """The phone of `try --sandbox`: its messages are on the terminal."""

    def __init__(self, case):
        self.case = case

    def newest(self):
        return re.findall(r"\[phone\] \+\d+ .*?(\d{6})", self.case.dialogue.seen)[-1]


class Try(HostCase):
    def setUp(self):
        super().setUp()
        self.files = self.everything()

    def tearDown(self):
        super().tearDown()
        self.assertEqual(list(pathlib.Path("/run").glob("infobip-otp.*")), [])
        self.assertEqual(len(machine.processes(r"^\S*infobip-otp-sandbox")), 1, "host-up's own alone")
        self.assertEqual(machine.processes(r"^\S*infobip-otp try"), [])

    def everything(self):
        """What a login at the sandbox must not touch."""
        folders = [machine.SETTINGS.parent, machine.STATE, pathlib.Path("/etc/pam.d")]
        return {str(file): file.read_bytes() for folder in folders if folder.exists()
                for file in folder.iterdir()}

    def try_login(self, options, *answers):
        return self.talk([TOOL, "try", "--user", *options], *answers)

    def try_sandbox(self, options, *answers):
        """The codes are those on the terminal."""
        self.dialogue = self.start(TOOL, "try", "--sandbox", "--user", *options)
        self.dialogue.phone = ShownPhone(self)
        for prompt, text in answers:
            self.dialogue.wait_for(prompt)
            if text in (RIGHT, WRONG) and "[phone]" not in self.dialogue.seen:
                self.dialogue.wait_for("[phone]")
                self.dialogue.wait_for("\n")
            self.dialogue.child.sendline(self.dialogue.words(text))
        status = self.dialogue.end()
        self.assertEqual(self.everything(), self.files)
        self.assert_sent(0)
        return status, self.dialogue.seen

    def test_the_right_code_gets_in_and_says_why(self):
        status, seen = self.try_login(["alice"], ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertIn("alice gets in: infobip-otp-try is told success.", seen)
        self.assertIn("-> The right code was typed.", seen)
        self.assert_sent(1)
        self.assert_granted()

    def test_wrong_codes_do_not_and_say_why(self):
        status, seen = self.try_login(["alice"], *[("Code: ", WRONG)] * 3)
        self.assertEqual(status, 77, seen)
        self.assertIn("alice does not get in: infobip-otp-try is told abort.", seen)
        self.assertIn("-> No answer was the right code, and no tries are left.", seen)

    def test_a_service_is_tried_with_all_its_lines(self):
        for service in ("sudo", "sshd", "login"):
            with self.subTest(service):
                machine.forget_spending()
                status, seen = self.try_login(["alice", "--service", service], PASSWORD,
                                              ("Code: ", RIGHT))
                self.assertEqual(status, 0, seen)
                self.assertIn(f"alice gets in: {service} is told success.", seen)
        self.assert_logged("event=verdict", "service=sshd", "tty=ssh")

    def test_a_wrong_password_ends_before_our_line_and_says_so(self):
        status, seen = self.try_login(["alice", "--service", "sudo"], ("Password: ", "wrong"))
        self.assertEqual(status, 77, seen)
        self.assertIn("No line of ours was come to, and no code was asked for", seen)
        self.assert_sent(0)

    def test_a_caller_that_ignores_its_children_changes_no_answer(self):
        command = ["env", "--ignore-signal=CHLD", TOOL, "try", "--user", "alice"]
        status, seen = self.talk(command, *[("Code: ", WRONG)] * 3)
        self.assertEqual(status, 77, seen)
        self.assertIn("alice does not get in", seen)

    def test_sshd_is_told_what_ends_its_rounds(self):
        _, seen = self.try_login(["alice", "--service", "sshd"], PASSWORD, *[("Code: ", WRONG)] * 3)
        self.assertIn("alice does not get in: sshd is told maxtries.", seen)

    def test_what_is_typed_at_the_password_is_not_shown(self):
        _, seen = self.try_login(["alice", "--service", "sudo"], PASSWORD, ("Code: ", RIGHT))
        self.assertNotIn(machine.PASSWORD, seen)

    def test_the_exit_status_tells_refusals_apart(self):
        self.set_options(base_url="https://localhost:9")
        status, seen = self.try_login(["alice"], ("close: ", ""))
        self.assertEqual(status, 69, seen)
        self.set_options(trys="3")
        status, seen = self.try_login(["alice"], ("close: ", ""))
        self.assertEqual(status, 78, seen)
        self.assertIn("did you mean \"tries\"", seen.replace("'", '"'))
        self.set_options(resend_wait="60s")
        self.try_login(["alice"], ("Code: ", "\x04"))
        status, seen = self.try_login(["alice"], ("close: ", ""))
        self.assertEqual(status, 75, seen)
        status, seen = self.try_login(["nobody-of-this-name"])
        self.assertEqual(status, 67, seen)

    def test_whoever_is_not_root_is_told_so(self):
        status, seen = self.talk(["runuser", "-u", "alice", "--", TOOL, "try", "--user", "alice"])
        self.assertEqual(status, 77, seen)
        self.assertIn("try it with sudo", seen)

    def test_the_sandbox_shows_its_codes_and_nothing_real_is_touched(self):
        status, seen = self.try_sandbox(["alice"], ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertIn("nothing of Infobip is touched", seen)
        self.assertIn("-> The right code was typed.", seen)

    def test_the_sandbox_serves_the_lines_of_a_service_and_accounts_without_a_phone(self):
        status, seen = self.try_sandbox(["carol", "--service", "sudo"], PASSWORD, ("Code: ", RIGHT))
        self.assertEqual(status, 0, seen)
        self.assertIn("carol gets in: sudo is told success.", seen)

    def test_the_sandbox_serves_lines_that_are_included(self):
        lines = pathlib.Path("/etc/pam.d/otp-lines")
        lines.write_text("auth required pam_infobip_otp.so\n")
        service = pathlib.Path("/etc/pam.d/otp-service")
        for include in ("auth include otp-lines", "@include otp-lines", f"auth substack {lines}"):
            with self.subTest(include):
                service.write_text(f"{include} # ours\nauth required pam_permit.so\n"
                                   "account required pam_permit.so\n")
                self.files = self.everything()
                status, seen = self.try_sandbox(["carol", "--service", service.name], ("Code: ", RIGHT))
                self.assertEqual(status, 0, seen)
        lines.unlink()
        service.unlink()

    def service(self, lines):
        """A service of these auth lines, which is gone again at the end."""
        service = pathlib.Path("/etc/pam.d/otp-service")
        service.write_text(f"{lines}\nauth required pam_permit.so\naccount required pam_permit.so\n")
        self.addCleanup(service.unlink, missing_ok=True)
        self.files = self.everything()
        return service.name

    def test_the_sandbox_serves_lines_however_they_are_written(self):
        for line in ("auth required pam_infobip_otp.so # asks for the code",
                     "auth required pam_infobip_otp.so [exempt_groups=nogroup daemon]",
                     "auth required \\\n  pam_infobip_otp.so tries=2 # asks"):
            with self.subTest(line):
                status, seen = self.try_sandbox(["carol", "--service", self.service(line)], ("Code: ", RIGHT))
                self.assertEqual(status, 0, seen)

    def test_lines_that_would_leave_the_sandbox_are_refused(self):
        elsewhere = pathlib.Path("/run/otp-lines")
        elsewhere.write_text("auth required pam_infobip_otp.so\n")
        self.addCleanup(elsewhere.unlink)
        status, seen = self.try_sandbox(["alice", "--service", self.service(f"auth include {elsewhere}")])
        self.assertEqual(status, 78, seen)
        self.assertIn("/run/otp-lines:1 ", seen)

    def test_the_sandbox_runs_as_nobody_who_could_do_anything(self):
        account = pwd.getpwnam("_infobip-otp")
        tool = self.start(TOOL, "try", "--sandbox", "--user", "alice", env={**os.environ, "PLANTED": "yes"})
        tool.wait_for("Code: ")
        [sandbox] = [one for one in machine.processes(r"^\S*infobip-otp-sandbox")
                     if status_of(one)["PPid"] == str(tool.child.pid)]
        status = status_of(sandbox)
        self.assertEqual(set(status["Uid"].split()), {str(account.pw_uid)})
        self.assertEqual(set(status["Gid"].split()), {str(account.pw_gid)})
        self.assertEqual(status["Groups"].split(), [])
        self.assertEqual({status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")}, {"0" * 16})
        self.assertEqual(status["NoNewPrivs"], "1")
        self.assertEqual(os.getsid(sandbox), sandbox)
        entry = pathlib.Path(f"/proc/{sandbox}")
        self.assertEqual((entry / "environ").read_bytes(), b"")
        self.assertEqual(os.readlink(entry / "fd/0"), "/dev/null")
        [folder] = pathlib.Path("/run").glob("infobip-otp.*")
        self.assertEqual((folder.stat().st_uid, stat.S_IMODE(folder.stat().st_mode)), (0, 0o711))
        own = (folder / "sandbox").stat()
        self.assertEqual((own.st_uid, stat.S_IMODE(own.st_mode)), (account.pw_uid, 0o700))
        self.assertEqual({file.name for file in folder.iterdir() if file.stat().st_uid != 0}, {"sandbox"})
        tool.child.sendintr()
        tool.end()

    def test_a_link_in_the_place_of_the_phone_is_not_followed(self):
        self.put_in_the_place_of_the_phone(pathlib.Path.symlink_to)

    def test_a_file_that_is_not_the_sandboxs_own_is_not_read(self):
        """As it finds it behind a link in the place of a folder."""
        self.put_in_the_place_of_the_phone(lambda phone, planted: shutil.copy(planted, phone))

    def put_in_the_place_of_the_phone(self, put):
        """What a sandbox that was taken over could have root read to it."""
        tool = self.start(TOOL, "try", "--sandbox", "--user", "alice")
        tool.wait_for("Code: ")
        [folder] = pathlib.Path("/run").glob("infobip-otp.*")
        planted = pathlib.Path("/root/planted")
        planted.write_text("planted\n" * 1000)
        self.addCleanup(planted.unlink)
        (folder / "sandbox/phone").unlink()
        put(folder / "sandbox/phone", planted)
        tool.child.sendline("000000")
        tool.answer("2 tries left.", "000000")  # with a pause before it: there is time to look
        tool.wait_for("1 tr")
        tool.child.sendintr()
        tool.end()
        self.assertNotIn("planted", tool.seen)

    def interrupt(self, options, prompt):
        """Ctrl-C at this prompt; tearDown sees that nothing is left."""
        dialogue = self.start(TOOL, "try", *options)
        dialogue.wait_for(prompt)
        dialogue.child.sendintr()
        self.assertEqual(dialogue.end(), 130, dialogue.seen)
        self.assertIn("was interrupted", dialogue.seen)

    def test_ctrl_c_leaves_nothing_behind(self):
        self.interrupt(["--user", "alice"], "Code: ")
        self.interrupt(["--user", "alice", "--service", "sudo"], "Password: ")
        self.interrupt(["--user", "alice", "--sandbox"], "Code: ")
        self.interrupt(["--user", "alice", "--sandbox", "--service", "sudo"], "Password: ")
        self.assertEqual(machine.PAM_SSHD.read_bytes(), self.files[str(machine.PAM_SSHD)])

    def test_ctrl_c_at_a_password_gives_the_terminal_its_echo_back(self):
        controller, terminal = os.openpty()
        self.addCleanup(os.close, controller)
        process = subprocess.Popen([TOOL, "try", "--user", "alice", "--service", "sudo"],
                                   stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(process.stdout.close)
        self.assertTrue(machine.wait_until(lambda: not echo(terminal)))
        process.send_signal(signal.SIGINT)
        self.assertNotEqual(process.wait(30), 0)
        self.assertTrue(echo(terminal))
        os.close(terminal)

    def test_the_end_of_the_terminal_or_a_signal_leaves_nothing_behind(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            dialogue = self.start(TOOL, "try", "--sandbox", "--user", "alice")
            dialogue.wait_for("Code: ")
            os.kill(dialogue.child.pid, number)
            self.assertNotEqual(dialogue.end(), 0, dialogue.seen)
        dialogue = self.start(TOOL, "try", "--sandbox", "--user", "alice")
        dialogue.wait_for("Code: ")
        dialogue.child.close(force=False)
        self.assertTrue(machine.wait_until(lambda: not machine.processes(r"^\S*infobip-otp try")))

    def test_an_explanation_that_is_interrupted_leaves_nothing_behind(self):
        # In the moment in which it makes its folder.
        done = subprocess.run(["strace", "-qq", "-o", "/dev/null", "-e", "trace=mkdir",
                               "-e", "inject=mkdir:signal=SIGINT:when=1",
                               TOOL, "explain", "--user", "alice", "--service", "sudo"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, -signal.SIGINT, done.stderr)

    def test_a_reader_that_goes_away_leaves_nothing_behind(self):
        subprocess.run(["/bin/bash", "-c", f"{TOOL} try --sandbox --user alice </dev/null | true"],
                       stderr=subprocess.DEVNULL, timeout=machine.patience(), check=True)


def status_of(process):
    lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
    return {name: value.strip() for name, value in (line.split(":", 1) for line in lines)}


def echo(terminal):
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


if __name__ == "__main__":
    main()
