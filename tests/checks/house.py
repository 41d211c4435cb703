#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""house.py [ROOT]: how every file begins, is named and is written.

The first line (behind a #!) is the SPDX line, the next says what the file is; text is plain ASCII
without tabs or blanks at line ends; a C++ file of the product has at most 300 lines; names do not
hide what is inside.
"""
import pathlib
import re
import sys

FOLDERS = ["include", "src", "tests", "bench", "cmake", "scripts", "config", ".ci", "docs/man"]
LICENCE = "SPDX-License-Identifier: MIT"
WITHOUT_HEAD = {".json", ".jsonl", ".md", ".txt", ".pem", ".out", ".xml", ".html", ".golden"}
LONGEST = 300
HIDING = re.compile(
    r"(^|_)(utils?|helpers?|manager|common|misc|core|handler|data|info)(_|$)")
HELPER_PROGRAM = re.compile(r"(src|tests)/helper(/|$)|helper_(pin_service|process|program)|"
                            r"fake_helper|infobip-otp-helper")


def files(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and "fixtures" not in path.parts:
                yield path


def says_something(line):
    text = re.sub(r'^[\s#/*"!\-;]+', "", line)
    return len(text.split()) >= 3


def check_head(path, lines):
    if lines and lines[0].startswith("#!"):
        lines = lines[1:]
    if not lines or LICENCE not in lines[0]:
        return 1, f"the first line is not the one with {LICENCE}"
    # A source beside its header says nothing twice.
    quiet = path.name == "CMakeLists.txt" or (
        path.suffix == ".cpp" and path.with_suffix(".hpp").exists())
    if not quiet and (len(lines) < 2 or not says_something(lines[1])):
        return 2, "the line behind the SPDX line does not say what the file is"
    return None


def check_text(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        if not line.isascii():
            yield number, "not plain ASCII"
        if "\t" in line and path.suffix in (".cpp", ".hpp", ".py"):
            yield number, "a tab"
        if line != line.rstrip():
            yield number, "blanks at the end of the line"
    if text and not text.endswith("\n"):
        yield text.count("\n") + 1, "no newline at the end"


def check_file(root, path):
    shown = path.relative_to(root).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return  # bytes for a parser to choke on
    lines = text.splitlines()
    has_head = path.name == "CMakeLists.txt" or path.suffix not in WITHOUT_HEAD
    has_head = has_head and "/corpus/" not in shown
    wrong = check_head(path, lines) if has_head else None
    if wrong:
        yield f"{shown}:{wrong[0]}: {wrong[1]}"
    if has_head:
        for number, what in check_text(path, text):
            yield f"{shown}:{number}: {what}"
    if shown.startswith(("src/", "include/")) and len(lines) > LONGEST:
        yield f"{shown}: {len(lines)} lines: what second thing does it do? (at most {LONGEST})"
    if HIDING.search(path.stem) and not HELPER_PROGRAM.search(shown):
        yield f"{shown}: the name says nothing"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    seen = list(files(root))
    wrong = [line for path in seen for line in check_file(root, path)]
    if not seen:
        wrong = [f"{root}: nothing to check"]
    print("\n".join(wrong) or f"house: {len(seen)} files are as they should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
