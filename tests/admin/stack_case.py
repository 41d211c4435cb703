# SPDX-License-Identifier: MIT
"""StackCase: a stack of the library, what the linter says of it, and what is expected."""
import contextlib
import json
import os
import pathlib
import shutil
import subprocess

import machine

TOOL = "/usr/bin/infobip-otp"
PAM = pathlib.Path("/etc/pam.d")
BUILD = pathlib.Path(os.environ["SANDBOX"]).parents[2]
SHIPPED = pathlib.Path(__file__).resolve().parents[2] / "config"
# Which stands in for the module of a directory, and where modules are.
DIRECTORY = BUILD / "tests/admin/libstand_in_directory.so"
MODULES = next(pathlib.Path("/usr/lib").glob("*/security"))
UNITS = pathlib.Path("/usr/lib/systemd/system")
NSSWITCH = pathlib.Path("/etc/nsswitch.conf")
NO_RULES = pathlib.Path("/run/no-rules-of-sudo")
USERS = {"with_phone": "alice", "without_phone": "carol", "exempt": "dave"}


class StackCase:
    """A folder of stacks/: files of /etc/pam.d, perhaps sshd_config and sudoers, expected.txt.

    `settings`, where there is one, stands behind the lines of the machine's settings file. Beside
    the files lie those of config/pam.d, which a stack may include.

    expected.txt: "service: NAME" (sudo), "statement: WORDS", "ways: METHODS=WORD ..." where a real
    sshd is the point, "matches: METHODS=WORD ..." where its only Match block, which alice meets, is, "sudo: WORDS" where a real sudo is, "depends: WHO/PASSWORD/CODE ..." the logins of which
    the linter may not be certain, "modules: NAME ..." where the directory of a module is one that knows
    nobody here, "units: NAME ..." where systemd has these, and one "LEVEL ID" a finding. `nsswitch`: a line of nsswitch.conf.
    """

    def __init__(self, folder):
        self.folder = folder
        self.name = folder.name
        self.service = "sudo"
        self.statement = self.ways = self.matches = self.sudo = self.depends = self.modules = self.units = ""
        self.findings = []
        for line in (folder / "expected.txt").read_text().splitlines():
            key, _, value = line.partition(": ")
            if key == "service":
                self.service = value
            elif key in ("statement", "ways", "matches", "sudo", "depends", "modules", "units"):
                setattr(self, key, value)
            elif line:
                self.findings.append(line)

    def file(self, name):
        path = self.folder / name
        return path if path.exists() else None

    @contextlib.contextmanager
    def installed(self):
        """/etc/pam.d as Debian ships it, with the files of this stack in it."""
        before = PAM.with_name("pam.d.before")
        shutil.copytree(PAM, before)
        settings, nsswitch = machine.SETTINGS.read_text(), NSSWITCH.read_text()
        try:
            if more := self.file("settings"):
                machine.SETTINGS.write_text(settings + more.read_text())
            if more := self.file("nsswitch"):
                NSSWITCH.write_text(nsswitch + more.read_text())
            for file in SHIPPED.glob("pam.d/*.example"):
                shutil.copy(file, PAM)
            for file in self.folder.iterdir():
                if file.name not in ("expected.txt", "nsswitch", "settings", "sshd_config", "sudoers"):
                    shutil.copy(file, PAM)
            for name in self.modules.split():
                shutil.copy(DIRECTORY, MODULES / f"{name}.so")
            for name in self.units.split():
                (UNITS / name).touch()
            yield self
        finally:
            for name in self.modules.split():
                (MODULES / f"{name}.so").unlink(missing_ok=True)
            for name in self.units.split():
                (UNITS / name).unlink(missing_ok=True)
            machine.SETTINGS.write_text(settings)
            NSSWITCH.write_text(nsswitch)
            shutil.rmtree(PAM)
            before.rename(PAM)

    def doctor(self, *options):
        """What `infobip-otp doctor --json` says of this stack, and its exit status."""
        NO_RULES.touch()
        sudoers = self.file("sudoers") or NO_RULES
        run = subprocess.run([TOOL, "doctor", self.service, "--json", "--sudoers", sudoers, *options],
                             capture_output=True, text=True)
        if not run.stdout:
            raise AssertionError(run.stderr)
        return json.loads(run.stdout), run.returncode

    def found(self, report):
        return sorted(f"{one['level']} {one['id']}" for one in report["findings"]
                      if one["service"] == self.service)

    def logins(self, user):
        """What the linter foretells of this account's logins."""
        report, _ = self.doctor("--user", user)
        return report["services"][0]["logins"]


def statement(logins):
    """The words for what happened, or will: {(who, password, code): (gets in, messages)}."""
    inside = {key for key, (gets_in, _) in logins.items() if gets_in}
    phone = "with_phone"
    words = []
    if (phone, "right", "right") in inside and (phone, "right", "wrong") not in inside:
        words.append("with code")
    if (phone, "right", "wrong") in inside:
        words.append("without")
    if (phone, "wrong", "wrong") in inside:
        words.append("anybody")
    if (phone, "wrong", "right") in inside:
        words.append("code alone")
        if "with code" in words:
            words.remove("with code")
    if (phone, "right", "right") not in inside:
        words.append("never")
    if any(messages and key[0] == phone and key[1] == "wrong"
           for key, (_, messages) in logins.items()):
        words.append("sends first")
    exempt_in = ("exempt", "right", "wrong") in inside
    if not exempt_in and "never" not in words:
        words.append("exempt out")
    if ("exempt", "wrong", "wrong") in inside:
        words.append("exempt freely")
    return ", ".join(words)
