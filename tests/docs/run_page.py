#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""run_page.py PAGE: does what the page says, from top to bottom, in one shell.

Inside scripts/hostns. A person sits at it: types the password of the account and the code that came
to the sandbox's phone wherever they are asked for, says yes to apt and to a new host, and puts the
values of /run/sandbox/env or ~/sandbox/env into a file that is edited. A block asks for a code as often
as its comment says, no more and no less. As the page's reader: alice for README.md, who may use sudo;
else root.
"""
import os
import pathlib
import re
import subprocess
import sys
import time

import pexpect

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/host"))

import machine  # noqa: E402
from blocks import blocks_of  # noqa: E402
from dialogue import Phone  # noqa: E402
from machine import PASSWORD  # noqa: E402

BLOCK = pathlib.Path("/run/block.sh")
TIMEOUT = 600  # scripts/package may have to build

# The commands of a block, with the first one that fails. `set -e` would end the shell.
WRAPPED = """trap 'printf "\\n@@failed: %%s\\n" "$BASH_COMMAND"' ERR
%s
trap - ERR
"""


class Page:
    def __init__(self, name):
        self.name = name
        self.reader = "alice" if name == "README.md" else "root"
        self.home = "/root" if self.reader == "root" else f"/home/{self.reader}"
        self.kept = {}
        self.seen = ""
        self.shell = self.start_shell()

    def start_shell(self):
        shell = pexpect.spawn(
            "/usr/sbin/runuser", ["-u", self.reader, "--", "/bin/bash", "--norc", "-i"],
            encoding="utf-8", timeout=TIMEOUT, dimensions=(50, 250), cwd=str(ROOT),
            env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": self.home,
                 "USER": self.reader, "TERM": "dumb", "LANG": "C.UTF-8", "PS1": "",
                 "EDITOR": str(ROOT / "tests/docs/editor"), "SANDBOX": os.environ.get("SANDBOX", "")})
        shell.delaybeforesend = 0.02
        shell.logfile_read = self
        return shell

    def write(self, text):
        self.seen += text
        print(text.replace("\r", ""), end="", flush=True)

    def flush(self):
        pass

    def newest_code(self):
        phones = [pathlib.Path(folder) / "sandbox/phone" for folder in ("/run", self.home)]
        phones = sorted((path for path in phones if path.exists()), key=lambda path: path.stat().st_mtime)
        phone = Phone(phones[-1])
        phone.start = 0
        return phone.newest()

    def answer_until(self, end):
        """Answers every prompt until `end` appears; how often a code was asked for."""
        prompts = [end, r"assword(?: for \w+)?: $", r"Code: $", r"continue connecting .*\? $",
                   r"\[Y/n\] $", pexpect.EOF, pexpect.TIMEOUT]
        codes = 0
        while True:
            which = self.shell.expect(prompts)
            if which == 0:
                return codes
            if which >= 5:
                raise AssertionError("does not go on")
            codes += which == 2
            if which == 2:  # a person is slower than verifyPinLimit, one check in 3 s
                time.sleep(3)
            self.shell.sendline(self.newest_code() if which == 2 else
                                {1: PASSWORD, 3: "yes", 4: "y"}[which])

    def run(self, text, codes=0):
        BLOCK.write_text(WRAPPED % text)
        BLOCK.chmod(0o644)
        start = len(self.seen)
        self.shell.sendline(f". {BLOCK}; printf '@@ended:%d\\n' $?")
        asked = self.answer_until(r"@@ended:\d+")
        failed = re.search(r"@@failed: (.*)", self.seen[start:])
        if failed:
            raise AssertionError("failed: " + failed[1])
        if asked != codes:
            raise AssertionError(f"asked for a code {asked} times, not {codes}")

    def run_in_background(self, text):
        log = pathlib.Path("/run/background.log")
        log.write_text("")
        log.chmod(0o666)
        self.run(f"{text.strip().removesuffix('&')} >{log} 2>&1 &")
        end = time.monotonic() + TIMEOUT
        while not log.read_text():
            if time.monotonic() > end:
                raise AssertionError("it does not begin")
            time.sleep(0.1)

    def change(self, path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            self.kept.setdefault(path, path.read_text())
        path.write_text(text)

    def do(self, block):
        mark = block.mark
        if mark == "run in the background":
            return self.run_in_background(block.text)
        if mark.startswith("run"):
            return self.run(block.text, block.codes)
        verb, names, line = re.fullmatch(r"(file|append to|in|back in) (.*?)(?: for (.*))?", mark).groups()
        for name in names.split(", "):
            self.write_file(verb, pathlib.Path(name.replace("~", self.home)), block.text, f"{line}\n")

    def write_file(self, verb, path, text, line):
        before = path.read_text() if path.exists() else ""
        if verb == "file":
            self.change(path, text)
        elif verb == "append to":
            self.change(path, before + text)
        elif verb == "in":
            if before.count("\n" + line) + before.startswith(line) != 1:
                raise AssertionError(f"{path} has no one line {line!r}")
            self.change(path, before.replace(line, text))
        elif path not in self.kept or text not in self.kept[path]:
            raise AssertionError(f"{path} was not changed by this page")
        else:
            path.write_text(self.kept.pop(path))


def stand_in_for_systemd():
    """There is none in the throw-away host; a reload is a signal to sshd, whoever sends it."""
    systemctl = pathlib.Path("/usr/local/bin/systemctl")
    systemctl.write_text("#!/bin/sh\ntest \"$*\" = 'reload ssh' || exit 1\n"
                         "kill -HUP \"$(cat /run/sshd.pid)\"\nsleep 1\n")
    systemctl.chmod(0o755)


def stand_in_for_rsyslog():
    log = pathlib.Path("/var/log/auth.log")
    log.unlink(missing_ok=True)
    log.symlink_to("/var/log/syslog")


def as_debian_ships_it():
    """The packages are there and their settings, and nothing asks for a code yet."""
    machine.take_lines_out(ROOT)
    for file in pathlib.Path("/etc/ssh/sshd_config.d").glob("10-*"):
        file.unlink()


def main():
    name = sys.argv[1]
    blocks = [block for block in blocks_of(name, (ROOT / name).read_text()) if block.is_done]
    if not blocks:
        print(f"{name} has nothing to run")
        return 1
    stand_in_for_systemd()
    stand_in_for_rsyslog()
    enables = any(block.mark.startswith("in ") for block in blocks)
    if enables and pathlib.Path("/run/sandbox/env").exists():  # scripts/host-up has enabled it
        as_debian_ships_it()
    page = Page(name)
    for block in blocks:
        print(f"\n== {name}:{block.line} <{block.mark}>", flush=True)
        try:
            page.do(block)
        except AssertionError as problem:
            print(f"\n{name}:{block.line}: {problem}")
            subprocess.run(["tail", "-n", "15", "/var/log/syslog"], check=False)
            return 1
    print(f"\n{name}: {len(blocks)} blocks did what they say")
    return 0


if __name__ == "__main__":
    sys.exit(main())
