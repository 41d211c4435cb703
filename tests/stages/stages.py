#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""stages.py [--quick] [--preset PRESET] [STAGE]...: builds what the stages need, runs them, and prints
a table of stages, builds and the entries that took longest.

The exit status is 1 where an entry fails, or is skipped though this is root, or where nothing ran. The
last line is `N passed, N failed`.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import time
import xml.etree.ElementTree

# Stage -> the build in which it runs. A stage is the label of its entries, but for `shipped`, which is
# the module once more as it is installed, and for `coverage`, which counts what the others ran.
STAGES = {
    "unit": "asan", "module": "asan", "admin": "asan", "coverage": "asan",
    "fuzz": "fuzz",
    "shipped": "shipped", "sandbox": "shipped", "host": "shipped", "package": "shipped",
    "cost": "shipped", "checks": "shipped",
}
LABEL_OF = {"shipped": "module"}
# Each entry of the module runs in the build that sees most: the sanitizers look at every way through
# it as root; what is about the host's process, its memory, its end and who runs it is asked of the
# module as it is shipped.
LEFT_OUT = {"asan": "^(module_guest|module_kills|module_secrets|verdict_table)_|_as_nobody$"}
TARGETS = {"fuzz": ["fuzzers"]}
# What a change is looked at with: all of it takes seconds.
QUICK_CHECKS = "^check_(layers|house|named|guides|manual|versions|shell|format|blocks)"

PROCESSORS = os.cpu_count() or 1
# As shipped, entries wait most of the time: for sshd, for a prompt, for a second to pass.
JOBS = {"shipped": 5 * PROCESSORS, "asan": 2 * PROCESSORS, "dev": 3 * PROCESSORS}


class Build:
    """One preset: its build with figures, and its entries by ctest."""

    def __init__(self, preset):
        self.preset = preset
        self.folder = pathlib.Path("build") / preset
        self.seconds = 0
        self.objects = []

    def make(self, targets):
        begun = time.monotonic()
        before = self._log()
        log = self.folder.with_suffix(".log")
        log.parent.mkdir(exist_ok=True)
        with open(log, "w", encoding="utf-8") as output:
            call(["cmake", "--preset", self.preset], output, log)
            words = ["cmake", "--build", "--preset", self.preset, "-j", str(PROCESSORS)]
            call(words + (["--target", *targets] if targets else []), output, log, shown=True)
        self.seconds = time.monotonic() - begun
        self.objects = [took for name, took in self._log().items()
                        if before.get(name) != took and name.endswith(".o")]

    def _log(self):
        """Object -> seconds, as ninja wrote them down."""
        lines = []
        path = self.folder / ".ninja_log"
        if path.exists():
            lines = path.read_text(encoding="utf-8").splitlines()[1:]
        rows = [line.split("\t") for line in lines]
        return {row[3]: (int(row[1]) - int(row[0])) / 1000 for row in rows if len(row) > 3}

    def row(self):
        median = statistics.median(self.objects) if self.objects else 0
        return f"{len(self.objects)} objects, median {median:.1f} s each"

    def entries(self, stages):
        """Runs the entries of `stages`; each as (stage, name, status, seconds)."""
        labels = "|".join(LABEL_OF.get(stage, stage) for stage in stages)
        selected = ["--preset", self.preset, "-L", f"^({labels})$"]
        if self.preset in LEFT_OUT:
            selected += ["-E", LEFT_OUT[self.preset]]
        return run_ctest(self.folder, selected, JOBS.get(self.preset, PROCESSORS), stages)


def call(words, output, log, shown=False):
    """Runs a step of a build; `shown`: says how far it is, as ninja does, in tenths."""
    run = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                           errors="replace")
    said = 0
    for line in run.stdout:
        output.write(line)
        step = re.match(r"\[(\d+)/(\d+)\]", line)
        if shown and step and int(step[1]) * 10 // int(step[2]) > said:
            said = int(step[1]) * 10 // int(step[2])
            print(f"   {step[1]} of {step[2]}", flush=True)
    if run.wait():
        output.flush()
        text = log.read_text(encoding="utf-8", errors="replace")
        at = max(text.find("FAILED"), text.find("CMake Error"), 0)
        sys.exit(f"test: {' '.join(words)} failed, see {log}:\n{text[at:at + 4000]}")


def run_ctest(folder, selected, jobs, stages):
    listed = json.loads(subprocess.run(["ctest", *selected, "--show-only=json-v1"], check=True,
                                       capture_output=True, text=True).stdout)
    stage_of = {}
    for entry in listed["tests"]:
        labels = [value for each in entry.get("properties", []) if each["name"] == "LABELS"
                  for value in each["value"]]
        stage_of[entry["name"]] = next(stage for stage in stages
                                       if LABEL_OF.get(stage, stage) in labels)
    report = folder / "entries.xml"
    report.unlink(missing_ok=True)
    subprocess.run(["ctest", *selected, "-j", str(jobs), "--output-junit", report.absolute()])
    rows = []
    for case in xml.etree.ElementTree.parse(report).getroot().iter("testcase"):
        rows.append((stage_of[case.get("name")], case.get("name"), case.get("status"),
                     float(case.get("time"))))
    return rows


def coverage(build):
    begun = time.monotonic()
    run = subprocess.run(["scripts/coverage", "--count"])
    return [("coverage", "coverage", "fail" if run.returncode else "run", time.monotonic() - begun)]


def run_stages(chosen):
    """The builds that were made, and a row for each entry."""
    builds, rows = [], []
    for preset in dict.fromkeys(STAGES[stage] for stage in chosen):
        stages = [stage for stage in chosen if STAGES[stage] == preset]
        build = Build(preset)
        say(f"building {preset}")
        if "coverage" in stages:
            subprocess.run(["scripts/coverage", "--clear"], check=True)
        build.make(TARGETS.get(preset))
        builds.append(build)
        say(f"stages {', '.join(stages)}")
        rows += build.entries([stage for stage in stages if stage != "coverage"])
        if "coverage" in stages:
            rows += coverage(build)
    return builds, rows


def run_quick():
    build = Build("dev")
    say("building the tests of units")
    build.make(["unit_tests", "print_tables", "infobip-otp", "infobip-otp-sandbox"])
    rows = run_ctest(build.folder, ["--preset", "dev", "-L", "^unit$"], PROCESSORS, ["unit"])
    rows += run_ctest(build.folder, ["--preset", "dev", "-R", QUICK_CHECKS], PROCESSORS, ["checks"])
    return [build], rows


def table(builds, rows):
    lines = ["", f"{'stage':<16}{'entries':>8}{'failed':>8}{'seconds':>9}"]
    for build in builds:
        lines.append(f"{'build ' + build.preset:<16}{'':>16}{build.seconds:>9.0f}   {build.row()}")
    for stage in dict.fromkeys(row[0] for row in rows):
        mine = [row for row in rows if row[0] == stage]
        failed = sum(row[2] == "fail" for row in mine)
        lines.append(f"{stage:<16}{len(mine):>8}{failed:>8}{sum(row[3] for row in mine):>9.0f}")
    lines.append(f"{'all, elapsed':<16}{len(rows):>8}{'':>8}{time.monotonic() - BEGUN:>9.0f}")
    lines += ["", "longest entries (seconds):"]
    for stage, name, _, took in sorted(rows, key=lambda row: -row[3])[:10]:
        lines.append(f"{took:>9.0f}  {name} ({stage})")
    return "\n".join(lines)


def figures(builds):
    found = set()
    for build in builds:
        log = build.folder / "Testing/Temporary/LastTest.log"
        if log.exists():
            found |= set(re.findall(r"^figure: .*", log.read_text(errors="replace"), re.MULTILINE))
    return sorted(found)


def use_compiler_cache():
    """For the second build of the same text; ccache is in scripts/setup --tests."""
    if shutil.which("ccache"):
        os.environ.update(CMAKE_C_COMPILER_LAUNCHER="ccache", CMAKE_CXX_COMPILER_LAUNCHER="ccache",
                          CCACHE_BASEDIR=os.getcwd(), CCACHE_NOHASHDIR="1")


def say(what):
    print(f"\n== {what} ({time.monotonic() - BEGUN:.0f} s)", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="test")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--preset", help="for all stages, instead of the one of the table")
    parser.add_argument("stages", nargs="*", metavar="STAGE")
    asked = parser.parse_args()
    unknown = [stage for stage in asked.stages if stage not in STAGES]
    if unknown:
        sys.exit(f"test: there is no stage {unknown[0]}; there are {', '.join(STAGES)}")
    if asked.preset:
        STAGES.update(dict.fromkeys(STAGES, asked.preset))
    use_compiler_cache()
    builds, rows = run_quick() if asked.quick else run_stages(asked.stages or list(STAGES))

    print("\n".join(figures(builds)))
    print(table(builds, rows))
    failed = [row[1] for row in rows if row[2] == "fail"]
    skipped = [row[1] for row in rows if row[2] not in ("run", "fail")]
    if skipped and os.geteuid() == 0:
        print(f"\ntest: skipped, though this is root: {', '.join(skipped)}")
        failed += skipped
    elif skipped:
        print(f"\nskipped, as this is not root: {', '.join(skipped)}")
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    print(f"\n{len(rows) - len(set(failed))} passed, {len(failed)} failed")
    sys.exit(1 if failed or not rows else 0)


BEGUN = time.monotonic()

if __name__ == "__main__":
    main()
