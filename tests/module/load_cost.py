#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""load_cost.py PROGRAM MODULE: what loading the module and skipping an account costs, in instructions.

Every sudo pays it, also one that asks for nothing. Counted by callgrind around pam_start ... pam_end,
beside pam_permit.so in the same run; counts do not depend on how busy the machine is. The bars are
those of docs/architecture.md: half a million instructions, two shared objects beyond pam_permit's.
"""
import os
import re
import subprocess
import sys
import tempfile

MOST_INSTRUCTIONS = 500_000
MOST_OBJECTS = 2


def count(program, folder, service):
    """(PAM code, shared objects, instructions) of one call."""
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", "--instr-atstart=no",
         f"--callgrind-out-file={folder}/{service}.out", program, folder, service, "daemon"],
        capture_output=True, text=True, check=True)
    code, objects = re.search(r"code (\d+) objects (\d+)", run.stdout).groups()
    instructions = re.search(r"Collected : (\d+)", run.stderr).group(1)
    return int(code), int(objects), int(instructions)


def write(path, text, mode=0o600):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    os.chmod(path, mode)


def main():
    program, module = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        write(f"{folder}/conf", f"""base_url = https://127.0.0.1:1
application_id = A
message_id = M
api_key_file = {folder}/key
users_file = {folder}/users
state_dir = {folder}/state
users_without_phone = ignore
""")
        write(f"{folder}/key", "KEY\n")
        write(f"{folder}/users", "alice: +41793026727\n")
        write(f"{folder}/other", "")
        write(f"{folder}/permit", "auth required pam_permit.so\n")
        write(f"{folder}/ours", f"auth required {module} conf={folder}/conf\n"
                                "auth required pam_permit.so\n")
        permit = count(program, folder, "permit")
        ours = count(program, folder, "ours")

    print(f"figure: load and skip: {ours[2] / 1e6:.2f} million instructions (bar "
          f"{MOST_INSTRUCTIONS / 1e6}; pam_permit alone {permit[2] / 1e6:.2f}), "
          f"{ours[1] - permit[1]} shared objects beyond pam_permit's (bar {MOST_OBJECTS})")
    if (permit[0], ours[0]) != (0, 0):
        sys.exit(f"pam_permit answered {permit[0]}, the stack with ours {ours[0]}, both should be 0")
    if ours[2] > MOST_INSTRUCTIONS or ours[1] - permit[1] > MOST_OBJECTS:
        sys.exit("over the bar")


main()
