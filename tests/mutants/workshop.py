# SPDX-License-Identifier: MIT
"""Workshop: a copy of the tree below build/mutants, built once as it is; a changed object is linked in.

The copy is taken when the run begins, so that the sources may change meanwhile. It is built without
optimization, sanitizers and unity builds. A mutant costs one object, compiled behind one precompiled
header of what all sources include, and one link for each program that is run: the changed object
stands before the archive that holds the sound one.
"""
import collections
import filecmp
import hashlib
import json
import os
import pathlib
import resource
import select
import shlex
import shutil
import signal
import subprocess
import time

import changes

CONFIGURED = ["-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O0",
              "-DINFOBIP_OTP_UNITY=OFF", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"]
# Reads a precompiled header in a tenth of a second; what it makes is linked with g++'s objects.
COMPILER = "clang++"
QUICK_LINKER = ["-fuse-ld=gold"] if shutil.which("ld.gold") else []
NOT_COPIED = {".git", "build", "__pycache__"}
FAILED = b"[  FAILED  ]"  # CMocka goes on behind a failed test


class Broken(Exception):
    """The workshop cannot work: nothing can be said of any mutant."""


def files_of(root):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in NOT_COPIED)
        for name in names:
            yield (pathlib.Path(folder) / name).relative_to(root)


def copy_tree(root, copy):
    """Makes `copy` equal to `root`; what is equal keeps its time, so that it is not built again."""
    wanted = set(files_of(root))
    for path in set(files_of(copy)) - wanted if copy.exists() else ():
        (copy / path).unlink()
    for path in wanted:
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        if not (copy / path).exists() or not filecmp.cmp(root / path, copy / path, shallow=False):
            shutil.copyfile(root / path, copy / path)
            shutil.copymode(root / path, copy / path)


def run(command, **how):
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False, **how)


class Workshop:
    def __init__(self, root, folder):
        self.root = root
        self.tree = folder / "tree"
        self.build = folder / "build"
        self.scratch = folder / "scratch"
        self.heads = folder / "heads"
        self.link_commands = {}

    def prepare(self, subjects, keep=False):
        """Copies (unless the last copy is kept), builds what `subjects` name, and runs their tests."""
        if not keep:
            copy_tree(self.root, self.tree)
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(parents=True)
        if missing := [tool for tool in (COMPILER, "cmake", "ninja", "ctest") if not shutil.which(tool)]:
            raise Broken("missing: " + ", ".join(missing))
        if not keep:
            self.demand(["cmake", "-S", self.tree, "-B", self.build, *CONFIGURED])
        tests = list(dict.fromkeys(test for subject in subjects for test in subject.tests))
        targets = {target for test in tests for target in (test.program, test.changed)}
        self.demand(["ninja", "-C", self.build, "-j2", *sorted(targets)])
        listed = json.loads(self.demand(["ctest", "--test-dir", self.build, "--show-only=json-v1"]))
        self.commands = {one["name"]: one["command"] for one in listed["tests"] if "command" in one}
        compiled = json.loads((self.build / "compile_commands.json").read_text())
        self.compile_commands = {one["file"]: shlex.split(one["command"]) for one in compiled}
        self.enums = {}
        for header in sorted(self.tree.glob("*/**/*.[hc]pp")):
            self.enums.update(changes.enums_in(header.read_text()))
        sources = [source for subject in subjects for source in self.sources(subject.pattern)]
        if not keep or not self.heads.exists():
            self.precompile(sources)
        self.digests = {test.name: self.digest(test) for test in tests}
        self.usual = self.usual_runs(tests)

    def demand(self, command):
        done = run([str(word) for word in command])
        if done.returncode != 0:
            raise Broken(f"{command[0]} failed:\n{done.stdout[-3000:]}")
        return done.stdout

    def sources(self, pattern):
        return sorted(path.relative_to(self.tree).as_posix() for path in self.tree.glob(pattern))

    def text(self, source):
        return (self.tree / source).read_text()

    def changes(self, source):
        return changes.changes_of(self.text(source), self.enums)

    # --- programs ---

    def link_command(self, target):
        if target not in self.link_commands:
            commands = self.demand(["ninja", "-C", self.build, "-t", "commands", target])
            self.link_commands[target] = shlex.split(commands.strip().splitlines()[-1])
        words = self.link_commands[target]
        begin = words.index("&&") + 1
        return words[begin:words.index("&&", begin)]

    def product(self, target):
        words = self.link_command(target)
        return self.build / words[words.index("-o") + 1]

    def digest(self, test):
        parts = [self.product(target).read_bytes() for target in sorted({test.program, test.changed})]
        return hashlib.sha256(b"".join(parts)).hexdigest()[:16]

    def usual_runs(self, tests):
        """{test name: seconds}; a program that is the same as in the run before does not run again."""
        path = self.scratch.with_name("usual.json")
        known = json.loads(path.read_text()) if path.exists() else {}
        usual = {}
        for test in tests:
            mark = f"{test.name} {self.digests[test.name]}"
            usual[mark] = known.get(mark) or self.usual_run(test)
            path.write_text(json.dumps({**known, **usual}))
        path.write_text(json.dumps(usual))
        return {mark.split()[0]: seconds for mark, seconds in usual.items()}

    def usual_run(self, test):
        """The processor and clock seconds of the sound program, which has to pass."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.monotonic()
        end, output = self.run_test(test, None, processor=600, clock=900)
        if end != "passed":
            raise Broken(f"{test.name} does not pass without a change ({end}):\n{output[-3000:]}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return processor, time.monotonic() - begun

    def limits(self, test):
        """A hang's: a multiple of the usual, and room for a machine that does something else meanwhile."""
        processor, clock = self.usual[test.name]
        return {"processor": int(10 * processor) + 2, "clock": 3 * clock + 60}

    def run_test(self, test, changed_product, processor, clock):
        """"passed", "failed" or "hung", and the output; `changed_product` in place of the sound one."""
        command = self.commands[test.name]
        if changed_product and test.changed == test.program:
            sound = str(self.product(test.program))
            command = [str(changed_product) if word == sound else word for word in command]
        elif changed_product:
            command = ["unshare", "--mount", "sh", "-c", 'mount --bind "$1" "$2" && shift 2 && exec "$@"', "sh",
                       str(changed_product), str(self.product(test.changed)), *command]

        def limited():
            resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        child = subprocess.Popen(command, cwd=self.scratch, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=limited)
        return self.follow(child, clock)

    @staticmethod
    def follow(child, clock):
        end, output = None, b""
        until = time.monotonic() + clock
        while end is None:
            ready = select.select([child.stdout], [], [], max(until - time.monotonic(), 0))[0]
            part = os.read(child.stdout.fileno(), 65536) if ready else None
            output += part or b""
            if part is None:
                end = "hung"
            elif FAILED in output:
                end = "failed"
            elif part == b"":
                break
        if end is None:
            try:
                status = child.wait(max(until - time.monotonic(), 1))
                end = {0: "passed", -signal.SIGXCPU: "hung", -signal.SIGKILL: "hung"}.get(status, "failed")
            except subprocess.TimeoutExpired:
                end = "hung"
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()
        child.stdout.close()
        return end, output.decode(errors="replace")

    # --- mutants ---

    def flags(self, source):
        """How `source` is compiled, without its name and its object's."""
        words = list(self.compile_commands[str(self.tree / source)])
        if pathlib.Path(words[0]).name == "ccache":  # each mutant is compiled once
            words.pop(0)
        assert words[-4] == "-o" and words[-2] == "-c", words
        return words[1:-4]

    def compile_command(self, source, text, object_file, *more):
        return [COMPILER, "-w", *self.flags(source), *more, "-o", str(object_file), "-c", str(text)]

    def head(self, source):
        return self.heads / (hashlib.sha256(" ".join(self.flags(source)).encode()).hexdigest()[:12] + ".pch")

    def precompile(self, sources):
        """Heads: whatever the sources that are compiled alike include; the compiler reads what it needs."""
        self.heads.mkdir(exist_ok=True)
        alike = collections.defaultdict(list)
        for source in sources:
            alike[self.head(source)].append(source)
        for head, some in alike.items():
            lines = {line for source in some for line in self.text(source).splitlines()
                     if line.startswith("#include")}
            header = head.with_suffix(".hpp")
            header.write_text("\n".join(sorted(lines)) + "\n")
            self.demand_in_build(self.compile_command(some[0], header, head, "-x", "c++-header"))

    def demand_in_build(self, command):
        done = run(command, cwd=self.build)
        if done.returncode != 0:
            raise Broken(f"{command[-1]}:\n{done.stdout[-3000:]}")

    def try_change(self, source, change, tests, name):
        """How the change ends: {"end": "killed", "hung", "survived" or "not compiled", "by": test}."""
        folder = self.scratch / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        text = folder / pathlib.Path(source).name
        text.write_text(change.applied(self.text(source)))
        object_file = folder / "changed.o"
        command = self.compile_command(source, text, object_file, "-include-pch", str(self.head(source)))
        if run(command, cwd=self.build).returncode != 0:
            shutil.rmtree(folder)
            return {"end": "not compiled", "by": None}
        products = {}
        for test in tests:
            if test.changed not in products:
                products[test.changed] = self.link(test.changed, source, object_file, folder)
            end, _ = self.run_test(test, products[test.changed], **self.limits(test))
            if end != "passed":
                shutil.rmtree(folder)
                return {"end": "hung" if end == "hung" else "killed", "by": test.name}
        shutil.rmtree(folder)
        return {"end": "survived", "by": None}

    def link(self, target, source, object_file, folder):
        """`target` with the changed object in place of the sound one."""
        words = self.link_command(target) + QUICK_LINKER
        product = folder / target
        words[words.index("-o") + 1] = str(product)
        sound = self.compile_commands[str(self.tree / source)]
        sound = sound[sound.index("-o") + 1]
        if sound in words:
            words[words.index(sound)] = str(object_file)
        else:
            first_archive = next(at for at, word in enumerate(words) if word.endswith(".a"))
            words.insert(first_archive, str(object_file))
        self.demand_in_build(words)
        return product
