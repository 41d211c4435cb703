# SPDX-License-Identifier: MIT
"""The bars: what each figure may be, beside the reference of the same run."""
import dataclasses

import sections


@dataclasses.dataclass
class Bar:
    figure: str
    value: float
    bound: float
    kind: str = "at most"  # or "at least", "exactly"

    def is_met(self):
        return {"at most": self.value <= self.bound, "at least": self.value >= self.bound,
                "exactly": self.value == self.bound}[self.kind]


def of(rows, name, figure):
    return rows[name][figure]["median"]


def in_login(rows, figure, ours="this module"):
    """Host and helper, less the same host with pam_permit."""
    return of(rows, ours, figure) - of(rows, "pam_permit", figure)


def bars(result):
    skip, login, far = result["load and skip"], result["login"], result["login, 50 ms each way"]
    bundle, many, stores = result["login, CA bundle only"], result["at once"], result["stores"]
    most = max(int(row.split()[0]) for row in many if row[0].isdigit())
    all_of_them = f"{most} at once"
    bare = "bare libcurl"
    wall = [of(far, name, "wall_us") / 1000 for name in ("this module", bare)]
    return [
        Bar("load and skip, million instructions", of(skip, "this module", "instructions") / 1e6, 0.5),
        Bar("load and skip, shared objects beyond pam_permit's",
            of(skip, "this module", "objects") - of(skip, "pam_permit", "objects"), 2),
        Bar("login, CPU / bare libcurl", in_login(login, "cpu_us") / of(login, bare, "cpu_us"), 1.20),
        Bar("login, instructions / bare libcurl",
            in_login(login, "instructions") / of(login, bare, "instructions"), 1.25),
        Bar("login, connections", of(login, "this module", "connections"), 1, "exactly"),
        Bar("login, TLS handshakes", of(login, "this module", "handshakes"), 1, "exactly"),
        Bar("answered prompt to verdict, ms", of(login, "this module", "verdict_us") / 1000, 1),
        Bar("the same with 50 ms each way, ms", of(far, "this module", "verdict_us") / 1000, 105),
        Bar("CA bundle only, CPU / bare libcurl with the bundle",
            in_login(bundle, "cpu_us") / of(bundle, bare, "cpu_us"), 1.25),
        Bar("wall with 50 ms each way, ms beyond bare libcurl", wall[0] - wall[1], 15),
        Bar("host's own CPU in a login, ms", of(login, "this module", "self_cpu_us") / 1000, 1),
        Bar("host's peak memory over pam_permit's, KiB", in_login(login, "host_kib"), 1024),
        Bar(f"{most} at once, CPU a login / one alone",
            of(many, all_of_them, "cpu_us") / of(many, "1 at once", "cpu_us"), 1.2),
        Bar(f"{most} at once, logins a second / those of {sections.LIKE_PRIVACYIDEA}",
            of(many, all_of_them, "logins_per_second") /
            of(many, sections.LIKE_PRIVACYIDEA, "logins_per_second"), 4, "at least"),
        Bar(f"{most} at the prompt, PSS of a host, KiB", of(many, all_of_them, "host_pss_kib"), 600),
        Bar("one of 10^6 accounts / bare 64 KiB and memchr",
            of(stores, "look-up, 1000000 accounts", "us") /
            of(stores, "look-up, 1000000 accounts", "bare_us"), 1.3),
        Bar("memory for 10^6 accounts / for 10^4",
            of(stores, "look-up, 1000000 accounts", "kib") /
            of(stores, "look-up, 10000 accounts", "kib"), 1.05),
    ]
