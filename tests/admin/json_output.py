#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""json_output.py TOOL SPEND SCHEMA: what every --json prints is what docs/infobip-otp.schema.json says.

Strictly: the schema lets later versions add members, this test lets nothing be there that it does
not name. A command that has --json and no case here is a failure.
"""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from jsonschema import Draft202012Validator

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "fakes"))
from yardstick import patience  # noqa: E402

TOOL, SPEND, SCHEMA = sys.argv[1:4]

SSHD = """usepam yes
kbdinteractiveauthentication yes
passwordauthentication no
pubkeyauthentication yes
authenticationmethods publickey,keyboard-interactive:pam any
logingracetime 120
maxauthtries 6
maxstartups 50:30:200
permitrootlogin no
"""
LOG = """Nov 22 10:00:01 host sshd[7]: pam_infobip_otp(sshd:auth): event=code_sent request=7F3A2C91D0B4E855 \
user=root service=sshd rhost=192.0.2.7 tty=ssh to=********6727
Nov 22 10:00:09 host sshd[7]: pam_infobip_otp(sshd:auth): event=verdict request=7F3A2C91D0B4E855 \
user=root service=sshd rhost=192.0.2.7 tty=ssh to=********6727 verdict=denied cause=no_answer ms=8003
"""
# What is typed behind each command that has --json; {work} is the folder of the test.
PAM = ["--pam-dir", "{work}/pam.d", "--sshd", "{work}/sshd"]
DOCTOR = [*PAM, "--sudoers", "{work}/sudoers"]
CASES = {
    "user list": [[], ["--show-numbers"]],
    "user show": [["daemon"], ["bin"]],
    "recovery count": [["root"], ["daemon"], ["bin"]],
    "limits show": [["root"], ["daemon"], ["bin"]],
    "usage": [[], ["root"], ["bin"]],
    "status": [DOCTOR],
    "check": [[]],
    "explain": [["--user", "root", "--service", "sudo", *PAM],
                ["--user", "root", "--service", "sshd", "--rhost", "192.0.2.7", *PAM],
                ["--user", "bin", "--service", "sudo", *PAM],
                ["--reference", "7F3A2C", "--log", "{work}/log"]],
    "doctor": [DOCTOR, ["sudo", "--fix", *DOCTOR], ["sshd", *DOCTOR]],
}


def strict(schema):
    """The same, but every object has the members that are named and no other."""
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: strict(value) for name, value in schema.items()}
    if made.get("type") == "object" and "properties" in made and "oneOf" not in made:
        made.setdefault("additionalProperties", False)
    return made


def commands_with_json():
    page = subprocess.run([TOOL, "--help"], check=True, capture_output=True, text=True).stdout
    rows = page.split("Commands:\n")[1].split("\n\n")[0].splitlines()
    for row in rows:
        if not row.startswith("    "):
            continue  # a heading
        words = []
        for word in row.strip().split("  ")[0].split():
            if not word.isalpha() or word.isupper():
                break
            words.append(word)
        own = subprocess.run([TOOL, *words, "--help"], check=True, capture_output=True, text=True)
        if "  --json " in own.stdout:
            yield " ".join(words)


class JsonOutput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.schema = json.loads(pathlib.Path(SCHEMA).read_text())
        Draft202012Validator.check_schema(cls.schema)
        cls.validator = Draft202012Validator(strict(copy.deepcopy(cls.schema)))

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = pathlib.Path(folder.name)
        self.write("conf", "base_url = https://localhost:9\napplication_id = A\nmessage_id = M\n"
                   f"state_dir = {self.work}/state\nusers_file = {self.work}/users\n"
                   f"api_key_file = {self.work}/key\n[service sudo]\ntries = 2\n", 0o644)
        self.write("users", "root: +41793026727\ndaemon: +385911234567; verified=no\nbin +385\n")
        self.write("key", "a-key\n")
        self.write("sshd", SSHD)
        self.write("sudoers", "daemon ALL=(ALL) NOPASSWD: ALL\n")
        (self.work / "pam.d").mkdir()
        self.write("pam_infobip_otp.so", "\177ELF")
        self.write("log", LOG)
        for service in ("sshd", "sudo"):
            self.write(f"pam.d/{service}", "auth sufficient pam_unix.so\n"
                       f"auth required {self.work}/pam_infobip_otp.so\naccount required pam_unix.so\n")
        subprocess.run([SPEND, self.work / "state", "root", *"send failure send success send".split()],
                       check=True, stdout=subprocess.DEVNULL)
        subprocess.run([SPEND, self.work / "state", "daemon", *["failure"] * 10, "refused"],
                       check=True, stdout=subprocess.DEVNULL)
        self.run_tool("recovery", "new", "root")

    def write(self, name, text, mode=0o600):
        path = self.work / name
        path.write_text(text)
        path.chmod(mode)

    def run_tool(self, *words):
        return subprocess.run([TOOL, "--conf", self.work / "conf", *words], capture_output=True,
                              text=True, timeout=patience())

    def reports(self):
        for command, cases in CASES.items():
            for case in cases:
                words = [*command.split(), *(word.format(work=self.work) for word in case)]
                run = self.run_tool(*words, "--json")
                self.assertEqual(run.stdout.count("\n"), 1, run.stdout + run.stderr)
                yield words, json.loads(run.stdout)

    def errors(self, report):
        """By the form that the report says it has: of a choice of forms one error says little."""
        forms = [one for one in self.schema["$defs"].values()
                 if one.get("properties", {}).get("schema", {}).get("const") == report["schema"]]
        self.assertEqual(len(forms), 1, report["schema"])
        form = strict({**copy.deepcopy(forms[0]), "$defs": copy.deepcopy(self.schema["$defs"])})
        named = [f"{list(one.absolute_path)}: {one.message}"[:300]
                 for one in Draft202012Validator(form).iter_errors(report)]
        return named or ([] if self.validator.is_valid(report) else ["no form of the schema"])

    def test_every_command_that_has_json_has_a_case_here(self):
        self.assertEqual(sorted(commands_with_json()), sorted(CASES))

    def test_what_is_printed_is_what_the_schema_says(self):
        seen = set()
        for words, report in self.reports():
            with self.subTest(command=words):
                self.assertEqual(self.errors(report), [])
            seen.add(report["schema"])
        named = {one["properties"]["schema"]["const"] for one in self.schema["$defs"].values()
                 if "schema" in one.get("properties", {})}
        self.assertEqual(seen, named)

    def test_a_list_that_could_be_empty_is_not_empty_here(self):
        """Or nothing would be known of what stands in it."""
        filled = {}
        for _, report in self.reports():
            for name, value in report.items():
                if isinstance(value, list):
                    filled[name] = max(filled.get(name, 0), len(value))
        self.assertEqual({name for name, count in filled.items() if count == 0}, set())

    def test_a_report_that_is_wrong_is_found(self):
        report = json.loads(self.run_tool("recovery", "count", "root", "--json").stdout)
        self.assertTrue(self.validator.is_valid(report))
        for wrong in ({**report, "unused": -1}, {**report, "unused": "ten"}, {**report, "more": 1},
                      {"schema": "infobip-otp recovery 1"}, {**report, "schema": "infobip-otp 2"}):
            self.assertFalse(self.validator.is_valid(wrong), wrong)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
