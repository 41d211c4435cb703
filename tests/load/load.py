#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""200 logins at once, each in a host process of its own. Inside scripts/host-up.

All are at the code prompt together before the first code is typed. All get in, each with one
message and one check, and nothing is left over.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "host"))
import machine
import witness
from dialogue import Phone

LOGINS = 200
PATIENCE = 2 * machine.patience()  # what is measured is printed, not demanded


def number(index):
    return f"4179302{index:04d}"


def memory_kib(pid):
    """What the process adds to the machine: its share of shared pages included."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+) kB", text, re.M)[1])


def unix_sockets():
    return len(pathlib.Path("/proc/net/unix").read_text().splitlines())


def connections(port):
    """Ends of connections to the sandbox that are not closed: not listening, not TIME_WAIT."""
    lines = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(one[2].endswith(f":{port:04X}") and one[3] not in ("0A", "06") for one in lines)


class Host:
    """tests/host/pam_terminal, with pipes for a terminal."""

    def __init__(self, program, folder, user):
        self.talk = open(f"{folder}/{user}.talk", "wb")
        self.process = subprocess.Popen([program, folder, "load", user], stdin=subprocess.PIPE,
                                        stdout=self.talk, stderr=subprocess.STDOUT)

    def seen(self):
        return pathlib.Path(self.talk.name).read_text()

    def asks(self):
        return "Code: " in self.seen()

    def answer(self, code):
        self.process.stdin.write(code.encode() + b"\n")
        self.process.stdin.flush()

    def end(self):
        status = self.process.wait(timeout=PATIENCE)
        self.process.stdin.close()
        self.talk.close()
        return status


class Load(unittest.TestCase):
    def setUp(self):
        build = pathlib.Path(os.environ["SANDBOX"]).parents[2]
        self.program = str(build / "tests/host/pam_terminal")
        self.folder = tempfile.mkdtemp(dir="/run/sandbox")
        pathlib.Path(self.folder, "load").write_text("auth required pam_infobip_otp.so\n")
        pathlib.Path(self.folder, "other").write_text("auth required pam_deny.so\n")
        with open("/etc/passwd", "a") as accounts:
            accounts.writelines(f"load{i}:x:{40000 + i}:{40000 + i}::/:/bin/false\n" for i in range(LOGINS))
        with machine.USERS.open("a") as users:
            users.writelines(f"load{i}: +{number(i)}\n" for i in range(LOGINS))
        machine.forget_spending()
        machine.control("counters", "reset")
        self.phone = Phone()
        self.log = machine.Log()

    def code(self, index):
        return re.search(rf"\+{number(index)} .*?(\d{{6}})$", self.phone.text(), re.M)[1]

    def test_all_get_in_and_leave_nothing(self):
        sockets = unix_sockets()
        files = witness.files()
        begin = time.monotonic()
        hosts = [Host(self.program, self.folder, f"load{i}") for i in range(LOGINS)]
        self.assertTrue(machine.wait_until(lambda: all(host.asks() for host in hosts), PATIENCE),
                        self.why(hosts))
        asked = time.monotonic()
        self.assertEqual(len(machine.helpers()), LOGINS)
        hosts_kib = sum(memory_kib(host.process.pid) for host in hosts) / LOGINS
        helpers_kib = sum(memory_kib(pid) for pid in machine.helpers()) / LOGINS
        answered = time.monotonic()
        for index, host in enumerate(hosts):
            host.answer(self.code(index))
        statuses = [host.end() for host in hosts]
        done = time.monotonic()
        self.assertEqual(statuses, [0] * LOGINS, self.why(hosts))
        print(f"\nfigure: load: {LOGINS} logins at once, all at the prompt after {asked - begin:.1f} s, "
              f"all in {done - answered:.1f} s after the codes\n"
              f"figure: load: memory a login (PSS): host with module {hosts_kib:.0f} KiB, "
              f"helper {helpers_kib:.0f} KiB", flush=True)
        self.check_counts()
        self.check_nothing_left(sockets, files)

    def why(self, hosts):
        failed = [host.seen() for host in hosts if "you are in" not in host.seen()]
        return f"{len(failed)} failed:\n" + "".join(failed[:3]) + self.log.text()[-3000:]

    def check_counts(self):
        self.assertEqual(len(self.phone.codes()), LOGINS)
        self.assertEqual(machine.requests("send"), LOGINS)
        self.assertEqual(machine.requests("verify"), LOGINS)
        counters = machine.json.loads(machine.control("counters"))
        self.assertEqual(counters["connections"], LOGINS)
        self.assertTrue(machine.wait_until(
            lambda: len(self.log.find("event=verdict", "verdict=granted")) == LOGINS))
        self.assertEqual(len(self.log.find("event=verdict", "verdict=denied")), 0)

    def check_nothing_left(self, sockets, files):
        self.assertEqual(machine.helpers(), [])
        self.assertEqual(witness.differences(files, witness.files()), [])
        kept = [f"load{i}".encode().hex() + ".limits" for i in range(LOGINS)] + ["reached"]
        self.assertEqual(sorted(path.name for path in machine.STATE.iterdir()), sorted(kept))
        self.assertEqual(unix_sockets(), sockets)
        port = int(re.search(r":(\d+)\s*$", re.search(r"^base_url = (.*)$",
                   machine.SETTINGS.read_text(), re.M)[1])[1])
        self.assertTrue(machine.wait_until(lambda: connections(port) == 0), connections(port))


if __name__ == "__main__":
    unittest.main(verbosity=2)
