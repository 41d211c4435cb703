# SPDX-License-Identifier: MIT
"""A real sshd and a real sudo on a stack of the library, with a person before them."""
import contextlib
import pathlib
import shutil

import machine
import pexpect
from dialogue import RIGHT, WRONG, Dialogue, Phone

SSHD = pathlib.Path("/etc/ssh/sshd_config.d")
EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "config/sshd/10-infobip-otp.conf.example"
SUDOERS = pathlib.Path("/etc/sudoers.d/host-up")
KEY = "/root/.ssh/id_ed25519"


@contextlib.contextmanager
def sshd_settings(path):
    """These settings and no others before Debian's; alice's key is an accepted one."""
    before = SSHD.with_name("sshd_config.d.before")
    shutil.copytree(SSHD, before)
    try:
        for file in SSHD.glob("10-*"):
            file.unlink()
        (SSHD / "10-stack.conf").write_text(
            "AuthorizedKeysFile .ssh/keys_for_later\n" + path.read_text())
        shutil.copy(EXAMPLE, SSHD.parent)  # a stack may include it
        yield
    finally:
        (SSHD.parent / EXAMPLE.name).unlink(missing_ok=True)
        shutil.rmtree(SSHD)
        before.rename(SSHD)


def answer_all(command, code):
    """Answers the password and `code` as often as asked; (exit status, messages)."""
    machine.forget_spending()
    phone = Phone()
    dialogue = Dialogue(phone, *command)
    answers = {r"assword[^\r\n]*: ": machine.PASSWORD, "Code: ": code, "close: ": ""}
    try:
        while True:
            seen = dialogue.child.expect([*answers, pexpect.EOF])
            if seen == len(answers):
                break
            dialogue.child.sendline(dialogue.words(list(answers.values())[seen]))
        dialogue.child.close()
    finally:
        dialogue.hang_up()
    return dialogue.child.exitstatus, len(phone.codes())


def ssh(methods, port):
    return ["ssh", "-p", str(port), "-F", "none", "-o", f"PreferredAuthentications={','.join(methods)}",
            "-o", f"PubkeyAuthentication={'yes' if 'publickey' in methods else 'no'}", "-i", KEY,
            "-o", "NumberOfPasswordPrompts=1", "-o", "StrictHostKeyChecking=no",
            "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "alice@localhost", "true"]


def verdict(right, wrong, messages):
    """The word for a way in: whether the right and the wrong code let in."""
    if wrong:
        return "without"
    if right:
        return "with"
    return "sends" if messages else "never"


def ssh_ways(ways, port=2222):
    """What happens in each way: "publickey=without ..."."""
    words = []
    with machine.another_sshd(port=port):
        for methods in ways:
            right, _ = answer_all(ssh(methods, port), RIGHT)
            wrong, messages = answer_all(ssh(methods, port), WRONG)
            words.append(f"{','.join(methods)}={verdict(right == 0, wrong == 0, messages)}")
    return " ".join(words)


def foretold_ways(ways):
    """The same, as the linter has it."""
    return " ".join(f"{','.join(way['methods'])}=" + verdict(way["with_code"] == "yes",
                                                           way["without_code"] == "yes",
                                                           way["sends"] != "no") for way in ways)


def real_sudo(rules):
    """What alice's sudo does: "with, 1 message"; the messages are those of wrong codes."""
    before = SUDOERS.read_text()
    # Another inode would keep its mode from being 0440 for a moment.
    SUDOERS.write_text("Defaults timestamp_timeout=0, lecture=never\n" + rules.read_text())
    command = ["runuser", "-u", "alice", "--", "sudo", "-k", "true"]
    try:
        right, _ = answer_all(command, RIGHT)
        wrong, messages = answer_all(command, WRONG)
    finally:
        SUDOERS.write_text(before)
    return sudo_words(right == 0, wrong == 0, messages)


def sudo_words(right, wrong, messages):
    return f"{verdict(right, wrong, messages)}, {messages} message{'' if messages == 1 else 's'}"


def foretold_sudo(report):
    """The same, as the linter has it."""
    ids = {one["id"] for one in report["findings"]}
    levels = {(one["level"], one["id"]) for one in report["findings"]}
    if "sudo.no-password" in ids or ("failure", "sudo.pam-service") in levels:
        return sudo_words(True, True, 0)
    logins = {(one["who"], one["password"], one["code"]): one
              for one in report["services"][0]["logins"]}
    wrong = logins["with_phone", "right", "wrong"]
    rounds = 3 if "pam.stop-code-lost" in ids else 1  # passwd_tries
    return sudo_words(logins["with_phone", "right", "right"]["gets_in"] == "yes",
                      wrong["gets_in"] == "yes", max(wrong["messages"]) * rounds)
