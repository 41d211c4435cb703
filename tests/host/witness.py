# SPDX-License-Identifier: MIT
"""Witness: what nobody may change or hear while a caller plays with a login."""
import contextlib
import hashlib
import os
import pathlib
import re
import socket
import stat
import threading

LAYERS = pathlib.Path("/run/layers")
# What a login is there to change: its records and its log; and what hosts write of themselves.
EXPECTED = re.compile(r"^(/var/lib/infobip-otp(/.*)?|/var/log(/(syslog|auth\.log|sshd\.log|wtmp|btmp"
                      r"|lastlog|faillog))?|/run/(utmp|sandbox(/.*)?|layers(/.*)?|sudo(/.*)?)"
                      r"|/var/lib/sudo(/.*)?|/dev/pts(/.*)?|/var/lib|/var|/run)$")


def changed_folders():
    """(folder of the machine, folder that holds what was changed of it)."""
    for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines():
        place = line.split()[4]
        upper = re.search(r"upperdir=/run/(layer\.\w+/upper)", line)
        if upper:
            yield place, LAYERS / upper[1]
    for place in ("/run", "/dev", "/dev/shm"):
        yield place, pathlib.Path(place)


def describe(path):
    about = path.lstat()
    content = ""
    if path.is_file() and not path.is_symlink():
        content = hashlib.sha256(path.read_bytes()).hexdigest()
    if stat.S_ISCHR(about.st_mode):  # /dev/tty: writing to it changes no file
        return (about.st_mode, about.st_uid, about.st_gid, about.st_rdev)
    if stat.S_ISDIR(about.st_mode):  # what comes and goes in it is looked at by itself
        return (about.st_mode, about.st_uid, about.st_gid)
    return (about.st_mode, about.st_uid, about.st_gid, about.st_size, about.st_mtime_ns, content)


def files():
    """Each file that is not as it was when the machine was made, as it is now."""
    found = {}
    for place, folder in changed_folders():
        for where, folders, names in os.walk(folder):
            shown = os.path.join(place, os.path.relpath(where, folder)).removesuffix("/.")
            if EXPECTED.match(shown) and shown not in ("/run", "/var", "/var/lib", "/var/log"):
                folders.clear()
                continue
            for name in ["", *names]:
                full = os.path.join(shown, name) if name else shown
                if not EXPECTED.match(full):
                    # A file may go while it is looked at.
                    with contextlib.suppress(FileNotFoundError):
                        found[full] = describe(pathlib.Path(where) / name)
    return found


def differences(before, after):
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


class Decoy:
    """A proxy, a mail drop, a name server: it counts who comes, and answers nobody."""

    def __init__(self):
        self.heard = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.names.bind(("127.0.0.1", 53))
        pathlib.Path("/etc/resolv.conf").write_text("nameserver 127.0.0.1\n")
        self.address = "127.0.0.1:%d" % self.server.getsockname()[1]
        for listen in (self.accept, self.receive):
            threading.Thread(target=listen, daemon=True).start()

    def accept(self):
        while True:
            connection, peer = self.server.accept()
            self.heard.append(("connection", peer))
            connection.close()

    def receive(self):
        while True:
            self.heard.append(("datagram", self.names.recvfrom(4096)))
