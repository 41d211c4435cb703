# SPDX-License-Identifier: MIT
"""The figures as tables in Markdown and as a plot by gnuplot."""
import subprocess

import bars
import parts

TITLES = {
    "load and skip": "Load and immediate skip (x: of pam_permit's)",
    "login": "A whole login: two requests over TLS 1.3 on loopback (x: of bare libcurl's)",
    "login, 50 ms each way": "The same with 50 ms of delay each way (x: of bare libcurl's)",
    "login, CA bundle only": "The same on a machine with a CA bundle only (x: of bare libcurl's)",
    "at once": "Logins at once (x: of as many bare libcurl programs; of memory: of one alone)",
    "stores": "Phone look-up and limit store (x: of the bare loop, the bare write; of memory: of 1000)",
    "parts": "From the accepted password to the accepted message (x: of all together)",
}
COLUMNS = {  # figure: heading, what it is divided by
    "instructions": ("million instructions", 1e6),
    "objects": ("shared objects", 1),
    "private_kib": ("private KiB", 1),
    "cpu_us": ("CPU ms", 1e3),
    "wall_us": ("wall ms", 1e3),
    "self_cpu_us": ("host's own CPU ms", 1e3),
    "prompt_us": ("to the prompt, ms", 1e3),
    "verdict_us": ("answer to verdict, ms", 1e3),
    "connections": ("connections", 1),
    "handshakes": ("TLS handshakes", 1),
    "requests": ("requests", 1),
    "bytes": ("bytes on the wire", 1),
    "system_calls": ("system calls", 1),
    "host_kib": ("peak KiB", 1),
    "child_kib": ("helper's peak KiB", 1),
    "logins_per_second": ("logins a second", 1),
    "host_pss_kib": ("PSS of a host, KiB", 1),
    "helper_pss_kib": ("PSS of a helper, KiB", 1),
    "us": ("us", 1),
    "bare_us": ("bare, us", 1),
    "absent_us": ("no such line, us", 1),
    "no_sync_us": ("without the disk, us", 1),
    "code_us": ("one code counted, us", 1),
    "kib": ("peak KiB", 1),
}
ASKED_NOTHING = {"prompt_us", "verdict_us", "child_kib", "self_cpu_us", "connections", "handshakes",
                 "requests", "bytes"}


def reference(section, row, figure):
    """(row, figure) of what a figure is divided by; None: it is a reference itself, or has none."""
    if section == "load and skip":
        return "pam_permit", figure
    if section.startswith("login"):
        return "bare libcurl", figure
    if section == "at once":
        if figure.endswith("_pss_kib"):
            return "1 at once", figure
        return (f"bare libcurl, {row}" if row[0].isdigit() else row), figure
    if section == "stores":
        return ("look-up, 1000 accounts", figure) if figure == "kib" else (row, "bare_us")
    return parts.TOGETHER, figure


def add_ratios(result):
    """`ratio`, of the medians, beside each figure that has a reference."""
    for section in TITLES:
        rows = result[section]
        for row, figures in rows.items():
            for figure, spread in figures.items():
                other_row, other = reference(section, row, figure)
                divisor = rows.get(other_row, {}).get(other, {}).get("median", 0)
                if divisor and (other_row, other) != (row, figure):
                    spread["ratio"] = spread["median"] / divisor


def number(value):
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"


def cell(figure, divisor):
    if figure is None:
        return ""
    low, middle, high = (number(figure[key] / divisor) for key in ("min", "median", "max"))
    text = middle if low == high else f"{middle} ({low} to {high})"
    return text + (f" {figure['ratio']:.2f}x" if "ratio" in figure else "")


def is_shown(section, row, figure):
    """A host that asks nothing has no prompt, and nothing on the wire."""
    return figure not in ASKED_NOTHING or not (section == "load and skip" or row == "pam_permit")


def section(name, rows):
    used = [figure for figure in COLUMNS
            if any(figure in figures and is_shown(name, row, figure) for row, figures in rows.items())]
    lines = [f"## {TITLES[name]}", "", "| | " + " | ".join(COLUMNS[figure][0] for figure in used) + " |",
             "|---|" + "---|" * len(used)]
    for row, figures in rows.items():
        lines.append(f"| {row} | " + " | ".join(
            cell(figures.get(figure) if is_shown(name, row, figure) else None, COLUMNS[figure][1])
            for figure in used) + " |")
    return "\n".join(lines) + "\n"


def bar_table(result):
    lines = ["## Bars", "", "| figure | value | bar | |", "|---|---|---|---|"]
    for bar in bars.bars(result):
        lines.append(f"| {bar.figure} | {number(bar.value)} | {bar.kind} {bar.bound} | "
                     f"{'met' if bar.is_met() else '**missed**'} |")
    return "\n".join(lines) + "\n"


def circumstances(result):
    machine = result["machine"]
    return (f"Printed by `scripts/bench` on {machine['date']}: {machine['processor']}, "
            f"{machine['cores']} cores, {machine['release']},\nLinux {machine['kernel']}, "
            f"{machine['compiler']}; medians of {result['runs']} runs (lowest to highest in\nbrackets), and "
            f"the ratio to the reference of the same run (x); load average "
            f"{machine['load_average_before']:.2f} before it.\n")


def tables(result):
    return "\n".join([circumstances(result), bar_table(result),
                      *(section(name, result[name]) for name in TITLES)])


def plot(result, path):
    """Instructions of load and of a login: they do not depend on how busy the machine is."""
    skip = {name: bars.of(result["load and skip"], name, "instructions") / 1e6
            for name in result["load and skip"]}
    login = {name: bars.of(result["login"], name, "instructions") / 1e6
             for name in ("bare OpenSSL", "bare libcurl", "this module")}
    script = f"""set terminal svg noenhanced size 900,420 font "sans,13" background "white"
set output "{path}"
set style fill solid 0.8
set boxwidth 0.6
set grid ytics
set tics nomirror
set multiplot layout 1,2
unset key
set xtics rotate by -25
set logscale y
set yrange [0.05:20]
set title "Load and skip: million instructions (log)"
plot "-" using 0:2:xtic(1) with boxes lc rgb "#33658a", "" using 0:2:3 with labels offset 0,0.7
{data(skip)}{data(skip)}unset logscale y
set yrange [0:*]
set title "A whole login: million instructions"
plot "-" using 0:2:xtic(1) with boxes lc rgb "#33658a", "" using 0:2:3 with labels offset 0,0.7
{data(login)}{data(login)}unset multiplot
"""
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def data(values):
    return "".join(f'"{name}" {value} "{value:.2f}"\n' for name, value in values.items()) + "e\n"
