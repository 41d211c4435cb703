#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The jail of docs/operations.md in a real fail2ban, which reads a real journal. Inside scripts/host-up."""
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/docs"))

import machine  # noqa: E402
from blocks import blocks_of  # noqa: E402
from dialogue import WRONG  # noqa: E402
from host_case import HostCase, main  # noqa: E402
from machine import PASSWORD  # noqa: E402

PAGE = ROOT / "docs/operations.md"
CONFIG = pathlib.Path("/etc/fail2ban")
BANNED = pathlib.Path("/run/banned")
BANS = 5  # maxretry of the page
# Writes down whom it bans, in the place of a firewall.
WITNESS = f"[Definition]\nactionban = echo <ip> >>{BANNED}\n"
LINE = ("pam_infobip_otp(sshd:auth): event=verdict request=7F3A2C91D0B4E855 user={user} service=sshd "
        "rhost={address} tty=ssh to=********6727 verdict=denied cause=tries_used_up ms=9000")


def write_jail():
    """The files of the page, and nothing else that bans."""
    shutil.rmtree(CONFIG / "jail.d")
    files = {block.mark.removeprefix("file "): block.text for block in blocks_of("page", PAGE.read_text())
             if block.mark.startswith(f"file {CONFIG}")}
    if len(files) != 2:
        raise AssertionError(f"{PAGE} has no filter and jail: {list(files)}")
    for path, text in files.items():
        pathlib.Path(path).parent.mkdir(exist_ok=True)
        pathlib.Path(path).write_text(text)
    (CONFIG / "action.d/witness.conf").write_text(WITNESS)
    (CONFIG / "jail.local").write_text("[DEFAULT]\nbanaction = witness\n")


def say(program, user, text):
    """A line in the log, by a process of this program's name and of this account. It stays for a moment:
    the journal asks the kernel for the name, and of a process that is gone there is none."""
    with subprocess.Popen(["runuser", "-u", user, "--", program, "-t", "sshd"], stdin=subprocess.PIPE,
                          text=True) as running:
        running.stdin.write(text + "\n")
        running.stdin.flush()
        time.sleep(machine.stretched(0.5))
    if running.returncode:
        raise AssertionError(f"{program} ended with {running.returncode}")


class Jail(HostCase):
    options = {"tries": "1", "verify_pause": "0s", "resend_wait": "0s", "unanswered_per_user": "off",
               "sends_per_user": "off", "failures_per_user": "100/1h"}

    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(machine.journal())
        write_jail()
        folder = pathlib.Path("/run/named")
        folder.mkdir()
        cls.sshd = folder / "sshd"  # the journal knows a process by its name
        shutil.copy("/usr/bin/logger", cls.sshd)

    def setUp(self):
        super().setUp()
        BANNED.write_text("")
        far = machine.far_machine()
        self.far = far.__enter__()
        self.addCleanup(far.__exit__, None, None, None)
        for address in ("198.51.100.8/24", "198.51.100.10/24", "198.51.100.11/24"):
            subprocess.run(["ip", "-n", "far", "address", "add", address, "dev", "to-here"], check=True)
        self.jail = subprocess.Popen(["fail2ban-server", "-f", "-x", "--logtarget", "/run/fail2ban.log", "start"],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(self.stop_jail)
        self.assertTrue(machine.wait_until(self.knows_jail, 60), self.said())

    @staticmethod
    def knows_jail():
        return subprocess.run(["fail2ban-client", "status", "infobip-otp"], capture_output=True,
                              check=False).returncode == 0

    def stop_jail(self):
        self.jail.terminate()
        self.jail.wait()
        for path in pathlib.Path("/var/lib/fail2ban").glob("*.sqlite3"):
            path.unlink()

    @staticmethod
    def said():
        return pathlib.Path("/run/fail2ban.log").read_text()

    def log_in(self, address, user, *answers):
        status, seen = self.talk([*self.far, "ssh", "-b", address, "-o", "StrictHostKeyChecking=no",
                                  f"{user}@198.51.100.1", "true"], ("assword: ", PASSWORD), *answers)
        self.assertEqual(status, 255, seen)

    def use_up_tries(self, address):
        for _ in range(BANS):
            self.log_in(address, "bob", ("Code: ", WRONG))

    def assert_banned(self, address, but_not=()):
        """And nothing of `but_not`, whose lines came before. The jail reads the journal from the first test
        on, so each test has addresses of its own."""
        self.assertTrue(machine.wait_until(lambda: address in BANNED.read_text().split(), 60), self.said())
        self.assertEqual(set(BANNED.read_text().split()) & set(but_not), set())

    def test_an_address_that_goes_without_codes_is_banned(self):
        self.use_up_tries("198.51.100.7")
        self.assert_banned("198.51.100.7")

    def test_refusals_of_the_owner_by_a_limit_do_not_count(self):
        self.set_options(failures_per_user="1/1h")
        for _ in range(BANS + 1):
            self.log_in("198.51.100.10", "alice", ("close: ", "") if self.phone.codes() else ("Code: ", WRONG))
        self.set_options()
        self.use_up_tries("198.51.100.11")
        self.assert_banned("198.51.100.11", but_not=["198.51.100.10"])

    def test_only_roots_sshd_is_believed(self):
        for _ in range(BANS + 1):
            for program, user in (("logger", "alice"), (self.sshd, "alice"), ("logger", "root")):
                say(program, user, LINE.format(user="alice", address="203.0.113.5"))
        self.use_up_tries("198.51.100.8")
        self.assert_banned("198.51.100.8", but_not=["203.0.113.5"])

    def test_an_address_in_a_name_is_nobodys(self):
        for name in ('"a rhost=203.0.113.6 b"', '"a\' rhost=203.0.113.6 verdict=denied cause=tries_used_up"'):
            for _ in range(BANS):
                say(self.sshd, "root", LINE.format(user=name, address="198.51.100.9"))
        self.assert_banned("198.51.100.9", but_not=["203.0.113.6"])
        say(self.sshd, "root", LINE.format(user="alice account=alice", address="2001:db8::7"))
        for _ in range(BANS - 1):
            say(self.sshd, "root", LINE.format(user="alice", address="2001:db8::7"))
        self.assert_banned("2001:db8::7", but_not=["203.0.113.6"])


if __name__ == "__main__":
    os.chdir("/")
    main()
