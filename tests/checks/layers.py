#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""layers.py [ROOT]: includes go down only, as docs/architecture.md draws the folders.

Looks at the #include lines of include/ and src/ and at the LINKS of each folder's CMakeLists.txt.
"""
import pathlib
import re
import sys

# Folder: the folders below it that it may include from. Its own headers and the words
# (infobip_otp/, no I/O, no foreign header) need no mention.
ARROWS = {
    # 5, programs
    "pam": {"assembly", "config", "audit", "base"},
    "admin": {"assembly", "config", "directory", "limits", "outage", "recovery", "audit", "link", "infobip",
              "http", "json", "stack", "confinement", "base"},
    "helper": {"link", "infobip", "http", "json", "confinement", "base"},
    "sandbox": {"json", "base"},
    # 4
    "assembly": {"config", "directory", "limits", "outage", "recovery", "audit", "link", "base"},
    # 3, adapters, and the story beside them
    "config": {"http", "base"},
    "directory": {"base"},
    "limits": {"base"},
    "recovery": {"base"},
    "outage": {"base"},
    "audit": {"base"},
    "link": {"base"},
    "infobip": {"http", "json", "base"},
    "stack": {"base"},
    "otp": set(),
    # 2, tools
    "http": {"base"},
    "confinement": {"base"},
    "json": {"base"},
    "base": set(),
    # 1, words
    "words": set(),
    "infobip_otp": set(),
}

# The floors inside the story, from the top: a room includes from rooms further down only. That leaves
# refusing.hpp to login.cpp, where a login ends.
STORY = [["login"], ["refusing", "dialogue"], ["checking", "sending", "recovery"],
         ["causes", "provider_events"], ["attempt"], ["ending", "prompts"]]

# Links without an include: who calls authenticate() links the story, whose header is a word.
LINKED_ONLY = {"pam": {"otp"}, "admin": {"otp"}}

# A foreign header and the only place that knows it.
FOREIGN = {
    r"curl/.*": r"src/http/curl_((attempt|transport|failure)\.cpp|(attempt|handles)\.hpp)",
    r"(json-c/.*|json\.h)": r"src/json/json\.cpp",
    r"crypt\.h": r"src/recovery/hash\.cpp",
    r"syslog\.h": r"src/(audit/syslog_audit_log|admin/pam_host)\.cpp",
    r"security/.*": r"src/(pam/.*|assembly/pam_verdict\.cpp|admin/pam_host\.cpp|audit/syslog_audit_log\..pp)",
    r"httplib\.h": r"src/sandbox/.*",
    r"openssl/.*": r"src/(sandbox/.*|http/answer_watch\.cpp)",
}

# What the module's folders leave out: streams and regex bring symbols, locales and threads along.
IN_MODULE = {"infobip_otp", "words", "base", "config", "directory", "limits", "outage", "recovery", "audit",
             "link", "otp", "assembly", "pam"}
NOT_IN_MODULE = {"iostream", "ostream", "istream", "fstream", "sstream", "iomanip", "regex",
                 "locale", "thread", "mutex", "future"}

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
LINKS = re.compile(r"infobip_otp_folder\(\s*(\w+)(.*?)\)", re.S)


def check_quoted(folder, name):
    if "/" not in name:
        return f'"{name}" does not name its folder'
    target = name.split("/")[0]
    if target not in ARROWS:
        return f'"{name}" is in no folder of the plan'
    if target not in ARROWS[folder] | {folder, "infobip_otp"}:
        return f"{folder} does not include from {target}"
    return None


def check_foreign(folder, path, name):
    for header, place in FOREIGN.items():
        if re.fullmatch(header, name) and not re.fullmatch(place, path):
            return f"<{name}> belongs to {place} only"
    if folder in IN_MODULE and name in NOT_IN_MODULE:
        return f"<{name}> is not for what ends up in the module"
    return None


def check_sources(root):
    for path in sorted([*root.glob("include/*/*.hpp"), *root.glob("src/*/*.?pp")]):
        folder = path.parent.name
        shown = path.relative_to(root).as_posix()
        if folder not in ARROWS:
            yield f"{shown}: {folder} is no folder of the plan"
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            quoted, name = found[1] == '"', found[2]
            wrong = check_quoted(folder, name) if quoted else check_foreign(folder, shown, name)
            if wrong:
                yield f"{shown}:{number}: {wrong}"


def check_story(root):
    floors = {f"otp/{room}": floor for floor, rooms in enumerate(STORY) for room in rooms}
    for path in sorted(root.glob("src/otp/*.?pp")):
        room = f"otp/{path.stem}"
        shown = path.relative_to(root).as_posix()
        if room not in floors:
            yield f"{shown}: {path.stem} is no room of the story"
            continue
        for name in re.findall(r'#\s*include "(otp/\w+)\.hpp"', path.read_text()):
            if name != room and floors.get(name, 0) <= floors[room]:
                yield f"{shown}: {room} does not include from {name}, which is not below it"


def check_links(root):
    lists = {path.parent.name: path.read_text() for path in sorted(root.glob("src/*/CMakeLists.txt"))}
    home = {library: folder for folder, text in lists.items() for library, _ in LINKS.findall(text)}
    for folder, text in lists.items():
        allowed = ARROWS.get(folder, set()) | LINKED_ONLY.get(folder, set()) | {folder, "words"}
        for library, rest in LINKS.findall(text):
            links = rest.partition("LINKS")[2].split()
            for link in links:
                if link in home and home[link] not in allowed:
                    yield f"src/{folder}/CMakeLists.txt: {library} links {link} of {home[link]}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    wrong = [*check_sources(root), *check_story(root), *check_links(root)]
    if not any(root.glob("src/*/*.cpp")):
        wrong.append(f"{root}: no sources")
    print("\n".join(wrong) or "layers: every include and link goes down")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
