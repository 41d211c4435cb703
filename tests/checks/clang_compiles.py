#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""clang_compiles.py BUILD FOLDER...: clang accepts every C++ source of these folders of src, with the
same warnings.

Reads BUILD/compile_commands.json, so it sees what g++ sees; no code is made, which saves most of
a second build.
"""
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys


def without_output(words):
    """The command without `-o FILE`."""
    at = words.index("-o")
    return words[:at] + words[at + 2:]


def compile_file(entry):
    words = without_output(shlex.split(entry["command"]))
    run = subprocess.run(["clang++", "-fsyntax-only", *words[1:]], cwd=entry["directory"],
                         capture_output=True, text=True)
    return entry["file"], run.returncode, run.stderr


def main():
    entries = json.loads((pathlib.Path(sys.argv[1]) / "compile_commands.json").read_text())
    entries = [entry for entry in entries
               if entry["file"].endswith(".cpp")
               and any(f"/src/{folder}/" in entry["file"] for folder in sys.argv[2:])]
    if not entries:
        print("no C++ files in the build")
        return 1
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, code, errors in pool.map(compile_file, entries):
            if code:
                bad += 1
                print(f"{name}: clang rejects it\n{errors}")
    print(f"clang_compiles: {len(entries) - bad} of {len(entries)} files")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
