#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""report_test.py: what bench/ makes of figures, on those that docs/benchmarks.json holds."""
import copy
import json
import pathlib
import sys
import unittest

SOURCE = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(SOURCE / "bench"))
import bars
import keep
import parts
import report

KEPT = json.loads((SOURCE / "docs/benchmarks.json").read_text())
TRACE = pathlib.Path(__file__).with_name("login_strace.txt").read_text()


def bar(result, figure):
    return next(one for one in bars.bars(result) if one.figure == figure)


class Docs(unittest.TestCase):
    def test_the_tables_of_the_page_are_those_of_the_figures_beside_it(self):
        page = (SOURCE / "docs/benchmarks.md").read_text()
        self.assertEqual(page, keep.with_tables(page, report.tables(KEPT)))

    def test_the_page_says_of_each_missed_bar_why(self):
        page = (SOURCE / "docs/benchmarks.md").read_text()
        reasons = page.split("## What is missed, and why")[1].split(keep.BEGIN)[0]
        for one in bars.bars(KEPT):
            if not one.is_met():
                self.assertIn(f"*{one.figure}*", reasons)


class Bars(unittest.TestCase):
    def test_a_figure_over_its_bar_is_missed(self):
        result = copy.deepcopy(KEPT)
        result["load and skip"]["this module"]["instructions"]["median"] = 500_001
        self.assertFalse(bar(result, "load and skip, million instructions").is_met())
        result["load and skip"]["this module"]["instructions"]["median"] = 500_000
        self.assertTrue(bar(result, "load and skip, million instructions").is_met())

    def test_no_connection_is_as_wrong_as_two(self):
        result = copy.deepcopy(KEPT)
        for count, met in ((0, False), (1, True), (2, False)):
            result["login"]["this module"]["connections"]["median"] = count
            self.assertEqual(bar(result, "login, connections").is_met(), met, count)

    def test_a_rate_under_its_bar_is_missed(self):
        result = copy.deepcopy(KEPT)
        result["at once"]["200 at once"]["logins_per_second"]["median"] = 1
        rate = next(one for one in bars.bars(result) if one.kind == "at least")
        self.assertFalse(rate.is_met())

    def test_the_host_with_pam_permit_is_taken_off(self):
        rows = {"this module": {"cpu_us": {"median": 7}}, "pam_permit": {"cpu_us": {"median": 2}}}
        self.assertEqual(bars.in_login(rows, "cpu_us"), 5)


class Report(unittest.TestCase):
    def test_a_cell_has_median_spread_and_ratio(self):
        self.assertEqual(report.cell({"median": 1500, "min": 1000, "max": 2500, "ratio": 1.25}, 1000),
                         "1.50 (1 to 2.50) 1.25x")
        self.assertEqual(report.cell({"median": 2, "min": 2, "max": 2}, 1), "2")

    def test_ratios_are_to_the_reference_of_the_section(self):
        result = copy.deepcopy(KEPT)
        report.add_ratios(result)
        login = result["login"]
        self.assertAlmostEqual(login["this module"]["bytes"]["ratio"],
                               login["this module"]["bytes"]["median"] / login["bare libcurl"]["bytes"]["median"])
        self.assertNotIn("ratio", login["bare libcurl"]["bytes"])
        many = result["at once"]["10 at once"]
        self.assertAlmostEqual(many["cpu_us"]["ratio"], many["cpu_us"]["median"] /
                               result["at once"]["bare libcurl, 10 at once"]["cpu_us"]["median"])
        self.assertAlmostEqual(many["host_pss_kib"]["ratio"], many["host_pss_kib"]["median"] /
                               result["at once"]["1 at once"]["host_pss_kib"]["median"])


class Parts(unittest.TestCase):
    def test_the_parts_of_a_trace_follow_each_other_and_add_up(self):
        seen = parts.durations(TRACE)
        self.assertEqual([*seen], [part for part, _ in parts.BEGINNINGS[:-1]] + [parts.TOGETHER])
        self.assertTrue(all(time > 0 for time in seen.values()), seen)
        self.assertAlmostEqual(sum(seen.values()), 2 * seen[parts.TOGETHER], places=3)

    def test_a_trace_without_one_of_the_beginnings_is_refused_by_name(self):
        without = "\n".join(line for line in TRACE.splitlines() if "umask" not in line)
        with self.assertRaisesRegex(SystemExit, "'drop'"):
            parts.durations(without)


if __name__ == "__main__":
    unittest.main(verbosity=2)
