#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""findings.py: each finding of check and doctor, in each level that its page names, is seen by a test,
and no test sees another. Each event of a login in the log has a sentence for `explain --reference`."""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
DOCS = HERE.parents[1] / "docs"


def documented(page):
    """(level, id) of the table of findings."""
    for ids, levels in re.findall(r"(?m)^\| ([a-z., -]+) \| ([a-z, ]+) \|", page.read_text()):
        for name in ids.split(", "):
            for level in levels.split(", "):
                if level in ("ok", "skipped", "warning", "failure"):
                    yield level, name


def seen_of_doctor():
    """In the library of stacks and in the outputs of the cases."""
    for file in [*HERE.glob("stacks/*/expected.txt"), HERE / "doctor.out"]:
        yield from re.findall(r"(?m)^ *(ok|skipped|warning|failure) +([a-z]+\.[a-z-]+)", file.read_text())


def seen_of_check():
    for name, level in re.findall(r'assert_found\("([a-z-]+)", "([a-z]+)"', (HERE / "host_check.py").read_text()):
        yield level, name


def events_without_a_sentence():
    """Of the table of docs/operations.md, but for what the tool logs, and debug."""
    told = set(re.findall(r'^    \{Event::([a-z_]+),', (HERE.parents[1] / "src/admin/event_words.cpp").read_text(), re.M))
    table = (DOCS / "operations.md").read_text().split("### Events")[1].split("### Causes")[0]
    events = {name for names, what in re.findall(r"(?m)^\| (`[a-z_`, ]+`) \| [a-z ]+ \| ([^|]*)\|", table)
              if not what.startswith("the tool") for name in re.findall("[a-z_]+", names)} - {"debug"}
    yield from (f"event_words.cpp: no sentence for {name}" for name in sorted(events - told))
    yield from (f"event_words.cpp: operations.md has no event {name}" for name in sorted(told - events))


def main():
    wrong, count = [], 0
    for page, seen in (("doctor.md", set(seen_of_doctor())), ("check.md", set(seen_of_check()))):
        pairs = set(documented(DOCS / page))
        count += len(pairs)
        wrong += [f"{page}: no test sees {level} {name}" for level, name in sorted(pairs - seen)]
        wrong += [f"{page}: does not name {level} {name}" for level, name in sorted(seen - pairs)]
        wrong += [] if pairs else [f"{page}: no table of findings"]
    wrong += events_without_a_sentence()
    print("\n".join(wrong) or f"{count} findings are seen by tests")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
