# SPDX-License-Identifier: MIT
"""The bars: what each figure may be at most, beside the reference of the same run."""


def middle(figure):
    return figure["median"] if isinstance(figure, dict) else figure


def of(rows, name, figure):
    return middle(rows[name][figure])


def in_login(rows, figure, ours="this module"):
    """Host and helper, less the same host with pam_permit."""
    return of(rows, ours, figure) - of(rows, "pam_permit", figure)


def bars(result):
    """[(figure, value, bar, text)]: met where the value is not above the bar."""
    skip, login, far = result["load and skip"], result["login"], result["login, 50 ms each way"]
    many, single = result["at once"]["200 at once"], result["at once"]["1 at once"]
    bare = "bare libcurl"
    wall = [of(far, name, "wall_us") / 1000 for name in ("this module", bare)]
    return [
        ("load and skip, million instructions", of(skip, "this module", "instructions") / 1e6, 0.5),
        ("load and skip, shared objects beyond pam_permit's",
         of(skip, "this module", "objects") - of(skip, "pam_permit", "objects"), 2),
        ("login, CPU / bare libcurl", in_login(login, "cpu_us") / of(login, bare, "cpu_us"), 1.20),
        ("login, instructions / bare libcurl",
         in_login(login, "instructions") / of(login, bare, "instructions"), 1.25),
        ("login, connections", login["this module"]["connections"], 1),
        ("login, TLS handshakes", login["this module"]["handshakes"], 1),
        ("answered prompt to verdict, ms", of(login, "this module", "verdict_us") / 1000, 1),
        ("the same with 50 ms each way, ms", of(far, "this module", "verdict_us") / 1000, 105),
        ("wall with 50 ms each way, ms beyond bare libcurl", wall[0] - wall[1], 15),
        ("host's own CPU in a login, ms", of(login, "this module", "self_cpu_us") / 1000, 1),
        ("host's peak memory over pam_permit's, KiB",
         of(login, "this module", "host_kib") - of(login, "pam_permit", "host_kib"), 1024),
        ("200 at once, CPU a login / one alone", middle(many["cpu_us"]) / middle(single["cpu_us"]), 1.2),
        ("200 at the prompt, PSS of a host, KiB", many["host_pss_kib"], 600),
        ("one of 10^6 accounts / bare 64 KiB and memchr",
         result["stores"]["look-up, 1000000 accounts"]["ratio"], 1.3),
    ]
