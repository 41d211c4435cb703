#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The main job without a person: ssh and sudo, with the right code and with wrong ones.

Inside scripts/host-up, by `scripts/try --auto`. Prints what was on the terminal and on the phone;
exit status 0 only if each of the four went as it has to.
"""
import sys

from dialogue import RIGHT, WRONG, Dialogue, Phone
from machine import PASSWORD

SUDO = "[sudo] password for alice: "


class Transcript:
    def __init__(self):
        self.failed = []

    def show(self, dialogue, phone):
        print("".join(f"    {line}\n" for line in dialogue.seen.splitlines()), end="")
        for message in phone.text().splitlines():
            print(f"    phone: {message}")

    def claim(self, true, what):
        print(("  yes: " if true else "  NO:  ") + what, flush=True)
        if not true:
            self.failed.append(what)


def alice_in_ssh_and_sudo(transcript):
    """One ssh session: in with the right code, root with a new one, no root with wrong ones."""
    print("$ ssh alice@localhost")
    phone = Phone()
    terminal = Dialogue(phone, "ssh", "alice@localhost", env={"TERM": "dumb", "PATH": "/usr/bin"})
    try:
        terminal.answer("Password: ", PASSWORD)
        terminal.answer("Code: ", RIGHT)
        terminal.answer("$ ", "sudo id")
        terminal.answer(SUDO, PASSWORD)
        terminal.answer("Code: ", RIGHT)
        terminal.answer("$ ", "sudo id; echo ended with $?")
        terminal.answer(SUDO, PASSWORD)
        for _ in range(3):
            terminal.answer("Code: ", WRONG)
        terminal.wait_for("ended with 1\r\n")
        terminal.answer("$ ", "exit")
        status = terminal.end()
    except AssertionError as problem:
        print(problem)
        status = None
    transcript.show(terminal, phone)
    transcript.claim("alice@localhost:~$ sudo id" in terminal.seen, "ssh let in with the right code")
    transcript.claim(terminal.seen.count("uid=0(root)") == 1, "sudo gave root with the right code")
    transcript.claim("ended with 1" in terminal.seen and status == 0,
                     "sudo refused three wrong codes")
    transcript.claim(len(set(phone.codes())) == 3, "each login had a code of its own")


def bob_refused_by_ssh(transcript):
    print("$ ssh bob@localhost id")
    phone = Phone()
    terminal = Dialogue(phone, "ssh", "bob@localhost", "id")
    try:
        status = terminal.go_through(("Password: ", PASSWORD), *[("Code: ", WRONG)] * 3)
    except AssertionError as problem:
        print(problem)
        status = None
    transcript.show(terminal, phone)
    transcript.claim(status == 255 and "uid=" not in terminal.seen and len(phone.codes()) == 1,
                     "ssh refused three wrong codes, after one message")


def main():
    transcript = Transcript()
    alice_in_ssh_and_sudo(transcript)
    bob_refused_by_ssh(transcript)
    print(f"FAILED: {'; '.join(transcript.failed)}" if transcript.failed else
          "ssh and sudo let in with the right code and refused wrong ones")
    return 1 if transcript.failed else 0


if __name__ == "__main__":
    sys.exit(main())
