#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""stacks.py [PART/PARTS] [NAME...]: what the linter says of each stack of stacks/, and what really happens.

Inside scripts/host-up; stacks_at_once.py runs several of them. Each login that the linter foretells is done, with the real libpam, our
module and the sandbox, and compared: whether it gets in, how many messages go out, and what the
host is told.
"""
import contextlib
import os
import pathlib
import pwd
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "host"))

import machine  # noqa: E402
from dialogue import Phone  # noqa: E402
import real_hosts  # noqa: E402
from pam_login import PROMPT_ECHO_OFF, log_in  # noqa: E402
from stack_case import USERS, StackCase, statement  # noqa: E402

OPTIONS = {"tries": "1", "verify_pause": "0s", "resend_wait": "0s", "unanswered_per_user": "off",
           "sends_per_user": "off",
           # The longest there are: a starved machine is no outage.
           "connect_timeout": "9s", "request_timeout": "9s"}
# Setuid programs: the real user is the caller. All others run as root.
CALLED = ("su", "su-l", "sudo", "sudo-i", "chfn", "chsh", "polkit-1")


class Person:
    """Answers prompts with a right or a wrong password and code."""

    def __init__(self, phone, password_right, code_right):
        self.phone = phone
        self.password_right = password_right
        self.code_right = code_right

    def answer(self, style, prompt):
        if style == PROMPT_ECHO_OFF:
            return machine.PASSWORD if self.password_right else "wrong"
        if not prompt.startswith("Code"):
            return ""
        code = self.phone.newest()
        return code if self.code_right else "".join(str(9 - int(digit)) for digit in code)


def really(case, login, user):
    """(what the host was told, messages)"""
    machine.forget_spending()
    shutil.rmtree("/run/faillock", ignore_errors=True)
    phone = Phone()
    person = Person(phone, login["password"] == "right", login["code"] == "right")
    caller = pwd.getpwnam(user).pw_uid if case.service in CALLED else 0
    told = log_in(case.service, user, person.answer, login["key"], caller)
    return told, len(phone.codes())


def compare(login, told, messages):
    """What the linter foretold otherwise than it was; nothing: it was right."""
    gets_in = told == "success"
    if login["gets_in"] != "depends" and gets_in != (login["gets_in"] == "yes"):
        yield f"gets in: foretold {login['gets_in']}, told {told}"
    if messages not in login["messages"]:
        yield f"messages: foretold {login['messages']}, seen {messages}"
    if told not in login["results"]:
        yield f"result: foretold {login['results']}, seen {told}"


class Proof:
    def __init__(self):
        self.logins = self.right = self.certain = 0
        self.wrong = []

    def prove(self, case):
        with contextlib.ExitStack() as stack:
            stack.enter_context(case.installed())
            if settings := case.file("sshd_config"):
                stack.enter_context(real_hosts.sshd_settings(settings))
            self.prove_installed(case)

    def agree(self, case, expected, **words):
        self.wrong += [f"{case.name}: {what}: {one}; expected: {expected}"
                       for what, one in words.items() if one != expected]

    def prove_installed(self, case):
        report, status = case.doctor()
        found = case.found(report)
        if found != sorted(case.findings):
            self.wrong.append(f"{case.name}: findings {found}, expected {sorted(case.findings)}")
        # Of all findings: sudo-i is looked at beside sudo, su-l beside su.
        worst = max({"ok": 0, "skipped": 0, "warning": 1, "failure": 2}[one["level"]] for one in report["findings"])
        if status != worst:
            self.wrong.append(f"{case.name}: exit status {status}, worst finding {worst}")
        foretold, seen, depends = {}, {}, []
        for who, user in USERS.items():
            for login in case.logins(user):
                if login["account"] != "local":
                    continue
                self.try_login(case, who, user, login, foretold, seen)
                if login["gets_in"] == "depends":
                    depends.append("/".join((who, login["password"], login["code"])))
        first = "after a key: " if login["key"] else ""
        self.agree(case, case.depends, depends=" ".join(sorted(depends)))
        self.agree(case, case.statement, foretold=first + statement(foretold),
                   seen=first + statement(seen))
        if case.ways:
            ways = report["services"][0]["ways"]
            self.agree(case, case.ways, foretold=real_hosts.foretold_ways(ways),
                       seen=real_hosts.ssh_ways([way["methods"] for way in ways]))
        if case.matches:
            [match] = report["services"][0]["matches"]
            self.agree(case, case.matches, foretold=real_hosts.foretold_ways(match["ways"]),
                       seen=real_hosts.ssh_ways([way["methods"] for way in match["ways"]]))
        if case.sudo:
            self.agree(case, case.sudo, foretold=real_hosts.foretold_sudo(report),
                       seen=real_hosts.real_sudo(case.file("sudoers")))

    def try_login(self, case, who, user, login, foretold, seen):
        key = (who, login["password"], login["code"])
        told, messages = really(case, login, user)
        # What depends is what is seen; which may depend is in expected.txt.
        foretold[key] = (told == "success" if login["gets_in"] == "depends" else
                         login["gets_in"] == "yes", max(login["messages"]))
        seen[key] = (told == "success", messages)
        self.logins += 1
        self.certain += login["gets_in"] != "depends"
        wrong = list(compare(login, told, messages))
        self.right += not wrong
        self.wrong += [f"{case.name}: {user}, password {key[1]}, code {key[2]}: {one}"
                       for one in wrong]


def wanted(words):
    """The folders that these words of the command line stand for."""
    part, parts = 0, 1
    if words and re.fullmatch(r"\d+/\d+", words[0]):
        part, parts = map(int, words.pop(0).split("/"))
    folders = sorted(one for one in (HERE / "stacks").iterdir() if one.is_dir())
    return [one for one in folders if not words or one.name in words][part::parts]


def main():
    machine.set_options(machine.SETTINGS.read_text(), **OPTIONS)
    cases = [StackCase(one) for one in wanted(sys.argv[1:])]
    proof = Proof()
    agreed = 0
    for case in cases:
        before = len(proof.wrong)
        proof.prove(case)
        agreed += len(proof.wrong) == before
        print(("agrees    " if len(proof.wrong) == before else "DISAGREES ") +
              f"{case.name}: {case.statement}", flush=True)
    print("\n".join(proof.wrong))
    print(f"figure: linter and reality agree on {agreed} of {len(cases)} stacks, "
          f"{proof.right} of {proof.logins} logins ({proof.certain} foretold for certain)")
    return 0 if cases and not proof.wrong else 1


if __name__ == "__main__":
    os.chdir("/")
    sys.exit(main())
