#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""exports.py MODULE: what the built module shows to its host, asks of it, and how it was linked."""
import re
import subprocess
import sys

ENTRY_POINTS = {"pam_sm_authenticate", "pam_sm_setcred"}
NOT_NEEDED = re.compile(r"lib(curl|json-c|stdc\+\+|gcc_s|ssl|crypto|httplib)\b")


def output(*command):
    return subprocess.run(command, check=True, text=True, capture_output=True).stdout


def check(module):
    exported = {line.split()[-1].split("@")[0] for line in
                output("nm", "-D", "--defined-only", module).splitlines()}
    if exported != ENTRY_POINTS:
        yield f"exports {sorted(exported)}, not exactly {sorted(ENTRY_POINTS)}"
    dynamic = output("readelf", "-dW", module)
    for needed in re.findall(r"\(NEEDED\).*\[(.*?)\]", dynamic):
        if NOT_NEEDED.match(needed):
            yield f"needs {needed}: it belongs into the helper, or is to be linked statically"
    flags = " ".join(re.findall(r"\((?:FLAGS|FLAGS_1)\)\s*(.*)", dynamic))
    if "BIND_NOW" not in flags and "NOW" not in flags.split():
        yield "no -z now"
    if "NODELETE" not in flags:
        yield "no -z nodelete: libpam would unload code that exit handlers point to"
    if re.search(r"\((RPATH|RUNPATH|TEXTREL)\)", dynamic):
        yield "has RPATH, RUNPATH or TEXTREL"
    headers = output("readelf", "-lW", module)
    if "GNU_RELRO" not in headers:
        yield "no -z relro"
    if re.search(r"GNU_STACK.*RWE", headers):
        yield "its stack is executable"


def main():
    module = sys.argv[1]
    wrong = list(check(module))
    print("\n".join(f"{module}: {line}" for line in wrong) or f"exports: {module} is as it should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
