# SPDX-License-Identifier: MIT
"""The rows of the benchmark, each {name: {figure: spread or number}}; scripts/bench says what they are."""
import re
import statistics
import subprocess
import time

import callgrind
import machine
import measuring

BARE = {"bare libcurl": "bare_curl", "bare OpenSSL": "bare_openssl"}


def instructions(command, provider=None, **more):
    """Three times: they repeat within a tenth of a per cent, and a key is longer than another."""
    return measuring.spread([callgrind.count(command, provider, **more)["instructions"] for _ in range(3)])


def load_and_skip(made, runs):
    """One pam_start ... pam_end that asks nothing, beside pam_permit.so and the peers' modules."""
    made.start_sandbox()
    commands = {"pam_permit": made.no_question("permit"), "this module": made.no_question("skip")}
    commands |= {name: made.no_question(name) for name in machine.PEERS if made.has_peer(name)}
    rows = measuring.in_turns(commands, runs)
    for name, command in commands.items():
        rows[name]["instructions"] = instructions(command, region=True)
    made.stop()
    return rows


def counts(made, command, provider):
    made.forget()
    measuring.once(command, provider)
    seen = made.counters()
    return {"connections": seen["connections"], "handshakes": seen["handshakes"],
            "requests": sum(seen["requests"].values())}


def whole_login(made, runs, delay):
    """A login against the sandbox beside bare programs that send the same two requests."""
    made.start_sandbox(delay)
    commands = {"this module": made.login(), "pam_permit": made.no_question("permit")}
    commands |= {name: made.bare(program) for name, program in BARE.items()}
    rows = measuring.in_turns(commands, runs, made.provider, made.forget)
    for name, command in commands.items():
        rows[name] |= counts(made, command, made.provider) if name != "pam_permit" else {}
        if delay == 0:
            rows[name]["instructions"] = instructions(
                command, made.provider,
                preload=made.program("pidfd_from_outside.so") if name == "this module" else None)
            rows[name]["system_calls"] = measuring.system_calls(command, made.provider)
    made.stop()
    return rows


def pss(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
        return int(re.search(r"^Pss:\s+(\d+)", rollup.read(), re.M)[1])


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as listed:
        return [int(one) for one in listed.read().split()]


def start_all(made, count, *more):
    return [subprocess.Popen(made.login(i, *more), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             env=measuring.ENVIRONMENT) for i in range(count)]


def end_all(processes):
    """The processor time of all, in microseconds; each must have got in."""
    used = 0
    for process in processes:
        process.stdin.close()
        said = process.stdout.read()
        _, status, usage = measuring.os.wait4(process.pid, 0)
        process.returncode = measuring.os.waitstatus_to_exitcode(status)
        process.stdout.close()
        if process.returncode or measuring.json.loads(said.splitlines()[-1])["code"]:
            raise SystemExit(f"one of {len(processes)} logins at once was refused")
        used += (usage.ru_utime + usage.ru_stime) * 1e6
    return used


def at_once(made, count, runs):
    """So many logins at once, each in a host of its own: free, then all held at the prompt."""
    rate, processor = [], []
    for _ in range(runs):
        made.forget()
        begin = time.monotonic()
        processor.append(end_all(start_all(made, count)) / count)
        rate.append(count / (time.monotonic() - begin))
    made.forget()
    held = start_all(made, count, "hold")
    for process in held:
        if process.stdout.readline() != b"asked\n":
            raise SystemExit("a login that should be at its prompt is not")
    hosts = statistics.mean(pss(process.pid) for process in held)
    helpers = statistics.mean(sum(map(pss, children(process.pid))) for process in held)
    end_all(held)
    return {"logins_per_second": measuring.spread(rate), "cpu_us": measuring.spread(processor),
            "host_pss_kib": hosts, "helper_pss_kib": helpers}


def logins_at_once(made, runs, counts_at_once=(1, 10, 50, 200)):
    made.start_sandbox()
    rows = {f"{count} at once": at_once(made, count, runs if count < 50 else max(3, runs // 5))
            for count in counts_at_once}
    made.stop()
    return rows


def stores(output):
    """What bench/lookup.cpp and bench/limits.cpp printed, on a real disk and before this machine began."""
    rows = {}
    found = (output / "lookup.txt").read_text()
    for accounts, bare, ours, ratio, absent in re.findall(
            r"^ *(\d+) +(\d+) +(\d+) +([\d.]+) +(\d+)$", found, re.M):
        rows[f"look-up, {accounts} accounts"] = {"bare_us": float(bare), "us": float(ours),
                                                 "ratio": float(ratio), "no_line_us": float(absent)}
    rows["look-up, memory"] = {"kib": int(re.search(r"resident set: (\d+)", found)[1])}
    for accounts, free, synced, bare, code in re.findall(
            r"^ *(\d+) +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+)$", (output / "limits.txt").read_text(), re.M):
        rows[f"limit store, {accounts} accounts"] = {"no_sync_us": float(free), "us": float(synced),
                                                     "bare_pair_us": float(bare), "code_us": float(code)}
    return rows
