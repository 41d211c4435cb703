# SPDX-License-Identifier: MIT
"""The rows of the benchmark, each {name: {figure: spread}}; scripts/bench says what they are."""
import json
import os
import re
import subprocess
import time

import callgrind
import machine
import measuring

BARE = {"bare libcurl": "bare_curl", "bare OpenSSL": "bare_openssl"}
# The whole bundle of certificates, and a connection for each request. Two hundred of them at once would
# use up the provider's patience.
LIKE_PRIVACYIDEA = "libcurl as in privacyidea-pam"
MOST_LIKE_PRIVACYIDEA = 20


def load_and_skip(made, runs):
    """One pam_start ... pam_end that asks nothing, beside pam_permit.so and the peers' modules."""
    made.start_sandbox()
    commands = {"pam_permit": made.no_question("permit"), "this module": made.no_question("skip")}
    commands |= {name: made.no_question(name) for name in machine.PEERS if made.has_peer(name)}
    rows = measuring.in_turns(commands, runs)
    for name, command in commands.items():
        rows[name]["instructions"] = measuring.side_by_side(
            lambda _, command=command: callgrind.count(command, region=True)["instructions"], runs)
    made.stop()
    return rows


def count_instructions(made, name, runs):
    """Of whole processes. Each run is another account's: the runs read one phone."""
    preload = made.program("no_lifeline.so") if name == "this module" else None

    def count(index):
        command = made.login(index) if name == "this module" else made.no_question("permit")
        if name in BARE:
            command = made.bare(BARE[name], index)
        return callgrind.count(command, made.provider, preload=preload)["instructions"]

    made.forget()
    return measuring.side_by_side(count, runs)


def whole_login(made, runs, delay):
    """A login against the sandbox beside bare programs that send the same two requests."""
    made.start_sandbox(delay)
    commands = {"this module": made.login(), "pam_permit": made.no_question("permit")}
    commands |= {name: made.bare(program) for name, program in BARE.items()}
    rows = measuring.in_turns(commands, runs, made.provider, made.forget, made.wire)
    for name, command in commands.items() if delay == 0 else ():
        rows[name]["instructions"] = count_instructions(made, name, runs)
        made.forget()
        rows[name]["system_calls"] = measuring.spread(
            [measuring.system_calls(command, made.provider) for _ in range(runs)])
    made.stop()
    return rows


def login_with_a_bundle_only(made, runs):
    """A machine whose certificates are one file, as libcurl's default has them: nothing is configured."""
    made.start_sandbox()
    bundle = made.keep_the_bundle_only()
    commands = {"this module": made.login(service="bundle"), "pam_permit": made.no_question("permit"),
                "bare libcurl": made.bare("bare_curl")}
    rows = measuring.in_turns(commands, runs, made.provider | {"INFOBIP_CA_FILE": bundle}, made.forget,
                              made.wire)
    made.stop()
    return rows


def pss(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
        return int(re.search(r"^Pss:\s+(\d+)", rollup.read(), re.M)[1])


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as listed:
        return [int(one) for one in listed.read().split()]


def start_all(commands, provider):
    return [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             env=measuring.environment(provider)) for command in commands]


def end_all(processes):
    """The processor time of all, in microseconds; each must have got in."""
    used = 0
    for process in processes:
        process.stdin.close()
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        if process.returncode or json.loads(said.splitlines()[-1])["code"]:
            raise SystemExit(f"one of {len(processes)} logins at once was refused")
        used += (usage.ru_utime + usage.ru_stime) * 1e6
    return used


def together(made, sorts, runs, provider):
    """{sort: figures} of {sort: commands that run at once}; the sorts take turns."""
    rate = {sort: [] for sort in sorts}
    processor = {sort: [] for sort in sorts}
    for _ in range(runs):
        for sort, commands in sorts.items():
            made.forget()
            begin = time.monotonic()
            processor[sort].append(end_all(start_all(commands, provider)) / len(commands))
            rate[sort].append(len(commands) / (time.monotonic() - begin))
    return {sort: {"logins_per_second": measuring.spread(rate[sort]),
                   "cpu_us": measuring.spread(processor[sort])} for sort in sorts}


def memory_at_the_prompt(made, count):
    made.forget()
    held = start_all([made.login(index, "hold") for index in range(count)], made.provider)
    for process in held:
        if process.stdout.readline() != b"asked\n":
            raise SystemExit("a login that should be at its prompt is not")
    hosts = [pss(process.pid) for process in held]
    helpers = [sum(map(pss, children(process.pid))) for process in held]
    end_all(held)
    return {"host_pss_kib": measuring.spread(hosts), "helper_pss_kib": measuring.spread(helpers)}


def logins_at_once(made, runs, counts):
    """Free, beside bare libcurl programs; then all held at the prompt."""
    made.start_sandbox()
    rows = {}
    for count in counts:
        measured = together(made, {f"{count} at once": [made.login(index) for index in range(count)],
                                   f"bare libcurl, {count} at once":
                                       [made.bare("bare_curl", index) for index in range(count)]},
                            runs, made.provider)
        measured[f"{count} at once"] |= memory_at_the_prompt(made, count)
        rows |= measured
    slow = {LIKE_PRIVACYIDEA: [made.bare("bare_curl", index, "apart")
                               for index in range(MOST_LIKE_PRIVACYIDEA)]}
    rows |= together(made, slow, runs,
                     made.provider | {"INFOBIP_CA_FILE": made.write_bundle(machine.FOLDER / "bundle")})
    made.stop()
    return rows


def stores(output):
    """What bench/lookup.cpp and bench/limits.cpp printed, on a real disk and before this machine began."""
    rows = {}
    for what, name in (("look-up", "lookup.json"), ("limit store", "limits.json")):
        for row in json.loads((output / name).read_text()):
            label = f"{what}, {row.pop('accounts')} accounts"
            rows[label] = {figure: value if isinstance(value, dict) else measuring.spread([value])
                           for figure, value in row.items()}
    return rows
