#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""scripts/setup with the real apt-get and dpkg, from an archive of two packages. Inside scripts/hostns.

pamtester, which scripts/setup wants, is a server here, and needs another package.
"""
import hashlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

import pexpect

SETUP = pathlib.Path(__file__).resolve().parents[2] / "scripts/setup"
ARCHIVE = pathlib.Path("/srv/archive")
STATE = pathlib.Path("/var/lib/infobip-otp-setup")
POLICY = pathlib.Path("/usr/sbin/policy-rc.d")
WANTS = pathlib.Path("/etc/systemd/system/multi-user.target.wants")
STARTED = pathlib.Path("/run/pamtester-started")
SLOW = pathlib.Path("/run/slow")
IN_POSTINST = pathlib.Path("/run/in-postinst")

UNIT = "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n"
INIT = f"""#!/bin/sh
### BEGIN INIT INFO
# Provides: pamtester
# Required-Start:
# Required-Stop:
# Default-Start: 2 3 4 5
# Default-Stop:
### END INIT INFO
touch {STARTED}
"""
POSTINST = f"""#!/bin/sh
set -e
echo "pamtester says something, as ccache does"
deb-systemd-helper enable pamtester.service
update-rc.d pamtester defaults
if [ -e {SLOW} ]; then touch {IN_POSTINST}; while [ -e {SLOW} ]; do sleep 0.1; done; fi
invoke-rc.d pamtester start || :
"""


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def write(path, text, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)


def build(name, depends, files):
    """Adds a package to the archive: `files` are (path, text, mode)."""
    tree = ARCHIVE / name
    control = (f"Package: {name}\nVersion: 99\nArchitecture: all\nMaintainer: a <a@b>\n"
               f"Depends: {depends}\nInstalled-Size: 10\nDescription: for a test\n")
    write(tree / "DEBIAN/control", control)
    for path, text, mode in files:
        write(tree / path, text, mode)
    package = ARCHIVE / f"{name}.deb"
    run("dpkg-deb", "--build", "--root-owner-group", str(tree), str(package))
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    return f"{control}Filename: ./{package.name}\nSize: {package.stat().st_size}\nSHA256: {digest}\n\n"


def setUpModule():
    lists = build("otp-needed", "libc6", [])
    lists += build("pamtester", "otp-needed", [
        ("DEBIAN/postinst", POSTINST, 0o755), ("etc/init.d/pamtester", INIT, 0o755),
        ("lib/systemd/system/pamtester.service", UNIT, 0o644)])
    write(ARCHIVE / "Packages", lists)
    shutil.rmtree("/etc/apt/sources.list.d", ignore_errors=True)
    write(pathlib.Path("/etc/apt/sources.list"), f"deb [trusted=yes] file:{ARCHIVE} ./\n")
    POLICY.unlink(missing_ok=True)


def installed(name):
    done = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status}", name], check=False,
                          capture_output=True, text=True)
    return done.stdout == "installed"


def starts_by_itself():
    return (WANTS / "pamtester.service").is_symlink() or \
        any(pathlib.Path("/etc").glob("rc[2-5].d/S*pamtester"))


class Setup(unittest.TestCase):
    def setUp(self):
        subprocess.run(["dpkg", "--purge", "--force-all", "pamtester", "otp-needed"], check=False,
                       capture_output=True)
        shutil.rmtree(STATE, ignore_errors=True)
        for file in (POLICY, STARTED, SLOW, IN_POSTINST):
            file.unlink(missing_ok=True)

    def setup(self, *arguments):
        """What scripts/setup said, which succeeded."""
        done = subprocess.run([SETUP, *arguments], check=False, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def kill_in_postinst(self):
        SLOW.touch()
        with subprocess.Popen([SETUP], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              start_new_session=True) as process:
            end = time.monotonic() + 120
            while not IN_POSTINST.exists():
                self.assertLess(time.monotonic(), end)
                time.sleep(0.05)
            os.killpg(process.pid, signal.SIGKILL)
        SLOW.unlink()

    def test_a_server_that_comes_along_is_not_started_and_stays_off(self):
        said = self.setup()
        self.assertTrue(installed("pamtester") and installed("otp-needed"))
        self.assertFalse(STARTED.exists())
        self.assertFalse(starts_by_itself())
        self.assertIn("off, as they are here for the tests only: pamtester\n", said)
        self.assertFalse(POLICY.exists())
        self.assertEqual(self.setup(), "")
        for words in ("setup: 2 packages with what they need; scripts/setup --remove takes them away",
                      "setup: Need to get ", "setup: After this operation, ", "installing: done in "):
            self.assertIn(words, said)

    def test_a_server_that_was_on_and_an_administrators_policy_stay(self):
        write(POLICY, "#!/bin/sh\nexit 101\n", 0o755)
        other = WANTS / "otp-other.service"
        other.symlink_to("/lib/systemd/system/otp-other.service")
        self.addCleanup(other.unlink)
        self.setup()
        self.assertTrue(other.is_symlink())
        self.assertEqual(POLICY.read_text(), "#!/bin/sh\nexit 101\n")

    def test_the_run_after_one_that_was_killed_ends_what_it_had_begun(self):
        self.kill_in_postinst()
        self.assertTrue(POLICY.exists())
        said = self.setup()
        self.assertIn("first the end of a run that was killed", said)
        self.assertTrue(installed("pamtester"))
        self.assertFalse(STARTED.exists())
        self.assertFalse(starts_by_itself() or POLICY.exists())
        self.assertEqual((STATE / "installed").read_text(), "otp-needed\npamtester\n")

    def test_remove_after_a_run_that_was_killed_leaves_nothing(self):
        self.kill_in_postinst()
        self.setup("--remove")
        self.assertFalse(installed("pamtester") or installed("otp-needed") or POLICY.exists())

    def test_remove_takes_what_setup_installed_and_nothing_else(self):
        before = run("dpkg-query", "-W").stdout
        self.setup()
        said = self.setup("--remove")
        self.assertIn("setup: removing otp-needed pamtester\n", said)
        self.assertEqual(run("dpkg-query", "-W").stdout, before)
        self.assertFalse(STATE.exists())
        self.assertIn("nothing else is left", self.setup("--remove"))

    def test_remove_keeps_a_server_that_was_turned_on_since(self):
        self.setup()
        WANTS.mkdir(parents=True, exist_ok=True)
        (WANTS / "pamtester.service").symlink_to("/lib/systemd/system/pamtester.service")
        self.addCleanup((WANTS / "pamtester.service").unlink)
        said = self.setup("--remove")
        self.assertTrue(installed("pamtester") and installed("otp-needed"))
        self.assertIn("still here, as they are used: ", said)

    def test_in_the_background_of_a_terminal_it_ends(self):
        terminal = pexpect.spawn("/bin/bash", ["-c", f"set -m; {SETUP} & wait; jobs; echo over"],
                                 encoding="utf-8", timeout=120)
        terminal.expect_exact("over\r\n")
        self.assertTrue(installed("pamtester"), terminal.before)

    def test_a_terminal_shows_how_far_it_is(self):
        SLOW.touch()
        terminal = pexpect.spawn(str(SETUP), encoding="utf-8", timeout=120, dimensions=(24, 60))
        terminal.expect(r"\r\x1b\[Ksetup: installing: \d+ % installed, [a-z-]+, \d+ s")
        SLOW.unlink()
        terminal.expect_exact("setup: installing: done in ")
        terminal.expect(pexpect.EOF)

    def test_two_at_once_wait_for_each_other(self):
        with subprocess.Popen([SETUP], stdout=subprocess.DEVNULL) as other:
            self.setup()
            self.assertEqual(other.wait(120), 0)
        self.assertTrue(installed("pamtester"))
        self.assertFalse(starts_by_itself() or POLICY.exists())


if __name__ == "__main__":
    if not pathlib.Path("/run/hostns").exists():
        sys.exit("host_packages.py: run it as scripts/hostns tests/host/host_packages.py")
    unittest.main(verbosity=2)
