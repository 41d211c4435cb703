#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""named_files.py [ROOT]: every file and section that pages and comments name is there.

Pages are those in the root and in docs/; comments are those of every source, with the texts that
describe a file or a function in Python. What counts as a name:

- a link, with its #heading;
- a word that begins with one of the project's folders;
- a page, from the root, beside its reader or below docs/ (not below an UPPER_CASE/ place holder);
- a section of a page, `section 3.2` or `rule 7` after its name: a heading that begins with it;
- a decision, `decision 0013`.
"""
import ast
import glob
import io
import pathlib
import re
import sys
import tokenize

FOLDERS = r"(?:include|src|tests|bench|cmake|scripts|config|docs|debian|\.ci)"
LINK = re.compile(r"\]\(([^)\s]+)\)")
PATH = re.compile(rf"(?<![\w/.<$~-])(?:\./)?({FOLDERS}/[\w./*{{}},+-]*[\w*}}/])")
NUMBER = r"\d+(?:\.\d+)*"
PAGE = re.compile(rf"(?<![\w/.:$~*{{-])(?![A-Z]+/)([\w./-]*\w\.md)\b(?:,? (?:sections?|rules?) "
                  rf"({NUMBER}(?:(?:, | and ){NUMBER})*))?")
DECISION = re.compile(r"\bdecision (\d{4})\b")
HEADING = re.compile(r"^#+ (.*?) *$", re.M)

SOURCES = {"include", "src", "tests", "bench", "cmake", "scripts", "config", "debian", ".ci"}
SLASHES = {".cpp", ".hpp", ".cjs"}
HASHES = {".py", ".sh", ".cmake", ""}
COMMENT = {"//": re.compile(r"(?:^|\s)//+ ?(.*)"), "#": re.compile(r"(?:^|\s)#+ (.*)")}


def alternatives(name):
    """a/{b,c}.hpp: a/b.hpp, a/c.hpp"""
    found = re.search(r"\{([^{}]*)\}", name)
    if not found:
        return [name]
    return [one for word in found[1].split(",")
            for one in alternatives(name[:found.start()] + word.strip() + name[found.end():])]


def exists(root, name):
    return all(glob.glob(str(root / one)) or glob.glob(str(root / one) + ".*pp")
               for one in alternatives(name))


def headings(page):
    return HEADING.findall(page.read_text())


def anchor(heading):
    """What a link to this heading says."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def find_page(root, reader, name):
    places = (root / name, reader.parent / name, root / "docs" / name)
    return next((place for place in places if place.is_file()), None)


def python_comments(text):
    """Also the texts that describe a file, a class or a function."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string.lstrip("# ")
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, kinds) and ast.get_docstring(node):
            lines = node.body[0].value.value.splitlines()
            yield from ((node.body[0].lineno + at, line.strip()) for at, line in enumerate(lines))


def comments(path):
    """(number, text) of each line that has one."""
    text = path.read_text(errors="replace")
    if path.suffix == ".py" or re.match(r"#!.*python", text):
        yield from python_comments(text)
        return
    mark = COMMENT["//" if path.suffix in SLASHES else "#"]
    for number, line in enumerate(text.splitlines(), 1):
        found = mark.search(line)
        if found and not line.startswith("#!"):
            yield number, found[1].strip()


def check_links(page, line):
    for target in LINK.findall(line):
        name, _, heading = target.partition("#")
        if "://" in target:
            continue
        if not (page.parent / name).exists():
            yield f"links to {name}, which is not there"
        elif heading and heading not in map(anchor, headings(page.parent / name if name else page)):
            yield f"links to {target}, and there is no such heading"


def check_names(root, reader, text, end):
    """The names in `text` that begin before `end`: what follows is the next line."""
    for found in PATH.finditer(text):
        if found.start() < end and not exists(root, found[1].rstrip("/.")):
            yield f"names {found[1]}, which is not there"
    for found in PAGE.finditer(text):
        if found.start() >= end:
            continue
        page = find_page(root, reader, found[1])
        if not page and not PATH.match(found[1]):
            yield f"names {found[1]}, which is not there"
        for number in re.findall(NUMBER, found[2] or "") if page else ():
            if not any(re.match(rf"{re.escape(number)}\.? ", one) for one in headings(page)):
                yield f"names section {number} of {found[1]}, which is not there"
    for found in DECISION.finditer(text):
        if found.start() < end and not glob.glob(str(root / f"docs/decisions/{found[1]}-*.md")):
            yield f"names decision {found[1]}, which is not there"


def check_lines(root, reader, lines):
    """`lines`: (number, text); a name may go on in the line after."""
    after = dict(lines)
    for number, line in lines:
        for wrong in check_names(root, reader, f"{line} {after.get(number + 1, '')}", len(line)):
            yield f"{reader.relative_to(root).as_posix()}:{number}: {wrong}"


def check_page(root, page):
    lines = list(enumerate(page.read_text().splitlines(), 1))
    for number, line in lines:
        for wrong in check_links(page, line):
            yield f"{page.relative_to(root).as_posix()}:{number}: {wrong}"
    yield from check_lines(root, page, lines)


def sources(root):
    for folder in sorted(SOURCES):
        for path in sorted((root / folder).rglob("*")):
            known = path.suffix in SLASHES | HASHES or path.name == "CMakeLists.txt"
            if known and path.is_file() and not {"corpus", "__pycache__"} & set(path.parts):
                yield path


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    pages = sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")])
    read = list(sources(root))
    wrong = [line for page in pages for line in check_page(root, page)]
    wrong += [line for path in read for line in check_lines(root, path, list(comments(path)))]
    if not (root / "README.md").exists():
        wrong.append("README.md is not there")
    print("\n".join(wrong) or f"named_files: what {len(pages)} pages and {len(read)} sources name is there")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
