#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""keep.py OUTPUT [DOCS]: OUTPUT/all.json, as run.py hands it out, as bench.json, .md and .svg beside it.

With DOCS also as DOCS/benchmarks.json and .svg, and between the two marks of DOCS/benchmarks.md.
"""
import json
import pathlib
import sys

BEGIN, END = "<!-- printed by scripts/bench: begin -->\n", "<!-- printed by scripts/bench: end -->\n"


def with_tables(text, tables):
    """The page with `tables` between its marks, whatever stood there."""
    before, rest = text.split(BEGIN)
    return before + BEGIN + "\n" + tables + "\n" + END + rest.split(END)[1]


def main():
    output = pathlib.Path(sys.argv[1])
    everything = json.loads((output / "all.json").read_text())
    figures = json.dumps(everything["result"], indent=1) + "\n"
    plot = "".join(line.rstrip() + "\n" for line in everything["plot"].splitlines())
    (output / "bench.json").write_text(figures)
    (output / "bench.md").write_text(everything["tables"])
    (output / "bench.svg").write_text(plot)
    (output / "all.json").unlink()
    for docs in map(pathlib.Path, sys.argv[2:]):
        (docs / "benchmarks.json").write_text(figures)
        (docs / "benchmarks.svg").write_text(plot)
        page = docs / "benchmarks.md"
        page.write_text(with_tables(page.read_text(), everything["tables"]))


if __name__ == "__main__":
    main()
