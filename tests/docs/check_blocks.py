#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""check_blocks.py ROOT PAGE...: every block of README.md and docs/ is run, shown by a test, or says why not.

PAGE...: the pages that run_page.py runs.
"""
import pathlib
import re
import sys

from blocks import blocks_of

# What a test is called by: a function of Python, C++ or a shell, a class, an entry of ctest.
DEFINED = r"^\s*def {0}\(|^TEST\({0}\)|^class {0}\b|^{0}\(\) \{{|\badd_test\(NAME {0}\b"


def missing_test(root, named):
    file, name = named.split(": ")
    path = root / file
    if not path.is_file():
        return f"{file} is not there"
    return "" if re.search(DEFINED.format(name), path.read_text(), re.M) else f"{file} defines no {name}"


def problem(root, block, is_run):
    if not block.mark:
        return "this block does not say how it is known to be true: see tests/docs/blocks.py"
    if block.is_done:
        return "" if is_run else "no test runs this page"
    shown = re.fullmatch(r"shown by (\S+: \w+(?:, \S+: \w+)*)", block.mark)
    if shown:
        return next(filter(None, (missing_test(root, named) for named in shown[1].split(", "))), "")
    reason = re.fullmatch(r"not run: (.*)", block.mark)
    if reason and len(reason[1].split()) >= 3:
        return ""
    return f"'{block.mark}' says nothing that tests/docs/blocks.py knows"


def main():
    root, run = pathlib.Path(sys.argv[1]), set(sys.argv[2:])
    wrong, done, shown, left = [], 0, 0, 0
    for page in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        name = page.relative_to(root).as_posix()
        for block in blocks_of(name, page.read_text()):
            why = problem(root, block, name in run)
            if why:
                wrong.append(f"{name}:{block.line}: {why}")
            done += block.is_done
            shown += block.mark.startswith("shown by")
            left += block.mark.startswith("not run")
    for name in sorted(run):
        if not (root / name).is_file():
            wrong.append(f"{name} is not there")
    if not done:
        wrong.append("no page has a block that is run")
    print("\n".join(wrong) or f"figure: documented blocks: {done} run, {shown} shown by another test, "
                              f"{left} not run and saying why")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
