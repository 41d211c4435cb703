# SPDX-License-Identifier: MIT
"""A person: a phone that messages arrive on, and a terminal on which prompts are answered."""
import pathlib
import re

import pexpect
from machine import patience, stretched

RIGHT, WRONG = object(), object()  # answers: the newest code, and one that it is not


class Phone:
    """The messages that the sandbox delivered since this object was made."""

    def __init__(self, path=pathlib.Path("/run/sandbox/phone")):
        self.path = path
        self.start = path.stat().st_size

    def codes(self):
        return re.findall(r"\b\d{6}\b", self.text())

    def text(self):
        with self.path.open() as messages:
            messages.seek(self.start)
            return messages.read()

    def newest(self):
        """The code of the newest message; the sandbox shows one before it says that it was sent."""
        if not self.codes():
            raise AssertionError("no message arrived")
        return self.codes()[-1]


class Dialogue:
    """A command on a terminal, and a person who answers its prompts."""

    def __init__(self, phone, command, *arguments, explain=str, **spawn):
        """`explain` says more of what went wrong: the log."""
        self.phone = phone
        self.explain = explain
        self.seen = ""
        spawn.setdefault("dimensions", (24, 200))
        self.child = pexpect.spawn(command, list(arguments), encoding="utf-8", timeout=patience(), **spawn)
        self.child.delaybeforesend = 0.02
        self.child.logfile_read = self

    def write(self, text):
        self.seen += text.replace("\r\n", "\n").replace("\r", "")

    def flush(self):
        pass

    def wait_for(self, prompt):
        try:
            self.child.expect_exact(prompt)
        except (pexpect.EOF, pexpect.TIMEOUT) as problem:
            raise AssertionError(f"no {prompt!r} ({type(problem).__name__}) in:\n{self.seen}\n"
                                 f"{self.explain()}") from None

    def answer(self, prompt, text):
        self.wait_for(prompt)
        self.child.sendline(self.words(text))

    def words(self, text):
        if text is RIGHT:
            return self.phone.newest()
        if text is WRONG:
            return "".join(str(9 - int(digit)) for digit in self.phone.newest())
        return text

    def go_through(self, *answers):
        """Gives each (prompt, answer) and waits for the end; the exit status."""
        for prompt, text in answers:
            self.answer(prompt, text)
        return self.end()

    def interrupt(self, end=pexpect.EOF):
        """Ctrl-C, and again: sudo misses one that comes between its prompt and its read(2)."""
        for _ in range(10):
            self.child.sendcontrol("c")
            if self.child.expect([end, pexpect.TIMEOUT], timeout=stretched(3)) == 0:
                return

    def end(self):
        """Waits for the end; the exit status, 128 + N after signal N."""
        try:
            self.child.expect(pexpect.EOF)
        except pexpect.TIMEOUT:
            raise AssertionError(f"does not end:\n{self.seen}\n{self.explain()}") from None
        self.child.close()
        status = self.child.exitstatus
        return 128 + self.child.signalstatus if status is None else status

    def hang_up(self):
        self.child.close(force=True)
