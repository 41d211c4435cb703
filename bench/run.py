#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""run.py BUILD SANDBOX OUTPUT RUNS COUNT...: the whole benchmark, inside scripts/hostns; see scripts/bench.

OUTPUT holds what bench/lookup.cpp and bench/limits.cpp printed. Each figure is taken RUNS times; so many
logins run at once, 1 first.
"""
import datetime
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

import machine
import parts
import report
import sections


def line_of(path, pattern):
    found = re.search(pattern, pathlib.Path(path).read_text(encoding="utf-8"), re.M)
    return found[1].strip() if found else "unknown"


def circumstances(build):
    compiler = line_of(pathlib.Path(build, "CMakeCache.txt"), r"^CMAKE_CXX_COMPILER:.*?=(.*)$")
    version = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True).stdout
    return {
        "date": datetime.date.today().isoformat(),
        "processor": line_of("/proc/cpuinfo", r"^model name\s*: (.*)$"),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "release": line_of("/etc/os-release", r'^PRETTY_NAME="(.*)"$'),
        "compiler": version.splitlines()[0],
        "load_average_before": os.getloadavg()[0],
    }


def say(what):
    print(f"bench: {what}", file=sys.stderr, flush=True)


def main():
    build, sandbox, output = sys.argv[1:4]
    runs, *counts = map(int, sys.argv[4:])
    made = machine.Machine(build, sandbox)
    result = {"machine": circumstances(build), "runs": runs}
    rows = {
        "load and skip": lambda: sections.load_and_skip(made, runs),
        "login": lambda: sections.whole_login(made, runs, 0),
        "login, 50 ms each way": lambda: sections.whole_login(made, runs, 50),
        "at once": lambda: sections.logins_at_once(made, runs, counts),
        "stores": lambda: sections.stores(pathlib.Path(output)),
        "parts": lambda: parts.measure(made, runs),
        # The last one: it takes certificates away.
        "login, CA bundle only": lambda: sections.login_with_a_bundle_only(made, runs),
    }
    try:
        for name, measure in rows.items():
            say(name)
            result[name] = measure()
    finally:
        made.stop()
    result["machine"]["load_average_after"] = os.getloadavg()[0]
    report.add_ratios(result)
    # The folders of this machine are thrown away: what is kept goes out by descriptor 3.
    report.plot(result, f"{machine.FOLDER}/bench.svg")
    tables = report.tables(result)
    print(tables)
    with open(3, "w", encoding="ascii") as kept:
        json.dump({"result": result, "tables": tables,
                   "plot": (machine.FOLDER / "bench.svg").read_text()}, kept)


main()
