#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""headers_alone.py ROOT COMPILER: each header compiles by itself, whoever includes it first.

The build shows it of a header that the source of its name includes first; the others are tried.
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

FLAGS = ["-std=c++20", "-fsyntax-only", "-x", "c++", "-Wall", "-Wextra", "-Werror",
         *(f'-D{name}="/nowhere"' for name in ("INFOBIP_OTP_HELPER", "HELPER_PROGRAM", "HTTP_FAULTS"))]


def compile_alone(compiler, root, header):
    source = f'#include "{header}"\n#include "{header}"\n'  # twice: the guard is there
    includes = [f"-I{root / folder}" for folder in ("include", "src", "tests")]
    run = subprocess.run([compiler, *FLAGS, *includes, "-"], input=source, text=True,
                         capture_output=True)
    return header, run.returncode, run.stderr


def shown_by_build(root, folder, header):
    """X.cpp includes X.hpp before anything else; the words of include/ are in src/words."""
    if "#pragma once" not in header.read_text():
        return False
    source = header.with_suffix(".cpp")
    if folder == "include":
        source = root / "src/words" / source.name
    if not source.exists():
        return False
    first = re.search(r'^#include ["<](.*)[">]', source.read_text(), re.MULTILINE)
    return first is not None and first.group(1) == str(header.relative_to(root / folder))


def main():
    root, compiler = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    found = sorted((path, folder) for folder in ("include", "src", "tests")
                   for path in (root / folder).rglob("*.hpp"))
    if not found:
        print(f"{root}: no headers")
        return 1
    headers = [path for path, folder in found if not shown_by_build(root, folder, path)]
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for header, code, errors in pool.map(lambda h: compile_alone(compiler, root, h), headers):
            if code:
                bad += 1
                print(f"{header.relative_to(root)}: does not compile alone\n{errors}")
    print(f"headers_alone: {len(headers) - bad} of {len(headers)} compile, "
          f"{len(found) - len(headers)} are shown by the build")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
