#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""test_stages.py: what scripts/test says at its end, from entries that ran, failed and were skipped."""
import contextlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import stages  # noqa: E402

CMAKE = """
cmake_minimum_required(VERSION 3.25)
project(entries NONE)
enable_testing()
add_test(NAME good COMMAND true)
add_test(NAME bad COMMAND false)
add_test(NAME elsewhere COMMAND false)
add_test(NAME passed_over COMMAND sh -c "exit 77")
set_tests_properties(good bad PROPERTIES LABELS unit)
set_tests_properties(elsewhere PROPERTIES LABELS host)
set_tests_properties(passed_over PROPERTIES LABELS sandbox SKIP_RETURN_CODE 77)
"""


def said_by(rows, euid=0):
    """The text and the exit status of main() where the stages gave `rows`."""
    output = io.StringIO()
    with mock.patch.object(stages, "run_stages", lambda chosen: ([], rows)), \
            mock.patch.object(os, "geteuid", lambda: euid), \
            mock.patch.object(sys, "argv", ["stages.py"]), \
            contextlib.redirect_stdout(output):
        try:
            stages.main()
        except SystemExit as end:
            return output.getvalue(), end.code
    return output.getvalue(), None


class Closing(unittest.TestCase):
    def test_all_passed(self):
        text, status = said_by([("unit", "one", "run", 2.0), ("host", "two", "run", 3.0)])
        self.assertEqual(status, 0)
        self.assertTrue(text.endswith("\n2 passed, 0 failed\n"), text)

    def test_a_failed_entry_is_named_and_fails_the_run(self):
        text, status = said_by([("unit", "one", "run", 2.0), ("host", "two", "fail", 3.0)])
        self.assertEqual(status, 1)
        self.assertIn("failed: two", text)
        self.assertTrue(text.endswith("\n1 passed, 1 failed\n"), text)

    def test_root_may_skip_nothing(self):
        rows = [("unit", "one", "run", 2.0), ("host", "two", "notrun", 0.0)]
        self.assertEqual(said_by(rows)[1], 1)
        self.assertEqual(said_by(rows, euid=1000)[1], 0)

    def test_nothing_that_ran_is_no_success(self):
        self.assertEqual(said_by([])[1], 1)

    def test_the_table_has_each_stage_and_the_longest_entries(self):
        text, _ = said_by([("unit", "one", "run", 2.0), ("unit", "two", "fail", 3.0),
                           ("host", "three", "run", 40.0)])
        self.assertRegex(text, r"unit +2 +1 +5\n")
        self.assertRegex(text, r"host +1 +0 +40\n")
        self.assertRegex(text, r"longest entries \(seconds\):\n +40  three \(host\)\n +3  two")


class Ctest(unittest.TestCase):
    def test_entries_have_their_stage_and_how_they_ended(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "CMakeLists.txt").write_text(CMAKE, encoding="utf-8")
            build = pathlib.Path(folder, "build")
            subprocess.run(["cmake", "-S", folder, "-B", build], check=True, capture_output=True)
            with contextlib.redirect_stdout(io.StringIO()):
                rows = stages.run_ctest(build, ["--test-dir", str(build), "-L", "^(unit|sandbox)$"],
                                        2, ["unit", "sandbox"])
        self.assertEqual(sorted(row[:3] for row in rows),
                         [("sandbox", "passed_over", "notrun"), ("unit", "bad", "fail"),
                          ("unit", "good", "run")])

    def test_a_stage_that_there_is_not_is_said(self):
        with mock.patch.object(sys, "argv", ["stages.py", "hosts"]), self.assertRaises(SystemExit) as end:
            stages.main()
        self.assertIn("there is no stage hosts", str(end.exception.code))


if __name__ == "__main__":
    unittest.main()
