#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""instructions.py BUILD SANDBOX [--record]: what a skip and a login cost, against tests/cost/recorded.json.

Inside scripts/hostns. Fails where a figure is more than a tenth over the recorded one of this release
and compiler, or over its bar. --record prints the record with this machine's figures, to be kept with
the change that explains them. Counted by callgrind, so a busy machine makes no difference; the login
is divided by a bare libcurl program in the same run, as what the libraries do is not ours.
"""
import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "bench"))
import callgrind
import machine

RECORD = pathlib.Path(__file__).with_name("recorded.json")
MOST_GROWTH = 1.10
BARS = {"load and skip, instructions": 500_000, "login / bare libcurl": 1.25}


def toolchain(build):
    cache = pathlib.Path(build, "CMakeCache.txt").read_text()
    compiler = re.search(r"^CMAKE_CXX_COMPILER:.*?=(.*)$", cache, re.M)[1]
    version, name = (subprocess.run([compiler, option], capture_output=True, text=True, check=True).stdout
                     for option in ("-dumpversion", "--version"))
    release = re.search(r'^VERSION_ID="?(\d+)', pathlib.Path("/etc/os-release").read_text(), re.M)
    return (f"Debian {release[1] if release else 'testing'}, {'clang++' if 'clang' in name else 'g++'} "
            f"{version.split('.')[0].strip()}")


def count(build, sandbox):
    """The figures of a build, by the names of BARS."""
    made = machine.Machine(build, sandbox)
    made.start_sandbox()
    try:
        skip = callgrind.count(made.no_question("skip"), region=True)
        login = callgrind.count(made.login(), preload=made.program("no_lifeline.so"))
        host = callgrind.count(made.no_question("permit"))
        bare = callgrind.count(made.bare("bare_curl"), made.provider)
    finally:
        made.stop()
    if (skip["code"], login["code"], bare["code"], login["processes"]) != (0, 0, 0, 2):
        sys.exit(f"something was not counted: {skip} {login} {bare}")
    return {"load and skip, instructions": skip["instructions"],
            "login / bare libcurl": round((login["instructions"] - host["instructions"]) /
                                          bare["instructions"], 3)}


def complaints(figures, recorded):
    """A line for each figure that grew too much, or is over its bar."""
    for name, figure in figures.items():
        if recorded and figure > recorded[name] * MOST_GROWTH:
            yield (f"{name}: {figure}, more than a tenth over the recorded {recorded[name]}: find what it "
                   f"grew by, or record it with the reason (instructions.py BUILD SANDBOX --record)")
        if figure > BARS[name]:
            yield f"{name}: {figure}, over the bar {BARS[name]}"


def main():
    build, sandbox = sys.argv[1:3]
    figures = count(build, sandbox)
    record = json.loads(RECORD.read_text())
    if sys.argv[3:] == ["--record"]:
        print(json.dumps({**record, toolchain(build): figures}, indent=1))
        return 0
    recorded = record.get(toolchain(build))
    if not recorded:
        print(f"no record for {toolchain(build)}: held to the bars only")
    for name, figure in figures.items():
        print(f"figure: {name}: {figure} (recorded {recorded[name] if recorded else '-'}, bar {BARS[name]})")
    wrong = list(complaints(figures, recorded))
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
