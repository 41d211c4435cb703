# SPDX-License-Identifier: MIT
"""The blocks of commands and settings in a page, each with the comment in front of it.

The comment says how the block is known to be true:

    <!-- run -->                            its commands are run, none fails, and none asks for a code
    <!-- run, N codes -->                   the same, and they ask for a code N times
    <!-- run in the background -->          the same, and it goes on; it has begun when it prints
    <!-- file PATH -->                      it becomes the file PATH
    <!-- append to PATH -->                 it is added to the file PATH
    <!-- in PATH, PATH for LINE -->         it takes the place of LINE in these files
    <!-- back in PATH, PATH -->             they become again what they were before such a change
    <!-- shown by FILE: NAME, ... -->       the test NAME in FILE does or sees this, or several do together
    <!-- not run: REASON -->
"""
import re

MARK = re.compile(r"^\s*<!-- (.*) -->\s*$")
RUN = re.compile(r"run(?:, (\d+) codes?)?")
DONE = re.compile(RUN.pattern + r"|run in the background|(?:file|append to) \S+|in .+ for .+|back in .+")


class Block:
    def __init__(self, page, line, mark, text):
        self.page = page
        self.line = line
        self.mark = mark
        self.text = text

    @property
    def is_done(self):
        """Whether a runner has to do something about it."""
        return bool(DONE.fullmatch(self.mark))

    @property
    def codes(self):
        """How often its commands ask for a code."""
        asked = RUN.fullmatch(self.mark)
        return int(asked[1]) if asked and asked[1] else 0


def dedented(lines):
    width = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[width:] for line in lines).rstrip("\n") + "\n"


def blocks_of(page, text):
    """Fenced ones, and those that are set in by four blanks or more behind an empty line."""
    lines = text.splitlines()
    mark, before, at = "", "", 0
    while at < len(lines):
        line = lines[at]
        fence = re.match(r"^\s*```", line)
        if fence or (line.startswith("    ") and not before.strip()):
            begin = at + 1 if fence else at
            end = begin
            while end < len(lines) and (not re.match(r"^\s*```\s*$", lines[end]) if fence else
                                        not lines[end].strip() or lines[end].startswith("    ")):
                end += 1
            yield Block(page, at + 1, mark, dedented(lines[begin:end]))
            at = end + 1 if fence else end
            mark, before = "", ""
            continue
        found = MARK.match(line)
        if found:
            mark, before = found[1], ""
        else:
            if line.strip():
                mark = ""
            before = line
        at += 1
