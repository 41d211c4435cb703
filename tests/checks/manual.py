#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""manual.py ROOT PRINT_TABLES TOOL SANDBOX: the manual pages say what the programs do.

Every setting with its default and scope, module argument, PAM code, file, event and cause of the
log, command and option of the tool, option, command, quirk, fault and route of the sandbox, and
exit status: none missing, none too many. And mandoc has nothing to say about the pages.
"""
import pathlib
import re
import subprocess
import sys

from code_tables import CodeTables, output
from mdoc_page import Page

PAGES = ["pam_infobip_otp.8", "infobip-otp.conf.5", "infobip-otp.8", "infobip-otp-helper.8",
         "infobip-otp-sandbox.1"]
# What depends on the machine's other pages.
NOT_OURS = re.compile(r"referenced manual not found|outdated mandoc\.db")


def lint(path):
    run = subprocess.run(["mandoc", "-T", "lint", path], capture_output=True, text=True)
    for line in (run.stdout + run.stderr).splitlines():
        if not NOT_OURS.search(line):
            yield line.replace("mandoc: ", "")


def compare(page, what, written, true):
    """`written`: a list, so that what stands there twice is found."""
    if not true:
        yield f"{page.name}: {what}: the code has none, or this check cannot read it"
    for one in sorted(set(true) - set(written)):
        yield f"{page.name}: {what}: {one!r} is missing"
    for one in sorted(set(written) - set(true)):
        yield f"{page.name}: {what}: {one!r} is not so"
    for one in sorted({one for one in written if written.count(one) > 1}):
        yield f"{page.name}: {what}: {one!r} stands there twice"


def settings_heads(code):
    values = {"base_url": "URL", "application_id": "ID", "message_id": "ID"}
    for name, (default, scope) in code.options.items():
        if scope != "argument":
            shown = values.get(name, "VALUE") if default == "-" else default
            yield f"{name} = {shown}" + (" (file)" if scope == "file" else "")


def check_module(page, code):
    arguments = [head.split("=")[0] for head in page.heads("ARGUMENTS")]
    yield from compare(page, "argument", arguments,
                       {name for name, (_, scope) in code.options.items() if scope != "file"})
    yield from compare(page, "PAM code", page.heads("PAM CODES"), code.pam_codes())
    yield from compare(page, "file", page.heads("FILES"), code.files())
    yield from compare(page, "event or cause", page.heads("LOG"), code.module_events | set(code.causes))


def help_section(text, title, indent="  "):
    """The entries of one list of a --help: what stands in its left column."""
    found = re.search(rf"^{title}[^\n]*\n((?:  .*\n|\n(?=  ))+)", text, re.M)
    lines = found[1].splitlines() if found else []
    return [re.split(r"  +", line.strip())[0] for line in lines if re.match(indent + r"\S", line)]


def check_tool(page, code, tool):
    commands = help_section(output(tool, "--help"), "Commands:", "    ")  # below their headings
    yield from compare(page, "command", page.heads("COMMANDS"), commands)
    written = dict(page.items.get("COMMANDS", []))
    for head in commands:
        name = re.sub(r" ?[\[A-Z].*", "", head)
        own = help_section(output(tool, *name.split(), "--help"), "Options of this command:")
        if own or written.get(head):
            yield from compare(page, f"option of {name}", written.get(head, []), own)
        if bool(own) != ("[OPTION...]" in head):
            yield f"{page.name}: {name} --help and the list of commands do not fit together"
    yield from compare(page, "option", page.heads("DESCRIPTION"),
                       help_section(output(tool, "--help"), "Options:"))
    yield from compare(page, "exit status", page.heads("EXIT STATUS"), code.exit_statuses("admin"))
    yield from compare(page, "event", page.heads("LOG"), code.tool_events)


def sandbox_help(text, title):
    """(left column, right column) of one list of the sandbox's --help."""
    found = re.search(rf"^{title}[^\n]*\n((?:[ ].*\n)+)", text, re.M)
    entry = re.compile(r"^  (\S.*?)(?:\n?[ ]{2,}|  +)((?:\S.*)(?:\n {20,}.*)*)", re.M)
    return [(left.strip(), " ".join(right.split()))
            for left, right in entry.findall(found[1] if found else "")]


def check_sandbox(page, text):
    def heads(title):
        return sandbox_help(text, title)

    yield from compare(page, "option", page.heads("OPTIONS"), [left for left, _ in heads("OPTIONS")])
    yield from compare(page, "command", page.heads("COMMANDS"),
                       [left for left, _ in heads("COMMANDS OF ctl")])
    yield from compare(page, "quirk", page.heads("QUIRKS"),
                       [f"{left} = {re.match(r'.([^]]*)', right)[1]}" for left, right in heads("QUIRKS")])
    faults = [left + (re.search(r" (\([^ ()]*\))$", right) or [""])[0].rstrip() if "=" in left else left
              for left, right in heads("FAULTS")]
    yield from compare(page, "fault", page.heads("FAULTS"), faults)
    yield from compare(page, "route", page.heads("ROUTES"),
                       [f"{left} {right}" for left, right in heads("ROUTES")])
    names = set(re.findall(r"\b[a-z]+[A-Z]\w*", text))  # of JSON, such as pinId
    for word in sorted(set(re.findall(r"\b[A-Z][a-z]+[A-Z]\w*", page.text))):
        if word[0].lower() + word[1:] in names:
            yield f"{page.name}: {word!r} is written with a small letter in front"
    found = re.search(r"^EXIT STATUS\n((?: .*\n?)+)", text, re.M)
    yield from compare(page, "exit status", page.heads("EXIT STATUS"),
                       re.findall(r"(?<![\w.])(\d+) ", found[1] if found else ""))


def check(root, printer, tool, sandbox):
    folder = root / "docs/man"
    missing = [name for name in PAGES if not (folder / name).is_file()]
    if missing:
        return [f"docs/man/{name} is missing" for name in missing]
    module, conf, admin, helper, stand_in = pages = [Page(folder / name) for name in PAGES]
    code = CodeTables(root, printer)
    wrong = [line for name in PAGES for line in lint(folder / name)]
    known = {tuple(name.rsplit(".", 1)) for name in PAGES}
    for page in pages:
        wrong += [f"{page.name}: refers to {name}({section}), which is not there"
                  for name, section in page.references
                  if "infobip" in name and (name, section) not in known]
    wrong += compare(conf, "setting", conf.heads("SETTINGS"), list(settings_heads(code)))
    wrong += check_module(module, code)
    wrong += check_tool(admin, code, tool)
    wrong += compare(helper, "exit status", helper.heads("EXIT STATUS"), code.exit_statuses("helper"))
    wrong += check_sandbox(stand_in, output(sandbox, "--help"))
    return wrong


def main():
    root, printer, tool, sandbox = (pathlib.Path(word) for word in sys.argv[1:])
    wrong = check(root, printer, tool, sandbox)
    print("\n".join(wrong) or f"manual: {len(PAGES)} pages are as the programs are")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
