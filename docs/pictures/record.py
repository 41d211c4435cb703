#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""record.py: two sessions as they were on the terminal, as JSON for draw.py. Inside scripts/host-up.

`login` is alice's of `scripts/try --auto`, `doctor` is root's with a stack of PAM that sends a message
to whoever knows a name. Each is a list of [seconds, kind, text]: `typed` by the person, `seen` on the terminal,
`phone`.
"""
import contextlib
import json
import pathlib
import sys
import time

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests/host"))

import dialogue  # noqa: E402
import try_auto  # noqa: E402

PROMPT = "root@server:~# "
SUDO = pathlib.Path("/etc/pam.d/sudo")
BROKEN = """auth    required    pam_infobip_otp.so
auth    requisite   pam_unix.so
auth    required    pam_permit.so
@include common-account
"""
COMMANDS = ("cat /etc/pam.d/sudo", "infobip-otp doctor sudo", "infobip-otp doctor sudo --fix | patch /etc/pam.d/sudo",
            "infobip-otp doctor sudo")


class Recorded(dialogue.Dialogue):
    """A dialogue that notes what happened when."""

    events = []

    def __init__(self, phone, *arguments, **spawn):
        self.events = Recorded.events = []
        self.messages = 0
        super().__init__(phone, *arguments, **spawn)

    def note(self, kind, text):
        self.events.append([round(time.monotonic(), 3), kind, text])

    def write(self, text):
        super().write(text)
        self.note("seen", text.replace("\r\n", "\n").replace("\r", ""))

    def answer(self, prompt, text):
        self.wait_for(prompt)
        messages = self.phone.text().splitlines()
        for message in messages[self.messages:]:
            self.note("phone", message)
        self.messages = len(messages)
        words = self.words(text)
        self.note("typed", words)
        self.child.sendline(words)


def login():
    try_auto.Dialogue = Recorded
    transcript = try_auto.Transcript()
    try_auto.alice_in_ssh_and_sudo(transcript)
    if transcript.failed:
        sys.exit("record.py: " + "; ".join(transcript.failed))
    begun, command = Recorded.events[0][0], "ssh alice@localhost"  # by the shell that this test has none of
    return [[begun, "seen", "$ "], [begun, "typed", command], [begun, "seen", command + "\n"], *Recorded.events]


def doctor():
    before = SUDO.read_text()
    SUDO.write_text(BROKEN)
    environment = {"TERM": "xterm", "PATH": "/usr/sbin:/usr/bin", "PS1": PROMPT, "HOME": "/root"}
    terminal = Recorded(dialogue.Phone(), "/bin/bash", "--norc", "--noprofile", "--noediting", env=environment,
                        dimensions=(40, 88))
    for command in COMMANDS:
        terminal.answer(PROMPT, command)
    terminal.wait_for(PROMPT)
    terminal.hang_up()
    SUDO.write_text(before)
    if "0 failures, 0 warnings" not in terminal.seen or "1 failure" not in terminal.seen:
        sys.exit("record.py: doctor did not say what it has to:\n" + terminal.seen)
    return terminal.events


def main():
    with contextlib.redirect_stdout(sys.stderr):
        sessions = {"login": login(), "doctor": doctor()}
    json.dump(sessions, sys.stdout, indent=0)


if __name__ == "__main__":
    main()
