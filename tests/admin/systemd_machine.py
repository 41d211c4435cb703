# SPDX-License-Identifier: MIT
"""SystemdMachine: the real systemd as process 1 of this throw-away copy of the machine.

Inside scripts/hostns, whose files, network and log it shares. It starts what `multi-user.target`
wants, but for what Debian wants there.
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile

import machine

SYSTEMD = pathlib.Path("/lib/systemd/systemd")
UNITS = pathlib.Path("/lib/systemd/system"), pathlib.Path("/etc/systemd/system")
RUNNING = pathlib.Path("/run/systemd")
LOGGED = pathlib.Path("/run/systemd.log")
KEPT_WANTS = {"systemd-user-sessions.service"}  # who may log in, and when
# In a name space of control groups the top of each hierarchy is the group that was entered.
ONE_HIERARCHY = "mount -t cgroup2 cgroup2 /sys/fs/cgroup"
TWO_HIERARCHIES = """
mount -t tmpfs -o mode=755 cgroups /sys/fs/cgroup
mkdir /sys/fs/cgroup/unified /sys/fs/cgroup/systemd
mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
"""
# /proc/sys is the real machine's: nothing here may write to it.
START = """
set -e
mount --bind /proc/sys /proc/sys
mount -o remount,bind,ro /proc/sys
%s
export container=hostns
exec %s --system --unit=multi-user.target --log-target=console --log-level=info --show-status=no
"""


def hierarchies():
    """Where those are mounted that systemd needs: one, or two; none: it cannot run."""
    version_2 = named = None
    for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines():
        place = line.split()[4]
        if " - cgroup2 " in line:
            version_2 = version_2 or place
        elif re.search(r" - cgroup .*\bname=systemd\b", line):
            named = named or place
    return [place for place in (version_2, named) if place] if version_2 else []


def why_not():
    """Why systemd cannot be process 1 here; "": it can."""
    if not SYSTEMD.exists():
        return "there is no systemd"
    if not hierarchies():
        return "no control groups are mounted"
    try:
        for place in hierarchies():
            os.rmdir(tempfile.mkdtemp(dir=place))
    except OSError as error:
        return f"no control group can be made: {error}"
    return ""


class SystemdMachine:
    def __init__(self):
        self.process = None
        self.groups = []
        for folder in UNITS:
            for wanted in folder.glob("*.wants/*"):
                if wanted.name not in KEPT_WANTS:
                    wanted.unlink()

    def start(self):
        """Process 1 is there, and has started what it wants."""
        shutil.rmtree(RUNNING, ignore_errors=True)  # a start finds /run empty
        self.groups = [pathlib.Path(tempfile.mkdtemp(prefix="pam-infobip-otp-", dir=place))
                       for place in hierarchies()]
        mounts = ONE_HIERARCHY if len(self.groups) == 1 else TWO_HIERARCHIES
        with LOGGED.open("ab") as log:
            self.process = subprocess.Popen(
                ["unshare", "--mount", "--pid", "--ipc", "--cgroup", "--fork", "--kill-child",
                 "--mount-proc", "--propagation", "private", "bash", "-c", START % (mounts, SYSTEMD)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=self.enter_groups)
        if not machine.wait_until(lambda: self.process.poll() is not None or self.is_up()):
            raise AssertionError("systemd does not start:\n" + LOGGED.read_text(errors="replace"))
        if self.process.poll() is not None:
            raise AssertionError("systemd ended:\n" + LOGGED.read_text(errors="replace"))

    def enter_groups(self):
        for group in self.groups:
            (group / "cgroup.procs").write_text("0")

    def is_up(self):
        return (RUNNING / "private").exists() and self.is_active("multi-user.target")

    def is_active(self, unit):
        return self.systemctl("is-active", unit) == "active"

    def run(self, *command):
        """In its name spaces: systemd does not talk to a process that it cannot number."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        [first] = children.read_text().split()
        return subprocess.run(["nsenter", f"--target={first}", "--mount", "--pid", "--ipc", "--cgroup", *command],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=machine.patience())

    def systemctl(self, *words):
        return self.run("systemctl", *words).stdout.strip()

    def timers(self):
        return re.findall(r"infobip-otp-take-back-\w+\.timer",
                          self.systemctl("list-units", "--no-legend", "--plain", "*.timer"))

    def power_cut(self):
        """Every process of it is gone at once, and what was in its memory."""
        if not self.process:
            return
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = None
        for group in self.groups:
            machine.wait_until(lambda one=group: not self.processes(one))
            for folder in sorted(group.rglob("*/"), key=lambda one: -len(one.parts)):
                folder.rmdir()
            group.rmdir()
        self.groups = []
        shutil.rmtree(RUNNING, ignore_errors=True)

    @staticmethod
    def processes(group):
        return [one for listed in [group / "cgroup.procs", *group.rglob("cgroup.procs")]
                for one in listed.read_text().split()]
