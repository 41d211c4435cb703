#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""named_files.py [ROOT]: every file of the project that README.md and docs/ name is there.

That is each relative link, and each word that begins with one of the project's folders.
"""
import glob
import pathlib
import re
import sys

FOLDERS = r"(?:include|src|tests|bench|cmake|scripts|config|docs|debian|\.ci)"
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(rf"(?<![\w/.<$~-])(?:\./)?({FOLDERS}/[\w./*{{}},+-]*[\w*}}/])")


def alternatives(name):
    """a/{b,c}.hpp: a/b.hpp, a/c.hpp"""
    found = re.search(r"\{([^{}]*)\}", name)
    if not found:
        return [name]
    return [one for word in found[1].split(",")
            for one in alternatives(name[:found.start()] + word.strip() + name[found.end():])]


def exists(root, name):
    return all(glob.glob(str(root / one)) or glob.glob(str(root / one) + ".*pp")
               for one in alternatives(name))


def check_page(root, page):
    shown = page.relative_to(root).as_posix()
    for number, line in enumerate(page.read_text().splitlines(), 1):
        for target in LINK.findall(line):
            target = target.split("#")[0]
            if target and "://" not in target and not (page.parent / target).exists():
                yield f"{shown}:{number}: links to {target}, which is not there"
        for name in PATH.findall(line):
            if not exists(root, name.rstrip("/.")):
                yield f"{shown}:{number}: names {name}, which is not there"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    pages = sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")])
    wrong = [line for page in pages for line in check_page(root, page)]
    if not (root / "README.md").exists():
        wrong.append("README.md is not there")
    print("\n".join(wrong) or f"named_files: what {len(pages)} pages name is there")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
