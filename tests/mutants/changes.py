# SPDX-License-Identifier: MIT
"""The small changes that scripts/mutants makes to a C++ source: changes_of(text, enums) lists them all.

Works on the text: the project's format (clang-format) puts blanks around each operator, and none around
the brackets of a template. A change that does not compile is left out by who tries it.
"""
import dataclasses
import re

SWAPS = {  # between blanks
    "operator": {"==": "!=", "!=": "==", "&&": "||", "||": "&&", "+": "-", "-": "+", "*": "/", "/": "*",
                 "%": "*", "+=": "-=", "-=": "+=", "&": "|", "|": "&", "<<": ">>", ">>": "<<"},
    "bound": {"<": "<=", "<=": "<", ">": ">=", ">=": ">"},
}
WORDS = {"true": "false", "false": "true", "std::min": "std::max", "std::max": "std::min",
         "any_of": "all_of", "all_of": "any_of", "min_element": "max_element",
         "max_element": "min_element", "floor": "ceil", "ceil": "floor"}
LITERAL = re.compile(r"(?<![\w.'\"])(\d[\d']*)(?=(?:u|s|ms|h|min)?\b)(?!\.)(?![xX])")
NOT_CODE = re.compile(r"""//[^\n]*|/\*.*?\*/|R"\((?:.|\n)*?\)"|"(?:\\.|[^"\\\n])*"|(?<!\w)'(?:\\.|[^'\\\n])+'"""
                      r"""|^\#[^\n]*|\bstatic_assert\(.*?\);|^using [^\n]*|^namespace [^\n]*|\[\[\w+\]\]""",
                      re.S | re.M)
DEFAULTS = {"", "{}", "0", "false", "nullopt", "std::nullopt", "nullptr"}
# What a statement may follow: the end of another, a condition, a label.
CALL = re.compile(r"(?:(?<=[;{}])|(?<=else)|(?<=\))|(?<=[\w]:))\s+((?:static_cast<void>\(|[+-]{2})?[\w.:>*\[\]-]+)(?=\(|\s[+-]?=\s|;)")


@dataclasses.dataclass(frozen=True)
class Change:
    """The text from `begin` to `end` becomes `new`; `was` and `now` are the whole lines, blanks once."""
    kind: str
    begin: int
    end: int
    new: str
    was: str = ""
    now: str = ""
    same: int = 1  # the how manieth of its `was` and `now` in the file

    def applied(self, text):
        return text[:self.begin] + self.new + text[self.end:]


def code_of(text):
    """`text` with blanks for whatever is not code: comments, literals, directives."""
    return NOT_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def closing(code, at):
    """The place of the bracket that closes the one at `at`."""
    depth = 0
    for place in range(at, len(code)):
        depth += (code[place] in "([{") - (code[place] in ")]}")
        if depth == 0:
            return place
    return len(code) - 1


def end_of_statement(code, at):
    """The place of the `;` that ends what begins at `at`, or None: a block, or a list, ends it before."""
    while at < len(code):
        if code[at] in "([{":
            at = closing(code, at)
        elif code[at] == ";":
            return at
        elif code[at] in ")]}":
            return None
        at += 1
    return None


def operators(code):
    for kind, swaps in SWAPS.items():
        for found in re.finditer(r"(?<=[ \n])([=!<>&|+*/%-]{1,2})(?=[ \n])", code):
            if found[1] in swaps:
                yield Change(kind, found.start(1), found.end(1), swaps[found[1]])
    for found in re.finditer(r"(?<![\w:])(" + "|".join(WORDS) + r")\b|\b(?<=::)(floor|ceil|\w+_of|\w+_element)\b",
                             code):
        word = found[0]
        if word in WORDS:
            yield Change("operator", found.start(), found.end(), WORDS[word])
    for found in re.finditer(r"!(?=[\w(*])", code):
        yield Change("operator", found.start(), found.end(), "")
    for found in re.finditer(r"\+\+|--", code):
        yield Change("operator", found.start(), found.end(), "--" if found[0] == "++" else "++")


def literals(code):
    for found in LITERAL.finditer(code):
        value = int(found[1].replace("'", ""))
        for other in (value + 1, value - 1) if value > 1 else (1 - value,):
            yield Change("bound", found.start(1), found.end(1), str(other))


def conditions(code):
    for found in re.finditer(r"\b(if|while) \(", code):
        begin = found.end()
        end = closing(code, begin - 1)
        if code[begin:end] in ("true", "false") or ";" in code[begin:end]:
            continue
        yield Change("condition", begin, end, "false")
        if found[1] == "if":
            yield Change("condition", begin, end, "true")


def returns(code, enums):
    for found in re.finditer(r"\breturn\b\s*", code):
        end = end_of_statement(code, found.end())
        if end is not None and code[found.end():end].strip() not in DEFAULTS | {"true"}:
            yield Change("returned value", found.end(), end, "{}")
    for found in re.finditer(r"\b(case )?(\w+)::(\w+)\b(?!::|\()", code):
        names = enums.get(found[2], [])
        if not found[1] and found[3] in names and len(names) > 1:
            other = names[(names.index(found[3]) + 1) % len(names)]
            yield Change("returned value", found.start(3), found.end(3), other)


def removals(code):
    for found in CALL.finditer(code):
        if found[1] in ("return", "break", "continue", "if", "while", "for", "switch", "else", "throw"):
            continue
        end = end_of_statement(code, found.start(1))
        if end is not None and (code[found.end(1)] != ";" or found[1][:2] in ("++", "--")):
            yield Change("removed call", found.start(1), end, "")


def lines_around(text, begin, end):
    first = text.rfind("\n", 0, begin) + 1
    last = text.find("\n", end)
    return text[first:begin], text[end:last if last >= 0 else len(text)]


def one_line(text):
    return " ".join(re.sub(r"//[^\n]*", "", text).split())


def changes_of(text, enums):
    """Each change of `text`, in the order of the text. `enums`: enum name -> its enumerators."""
    code = code_of(text)
    bare = [*operators(code), *literals(code), *conditions(code), *returns(code, enums), *removals(code)]
    seen = {}
    for change in sorted(set(bare), key=lambda one: (one.begin, one.end, one.new)):
        before, after = lines_around(text, change.begin, change.end)
        was = one_line(before + text[change.begin:change.end] + after)
        now = one_line(before + change.new + after)
        if was == now:
            continue
        seen[was, now] = seen.get((was, now), 0) + 1
        yield dataclasses.replace(change, was=was, now=now, same=seen[was, now])


def enums_in(text):
    """The enums that a header defines."""
    code = code_of(text)
    for found in re.finditer(r"\benum class (\w+)[^{;]*\{([^}]*)\}", code):
        yield found[1], re.findall(r"(\w+)(?:\s*=[^,]*)?\s*(?:,|$)", found[2].strip())
