# SPDX-License-Identifier: MIT
"""The list of the changes that no test can see, each with its reason: tests/mutants/explained.txt.

An entry is four lines, and a blank one behind it:

    src/limits/account_limits.cpp       and "#2" behind it for the second change that reads the same
    was: the lines of the source that the change touches, blanks once
    now: the same with the change
    why: the reason that no test can tell the two apart
"""


class Wrong(Exception):
    """The list has an entry that says nothing, or that names no change."""


def place(source, change):
    return source if change.same == 1 else f"{source}#{change.same}"


def key(source, change):
    return place(source, change), change.was, change.now


def entry(source, change, why="..."):
    return f"{place(source, change)}\nwas: {change.was}\nnow: {change.now}\nwhy: {why}\n"


def read(text):
    """{(place, was, now): why}."""
    reasons = {}
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for block in filter(None, (part.strip() for part in body.split("\n\n"))):
        lines = block.splitlines()
        if len(lines) < 4 or [line[:5] for line in lines[1:4]] != ["was: ", "now: ", "why: "]:
            raise Wrong(f"this is no entry:\n{block}")
        why = " ".join([lines[3][5:], *lines[4:]]).strip()
        if len(why.split()) < 3:
            raise Wrong(f"this entry has no reason:\n{block}")
        reasons[lines[0], lines[1][5:], lines[2][5:]] = why
    return reasons


def unmatched(reasons, keys):
    return [reason for reason in reasons if reason not in keys]
