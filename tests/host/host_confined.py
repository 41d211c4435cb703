#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The helper of a login through su: what it could do to its host, and what others to it.

Inside: tests/helper/confined_probe.cpp in the helper's place. Outside: alice, who started the
login, and nobody, while the helper waits for the code. Inside scripts/host-up.
"""
import ctypes
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess

import hostile_process
import machine
from host_case import HostCase, main
from machine import PASSWORD

libc = ctypes.CDLL(None, use_errno=True)
PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206
PIDFD_GETFD, PROCESS_VM_READV = 438, 310 if os.uname().machine == "x86_64" else 270
SU = ["runuser", "-u", "alice", "--", "su", "bob", "-c", "echo let-in"]


def opens(path, flags=os.O_RDONLY):
    os.close(os.open(path, flags))


def called(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")


def read_memory(pid):
    class Vector(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]

    here = ctypes.create_string_buffer(1)
    ours = Vector(ctypes.cast(here, ctypes.c_void_p), 1)
    theirs = Vector(0x400000, 1)
    result = libc.syscall(PROCESS_VM_READV, pid, ctypes.byref(ours), 1, ctypes.byref(theirs), 1, 0)
    if result < 0 and ctypes.get_errno() == 14:  # EFAULT: allowed, but nothing is there
        return
    called(result)


def take_descriptor(pid):
    called(libc.syscall(PIDFD_GETFD, os.pidfd_open(pid), 3, 0))


ATTEMPTS = {
    "memory": lambda pid: opens(f"/proc/{pid}/mem"),
    "memory to write": lambda pid: opens(f"/proc/{pid}/mem", os.O_RDWR),
    "memory by call": read_memory,
    "environment": lambda pid: opens(f"/proc/{pid}/environ"),
    "maps": lambda pid: opens(f"/proc/{pid}/maps"),
    "auxiliary vector": lambda pid: opens(f"/proc/{pid}/auxv"),
    "stack": lambda pid: opens(f"/proc/{pid}/stack"),
    "limits of its score": lambda pid: opens(f"/proc/{pid}/oom_score_adj", os.O_RDWR),
    "list of descriptors": lambda pid: os.listdir(f"/proc/{pid}/fd"),
    "feeding the wall": lambda pid: opens(f"/proc/{pid}/fd/3", os.O_WRONLY),
    "taking the wall": take_descriptor,
    "folder": lambda pid: os.readlink(f"/proc/{pid}/cwd"),
    "program": lambda pid: os.readlink(f"/proc/{pid}/exe"),
    "ptrace attach": lambda pid: called(libc.ptrace(PTRACE_ATTACH, pid, 0, 0)),
    "ptrace seize": lambda pid: called(libc.ptrace(PTRACE_SEIZE, pid, 0, 0)),
    "priority": lambda pid: os.setpriority(os.PRIO_PROCESS, pid, 19),
    "processors": lambda pid: os.sched_setaffinity(pid, {0}),
    "limits": lambda pid: called(libc.prlimit(pid, 7, (ctypes.c_ulong * 2)(1, 1), None)),
    # Only the last one ends it.
    **{f"signal {number.name}": lambda pid, number=number: os.kill(pid, number)
       for number in (signal.SIGCONT, signal.SIGWINCH, signal.SIGSTOP, signal.SIGKILL)},
}


def what_succeeds(account, pid):
    """The names of the attempts on `pid` that work for `account`."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        hostile_process.become(pwd.getpwnam(account))
        for name, attempt in ATTEMPTS.items():
            try:
                attempt(pid)
                os.write(writer, f"{name}\n".encode())
            except OSError:
                pass
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as found:
        return found.read().splitlines()


class Attempts(HostCase):
    def test_each_works_on_a_process_of_ones_own(self):
        """Else the lists that are empty below would prove nothing."""
        for name, attempt in ATTEMPTS.items():
            victim = subprocess.Popen(["sleep", "60"], preexec_fn=lambda: os.dup2(0, 3), close_fds=False)
            try:
                attempt(victim.pid)
            except OSError as problem:
                self.fail(f"{name}: {problem}")
            finally:
                victim.kill()
                victim.wait()


class Inside(HostCase):
    """tests/helper/confined_probe.cpp as root, and in the helper's place."""

    def test_the_probe_can_do_everything_where_nothing_confines_it(self):
        build = pathlib.Path(os.environ["SANDBOX"]).parents[2]
        # A shell is its host: it is traced for a moment.
        self.addCleanup(socket.sethostname, socket.gethostname())
        self.addCleanup(subprocess.run, ["umount", "/mnt"], check=True)
        self.addCleanup(pathlib.Path("/tmp/probe").unlink)
        machine.STATE.mkdir(mode=0o700, exist_ok=True)
        seen = subprocess.run(["sh", "-c", f"{build}/tests/helper/confined_probe --unconfined; exit $?"],
                              check=True, capture_output=True, text=True).stdout
        count, could = re.fullmatch(r"probe: tried (\d+), could: (.*)\n", seen).groups()
        self.assertEqual(len(could.split(", ")), int(count), could)

    def test_what_runs_in_the_helpers_place_can_do_nothing(self):
        build = pathlib.Path(os.environ["SANDBOX"]).parents[2]
        program = pathlib.Path("/usr/local/lib/confined_probe")
        shutil.copy(build / "tests/helper/confined_probe", program)
        self.set_options(helper=str(program))
        status, seen = self.talk(SU, ("assword: ", PASSWORD), ("Press Enter to close: ", ""))
        self.assertNotEqual(status, 0, seen)
        self.assert_logged("probe: tried ", "could: nothing")
        tried = re.search(r"probe: tried (\d+)", self.log.text())[1]
        print(f"\nfigure: helper: tries from inside: {tried}", flush=True)


# All processes of one account may signal each other and set each other's limits.
OF_ONE_ACCOUNT = {name for name in ATTEMPTS if name.startswith("signal ")} | {
    "priority", "processors", "limits"}


class Outside(HostCase):
    def test_another_helper_could_end_it_and_not_look_into_it_or_feed_it(self):
        dialogue = self.start(*SU)
        dialogue.answer("assword: ", PASSWORD)
        dialogue.wait_for("Code: ")
        [pid] = machine.helpers()
        self.assertEqual(set(what_succeeds("_infobip-otp", pid)), OF_ONE_ACCOUNT)
        dialogue.child.sendline(self.phone.newest())
        self.assertNotEqual(dialogue.end(), 0, dialogue.seen)
        self.assertNotIn("let-in", dialogue.seen.replace("echo let-in", ""))
        self.assert_denied("helper_failed")

    def test_nobody_else_can_look_into_stop_or_feed_it(self):
        dialogue = self.start(*SU)
        dialogue.answer("assword: ", PASSWORD)
        dialogue.wait_for("Code: ")
        [pid] = machine.helpers()
        for account in ("alice", "nobody"):
            self.assertEqual(what_succeeds(account, pid), [], account)
        dialogue.child.sendline(self.phone.newest())
        self.assertEqual(dialogue.end(), 0, dialogue.seen)
        self.assertIn("let-in", dialogue.seen)
        print(f"\nfigure: helper: attempts from outside: {len(ATTEMPTS)}, by two accounts", flush=True)


if __name__ == "__main__":
    main()
