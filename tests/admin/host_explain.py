#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""infobip-otp explain --reference, with the real journal. Inside scripts/host-up."""
import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "host"))

import machine  # noqa: E402
from host_case import HostCase, main  # noqa: E402

TOOL = "/usr/sbin/infobip-otp"


class InTheJournal(HostCase):
    """What goes to /dev/log goes to systemd-journald, and to no file."""

    def setUp(self):
        super().setUp()
        self.enterContext(machine.journal())

    def refusal(self):
        """The reference that carol, who has no phone, is shown."""
        status, seen = self.talk(["runuser", "-u", "bob", "--", "su", "carol", "-c", "id"],
                                 ("assword: ", machine.PASSWORD), ("Press Enter to close: ", ""))
        self.assertEqual(status, 1, seen)
        return re.search(r"\(reference ([0-9A-F]{6})\)", seen)[1]

    def explain(self, reference, *words):
        return subprocess.run([TOOL, "explain", "--reference", reference, *words], timeout=machine.patience(),
                              capture_output=True, text=True)

    def explained(self, reference):
        """A line may be under way in the journal still."""
        runs = []
        machine.wait_until(lambda: runs.append(self.explain(reference)) or runs[-1].returncode == 0)
        return runs[-1]

    def test_a_refusal_is_found_by_what_the_person_saw(self):
        reference = self.refusal()
        run = self.explained(reference)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertRegex(run.stdout, rf"^{reference}[0-9A-F]{{10}}: carol at su\n")
        self.assertRegex(run.stdout, r"localhost su\[\d+\]: verdict .*cause=no_phone")
        self.assertIn("-> The account has no line in the users file.", run.stdout)
        [login] = json.loads(self.explain(reference.lower(), "--json").stdout)["logins"]
        self.assertEqual(login["events"][-1]["cause"], "no_phone")
        self.assertEqual(self.log.lines(), [], "it was in the journal alone")

    def test_one_that_it_does_not_have_is_said_so_with_where_was_looked(self):
        reference = self.refusal()
        self.explained(reference)
        run = self.explain("%06X" % (int(reference, 16) ^ 1))
        self.assertEqual(run.returncode, 66, run.stdout)
        self.assertIn("in the journal, /var/log/syslog: name the log", run.stderr)

    def test_a_file_that_is_named_is_read_in_its_place(self):
        reference = self.refusal()
        self.explained(reference)
        run = self.explain(reference, "--log", "/var/log/syslog")
        self.assertEqual(run.returncode, 66, run.stdout)
        self.assertNotIn("journal", run.stderr)


if __name__ == "__main__":
    main()
