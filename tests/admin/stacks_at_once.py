#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""stacks_at_once.py CHECKOUT BUILD [NAME...]: stacks.py in several throw-away hosts, each with its part of the cases.

A login waits more than it works (refusals take their time), and the files of PAM are one set for a
host. The stacks that are alike stand side by side, so that each host gets some of each kind.
"""
import re
import subprocess
import sys

HOSTS = 4
CANNOT = 77
FIGURE = re.compile(r"figure: linter and reality agree on (\d+) of (\d+) stacks, "
                    r"(\d+) of (\d+) logins \((\d+) foretold for certain\)\n")


def start(checkout, build, part, names):
    command = [f"{checkout}/scripts/hostns", f"{checkout}/scripts/host-up", build, "/usr/bin/python3",
               f"{checkout}/tests/admin/stacks.py", f"{part}/{HOSTS}", *names]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True)


def main():
    checkout, build, *names = sys.argv[1:]
    hosts = [start(checkout, build, part, names) for part in range(HOSTS)]
    sums = [0] * 5
    failed = 0
    for host in hosts:  # the others go on meanwhile
        said = host.communicate()[0]
        figure = FIGURE.search(said)
        print(FIGURE.sub("", said), end="", flush=True)
        if host.returncode == CANNOT:
            return CANNOT
        if not figure:
            print("this host ended without its figure")
            failed += 1
            continue
        sums = [one + int(more) for one, more in zip(sums, figure.groups())]
        # Of a few names a host may have none.
        failed += host.returncode != 0 and figure[2] != "0"
    print("figure: linter and reality agree on {} of {} stacks, {} of {} logins ({} foretold for certain)".format(*sums))
    return 0 if sums[1] and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
