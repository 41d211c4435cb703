#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""try_module.py PHONE COMMAND...: the right code, then wrong ones, for scripts/try-module --auto."""
import pathlib
import sys

from dialogue import RIGHT, WRONG, Dialogue, Phone


def log_in(code, tries, expected):
    phone = Phone(pathlib.Path(sys.argv[1]))
    terminal = Dialogue(phone, *sys.argv[2:])
    status = terminal.go_through(*[("Code: ", code)] * tries)
    print(terminal.seen + "".join(f"phone: {line}\n" for line in phone.text().splitlines()))
    if status != expected:
        print(f"FAILED: exit status {status}, not {expected}")
    return status == expected


if __name__ == "__main__":
    good = log_in(RIGHT, 1, 0) and log_in(WRONG, 3, 1)
    sys.exit(0 if good else 1)
