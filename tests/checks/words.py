#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""words.py [ROOT]: phrases that make a reader stop are in nothing that users read.

That is the pages (those in the root and in docs/, the manual pages, what config/ ships) and the texts
of the tools. A phrase may go on in the next line. The texts of the tools still have some of them: each
row says where it is looked for.
"""
import pathlib
import re
import sys

PAGES, EVERYWHERE = "pages", "everywhere"
PHRASES = [  # phrase, a better one, where
    ("in the place of", "instead of", PAGES),
    ("that there (?:is|are) not", "that does not exist", EVERYWHERE),
    ("(?:come|comes|came) about", "how long it takes, or that it happens", EVERYWHERE),
    ("(?:is|are|was|were) come to", "is reached", PAGES),
    ("(?:give|gives|gave) (?:its|their) rights away", "drops its privileges", EVERYWHERE),
    ("let pass by", "accepted by", PAGES),
    ("stands? behind", "follows", PAGES),
    ("(?:mend|mends|mended)", "fix, correct", PAGES),
    ("says? no", "refuses, denies", PAGES),
    ("code neither", "not even with the right code", PAGES),
    ("gone mad", "malformed", EVERYWHERE),
]
TOOLS = ("src/admin", "src/stack", "src/config", "src/sandbox")

# A comment, a character, a raw text or texts that the compiler joins: what is read are the texts.
TOKEN = re.compile(r"""//[^\n]*|'(?:\\.|[^'\\])'|R"\((.*?)\)"|("(?:\\.|[^"\\\n])*"(?:\s*"(?:\\.|[^"\\\n])*")*)""",
                   re.S)
GAP = r"(?:[\s#]|\\n|\"\s*\")+"  # between two words: a line of a comment, or of a text, may end there


def pattern(phrase):
    return re.compile(rf"\b{GAP.join(phrase.split(' '))}\b", re.I)


def texts(path, text):
    """(offset, text) of what is read of a file."""
    if path.suffix not in (".cpp", ".hpp", ".in"):
        yield 0, text
        return
    for token in TOKEN.finditer(text):
        if token[1] or token[2]:
            yield token.start(), token[0]


def check_file(root, path, kinds):
    text = path.read_text(errors="replace")
    rows = [(pattern(phrase), better) for phrase, better, where in PHRASES if where in kinds]
    for offset, part in texts(path, text):
        for phrase, better in rows:
            for found in phrase.finditer(part):
                number = text.count("\n", 0, offset + found.start()) + 1
                said = re.sub(GAP, " ", found[0])
                yield f"{path.relative_to(root).as_posix()}:{number}: '{said}': say {better}"


def files_below(folder):
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    pages = [*sorted(root.glob("*.md")), *sorted((root / "docs").rglob("*.md")),
             *files_below(root / "docs/man"), *files_below(root / "config")]
    tools = [path for folder in TOOLS for path in files_below(root / folder)]
    wrong = [line for path in pages for line in check_file(root, path, {PAGES, EVERYWHERE})]
    wrong += [line for path in tools for line in check_file(root, path, {EVERYWHERE})]
    if not pages:
        wrong.append("no page is there")
    print("\n".join(wrong) or f"words: {len(PHRASES)} phrases are in none of {len(pages)} pages and {len(tools)} sources")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
