# SPDX-License-Identifier: MIT
"""The figures as tables in Markdown and as a plot by gnuplot."""
import subprocess

import bars

TITLES = {
    "load and skip": "Load and immediate skip",
    "login": "A whole login: two requests over TLS 1.3 on loopback",
    "login, 50 ms each way": "The same with 50 ms of delay each way",
    "at once": "Logins at once",
    "stores": "Phone look-up and limit store",
    "parts": "From the accepted password to the accepted message",
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
    "system_calls": ("system calls", 1),
    "host_kib": ("peak KiB", 1),
    "child_kib": ("helper's peak KiB", 1),
    "logins_per_second": ("logins a second", 1),
    "host_pss_kib": ("PSS of a host, KiB", 1),
    "helper_pss_kib": ("PSS of a helper, KiB", 1),
    "us": ("us", 1),
    "ratio": ("ratio to bare", 1),
    "bare_us": ("bare loop, us", 1),
    "no_line_us": ("no such line, us", 1),
    "no_sync_us": ("without the disk, us", 1),
    "bare_pair_us": ("bare write and fdatasync, us", 1),
    "code_us": ("one code counted, us", 1),
    "kib": ("peak KiB", 1),
}
ASKED_NOTHING = {"load and skip": {"prompt_us", "verdict_us", "child_kib", "self_cpu_us", "code"}}


def number(value):
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"


def cell(figure, divisor):
    if figure is None:
        return ""
    if not isinstance(figure, dict):
        return number(figure / divisor)
    low, middle, high = (figure[key] / divisor for key in ("min", "median", "max"))
    return number(middle) if low == high else f"{number(middle)} ({number(low)} to {number(high)})"


def section(name, rows):
    used = [figure for figure in COLUMNS if any(figure in row for row in rows.values())
            and figure not in ASKED_NOTHING.get(name, ())]
    lines = [f"## {TITLES[name]}", "", "| | " + " | ".join(COLUMNS[figure][0] for figure in used) + " |",
             "|---|" + "---|" * len(used)]
    for row, figures in rows.items():
        # pam_permit asks nothing, whatever the row is about.
        hidden = ASKED_NOTHING["load and skip"] if row == "pam_permit" else ()
        lines.append(f"| {row} | " + " | ".join(
            cell(None if figure in hidden else figures.get(figure), COLUMNS[figure][1])
            for figure in used) + " |")
    return "\n".join(lines) + "\n"


def bar_table(result):
    lines = ["## Bars", "", "| figure | value | bar | |", "|---|---|---|---|"]
    for figure, value, bar in bars.bars(result):
        lines.append(f"| {figure} | {number(value)} | {bar} | {'met' if value <= bar else '**missed**'} |")
    return "\n".join(lines) + "\n"


def tables(result):
    return "\n".join([bar_table(result), *(section(name, result[name]) for name in TITLES)])


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
