#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""LastingOutage: the record of an outage that has lasted, whatever the logins do meanwhile.

A success takes the record away; here it is back at once, so that a faked outage at any moment of a
login would let in. docs/formats.md has the bytes.
"""
import os
import pathlib
import struct
import threading
import time
import zlib

STATE = pathlib.Path("/var/lib/infobip-otp")
BOOT_ID = pathlib.Path("/proc/sys/kernel/random/boot_id")


def record(age):
    def moment(ago):
        uptime = time.clock_gettime(time.CLOCK_BOOTTIME)
        return struct.pack("<QQ", int(time.time()) - ago, int((uptime - ago) * 1000))

    body = b"IOTPOUT\n" + struct.pack("<I", 1) + BOOT_ID.read_bytes()[:36] + moment(age) + moment(1)
    return body + struct.pack("<I", zlib.crc32(body))


class LastingOutage:
    def __init__(self, age=120):
        self.age = age
        self.ended = threading.Event()
        self.put()
        self.writer = threading.Thread(target=self.keep, daemon=True)
        self.writer.start()

    def put(self):
        STATE.mkdir(mode=0o700, exist_ok=True)
        new = STATE / "outage.test"
        with open(new, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(record(self.age))
        new.rename(STATE / "outage")

    def keep(self):
        while not self.ended.wait(0.02):
            try:
                self.put()
            except OSError:  # the folder was taken away meanwhile
                continue

    def end(self):
        self.ended.set()
        self.writer.join()
