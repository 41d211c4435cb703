#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""named_tests.py [ROOT]: every test that these pages name, as `file: test`, is there.

And each section of the security rules names one.
"""
import pathlib
import re
import sys

# A page that names fewer has lost its form, or the pattern below.
FEWEST = {"docs/threat-model.md": 20, "docs/security-rules.md": 60, "docs/hosts.md": 30,
          "docs/infobip-contract.md": 40}
RULES = "docs/security-rules.md"
NAMED = re.compile(r"`(tests/[\w/.]+): ([\w]+)`")


def check_page(root, page, text):
    named = NAMED.findall(text)
    for file, test in named:
        path = root / file
        if not path.is_file():
            yield f"{page}: {file} is not there"
        elif not re.search(rf"\bTEST\({test}\)|\b{test}\(", path.read_text()):
            yield f"{page}: {file} has no {test}"
    if len(named) < FEWEST[page]:
        yield f"{page} names {len(named)} tests, at least {FEWEST[page]} are expected"


def check_rules(text):
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        if not NAMED.search(section):
            yield f"{RULES}: no test is named that keeps {section.splitlines()[0]}"


def check(root):
    for page in FEWEST:
        text = (root / page).read_text()
        yield from check_page(root, page, text)
        if page == RULES:
            yield from check_rules(text)


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    wrong = list(check(root))
    print("\n".join(wrong) or f"named_tests: every test that {len(FEWEST)} pages name is there")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
