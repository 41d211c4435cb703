#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""bench_runs.py BUILD SANDBOX: scripts/bench end to end, each figure once. Inside scripts/hostns.

Asserts that everything is measured, and no time. What the figures may be is for an idle machine.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(SOURCE / "bench"))
import bars
import report
import sections

BUILD, SANDBOX = sys.argv[1:3]


def measured():
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder)
        for program, arguments, name in (("lookup", ["1"], "lookup"), ("bench_limits", [folder, "1"], "limits")):
            with open(output / f"{name}.json", "wb") as printed:
                subprocess.run([f"{BUILD}/bench/{program}", *arguments], stdout=printed, check=True)
        with open(output / "all.json", "wb") as kept:
            command = ["/usr/bin/python3", SOURCE / "bench/run.py", BUILD, SANDBOX, folder, "1", "1", "3"]
            subprocess.run(["bash", "-c", 'exec "$@" 3>&1 >/dev/null', "run", *map(str, command)],
                           stdout=kept, check=True)
        subprocess.run(["/usr/bin/python3", SOURCE / "bench/keep.py", folder], check=True)
        return {name: (output / f"bench.{name}").read_text() for name in ("json", "md", "svg")}


class EverythingIsMeasured(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.printed = measured()
        cls.result = json.loads(cls.printed["json"])

    def test_each_section_has_its_rows(self):
        self.assertEqual(set(report.TITLES) - set(self.result), set())
        rows = {"load and skip": {"this module", "pam_permit"},
                "login": {"this module", "pam_permit", "bare libcurl", "bare OpenSSL"},
                "at once": {"1 at once", "3 at once", "bare libcurl, 3 at once", sections.LIKE_PRIVACYIDEA},
                "stores": {"look-up, 1000000 accounts", "limit store, 100000 accounts"},
                "parts": {"spawn", "TLS", "together"}}
        for section, expected in rows.items():
            self.assertLessEqual(expected, set(self.result[section]), section)

    def test_what_does_not_depend_on_the_machine_is_as_it_should_be(self):
        for section in ("login", "login, 50 ms each way", "login, CA bundle only"):
            for row in ("this module", "bare libcurl"):
                figures = self.result[section][row]
                counted = {figure: figures[figure]["median"]
                           for figure in ("connections", "handshakes", "requests")}
                self.assertEqual(counted, {"connections": 1, "handshakes": 1, "requests": 2}, (section, row))
                # Two handshakes' worth of certificates would be seen, and a line that is not counted.
                self.assertGreater(figures["bytes"]["median"], 2000)
                self.assertLess(figures["bytes"]["median"], 8000)

    def test_each_figure_is_positive_and_has_its_ratio_to_the_reference(self):
        for section in report.TITLES:
            for row, figures in self.result[section].items():
                for figure, spread in figures.items():
                    if not report.is_shown(section, row, figure) or figure == "code":
                        continue
                    self.assertGreater(spread["median"], 0, (section, row, figure))
                    reference = report.reference(section, row, figure)
                    other = self.result[section].get(reference[0], {}).get(reference[1])
                    if other and reference != (row, figure):
                        self.assertAlmostEqual(spread["ratio"], spread["median"] / other["median"])

    def test_each_bar_has_its_line(self):
        lines = re.findall(r"^\| .* \| (?:met|\*\*missed\*\*) \|$", self.printed["md"], re.M)
        self.assertEqual(len(lines), len(bars.bars(self.result)))

    def test_the_plot_names_the_module_and_what_it_is_beside(self):
        for name in ("this module", "pam_permit", "bare libcurl", "bare OpenSSL"):
            self.assertIn(name, self.printed["svg"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
