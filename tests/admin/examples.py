#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""examples.py: what the shipped examples offer as comments is in the library of stacks, word for word.

What they put in force needs no comparison: stacks of the library include the examples themselves.
"""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
CONFIG = HERE.parents[1] / "config"
# Of each example: how an offered line begins, and the files of the stacks that show what it does.
EXAMPLES = {
    "pam.d/sudo.example": ("auth", ["example-sssd/sudo"]),
    "pam.d/sshd.example": ("auth", ["example-sssd/sudo", "ssh-code-for-all/sshd"]),
    "sshd/10-infobip-otp.conf.example": ("AuthenticationMethods", ["ssh-questions-only/sshd_config",
                                                                   "ssh-key-and-questions/sshd_config"]),
}


def lines_of(path, word):
    """Those that begin with `word`, with one blank between the words."""
    return {" ".join(line.split()) for line in path.read_text().splitlines() if line.startswith(word)}


def compare(example, word, stacks):
    offered = {line.removeprefix("#") for line in lines_of(CONFIG / example, "#" + word)}
    shown = set().union(*(lines_of(HERE / "stacks" / stack, word) for stack in stacks))
    if not offered:
        yield f"{example}: offers nothing"
    for line in sorted(offered - shown):
        yield f"{example}: {line}: in none of {', '.join(stacks)}"
    for line in sorted(shown - offered - lines_of(CONFIG / example, word)):
        yield f"{', '.join(stacks)}: {line}: not in {example}"


def main():
    wrong = [what for example, (word, stacks) in EXAMPLES.items()
             for what in compare(example, word, stacks)]
    print("\n".join(wrong) or f"{len(EXAMPLES)} examples and their stacks agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
