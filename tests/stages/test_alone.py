#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""test_alone.py ROOT: what scripts/alone runs leaves no process, mount or file, whenever it is ended.

scripts/test as root is scripts/alone with its stages inside, so this is what an interrupted run leaves.
"""
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

ROOT = pathlib.Path(sys.argv.pop(1))
MARK = f"alone-{os.getpid()}"
# What a run does, in steps that each say so: a mount, a file in a new /tmp, processes that would live on.
STEPS = f"""
mount -t tmpfs -o mode=1777 {MARK} /tmp; echo 1
touch /tmp/{MARK}; echo 2
for step in 3 4 5 6 7 8 9; do setsid sleep 86400.{os.getpid()} & echo $step; done
unshare --mount --pid --fork --kill-child sleep 86400.{os.getpid()} & echo 10
wait
"""


def processes():
    """Those of a run, by their command lines."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if f"86400.{os.getpid()}".encode() in words and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def wait_until(true):
    for _ in range(6000):
        if true():
            return True
        time.sleep(0.01)
    return False


@unittest.skipIf(os.geteuid() != 0, "needs root")
class Alone(unittest.TestCase):
    def end(self, how, step):
        run = subprocess.Popen([ROOT / "scripts/alone", "bash", "-euc", STEPS],
                               stdout=subprocess.PIPE, text=True)
        for line in run.stdout:
            if int(line) == step:
                break
        self.assertGreater(len(processes()), 0)
        os.kill(run.pid, how)
        self.assertNotEqual(run.wait(), 0)
        self.assertTrue(wait_until(lambda: not processes()), f"left at step {step}: {processes()}")
        self.assertNotIn(MARK, pathlib.Path("/proc/self/mounts").read_text(encoding="utf-8"))
        self.assertFalse(pathlib.Path("/tmp", MARK).exists())
        run.stdout.close()

    def test_ended_at_ten_moments_nothing_is_left(self):
        for step in range(1, 11):
            for how in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL):
                with self.subTest(step=step, signal=how):
                    self.end(how, step)

    def test_the_exit_status_is_the_command_s(self):
        self.assertEqual(subprocess.run([ROOT / "scripts/alone", "sh", "-c", "exit 7"]).returncode, 7)

    def test_input_and_output_are_the_command_s(self):
        run = subprocess.run([ROOT / "scripts/alone", "cat"], input="text", text=True, capture_output=True)
        self.assertEqual(run.stdout, "text")


if __name__ == "__main__":
    unittest.main()
