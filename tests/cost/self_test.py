#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""self_test.py BUILD SANDBOX: instructions.py fails where it should. Inside scripts/hostns."""
import sys
import unittest

import instructions
from instructions import callgrind, machine

RECORDED = {"load and skip, instructions": 300_000, "login / bare libcurl": 1.05}


class Complaints(unittest.TestCase):
    def test_growth_within_a_tenth_is_no_complaint(self):
        grown = {"load and skip, instructions": 329_000, "login / bare libcurl": 1.15}
        self.assertEqual(list(instructions.complaints(grown, RECORDED)), [])

    def test_growth_beyond_a_tenth_is_one_for_each_figure(self):
        grown = {"load and skip, instructions": 331_000, "login / bare libcurl": 1.16}
        self.assertEqual(len(list(instructions.complaints(grown, RECORDED))), 2)

    def test_without_a_record_the_bar_holds(self):
        over = {"load and skip, instructions": 500_001}
        self.assertEqual(len(list(instructions.complaints(over, None))), 1)

    def test_a_module_that_reads_two_hundred_lines_more_is_noticed(self):
        made = machine.Machine(*sys.argv[1:3])
        made.start_sandbox()
        try:
            short = callgrind.count(made.no_question("skip"), region=True)["instructions"]
            long = callgrind.count(made.no_question("login"), region=True)["instructions"]
        finally:
            made.stop()
        recorded = {"load and skip, instructions": short}
        self.assertEqual(list(instructions.complaints(recorded, recorded)), [])
        self.assertTrue(list(instructions.complaints({"load and skip, instructions": long}, recorded)))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
