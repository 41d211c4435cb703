# SPDX-License-Identifier: MIT
"""A page in mdoc(7), as far as a check wants it: the heads of its lists, as text, by section."""
import re

MACROS = {"Cm", "Ar", "Pa", "Li", "Ic", "Er", "Ev", "Va", "No", "Em", "Fl", "Ns", "Op", "Pq", "Oo", "Oc"}


def words_of(line):
    return [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)]


def rendered(tokens):
    """The text that a reader sees of a line's macros and words."""
    text, glued, closing, flag = "", True, "", False
    for token in tokens:
        opens = {"Op": "[", "Pq": "(", "Oo": "["}.get(token, "")
        if opens:
            text += ("" if glued else " ") + opens
            closing += {"Op": "]", "Pq": ")"}.get(token, "")
            glued = True
        elif token == "Oc":
            text += "]"
            glued = False
        elif token == "Ns":
            glued = True
        elif token == "Fl":
            flag = True
        elif token not in MACROS:
            text += ("" if glued else " ") + ("-" if flag else "") + token
            glued = flag = False
    return text + closing


class Page:
    """items[SECTION]: [(head, [heads of the list within it])], in the page's order."""

    def __init__(self, path):
        self.name = path.name
        self.items = {}
        self.references = set()
        self.text = path.read_text()
        self.read(self.text.splitlines())

    def read(self, lines):
        section, depth = "", 0
        for line in lines:
            if line.startswith(".Sh "):
                section = line[4:]
            elif line.startswith(".Bl"):
                depth += 1
            elif line.startswith(".El"):
                depth -= 1
            elif line.startswith(".It "):
                head = rendered(words_of(line[4:]))
                heads = self.items.setdefault(section, [])
                if depth == 1:
                    heads.append((head, []))
                else:
                    heads[-1][1].append(head)
            elif line.startswith(".Xr "):
                self.references.add(tuple(words_of(line)[1:3]))

    def heads(self, section):
        return [head for head, _ in self.items.get(section, [])]
