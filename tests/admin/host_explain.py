#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""infobip-otp explain: a refusal in the real journal, and what is in force in sudo and others.

Inside scripts/host-up.
"""
import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "host"))

import machine  # noqa: E402
from host_case import HostCase, main  # noqa: E402
from pam_login import log_in  # noqa: E402

TOOL = "/usr/bin/infobip-otp"
SUDOERS = pathlib.Path("/etc/sudoers.d/host-up")
PAM = pathlib.Path("/etc/pam.d")


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
        self.assertRegex(run.stdout, r"localhost su\[\d+\]:  The login was denied .*: no_phone")
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


class InForce(HostCase):
    """The PAM service and the account that are asked, which are not always those that one names."""

    def explained(self, service):
        run = subprocess.run([TOOL, "explain", "--user", "alice", "--service", service, "--json"],
                             timeout=60, capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout)

    def rules(self, text):
        self.enterContext(machine.changed_file(SUDOERS, SUDOERS.read_text() + text))

    def sudo(self, *answers):
        return self.talk(["runuser", "-u", "alice", "--", "sudo", "-k", "id", "-un"], *answers)

    def test_another_pam_service_of_sudo_is_followed(self):
        touch = PAM / "sudo-touch"
        touch.write_text("auth required pam_unix.so\naccount required pam_unix.so\n")
        self.addCleanup(touch.unlink)
        self.rules("Defaults:alice pam_service=sudo-touch\n")
        told = self.explained("sudo")
        self.assertEqual((told["user"], told["service"], told["place"]), ("alice", "sudo-touch", ""))
        self.assertIn("Defaults:alice pam_service=sudo-touch", told["note"])
        self.assertEqual(told["courses"][0]["course"], "password_only")
        self.assertEqual((told["courses"][0]["gets_in"], told["courses"][0]["messages"]), ("yes", [0]))
        status, seen = self.sudo(("assword for alice: ", machine.PASSWORD))
        self.assertEqual((status, seen[-6:]), (0, "\nroot\n"), seen)
        self.assert_sent(0)
        self.assertEqual(self.explained("sudo-i")["service"], "sudo-i")

    def test_the_account_that_sudo_asks_about_is_tried(self):
        subprocess.run(["chpasswd"], input=f"root:{machine.PASSWORD}\n", text=True, check=True)
        self.rules("Defaults targetpw\n")
        told = self.explained("sudo")
        self.assertEqual((told["user"], told["courses"][0]["cause"]), ("root", "no_phone"))
        status, seen = self.sudo(("assword for root: ", machine.PASSWORD), ("close: ", ""))
        self.assertEqual(status, 1, seen)
        self.assertIn("No phone number is known for this account.", seen)

    def test_a_program_that_cannot_ask_is_foretold_to_let_nobody_in(self):
        service = PAM / "vsftpd"
        service.write_text((PAM / "sudo").read_text())
        self.addCleanup(service.unlink)
        told = self.explained("vsftpd")
        self.assertIn("cannot ask", told["note"])
        first = told["courses"][0]
        self.assertEqual((first["course"], first["gets_in"], first["messages"]), ("password_only", "no", [1]))
        self.set_options(tries="1")
        # As such a program does: the password to every prompt.
        answered = log_in("vsftpd", "alice", lambda style, prompt: machine.PASSWORD)
        self.assertIn(answered, first["results"])
        self.assert_sent(1)


if __name__ == "__main__":
    main()
