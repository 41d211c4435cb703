#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""named_tests.py [ROOT]: every test that docs/threat-model.md names, as `file: test`, is there."""
import pathlib
import re
import sys

PAGE = "docs/threat-model.md"
NAMED = re.compile(r"`(tests/[\w/.]+): ([\w]+)`")
FEWEST = 20  # a page of fewer has lost its form, or the pattern above


def check(root):
    named = NAMED.findall((root / PAGE).read_text())
    for file, test in named:
        path = root / file
        if not path.is_file():
            yield f"{PAGE}: {file} is not there"
        elif not re.search(rf"\b{test}\(", path.read_text()):
            yield f"{PAGE}: {file} has no {test}"
    if len(named) < FEWEST:
        yield f"{PAGE} names {len(named)} tests, at least {FEWEST} are expected"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    wrong = list(check(root))
    print("\n".join(wrong) or f"named_tests: every test that {PAGE} names is there")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
