#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""headers_alone.py ROOT COMPILER: each header compiles by itself, whoever includes it first."""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

FLAGS = ["-std=c++20", "-fsyntax-only", "-x", "c++", "-Wall", "-Wextra", "-Werror",
         '-DINFOBIP_OTP_HELPER="/nowhere"']


def compile_alone(compiler, root, header):
    source = f'#include "{header}"\n#include "{header}"\n'  # twice: the guard is there
    includes = [f"-I{root / folder}" for folder in ("include", "src", "tests")]
    run = subprocess.run([compiler, *FLAGS, *includes, "-"], input=source, text=True,
                         capture_output=True)
    return header, run.returncode, run.stderr


def main():
    root, compiler = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    headers = sorted(path for folder in ("include", "src", "tests")
                     for path in (root / folder).rglob("*.hpp"))
    if not headers:
        print(f"{root}: no headers")
        return 1
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for header, code, errors in pool.map(lambda h: compile_alone(compiler, root, h), headers):
            if code:
                bad += 1
                print(f"{header.relative_to(root)}: does not compile alone\n{errors}")
    print(f"headers_alone: {len(headers) - bad} of {len(headers)} compile")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
