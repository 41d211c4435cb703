#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""guides.py ROOT PRINT_TABLES: what the log and the prompts can say has its row in the guides.

docs/operations.md has every event and every cause, docs/troubleshooting.md every sentence; neither
has one that the code does not know. What docs/troubleshooting.md has the hosts say is looked for by a
test that sees the host.
"""
import pathlib
import re
import sys

from code_tables import CodeTables

OPERATIONS = "docs/operations.md"
SENTENCES = "docs/troubleshooting.md"


def section(text, title):
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", text, re.M | re.S)
    return found[1] if found else ""


def first_column(text):
    """The words in `code` of the first cell of each row."""
    return [word for line in text.splitlines() if line.startswith("|")
            for word in re.findall(r"`([^`]*)`", line.split("|")[1])]


def compare(page, what, written, true):
    for one in sorted(set(true) - set(written)):
        yield f"{page}: {what} {one!r} is missing"
    for one in sorted(set(written) - set(true)):
        yield f"{page}: {what} {one!r} is not known to the code"


def check(root, printer):
    code = CodeTables(root, printer)
    page = (root / OPERATIONS).read_text()
    yield from compare(OPERATIONS, "event", first_column(section(page, "Events")),
                       code.module_events | code.tool_events)
    yield from compare(OPERATIONS, "cause", first_column(section(page, "Causes")), code.causes)
    written = first_column(section((root / SENTENCES).read_text(), "What the module says"))
    sentences = code.sentences()
    for one in sorted(sentences):
        if not any(one in row for row in written):
            yield f"{SENTENCES}: {one!r} is missing"
    for row in written:
        # "4 codes were sent": the words that are always the same begin behind the count.
        row = re.sub(r"^\d+ \w+ (?:was|were) ", "", row)
        # A row of settings such as `tries` is no sentence; the first column holds none.
        if not any(row.startswith(one) for one in sentences):
            yield f"{SENTENCES}: {row!r} is not known to the code"


def check_hosts(root):
    tests = [path.read_text() for folder in ("host", "package")
             for path in (root / "tests" / folder).glob("host_*.py")]
    text = re.sub(r'"\s*\n\s*"', "", "".join(tests))  # a string in two pieces
    rows = first_column(section((root / SENTENCES).read_text(), "What the host says"))
    if not rows:
        yield f"{SENTENCES}: nothing that a host says"
    for row in rows:
        if f'"{row}' not in text:
            yield f"{SENTENCES}: no test of a host looks for {row!r}"


def main():
    root = pathlib.Path(sys.argv[1])
    wrong = [*check(root, sys.argv[2]), *check_hosts(root)]
    print("\n".join(wrong) or "guides: events, causes and sentences are those of the code")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
