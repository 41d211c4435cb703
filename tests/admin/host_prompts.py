#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every prompt of the tool, given every kind of answer, on a real terminal. Inside scripts/host-up.

Nothing, nonsense, Ctrl-C, Ctrl-D, the end of the input, a terminal that is closed: the question again
or one sentence, files as before, nothing left running. And text is as wide as the terminal.
"""
import os
import pathlib
import re
import shutil
import sys

import pexpect

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests/host"))

import machine  # noqa: E402
from dialogue import RIGHT  # noqa: E402
from host_case import HostCase, main  # noqa: E402

TOOL = "/usr/bin/infobip-otp"
LOGIN_SERVICE = pathlib.Path("/etc/pam.d/login")
FRESH = pathlib.Path("/root/fresh")
FOLDERS = (machine.SETTINGS.parent, pathlib.Path("/etc/pam.d"), FRESH, pathlib.Path("/var/lib/infobip-otp.enable"))
LOCK = FOLDERS[-1] / "lock"  # of enable; it is empty, and stays
SETUP = ["setup", "--conf", str(FRESH / "infobip-otp.conf")]
URL, KEY = object(), object()  # answers: of the sandbox
# The answers that lead there, and the prompt that is tried.
BASE, MANAGE = "https://XXXXX.api.infobip.com): ", "used once and not stored: "
LOGIN, MAKE = "(Enter: the same one): ", "Make these changes? (yes/no) "
SHARE = "Use it for carol too? (yes/no) "
CODE, WRITE = "Code: ", "(yes/no) "
PROMPTS = [
    (SETUP, [], BASE),
    (SETUP, [(BASE, URL)], MANAGE),
    (SETUP, [(BASE, URL), (MANAGE, KEY)], LOGIN),
    (SETUP, [(BASE, URL), (MANAGE, KEY), (LOGIN, "")], MAKE),
    (["user", "add", "carol", "+41793026727"], [], SHARE),
    (["user", "add", "carol", "+41793026799"], [], CODE),
    (["user", "test", "alice"], [], CODE),
    (["enable", "sudo", "--user", "alice"], [], CODE),
    (["enable", "sudo", "--user", "alice"], [(CODE, RIGHT)], WRITE),
    (["try", "--user", "alice"], [], CODE),
    (["try", "--user", "alice", "--service", "login"], [], "Password: "),
    (["try", "--user", "alice", "--sandbox"], [], CODE),
]
# Commands that ask nothing, so that none is forgotten.
SILENT = {"status", "check", "disable", "user list", "user show", "user remove", "recovery new", "recovery count",
          "recovery revoke", "limits show", "limits reset", "usage", "doctor", "explain", "completion"}


class Prompts(HostCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self.put_back, {file: file.read_bytes() for file in pathlib.Path("/etc/pam.d").iterdir()})
        login = LOGIN_SERVICE.read_bytes()
        machine.take_lines_out(CHECKOUT)
        LOGIN_SERVICE.write_bytes(login)
        FRESH.mkdir(mode=0o700)
        self.addCleanup(shutil.rmtree, FRESH)
        (FRESH / "infobip-otp.conf").write_text(f"ca_file = /etc/infobip-otp/ca.pem\napi_key_file = {FRESH}/api-key\n")
        self.env = dict(line.split("=", 1) for line in pathlib.Path("/run/sandbox/env").read_text().splitlines()
                        if "=" in line)

    @staticmethod
    def put_back(files):
        for file, content in files.items():
            file.write_bytes(content)

    def words(self, dialogue, answer):
        if answer is URL:
            return self.env["INFOBIP_BASE_URL"].strip("'\"")
        return self.original_key if answer is KEY else dialogue.words(answer)

    @staticmethod
    def files():
        return {str(file): (file.read_bytes(), file.stat().st_mode) for folder in FOLDERS if folder.exists()
                for file in folder.rglob("*") if file.is_file() and file != LOCK}

    def come_to(self, command, before, prompt):
        machine.forget_spending()
        dialogue = self.start(TOOL, *command)
        for text, answer in before:
            dialogue.wait_for(text)
            dialogue.child.sendline(self.words(dialogue, answer))
        dialogue.wait_for(prompt)
        self.start_of_answer = len(dialogue.seen)
        return dialogue

    def assert_nothing_is_left(self, files):
        self.assertEqual(self.files(), files)
        self.assertTrue(machine.wait_until(lambda: not machine.processes(r"^/usr/bin/infobip-otp ")))
        self.assertTrue(machine.wait_until(lambda: not machine.helpers()))
        self.assertEqual(len(machine.processes(r"^\S*infobip-otp-sandbox")), 1, "host-up's own alone")
        self.assertEqual(list(pathlib.Path("/run").glob("infobip-otp.*")), [])

    def assert_ended_with_a_sentence(self, dialogue):
        """One, on a line of its own, and no success."""
        status = dialogue.end()
        self.assertNotIn(status, (0, 70), dialogue.seen)
        said = dialogue.seen[self.start_of_answer:]
        sentences = re.findall(r"(?m)^infobip-otp: .+$|^\w+ does not get in: .+$", said)
        self.assertEqual(len(sentences), 1, repr(dialogue.seen))
        return sentences[0]

    def assert_asked_again_or_told(self, dialogue, prompt):
        found = dialogue.child.expect([re.escape(prompt), re.escape("Recovery code"), pexpect.EOF])
        if found == 2:
            self.assert_ended_with_a_sentence(dialogue)
        else:
            dialogue.hang_up()

    def over_all(self, check):
        files = self.files()
        for command, before, prompt in PROMPTS:
            with self.subTest(command=" ".join(command), prompt=prompt):
                check(self.come_to(command, before, prompt), prompt)
                self.assert_nothing_is_left(files)

    def test_nothing_is_asked_again_or_ends_it(self):
        def check(dialogue, prompt):
            dialogue.child.sendline("")
            if prompt == LOGIN:
                prompt = MAKE  # Enter is an answer there
            self.assert_asked_again_or_told(dialogue, prompt)
        self.over_all(check)

    def test_nonsense_is_asked_again_or_ends_it(self):
        def check(dialogue, prompt):
            dialogue.child.sendline("\t\u00fc\u2603 %s\x01;")
            self.assert_asked_again_or_told(dialogue, prompt)
        self.over_all(check)

    def test_nonsense_for_ever_ends_with_a_sentence(self):
        def check(dialogue, prompt):
            for _ in range(12):
                dialogue.child.sendline("nonsense")
                if dialogue.child.expect([re.escape(prompt), "Code: |close: |stored: ", pexpect.EOF]) == 2:
                    break
            self.assert_ended_with_a_sentence(dialogue)
        self.over_all(check)

    def test_ctrl_c_ends_it_and_gives_the_terminal_back(self):
        def check(dialogue, _):
            dialogue.child.sendintr()
            dialogue.child.expect(pexpect.EOF)
            self.assertTrue(dialogue.child.getecho())
            self.assertIn("interrupted", self.assert_ended_with_a_sentence(dialogue))
        self.over_all(check)

    def test_ctrl_d_ends_it(self):
        def check(dialogue, _):
            dialogue.child.sendeof()
            dialogue.child.expect([pexpect.EOF, "close: "])
            dialogue.child.sendeof() if dialogue.child.isalive() else None
            self.assert_ended_with_a_sentence(dialogue)
        self.over_all(check)

    def test_a_closed_terminal_ends_it(self):
        def check(dialogue, _):
            dialogue.child.ptyproc.fileobj.close()  # without the signals of pexpect's own close()
            self.assertTrue(machine.wait_until(lambda: not machine.processes(r"^/usr/bin/infobip-otp ")))
        self.over_all(check)

    def test_the_end_of_the_input_ends_it(self):
        fifo = FRESH / "input"
        os.mkfifo(fifo)
        files = self.files()
        for command, before, prompt in PROMPTS:
            with self.subTest(command=" ".join(command), prompt=prompt):
                machine.forget_spending()
                dialogue = self.start("/bin/sh", "-c", f'exec "$@" <{fifo}', "sh", TOOL, *command)
                with fifo.open("w", buffering=1) as typed:
                    self.start_of_answer = 0
                    for text, answer in before:
                        if dialogue.child.expect([re.escape(text), pexpect.EOF]) == 1:
                            break  # it takes that from a terminal only, and says so
                        typed.write(self.words(dialogue, answer) + "\n")
                    else:
                        dialogue.child.expect([re.escape(prompt), pexpect.EOF])
                self.assert_ended_with_a_sentence(dialogue)
                self.assert_nothing_is_left(files)

    def test_no_command_is_forgotten(self):
        status, page = self.talk([TOOL, "--help"])
        self.assertEqual(status, 0)
        rows = page.split("Commands:\n")[1].split("\n\n")[0].splitlines()
        names = {re.match(r"    ([a-z]+(?: [a-z]+)?)", row)[1] for row in rows if row.startswith("    ")}
        asking = {next(name for name in names if " ".join(command).startswith(name)) for command, _, _ in PROMPTS}
        self.assertEqual(names, asking | SILENT)


class Width(HostCase):
    def test_text_is_broken_at_blanks_at_the_width_of_the_terminal(self):
        self.talk([TOOL, "check"])  # what it leaves on record is shown by the next one
        for words in (["--help"], ["doctor", "--help"], ["status"], ["check", "--all"], ["doctor"],
                      ["explain", "--user", "alice", "--service", "sshd"]):
            with self.subTest(words):
                _, wide = self.talk([TOOL, *words])
                dialogue = self.start(TOOL, *words, dimensions=(24, 60))
                dialogue.end()
                lines = re.sub(r"\x1b\[[0-9;]*m", "", dialogue.seen).splitlines()
                long = [line for line in lines if len(line) > 60 and " " in line.strip()]
                self.assertEqual(long, [])
                self.assertGreater(len(lines), len(wide.splitlines()))
                moments = re.compile(r"\d+")
                self.assertEqual(moments.sub("N", dialogue.seen).split(), moments.sub("N", wide).split())


if __name__ == "__main__":
    main()
