# SPDX-License-Identifier: MIT
"""The run of scripts/mutants: chooses changes, tries them, keeps the results, and says what survived."""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import pathlib
import signal
import sys
import threading
import time

import explained
import workshop

LEAST_KILLED = 92
EXPLAINED = pathlib.Path("tests/mutants/explained.txt")


def words(text):
    parser = argparse.ArgumentParser(prog="mutants", description=text,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=400, help="changes that compile (400)")
    parser.add_argument("--seed", default="1", help="another seed chooses other changes (1)")
    parser.add_argument("--only", default="", metavar="TEXT", help="files whose path has TEXT")
    parser.add_argument("--survivors", action="store_true", help="try what survived before, nothing else")
    parser.add_argument("--keep", action="store_true", help="change the copy of the run before")
    parser.add_argument("--jobs", type=int, default=2, help="at a time (2)")
    parser.add_argument("--list", action="store_true", help="say what would be tried, and try nothing")
    return parser


class Mutant:
    def __init__(self, subject, source, change):
        self.subject = subject
        self.source = source
        self.change = change
        nearest = "test_" + pathlib.Path(source).stem
        self.tests = sorted(subject.tests, key=lambda test: test.name != nearest)
        self.key = explained.key(source, change)
        self.name = hashlib.sha256("\n".join(self.key).encode()).hexdigest()[:12]

    def rank(self, seed):
        return hashlib.sha256(f"{seed} {self.name}".encode()).hexdigest()


class Results:
    """A line of JSON for each result. It holds as long as the programs that showed it are the same."""

    def __init__(self, path, digests):
        self.path = path
        self.digests = digests
        self.lock = threading.Lock()
        self.kept = {}
        for line in path.read_text().splitlines() if path.exists() else ():
            try:
                result = json.loads(line)
            except json.JSONDecodeError:
                continue  # the run was ended while it wrote
            self.kept[result["mutant"]] = result

    def seen_by(self, mutant, outcome):
        seen = [test.name for test in mutant.tests]
        return {name: self.digests[name] for name in ([outcome["by"]] if outcome["by"] else seen)}

    def holding(self, mutant):
        result = self.kept.get(mutant.name)
        if result and all(self.digests.get(name) == digest for name, digest in result["seen"].items()):
            return result
        return None

    def survived_before(self, mutant):
        return self.kept.get(mutant.name, {}).get("end") == "survived"

    def keep(self, mutant, outcome):
        result = {"mutant": mutant.name, **outcome, "seen": self.seen_by(mutant, outcome)}
        with self.lock, self.path.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps(result) + "\n")
            self.kept[mutant.name] = result
        return result


def choose(shop, subjects, options):
    """All changes in the order of the seed, and without it the keys of all of them."""
    every = [Mutant(subject, source, change) for subject in subjects for source in shop.sources(subject.pattern)
             for change in shop.changes(source)]
    chosen = [mutant for mutant in every if options.only in mutant.source]
    return sorted(chosen, key=lambda mutant: mutant.rank(options.seed)), {mutant.key for mutant in every}


class Trial:
    def __init__(self, shop, results, count, jobs):
        self.shop, self.results, self.jobs, self.count = shop, results, jobs, count
        self.ended = threading.Event()

    def try_one(self, mutant):
        if self.ended.is_set():
            return None
        held = self.results.holding(mutant)
        if held:
            return held
        outcome = self.shop.try_change(mutant.source, mutant.change, mutant.tests, mutant.name)
        return self.results.keep(mutant, outcome)

    def run(self, mutants):
        """[(mutant, result)] of the first `count` that compile."""
        tried, begun = [], time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            try:
                left = iter(mutants)
                waiting = collections.deque()
                while len(tried) < self.count:
                    while len(waiting) < 2 * self.jobs and (mutant := next(left, None)):
                        waiting.append((mutant, pool.submit(self.try_one, mutant)))
                    if not waiting:
                        break
                    mutant, future = waiting.popleft()
                    result = future.result()
                    if result["end"] != "not compiled":
                        tried.append((mutant, result))
                        if len(tried) % 10 == 0:
                            print(f"mutants: {len(tried)} in {time.monotonic() - begun:.0f} s", flush=True)
            finally:
                self.ended.set()
        return tried


def report(tried, reasons):
    """Prints what survived, and the figures; returns whether all is as it should be."""
    ends = collections.Counter(result["end"] for _, result in tried)
    unexplained = [mutant for mutant, result in tried
                   if result["end"] == "survived" and mutant.key not in reasons]
    stale = [mutant for mutant, result in tried if result["end"] != "survived" and mutant.key in reasons]
    for mutant in sorted(unexplained, key=lambda mutant: (mutant.source, mutant.change.begin)):
        print("survived: " + explained.entry(mutant.source, mutant.change))
    for mutant in stale:
        print("explained, but a test kills it: " + explained.entry(mutant.source, mutant.change))
    areas = collections.defaultdict(collections.Counter)
    for mutant, result in tried:
        areas[mutant.subject.area][result["end"] != "survived"] += 1
    print(f"{'area':10}{'tried':>7}{'killed':>8}{'survived':>10}")
    for area, counts in areas.items():
        print(f"{area:10}{counts.total():7}{counts[True]:8}{counts[False]:10}")
    killed = len(tried) - ends["survived"]
    share = 100 * killed / max(len(tried), 1)
    print(f"mutants: {killed} of {len(tried)} killed, {share:.1f} % (at least {LEAST_KILLED}); {ends['hung']} of "
          f"them hung; {ends['survived']} survived, {ends['survived'] - len(unexplained)} of them explained")
    return share >= LEAST_KILLED and not unexplained and not stale


def main(root, subjects, text, arguments):
    options = words(text).parse_args(arguments)
    folder = root / "build/mutants"
    folder.mkdir(parents=True, exist_ok=True)
    shop = workshop.Workshop(root, folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        listed = root / EXPLAINED
        reasons = explained.read(listed.read_text() if listed.exists() else "")
        shop.prepare(subjects, options.keep)
        mutants, keys = choose(shop, subjects, options)
        for place, was, now in explained.unmatched(reasons, keys):
            raise explained.Wrong(f"no change matches this entry:\n{place}\nwas: {was}\nnow: {now}")
        results = Results(folder / "results.jsonl", shop.digests)
        if options.survivors:
            mutants = [mutant for mutant in mutants if results.survived_before(mutant)]
        if options.list:
            for mutant in mutants[:options.count]:
                print("\n".join(mutant.key) + "\n")
            return 0
        tried = Trial(shop, results, options.count, options.jobs).run(mutants)
    except (workshop.Broken, explained.Wrong) as wrong:
        print(f"mutants: {wrong}", file=sys.stderr)
        return 2
    return 0 if report(tried, reasons) else 1
