# SPDX-License-Identifier: MIT
"""The tables in the code, as documents are held to them: settings, causes, events, files, codes."""
import os
import re
import subprocess

STATE = "/var/lib/infobip-otp"


def sources(root, *folders):
    for folder in folders:
        for path in sorted((root / "src" / folder).rglob("*.?pp")):
            yield path.read_text()


def output(*command):
    run = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True)
    return run.stdout


class CodeTables:
    """`root`: the checkout; `printer`: the built print_tables."""

    def __init__(self, root, printer):
        self.root = root
        rows = [line.split("\t") for line in output(printer).splitlines()]
        self.options = {row[1]: (self.default(row[2]), row[3]) for row in rows if row[0] == "option"}
        self.causes = {row[1]: row[2] for row in rows if row[0] == "cause"}
        self.module_events = {row[1] for row in rows if row[0] == "event" and row[2] == "module"}
        self.tool_events = {row[1] for row in rows if row[0] == "event" and row[2] == "tool"}

    @staticmethod
    def default(text):
        return re.sub(r"^/.*/infobip-otp/infobip-otp-helper$",
                      "/usr/lib/TRIPLET/infobip-otp/infobip-otp-helper", text)

    def exit_statuses(self, folder):
        names = {name for text in sources(self.root, folder)
                 for name in re.findall(r"\bEX_[A-Z]+\b", text)}
        # EX_PROTOCOL and the others have the numbers of sysexits.h in Python too.
        return {str(getattr(os, name)) for name in names}

    def pam_codes(self):
        [text] = [path.read_text() for path in (self.root / "src/assembly").glob("pam_verdict.cpp")]
        return set(re.findall(r"\bPAM_[A-Z_]+\b", text))

    def files(self):
        """Everything that is read or written where the settings are left alone."""
        paths = {default for default, _ in self.options.values() if default.startswith("/")}
        text = "\n".join(sources(self.root, "limits", "recovery", "base"))
        kinds = re.findall(r'_kind = "(\w+)"', text)
        paths |= {f"{STATE}/HEX.{kind}" for kind in kinds}
        paths |= {f"{STATE}/{name}" for name in re.findall(r'_name = "([\w.-]+)"', text)}
        paths |= {f"{STATE}/HEX.limits{end}" for end in re.findall(r'name \+ "(\.damaged)"', text)[:1]}
        paths |= {f"{STATE}/NAME{end}" for end in re.findall(r'name \+ "(\.new)"', text)}
        return paths

    def sentences(self):
        """The literals of the prompts, and of refusals, that a person would look up: three words or more."""
        text = (self.root / "src/otp/prompts.cpp").read_text()
        joined = re.sub(r'"\s*\n\s*"', "", text)
        literals = re.findall(r'"((?:[^"\\\n]|\\.)*)"', joined)
        literals += [piece for one in self.causes.values() for piece in re.split(r"\{\w+\}", one)]
        return {one.strip() for one in literals if len(one.split()) >= 3 and "%" not in one}
