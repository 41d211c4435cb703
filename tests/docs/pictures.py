#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""pictures.py BUILD: README's pictures are well formed, and show what a run of today shows.

scripts/pictures draws them anew, elsewhere; apart from codes and references each line is the same.
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
from xml.etree import ElementTree

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
PICTURES = CHECKOUT / "docs/pictures"
TEXT = "{http://www.w3.org/2000/svg}text"


def lines(path):
    """The texts of a picture from the top down, without what is another one each time."""
    rows = {}
    for text in ElementTree.parse(path).iter(TEXT):
        rows.setdefault(float(text.get("y")), []).append((float(text.get("x")), text.text))
    whole = ["".join(words for _, words in sorted(row)) for _, row in sorted(rows.items())]
    return [re.sub(r"\b\d{6}\b|\b[0-9A-F]{6}\b", "N", line) for line in whole]


class Pictures(unittest.TestCase):
    def test_they_show_what_a_run_of_today_shows(self):
        with tempfile.TemporaryDirectory() as folder:
            run = subprocess.run([CHECKOUT / "scripts/pictures", sys.argv[1], folder], capture_output=True, text=True)
            if run.returncode == 77:
                sys.exit(77)
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            for name in ("login.svg", "doctor.svg"):
                with self.subTest(name):
                    drawn = lines(pathlib.Path(folder) / name)
                    self.assertGreater(len(drawn), 15)
                    self.assertEqual(drawn, lines(PICTURES / name), "draw them anew: scripts/pictures")

    def test_each_piece_of_text_appears_in_its_turn(self):
        for path in PICTURES.glob("*.svg"):
            text = path.read_text()
            begins = [float(one) for one in re.findall(r"@keyframes t\d+ \{ 0% \{[^}]*\} ([\d.]+)%", text)]
            self.assertGreater(len(begins), 15)
            self.assertEqual(begins, sorted(begins))
            self.assertIn("prefers-reduced-motion", text)
            self.assertNotIn("<script", text)

    def test_readme_shows_them(self):
        readme = (CHECKOUT / "README.md").read_text()
        for name in ("login.svg", "doctor.svg"):
            self.assertIn(f"](docs/pictures/{name})", readme)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
