# SPDX-License-Identifier: MIT
# What a person types: the version, the help, and what bash offers for it by its own means.
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import sandbox

SCRIPT = """set -u
. {completion}
complete -p infobip-otp-sandbox >/dev/null || exit 1
COMP_WORDS=(infobip-otp-sandbox "$@") COMP_CWORD=$# COMPREPLY=()
_infobip_otp_sandbox infobip-otp-sandbox "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def run(*words):
    return subprocess.run([sandbox.PROGRAM, *words], capture_output=True, text=True, timeout=sandbox.patience())


class CommandLine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "completion").write_text(run("completion").stdout)

    def offered(self, *typed):
        script = SCRIPT.format(completion=self.folder / "completion")
        done = subprocess.run(["bash", "-c", script, "bash", *typed], capture_output=True, text=True, check=True,
                              cwd=self.folder)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_the_version_is_that_of_the_build(self):
        text = (pathlib.Path(__file__).resolve().parents[2] / "CMakeLists.txt").read_text()
        version = re.search(r"^project\(\S+ VERSION (\S+)", text, re.M)[1]
        self.assertEqual(run("--version").stdout, f"infobip-otp-sandbox {version}\n")

    def test_the_short_option_is_help(self):
        self.assertEqual(run("-h").stdout, run("--help").stdout)

    def test_options_and_their_values_are_offered(self):
        self.assertEqual(self.offered("--ph"), ["--phone", "--phone-page"])
        self.assertIn("ctl", self.offered(""))
        self.assertEqual(self.offered("--plain-http", "--ve"), ["--version"])
        self.assertEqual(self.offered("--env", "comp"), ["completion"])
        self.assertEqual(self.offered("--listen", ""), [])
        self.assertEqual(self.offered("--quirk", "pin-p"), ["pin-placeholder="])
        values = re.search(r"(?m)^  pin-placeholder +\[([^\]]+)\]", run("--help").stdout)[1].split()
        self.assertEqual(self.offered("--quirk", "pin-placeholder", "="), values)
        self.assertIn("stall=", self.offered("--fault", ""))

    def test_a_quirk_that_is_none_is_refused_with_those_that_are_known(self):
        for text, known in (("dialekt=tutorial", " dialect "), ("dialect=swiss", "infobip tutorial"),
                            ("dialect", "NAME=VALUE")):
            done = run("--plain-http", "--quirk", text)
            self.assertEqual(done.returncode, 2)
            self.assertIn(known, done.stderr)

    def test_commands_of_ctl_are_offered(self):
        self.assertEqual(self.offered("ctl", "--control", "completion", "fa"), ["faults"])
        self.assertEqual(self.offered("ctl", "--control", "completion", "faults", ""), ["set", "list", "clear"])
        self.assertEqual(self.offered("ctl", "--cont"), ["--control"])
        self.assertIn("stall=", self.offered("ctl", "--control", "completion", "faults", "set", "st"))
        self.assertEqual(self.offered("ctl", "messages", "list", ""), [])

    def test_a_word_that_bash_would_expand_is_only_a_word(self):
        self.offered("$(touch touched)")
        self.offered("ctl", "$(touch touched)")
        self.assertFalse((self.folder / "touched").exists())

    def test_shellcheck_finds_nothing(self):
        done = subprocess.run(["shellcheck", "-s", "bash", self.folder / "completion"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, ""))


if __name__ == "__main__":
    sandbox.main(sys.modules["__main__"])
