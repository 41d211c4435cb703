#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""self_test.py: each check of this folder is shown a mistake, and finds it; and a clean tree."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
HEAD = "// SPDX-License-Identifier: MIT\n// A file made for this test.\n"


class Check(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        self.write("src/base/text.hpp", HEAD + "#pragma once\n")
        self.write("src/base/text.cpp", HEAD + '#include "base/text.hpp"\n')
        self.write("README.md", "see [base](src/base/text.hpp)\n")

    def tearDown(self):
        self.folder.cleanup()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run_check(self, name, *arguments):
        command = [str(HERE / name), *map(str, arguments or [self.root])]
        if name.endswith((".py", "release-check")):
            command.insert(0, sys.executable)
        run = subprocess.run(command, text=True, capture_output=True)
        return run.returncode, run.stdout + run.stderr

    def finds(self, name, text, *arguments):
        code, said = self.run_check(name, *arguments)
        self.assertEqual(code, 1, said)
        self.assertIn(text, said)

    def passes(self, name, *arguments):
        code, said = self.run_check(name, *arguments)
        self.assertEqual(code, 0, said)


class Layers(Check):
    def test_a_clean_tree_passes(self):
        self.passes("layers.py")

    def test_an_include_that_goes_up_is_found(self):
        self.write("src/base/text.cpp", HEAD + '#include "config/settings.hpp"\n')
        self.finds("layers.py", "base does not include from config")

    def test_the_story_that_sees_an_adapter_is_found(self):
        self.write("src/otp/login.cpp", HEAD + '#include "limits/file_limit_store.hpp"\n')
        self.finds("layers.py", "otp does not include from limits")

    def test_a_step_that_ends_the_login_by_itself_is_found(self):
        self.write("src/otp/sending.cpp", HEAD + '#include "otp/refusing.hpp"\n')
        self.finds("layers.py", "otp/sending does not include from otp/refusing")

    def test_a_room_that_the_story_does_not_have_is_found(self):
        self.write("src/otp/moon.cpp", HEAD)
        self.finds("layers.py", "moon is no room of the story")

    def test_an_adapter_that_sees_the_story_is_found(self):
        self.write("src/limits/store.cpp", HEAD + '#  include "otp/attempt.hpp"\n')
        self.finds("layers.py", "limits does not include from otp")

    def test_a_foreign_header_in_the_wrong_file_is_found(self):
        for header in ("curl/curl.h", "json-c/json.h", "crypt.h", "syslog.h",
                       "security/pam_appl.h", "httplib.h"):
            self.write("src/base/text.cpp", HEAD + f"#include <{header}>\n")
            self.finds("layers.py", f"<{header}> belongs to")

    def test_streams_in_the_module_are_found(self):
        self.write("src/base/text.cpp", HEAD + "#include <sstream>\n")
        self.finds("layers.py", "not for what ends up in the module")

    def test_a_header_without_its_folder_is_found(self):
        self.write("src/base/text.cpp", HEAD + '#include "text.hpp"\n')
        self.finds("layers.py", "does not name its folder")

    def test_a_folder_outside_the_plan_is_found(self):
        self.write("src/utils/a.cpp", HEAD)
        self.finds("layers.py", "no folder of the plan")

    def test_a_link_that_goes_up_is_found(self):
        self.write("src/config/CMakeLists.txt", "infobip_otp_folder(config SOURCES a.cpp)\n")
        self.write("src/base/CMakeLists.txt",
                   "infobip_otp_folder(base SOURCES text.cpp\n  LINKS words config)\n")
        self.finds("layers.py", "base links config of config")

    def test_a_tree_without_sources_is_no_clean_tree(self):
        self.finds("layers.py", "no sources", HERE)


class House(Check):
    def test_a_clean_tree_passes(self):
        self.passes("house.py")

    def test_a_file_without_licence_is_found(self):
        self.write("scripts/run", "#!/bin/sh\n# runs it for you\n")
        self.finds("house.py", "scripts/run:1: the first line is not")

    def test_a_file_that_does_not_say_what_it_is_is_found(self):
        self.write("src/base/text.hpp", HEAD.splitlines()[0] + "\n#pragma once\n")
        self.finds("house.py", "src/base/text.hpp:2: the line behind")

    def test_other_letters_tabs_and_stray_blanks_are_found(self):
        self.write("src/base/text.cpp", HEAD + "// na\u00efve\n\tint a; \n")
        self.finds("house.py", "text.cpp:3: not plain ASCII")
        self.finds("house.py", "text.cpp:4: a tab")
        self.finds("house.py", "text.cpp:4: blanks")

    def test_a_file_of_301_lines_is_found(self):
        self.write("src/base/text.cpp", HEAD + "\n" * 299)
        self.finds("house.py", "301 lines")

    def test_a_name_that_says_nothing_is_found(self):
        self.write("src/base/string_utils.cpp", HEAD)
        self.finds("house.py", "string_utils.cpp: the name says nothing")


class HeadersAlone(Check):
    def test_a_clean_tree_passes(self):
        self.passes("headers_alone.py", self.root, "g++")

    def test_a_header_that_needs_another_one_is_found(self):
        self.write("src/base/text.cpp", HEAD)
        self.write("src/base/text.hpp", HEAD + "#pragma once\nstd::string name();\n")
        self.finds("headers_alone.py", "src/base/text.hpp: does not compile alone", self.root, "g++")

    def test_a_header_without_a_guard_is_found(self):
        self.write("src/base/text.hpp", HEAD + "struct Text {};\n")
        self.write("src/base/text.cpp", HEAD + '#include "base/text.hpp"\n')
        self.finds("headers_alone.py", "src/base/text.hpp: does not compile", self.root, "g++")

    def test_a_header_that_its_source_includes_second_is_tried(self):
        self.write("src/base/text.hpp", HEAD + "#pragma once\nstd::string name();\n")
        self.write("src/base/text.cpp", HEAD + '#include <string>\n#include "base/text.hpp"\n')
        self.finds("headers_alone.py", "src/base/text.hpp: does not compile alone", self.root, "g++")

    def test_a_header_that_its_source_includes_first_is_left_to_the_build(self):
        self.write("src/base/text.hpp", HEAD + "#pragma once\nstd::string name();\n")
        self.write("src/base/text.cpp", HEAD + '#include "base/text.hpp"\n')
        self.passes("headers_alone.py", self.root, "g++")


class Clang(Check):
    def compile_commands(self, source):
        self.write("src/base/text.cpp", HEAD + source)
        entry = {"directory": str(self.root), "file": str(self.root / "src/base/text.cpp"),
                 "command": "/usr/bin/c++ -std=c++20 -Wall -Werror -o text.o -c src/base/text.cpp"}
        self.write("compile_commands.json", json.dumps([entry]))

    def test_a_file_that_compiles_passes(self):
        self.compile_commands("int one() { return 1; }\n")
        self.passes("clang_compiles.py", self.root, "base")
        self.assertFalse((self.root / "text.o").exists())

    def test_a_warning_is_found(self):
        self.compile_commands("int one() { int unused; return 1; }\n")
        self.finds("clang_compiles.py", "text.cpp: clang rejects it", self.root, "base")

    def test_a_build_without_files_is_no_clean_build(self):
        self.write("compile_commands.json", "[]")
        self.finds("clang_compiles.py", "no C++ files", self.root, "base")


class Exports(Check):
    ENTRIES = "int pam_sm_authenticate() {return 0;} int pam_sm_setcred() {return 0;} "
    FLAGS = ["-Wl,-z,now", "-Wl,-z,relro", "-Wl,-z,nodelete"]

    def build(self, source, *flags):
        self.write("module.c", source)
        module = self.root / "module.so"
        subprocess.run(["gcc", "-w", "-shared", "-fPIC", "-o", module, self.root / "module.c", *flags],
                       check=True)
        return module

    def test_two_entry_points_and_the_flags_pass(self):
        self.passes("exports.py", self.build(self.ENTRIES, *self.FLAGS))

    def test_a_third_export_is_found(self):
        self.finds("exports.py", "leak", self.build(self.ENTRIES + "int leak;", *self.FLAGS))

    def test_a_missing_entry_point_is_found(self):
        self.finds("exports.py", "not exactly",
                   self.build("int pam_sm_authenticate() {return 0;}", *self.FLAGS))

    def test_a_needed_libcurl_is_found(self):
        source = self.ENTRIES.replace("return 0", "return curl_version()", 1)
        self.finds("exports.py", "needs libcurl", self.build(source, *self.FLAGS, "-lcurl"))

    def test_each_missing_flag_is_found(self):
        for flag, said in (("now", "no -z now"), ("nodelete", "no -z nodelete"),
                           ("relro", "no -z relro")):
            flags = [one for one in self.FLAGS if not one.endswith("," + flag)]
            if flag == "relro":
                flags.append("-Wl,-z,norelro")
            if flag == "now":
                flags.append("-Wl,-z,lazy")
            self.finds("exports.py", said, self.build(self.ENTRIES, *flags))


class NamedTests(Check):
    PAGES = [f"docs/{name}.md" for name in ("threat-model", "hosts", "infobip-contract")]
    RULES = "docs/security-rules.md"

    def setUp(self):
        super().setUp()
        self.write("tests/a/test_a.cpp", HEAD + "TEST(it_holds) {}\n")
        self.right = "## 1. A rule\n" + "`tests/a/test_a.cpp: it_holds`\n" * 60
        for page in (*self.PAGES, self.RULES):
            self.write(page, self.right)

    def test_tests_that_are_there_pass(self):
        self.passes("named_tests.py")

    def test_a_file_that_is_not_there_is_found_in_each_page(self):
        for page in (*self.PAGES, self.RULES):
            self.write(page, self.right + "`tests/b.py: it_holds`\n")
            self.finds("named_tests.py", f"{page}: tests/b.py is not there")
            self.write(page, self.right)

    def test_a_test_that_is_not_there_is_found(self):
        self.write(self.PAGES[0], self.right + "`tests/a/test_a.cpp: it_hold`\n")
        self.finds("named_tests.py", "tests/a/test_a.cpp has no it_hold")

    def test_a_page_that_names_few_is_found(self):
        self.write(self.PAGES[0], "`tests/a/test_a.cpp: it_holds`\n")
        self.finds("named_tests.py", "names 1 tests")

    def test_a_rule_that_nothing_keeps_is_found(self):
        self.write(self.RULES, self.right + "## 2. Another\n")
        self.finds("named_tests.py", "no test is named that keeps 2. Another")


class Cppcheck(Check):
    def test_a_division_by_nothing_is_found(self):
        for folder in ("words", "json", "http", "confinement", "infobip", "config", "directory", "limits", "recovery",
                       "audit", "link", "otp", "assembly", "pam", "helper"):
            self.write(f"src/{folder}/a.cpp", HEAD + "int f() { return 0; }\n")
        self.passes("cppcheck.sh")
        self.write("src/words/b.cpp", HEAD + "int g() { int* p = nullptr; return *p / 0; }\n")
        self.finds("cppcheck.sh", "b.cpp")


class Manual(Check):
    """The real pages and sources, against the --help of programs that say what the test wants."""

    def setUp(self):
        super().setUp()
        checkout = HERE.parent.parent
        for folder in ("docs/man", "src"):
            shutil.copytree(checkout / folder, self.root / folder, dirs_exist_ok=True)
        self.program("tables", "option\tdebug\tno\teverywhere\ncause\tbug\tA sentence.\nevent\tverdict\tmodule\n")
        self.program("tool", "Commands:\n  usage [OPTION...] [ACCOUNT]  lists\n\nOptions:\n  --help  this\n")
        self.program("sandbox", "OPTIONS\n  --help                      print this\n\n")

    def program(self, name, said):
        self.write(name, f"#!/bin/sh\ncat <<'END'\n{said}END\n")
        (self.root / name).chmod(0o755)

    def finds(self, text):
        super().finds("manual.py", text, self.root, *(self.root / one for one in
                                                     ("tables", "tool", "sandbox")))

    def change(self, page, old, new):
        path = self.root / "docs/man" / page
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))

    def test_a_setting_that_the_page_has_and_the_code_has_not_is_found(self):
        self.finds("infobip-otp.conf.5: setting: 'tries = 3' is not so")

    def test_another_default_is_found(self):
        self.change("infobip-otp.conf.5", ".It Cm debug No = no", ".It Cm debug No = yes")
        self.finds("infobip-otp.conf.5: setting: 'debug = no' is missing")

    def test_a_new_setting_is_found(self):
        self.program("tables", "option\tcolour\tred\teverywhere\ncause\tbug\tA sentence.\n")
        self.finds("infobip-otp.conf.5: setting: 'colour = red' is missing")
        self.finds("pam_infobip_otp.8: argument: 'colour' is missing")

    def test_a_new_event_and_a_new_cause_are_found(self):
        self.program("tables", "option\tdebug\tno\teverywhere\ncause\ttide\tA sentence.\n"
                     "event\tmoon_full\tmodule\n")
        self.finds("pam_infobip_otp.8: event or cause: 'moon_full' is missing")
        self.finds("pam_infobip_otp.8: event or cause: 'tide' is missing")

    def test_a_name_of_json_in_the_wrong_case_is_found(self):
        self.program("sandbox", "QUIRKS\n  last-wrong-attempt  [wrong-pin no-more] pinError of it\n\n")
        self.change("infobip-otp-sandbox.1", "pinError of the wrong", "PinError of the wrong")
        self.finds("infobip-otp-sandbox.1: 'PinError' is written with a small letter in front")

    def test_an_event_of_the_tool_that_is_gone_is_found(self):
        self.program("tables", "option\tdebug\tno\teverywhere\ncause\tbug\tA sentence.\n"
                     "event\tuser_added\ttool\n")
        self.finds("infobip-otp.8: event: 'limits_reset' is not so")

    def test_a_new_file_pam_code_and_exit_status_are_found(self):
        self.write("src/limits/new.cpp", 'constexpr const char* third_name = "host-moons";\n')
        self.write("src/admin/new.cpp", "return EX_OSFILE;\n")
        path = self.root / "src/assembly/pam_verdict.cpp"
        path.write_text(path.read_text() + "// PAM_CRED_EXPIRED\n")
        self.finds("pam_infobip_otp.8: file: '/var/lib/infobip-otp/host-moons' is missing")
        self.finds("infobip-otp.8: exit status: '72' is missing")
        self.finds("pam_infobip_otp.8: PAM code: 'PAM_CRED_EXPIRED' is missing")

    def test_a_new_command_and_its_option_are_found(self):
        self.program("tool", "Commands:\n  Moons:\n    howl [OPTION...] MOON  at it\n\n"
                             "Options of this command:\n  --loud DB     how loud\n")
        self.finds("infobip-otp.8: command: 'howl [OPTION...] MOON' is missing")
        self.finds("infobip-otp.8: option of howl: '--loud DB' is missing")
        self.finds("infobip-otp.8: command: 'usage [OPTION...] [ACCOUNT]' is not so")

    def test_what_the_sandbox_has_more_is_found(self):
        self.program("sandbox", "OPTIONS\n  --moon PHASE                shine\n\n"
                                "COMMANDS OF ctl\n  tides set LENGTH            rise\n\n"
                                "QUIRKS (first)\n  tide                        [low high] water\n\n"
                                "FAULTS (so)\n  flood=LENGTH                water (5s)\n\n"
                                "ROUTES\n  moon                        GET /moon\n\n"
                                "EXIT STATUS\n  3 flooded\n")
        for said in ("option: '--moon PHASE'", "command: 'tides set LENGTH'",
                     "quirk: 'tide = low high'", "fault: 'flood=LENGTH (5s)'",
                     "route: 'moon GET /moon'", "exit status: '3'"):
            self.finds(f"infobip-otp-sandbox.1: {said} is missing")

    def test_what_stands_there_twice_is_found(self):
        self.change("infobip-otp.conf.5", ".It Cm debug No = no", ".It Cm debug No = no\n.It Cm debug No = no")
        self.finds("infobip-otp.conf.5: setting: 'debug = no' stands there twice")

    def test_a_page_that_mandoc_does_not_like_is_found(self):
        self.change("infobip-otp.8", ".Sh LOG", ".Sh LOG\n.Foo bar")
        self.finds("infobip-otp.8:")
        self.finds("skipping unknown macro")

    def test_a_page_that_is_not_there_is_found(self):
        self.change("infobip-otp.8", ".Xr infobip-otp-sandbox 1", ".Xr infobip-otp-moon 1")
        self.finds("refers to infobip-otp-moon(1)")
        (self.root / "docs/man/infobip-otp.8").unlink()
        self.finds("docs/man/infobip-otp.8 is missing")


class Guides(Check):
    def setUp(self):
        super().setUp()
        for folder in ("docs", "src", "tests/host", "tests/package"):
            shutil.copytree(HERE.parent.parent / folder, self.root / folder, dirs_exist_ok=True)
        self.write("tables.txt", subprocess.run([os.environ["PRINT_TABLES"]], capture_output=True, text=True,
                                                check=True).stdout)
        self.write("tables", '#!/bin/sh\ncat "$0.txt"\n')
        (self.root / "tables").chmod(0o755)

    def guides(self, text=None):
        arguments = ("guides.py", self.root, self.root / "tables")
        if text is None:
            self.passes(*arguments)
        else:
            self.finds(arguments[0], text, *arguments[1:])

    def replace(self, name, old, new):
        path = self.root / name
        self.assertIn(old, path.read_text())
        path.write_text(path.read_text().replace(old, new))

    def test_guides_that_have_everything_pass(self):
        self.guides()

    def test_a_new_event_and_one_that_is_gone_are_found(self):
        self.replace("tables.txt", "event\trecovery_wrong\t", "event\trecovery_odd\t")
        self.guides("event 'recovery_odd' is missing")
        self.guides("event 'recovery_wrong' is not known")

    def test_a_cause_without_a_row_is_found(self):
        self.replace("docs/operations.md", "| `country_refused` |", "| country |")
        self.guides("cause 'country_refused' is missing")

    def test_a_sentence_that_was_changed_is_found(self):
        self.replace("src/otp/prompts.cpp", "A new code was sent", "Another code was sent")
        self.guides("'Another code was sent' is missing")
        self.guides("'A new code was sent to ********6727.' is not known")

    def test_a_refusal_that_was_changed_is_found(self):
        self.replace("tables.txt", "Log in with your key.", "Go away.")
        self.guides("'This login needs a public key first. Go away.' is missing")

    def test_what_no_host_was_seen_to_say_is_found(self):
        self.replace("docs/troubleshooting.md", "`su: Critical error", "`su: Fatal error")
        self.guides("no test of a host looks for 'su: Fatal error - immediate abort'")


class Blocks(Check):
    """README.md has one block of each kind, and one mistake at a time."""

    CHECK = "../docs/check_blocks.py"

    def blocks(self, text, said=None):
        self.write("README.md", text)
        self.write("tests/a.py", "def test_it(): pass\n")
        if said is None:
            self.passes(self.CHECK, self.root, "README.md")
        else:
            self.finds(self.CHECK, said, self.root, "README.md")

    RUN = "<!-- run -->\n\n    true\n\n"

    def test_blocks_that_say_how_they_are_known_pass(self):
        self.blocks(self.RUN + "<!-- shown by tests/a.py: test_it -->\n```\nx\n```\n\n"
                    "<!-- not run: it costs real money -->\n\n    send\n")

    def test_a_block_that_says_nothing_is_found(self):
        self.blocks(self.RUN + "and\n\n    false\n", "README.md:7: this block does not say")
        self.blocks(self.RUN + "and\n```sh\nfalse\n```\n", "README.md:6: this block does not say")

    def test_a_comment_counts_for_the_next_block_only(self):
        self.blocks(self.RUN + "    true\n\nand\n\n    false\n", "README.md:9: this block")

    def test_a_test_that_is_not_there_is_found(self):
        self.blocks(self.RUN + "<!-- shown by tests/a.py: test_that -->\n\n    x\n", "defines no test_that")
        self.blocks(self.RUN + "<!-- shown by tests/b.py: test_it -->\n\n    x\n", "b.py is not there")

    def test_a_name_that_is_no_tests_is_found(self):
        self.write("tests/b.sh", "it() {\n    true\n}\nit\nother it\n")
        shown = self.RUN + "<!-- shown by tests/a.py: test_it, tests/b.sh: {} -->\n\n    x\n"
        self.blocks(shown.format("it"))
        self.blocks(shown.format("other"), "tests/b.sh defines no other")

    def test_no_reason_and_an_unknown_word_are_found(self):
        for mark in ("not run: no", "perhaps", "running", "run, a code", "file", "in /etc/a"):
            self.blocks(self.RUN + f"<!-- {mark} -->\n\n    x\n", "says nothing")

    def test_a_block_that_asks_for_codes_says_how_many(self):
        for mark in ("run, 1 code", "run, 12 codes"):
            self.blocks(f"<!-- {mark} -->\n\n    x\n")

    def test_a_page_that_no_test_runs_is_found(self):
        self.write("docs/other.md", self.RUN)
        self.blocks(self.RUN, "docs/other.md:3: no test runs this page")


class Release(Check):
    def setUp(self):
        super().setUp()
        self.write("CMakeLists.txt", "project(a VERSION 1.2.3 LANGUAGES CXX)\n")
        self.changelog()
        self.write("debian/libpam-infobip-otp.NEWS", "a (1.0.0) unstable; urgency=medium\n")
        self.write("NEWS.md", "# News\n\n## 1.2.3, 2026-12-01\n")
        self.write("SECURITY.md", "| 1.2 | yes |\n")
        self.write("config/infobip-otp.conf", "#tries = 3\n#tea = green\n")
        self.git("init", "-q")
        self.commit()
        self.git("tag", "v1.2.2")

    def changelog(self, version="1.2.3", distribution="unstable", year=2020):
        self.write("debian/changelog", f"a ({version}) {distribution}; urgency=medium\n\n  * b\n\n"
                                       f" -- a <a@b>  Wed, 01 Jan {year} 00:00:00 +0000\n")

    def git(self, *words):
        subprocess.run(["git", "-C", self.root, "-c", "user.name=a", "-c", "user.email=a@b", *words],
                       check=True, capture_output=True)

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")

    RELEASE = "../../scripts/release-check"

    def release(self, said=None):
        self.commit()
        if said is None:
            self.passes(self.RELEASE)
        else:
            self.finds(self.RELEASE, said)

    def test_a_whole_release_passes(self):
        self.release()

    def test_another_version_is_found_in_each_file(self):
        for name, text in (("NEWS.md", "## 1.2.2, 2026-12-01\n"), ("SECURITY.md", "| 1.1 | yes |\n")):
            before = (self.root / name).read_text()
            self.write(name, text)
            self.release(f"{name}: the newest version is")
            self.write(name, before)
        self.changelog("1.2.4")
        self.release("debian/changelog: the newest version is 1.2.4")

    def test_a_date_to_come_is_found(self):
        self.changelog(year=2200)
        self.release("debian/changelog: its newest entry is of a time to come")

    def test_what_is_marked_unreleased_is_found(self):
        self.changelog(distribution="UNRELEASED")
        self.write("NEWS.md", "## 1.2.3, not released yet\n")
        self.release("debian/changelog: its newest entry says UNRELEASED")
        self.release("NEWS.md: its newest entry")

    def test_a_maintainer_who_gets_no_mail_is_found(self):
        self.write("debian/control", "Source: a\nMaintainer: a <a@b.example>\n")
        self.release("debian/control: the address of the Maintainer")
        self.write("debian/control", "Source: a\nMaintainer: a <a@debian.org>\n")
        self.release()

    def test_a_file_that_is_not_committed_is_found(self):
        self.write("new", "")
        self.finds(self.RELEASE, "1 files differ")

    def test_a_default_that_changed_in_silence_is_found(self):
        self.write("config/infobip-otp.conf", "#tries = 4\n")
        self.release("tries: was '3' in v1.2.2 and is '4'")
        self.release("tea: was 'green' in v1.2.2 and is 'gone'")
        self.write("debian/libpam-infobip-otp.NEWS", "a (1.2.3) unstable; urgency=medium\n\n"
                   "  tries is 4 now, and tea is no setting any more.\n\n -- a <a@b>\n")
        self.release()


class NamedFiles(Check):
    def setUp(self):
        super().setUp()
        self.write("docs/rules.md", "# Rules\n\n## 3. The third\n\n### 3.2 A part: of it\n")

    def test_a_clean_tree_passes(self):
        self.passes("named_files.py")

    def test_a_link_to_nothing_is_found(self):
        self.write("docs/a.md", "see [b](b.md)\n")
        self.finds("named_files.py", "docs/a.md:1: links to b.md")

    def test_a_link_to_a_heading_that_is_not_there_is_found(self):
        self.write("docs/a.md", "see [the part](rules.md#32-a-part-of-it) and [me](#me)\n\n# Me\n")
        self.passes("named_files.py")
        self.write("docs/a.md", "see [the part](rules.md#32-a-part)\n")
        self.finds("named_files.py", "docs/a.md:1: links to rules.md#32-a-part, and there is no such heading")

    def test_a_path_to_nothing_is_found(self):
        self.write("README.md", "run `sudo scripts/tyr`\n")
        self.finds("named_files.py", "README.md:1: names scripts/tyr")

    def test_what_a_comment_names_and_is_not_there_is_found(self):
        for comment, said in (("(security.md rule 1)", "security.md"), ("docs/rule.md", "docs/rule.md"),
                              ("src/base/test.hpp does", "src/base/test.hpp"),
                              ("docs/rules.md, section 4", "section 4 of docs/rules.md"),
                              ("rules.md rules 3 and 4", "section 4 of rules.md"),
                              ("rules.md section 3.20", "section 3.20 of rules.md"),
                              ("decision 0042", "decision 0042")):
            self.write("src/base/text.cpp", HEAD + "int a;  // " + comment + "\n")
            self.finds("named_files.py", f"src/base/text.cpp:3: names {said}, which is not there")

    def test_what_a_comment_names_and_is_there_passes(self):
        self.write("docs/decisions/0042-an-answer.md", "# 0042\n")
        self.write("src/base/text.cpp", HEAD + "// docs/rules.md sections 3 and 3.2, README.md, decision 0042,\n"
                                               "// src/base/text.hpp, https://example.org/a.md, DOCS/a.md\n")
        self.passes("named_files.py")

    def test_a_name_that_goes_on_in_the_next_line_is_read(self):
        self.write("src/base/text.cpp", HEAD + "// As docs/rules.md\n// section 4 says.\n")
        self.finds("named_files.py", "src/base/text.cpp:3: names section 4 of docs/rules.md")

    def test_comments_of_every_kind_are_read_and_texts_are_not(self):
        for name, line in (("tests/a.py", "a = 1  # see a.md"), ("tests/a.sh", "# see a.md"),
                           ("src/CMakeLists.txt", "# see a.md"), ("scripts/a", "#!/bin/sh\n# see a.md"),
                           ("tests/b.py", '"""See a.md."""'),
                           ("tests/c.py", 'def f():\n    """Does.\n\n    See a.md.\n    """')):
            self.write(name, line + "\n")
            self.finds("named_files.py", f"{name}:{line[:line.index('a.md')].count(chr(10)) + 1}: names a.md")
            self.write(name, "")
        self.write("tests/a.py", 'a = "a.md"\nb = """\nsrc/b.cpp\n"""\n')
        self.write("src/base/text.cpp", HEAD + 'const char* page = "a.md";\n')
        self.passes("named_files.py")


class Words(Check):
    def test_a_clean_tree_passes(self):
        self.passes("words.py")

    def test_every_phrase_is_found_in_a_page(self):
        self.write("README.md", "put it in the place of that\na PIN that there is not\nhow it came about\nthe line was come to\n"
                                "it gave its rights away\nlet pass by it\nstands behind it\nit mends that\nit says no\n"
                                "with the right code neither\na helper gone mad\n")
        code, said = self.run_check("words.py")
        self.assertEqual((code, sorted(int(line.split(":")[1]) for line in said.splitlines())),
                         (1, list(range(1, 12))), said)

    def test_pages_of_every_kind_are_read(self):
        for name in ("NEWS.md", "docs/a.md", "docs/decisions/0001-a.md", "docs/man/a.8", "config/a.conf", "config/pam.d/a"):
            self.write(name, "# The line in the\n#   place of ours\n")
            self.finds("words.py", f"{name}:1: 'in the place of': say instead of")
            self.write(name, "# The line instead of ours\n")

    def test_the_texts_of_the_tools_are_read_and_their_comments_are_not(self):
        self.write("src/admin/a.cpp", HEAD + '// A PIN that there is not. "it\nchar c = \'"\';\n'
                                             'auto a = "a PIN " /* not one text */ + b("that there is");\n')
        self.passes("words.py")
        self.write("src/admin/a.cpp", HEAD + 'auto a = "a PIN that "\n  "there is not\\n";\n')
        self.finds("words.py", "src/admin/a.cpp:3: 'that there is not'")


class Shell(Check):
    def test_an_unquoted_variable_is_found_and_a_quoted_one_passes(self):
        self.write("scripts/run", '#!/bin/sh\necho "$1"\n')
        self.passes("shell.sh")
        self.write("scripts/run", "#!/bin/sh\nrm $1\n")
        self.finds("shell.sh", "SC2086")


class Format(Check):
    def test_a_badly_set_file_is_found(self):
        (self.root / ".clang-format").write_text((HERE / "../../.clang-format").read_text())
        self.passes("format.sh")
        self.write("src/base/text.cpp", HEAD + "int  a ;\n")
        self.finds("format.sh", "clang-format-violations")


if __name__ == "__main__":
    unittest.main()
