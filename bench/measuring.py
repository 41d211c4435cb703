# SPDX-License-Identifier: MIT
"""Running a program once or often: processor time with children, the JSON it prints, system calls."""
import concurrent.futures
import json
import os
import re
import statistics
import subprocess

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C"}


def environment(provider):
    return {**ENVIRONMENT, **(provider or {})}


def once(command, provider=None):
    """What the program says of itself, and cpu_us: of it and of the children it waited for."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=environment(provider)) as process:
        said = process.stdout.read()
        wrong = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}: {wrong.decode()}")
    return {**json.loads(said), "cpu_us": (used.ru_utime + used.ru_stime) * 1e6}


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "runs": len(values)}


def in_turns(commands, runs, provider=None, before=lambda: None, after=lambda: {}):
    """{name: {figure: spread}}; the programs take turns, so that a busy minute is everybody's.

    `before` is called before each run; `after`, behind it, has figures of its own to add.
    """
    seen = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            before()
            seen[name].append({**once(command, provider), **after()})
    return {name: {figure: spread([one[figure] for one in all_runs]) for figure in all_runs[0]}
            for name, all_runs in seen.items()}


def side_by_side(measure, runs):
    """The spread of measure(0), measure(1) ..., as many at a time as there are cores: for counts only."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return spread(list(pool.map(measure, range(runs))))


def system_calls(command, provider=None):
    run = subprocess.run(["strace", "-f", "-qq", "-c", "-o", "/dev/stderr", *command], check=True,
                         capture_output=True, text=True, env=environment(provider))
    return int(re.search(r"^\s*100\.00\s+[\d.]+\s+\d+\s+(\d+)", run.stderr, re.M)[1])
