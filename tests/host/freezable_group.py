# SPDX-License-Identifier: MIT
"""FreezableGroup: a control group that is alice's, as systemd hands one to each user.

There she may freeze what runs in it, the helper of her su too: no signal, and no permission on the
process, is needed for that.
"""
import os
import pathlib
import re
import tempfile

import machine


def mounted():
    """Where the control groups (version 2) are, or None."""
    for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines():
        if " - cgroup2 " in line:
            return pathlib.Path(line.split()[4])
    return None


class FreezableGroup:
    def __init__(self, owner):
        # The groups are the real machine's, also in a throw-away copy of it.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pam-infobip-otp-", dir=mounted()))
        for name in ("cgroup.procs", "cgroup.freeze"):
            os.chown(self.folder / name, owner.pw_uid, owner.pw_gid)
        self.folder.chmod(0o755)

    def enter(self):
        """The calling process, and what it starts from now on."""
        (self.folder / "cgroup.procs").write_text("0")

    def freeze(self, become):
        """By whoever `become` makes of a process."""
        self.write("1", become)
        return machine.wait_until(self.is_frozen)

    def thaw(self, become):
        self.write("0", become)
        return machine.wait_until(lambda: not self.is_frozen())

    def write(self, text, become):
        child = os.fork()
        if child == 0:
            try:
                become()
                (self.folder / "cgroup.freeze").write_text(text)
            except OSError:
                os._exit(1)
            os._exit(0)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
            raise AssertionError("the owner of the group may not freeze it")

    def is_frozen(self):
        return re.search(r"(?m)^frozen 1$", (self.folder / "cgroup.events").read_text()) is not None

    def processes(self):
        return [int(pid) for pid in (self.folder / "cgroup.procs").read_text().split()]

    def remove(self):
        """Ends what is left in it."""
        (self.folder / "cgroup.freeze").write_text("0")
        (self.folder / "cgroup.kill").write_text("1")
        if not machine.wait_until(lambda: not self.processes()):
            raise AssertionError(f"does not end: {self.processes()}")
        self.folder.rmdir()
