#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""delay_line.py MILLISECONDS: a line with a fixed delay each way, for the inside of scripts/hostns.

Makes the interface bench0 with 10.77.0.1. Each packet that is routed into it comes back so much later
with source and destination exchanged: who connects to 10.77.0.2 reaches what listens on 10.77.0.1, and
every packet, SYN and ACK too, takes its time. The checksums stay right. (Not every kernel has netem.)
"""
import collections
import fcntl
import os
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 1, 0x1000
TUN = "/dev/net/tun"


def open_line():
    if not os.path.exists(TUN):
        os.makedirs(os.path.dirname(TUN), exist_ok=True)
        os.mknod(TUN, 0o600 | 0o020000, os.makedev(10, 200))
    line = os.open(TUN, os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(line, TUNSETIFF, struct.pack("16sH", b"bench0", IFF_TUN | IFF_NO_PI))
    subprocess.run(["ip", "addr", "add", "10.77.0.1/24", "dev", "bench0"], check=True)
    subprocess.run(["ip", "link", "set", "bench0", "up"], check=True)
    return line


def returned(packet):
    """None for what is not IPv4."""
    if len(packet) < 20 or packet[0] >> 4 != 4:
        return None
    return packet[:12] + packet[16:20] + packet[12:16] + packet[20:]


def main():
    delay = float(sys.argv[1]) / 1000
    line = open_line()
    print("ready", flush=True)
    held = collections.deque()
    while True:
        patience = max(held[0][0] - time.monotonic(), 0) if held else None
        if select.select([line], [], [], patience)[0]:
            packet = returned(os.read(line, 65536))
            if packet:
                held.append((time.monotonic() + delay, packet))
        while held and held[0][0] <= time.monotonic():
            os.write(line, held.popleft()[1])


main()
