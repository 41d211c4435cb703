#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""self_test.py: scripts/mutants on a small project of its own: what is killed, what survives, what is wrong."""
import contextlib
import io
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

import changes  # noqa: E402
import explained  # noqa: E402
import subjects  # noqa: E402
import trial  # noqa: E402

HEAD = "// SPDX-License-Identifier: MIT\n"
FILES = {
    "CMakeLists.txt": """cmake_minimum_required(VERSION 3.25)
project(small CXX)
include(CTest)
set(CMAKE_CXX_STANDARD 20)
add_library(small STATIC src/limit.cpp src/forgotten.cpp)
target_include_directories(small PUBLIC src)
add_executable(test_limit test_limit.cpp)
target_link_libraries(test_limit small)
add_test(NAME test_limit COMMAND test_limit)
""",
    "src/limit.hpp": "bool allowed(int sent);\nint twice_forgotten(int number);\n",
    "src/limit.cpp": HEAD + """#include "limit.hpp"

bool allowed(int sent) {
    return sent < 3;
}
""",
    "src/forgotten.cpp": HEAD + """#include "limit.hpp"

int twice_forgotten(int number) {
    return number * 2;
}
""",
    # As CMocka says it, and goes on: for ever.
    "test_limit.cpp": HEAD + """#include <cstdio>

#include "limit.hpp"

int main() {
    if (allowed(2) && !allowed(3)) return 0;
    std::puts("[  FAILED  ] three_are_allowed");
    std::fflush(stdout);
    for (;;) continue;
}
""",
}
TESTS = subjects.unit("test_limit")
LIMIT = subjects.Subject("limits", "src/limit.cpp", TESTS)
FORGOTTEN = subjects.Subject("forgotten", "src/forgotten.cpp", TESTS)


class Project(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = pathlib.Path(folder.name)
        for name, text in FILES.items():
            cls.write(name, text)

    @classmethod
    def write(cls, name, text):
        path = cls.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def setUp(self):
        self.explain("")

    def explain(self, text):
        self.write(trial.EXPLAINED, text)

    def mutants(self, *chosen, arguments=()):
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = trial.main(self.root, chosen, "", list(arguments))
        return status, said.getvalue()

    def test_what_a_test_demands_is_killed_and_the_failed_test_is_not_waited_for(self):
        status, said = self.mutants(LIMIT)
        self.assertEqual(status, 0, said)
        self.assertRegex(said, r"mutants: (\d+) of \1 killed, 100.0 %")
        self.assertIn("0 of them hung", said.replace("\n", " "))

    def test_what_no_test_sees_survives_and_is_named_with_its_line(self):
        status, said = self.mutants(LIMIT, FORGOTTEN)
        self.assertEqual(status, 1, said)
        self.assertIn("survived: src/forgotten.cpp\nwas: return number * 2;\nnow: return number / 2;\n", said)
        self.assertNotIn("survived: src/limit.cpp", said)

    def entry(self, now, why="Nobody calls it any more, it stays for others."):
        return f"src/forgotten.cpp\nwas: return number * 2;\nnow: {now}\nwhy: {why}\n\n"

    def every_entry(self):
        return "".join(map(self.entry, ("return number / 2;", "return number * 1;", "return number * 3;",
                                        "return {};")))

    def test_a_survivor_that_is_explained_is_no_longer_named_but_counts_as_survived(self):
        self.explain(self.every_entry())
        status, said = self.mutants(LIMIT, FORGOTTEN)
        self.assertNotIn("survived: src", said)
        self.assertIn("4 survived, 4 of them explained", said)
        self.assertEqual(status, 1, "less than 92 % were killed: " + said)

    def test_an_entry_that_matches_no_change_is_an_error(self):
        self.explain(self.every_entry().replace("number", "figure"))
        status, said = self.mutants(FORGOTTEN)
        self.assertEqual(status, 2, said)
        self.assertIn("no change matches this entry:\nsrc/forgotten.cpp\nwas: return figure * 2;", said)

    def test_an_entry_for_what_a_test_kills_is_an_error(self):
        self.explain("src/limit.cpp\nwas: return sent < 3;\nnow: return sent <= 3;\nwhy: Three or four are the same.\n")
        status, said = self.mutants(LIMIT)
        self.assertEqual(status, 1, said)
        self.assertIn("explained, but a test kills it: src/limit.cpp\n", said)

    def test_an_entry_without_a_reason_is_an_error(self):
        self.explain(self.entry("return {};", "same"))
        self.assertEqual(self.mutants(FORGOTTEN)[0], 2)

    def test_a_test_that_fails_without_a_change_ends_the_run(self):
        with self.changed("test_limit.cpp", "allowed(2)", "allowed(4)"):
            status, said = self.mutants(LIMIT)
        self.assertEqual(status, 2, said)
        self.assertIn("test_limit does not pass without a change", said)

    def test_a_result_is_kept_until_the_program_changes(self):
        results = self.root / "build/mutants/results.jsonl"
        self.mutants(LIMIT)
        kept = results.read_text()
        self.mutants(LIMIT)
        self.assertEqual(results.read_text(), kept)
        with self.changed("test_limit.cpp", "allowed(2) && ", ""):
            self.assertIn("now: return {};", self.mutants(LIMIT)[1])

    @contextlib.contextmanager
    def changed(self, name, old, new):
        before = FILES[name]
        self.assertIn(old, before)
        self.write(name, before.replace(old, new))
        try:
            yield
        finally:
            self.write(name, before)

    def test_the_seed_chooses_and_the_same_seed_chooses_the_same(self):
        def chosen(seed):
            return self.mutants(LIMIT, FORGOTTEN, arguments=["--list", "--seed", seed, "--count", "3"])[1]
        self.assertEqual(chosen("1"), chosen("1"))
        self.assertNotEqual(chosen("1"), chosen("2"))


class Changes(unittest.TestCase):
    def made(self, text, **enums):
        return {change.now for change in changes.changes_of(text, enums)}

    def test_comments_texts_and_brackets_of_templates_are_left_alone(self):
        self.assertEqual(self.made('// a == b\n#include <a == b>\nstd::vector<int> made{"1 == 2"};\n'), set())

    def test_operators_bounds_conditions_values_and_calls_are_changed(self):
        made = self.made("void f() {\n    if (a < 10 && !b) wipe(c);\n    return E::x;\n}\n", E=["x", "y"])
        for now in ("if (a <= 10 && !b) wipe(c);", "if (a < 11 && !b) wipe(c);", "if (a < 9 && !b) wipe(c);",
                    "if (a < 10 || !b) wipe(c);", "if (a < 10 && b) wipe(c);", "if (false) wipe(c);",
                    "if (true) wipe(c);", "if (a < 10 && !b) ;", "return E::y;", "return {};"):
            self.assertIn(now, made)

    def test_the_second_of_two_equal_lines_has_its_own_name(self):
        same = [change for change in changes.changes_of("f(a == b);\nf(a == b);\n", {})
                if change.now == "f(a != b);"]
        self.assertEqual([explained.place("x.cpp", change) for change in same], ["x.cpp", "x.cpp#2"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
