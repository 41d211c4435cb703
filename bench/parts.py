# SPDX-License-Identifier: MIT
"""The parts of a login from pam_start to the message accepted, seen from outside by strace.

Each part ends where the next one's first system call is seen. strace stops at these calls only
(--seccomp-bpf), which still makes every part dearer: what counts is how they divide the time. A name
is not looked up: libcurl knows localhost by itself; with a real provider the resolver's time is added.
"""
import re
import subprocess

import measuring

TOGETHER = "together"
CALLS = "openat,execve,clone,clone3,vfork,umask,recvfrom,connect,sendto"
BEGINNINGS = [  # part, the call that begins it
    ("libpam", r'openat\(.*/services/login"'),
    ("load of the module", r'openat\(.*pam_infobip_otp\.so"'),
    ("settings", r'openat\(.*, "conf"|openat\(.*/bench/conf"'),
    ("look-up", r'openat\(.*"users"|openat\(.*/bench/users"'),
    ("limit", r'openat\(.*"state"|openat\(.*/bench/state"'),
    ("spawn", r"clone3?\(|vfork\("),
    ("library start", r"execve\(.*infobip-otp-helper"),
    ("drop", r"umask\("),
    ("settings of the helper", r"recvfrom\(3,"),
    ("connect", r"connect\(\d+, \{sa_family=AF_INET6?, sin6?_port=htons\((?!0\))"),
    ("TLS", r'sendto\(\d+, "\\26\\3\\1'),
    ("request", r'sendto\(\d+, "\\27\\3\\3'),
    ("answer to the module", r'sendto\(3, "\\\d+\\0\\0\\0\\5\\0'),
    ("", r'openat\(.*/bench/phone"'),
]


def durations(trace):
    """{part: microseconds}, in the order of BEGINNINGS; the last is the sum."""
    times = []
    lines = iter(trace.splitlines())
    for part, call in BEGINNINGS:
        for line in lines:
            if re.search(call, line):
                times.append((part, float(line.split()[1])))
                break
        else:
            raise SystemExit(f"the trace of a login does not show where '{part or 'the prompt'}' begins: "
                             f"{call}")
    parts = {part: (end - begin) * 1e6 for (part, begin), (_, end) in zip(times, times[1:])}
    return {**parts, TOGETHER: (times[-1][1] - times[0][1]) * 1e6}


def measure(made, runs):
    made.start_sandbox()
    seen = []
    for _ in range(runs):
        made.forget()
        traced = subprocess.run(["strace", "-f", "--seccomp-bpf", "-qq", "-ttt", "-e", f"trace={CALLS}",
                                 "-o", "/dev/stderr", *made.login()], check=True, capture_output=True,
                                text=True, env=measuring.ENVIRONMENT)
        seen.append(durations(traced.stderr))
    made.stop()
    return {part: {"us": measuring.spread([one[part] for one in seen])} for part in seen[0]}
