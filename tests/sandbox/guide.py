# SPDX-License-Identifier: MIT
# Guide: docs/sandbox.md, taken apart for the tests that do what it says.
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, ROOT + "/tests/docs")
from blocks import blocks_of  # pylint: disable=wrong-import-position

with open(ROOT + "/docs/sandbox.md", encoding="ascii") as file:
    PAGE = file.read()


def block(test):
    """The only block that this test is said to show."""
    (found,) = [each.text for each in blocks_of("", PAGE)
                if re.search(r": %s\b" % test, each.mark)]
    return found


def section(heading):
    return PAGE.split("\n## %s\n" % heading)[1].split("\n## ")[0]


def quoted(text):
    """What stands between backticks."""
    return re.findall("`([^`]+)`", text)
