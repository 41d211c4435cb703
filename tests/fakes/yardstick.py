# SPDX-License-Identifier: MIT
"""How much slower than an idle machine this one is, and waiting with that much patience."""
import functools
import os
import time


def take():
    """The milliseconds of ten processes one after the other, each of which counts."""
    begun = time.monotonic()
    for _ in range(10):
        pid = os.fork()
        if pid == 0:
            for _ in range(20_000):
                pass
            os._exit(0)
        os.waitpid(pid, 0)
    return 1000 * (time.monotonic() - begun)


@functools.lru_cache(maxsize=None)
def slowness():
    """1 on an idle machine of the usual speed, up to 20 on a slower or busier one; taken once."""
    usual = 50
    return min(max(take() / usual, 1), 20)


def stretched(seconds):
    """`seconds`, or more on a slow machine: for time limits that must not run out."""
    return seconds * slowness()


def patience():
    """The seconds to wait for what has to happen: a minute, stretched."""
    return stretched(60)


def wait_until(condition, seconds=60):
    """Whether `condition` came true within `seconds`, stretched; looks every 20 ms."""
    end = time.monotonic() + stretched(seconds)
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
