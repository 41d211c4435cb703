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

NAME = "infobip"  # what the name server of Decoy knows


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
    """A proxy, a mail drop, a name server: it counts who comes, and answers nobody but whoever
    asks for NAME, in the plainest way."""

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
            query, peer = self.names.recvfrom(4096)
            name, options = asked_for(query)
            if name != NAME or options:
                self.heard.append(("name", name, "with options" if options else "plain"))
            self.names.sendto(name_answer(query, name == NAME), peer)


def asked_for(query):
    """The name in a query (RFC 1035, section 4), and whether more than the question is there."""
    labels, at = [], 12
    while query[at] != 0:
        labels.append(query[at + 1:at + 1 + query[at]].decode(errors="replace"))
        at += 1 + query[at]
    return ".".join(labels), len(query) > at + 5


def name_answer(query, known):
    """127.0.0.1 for a known name, and no address of other kinds; "no such name" for others."""
    end = query.index(0, 12) + 5
    is_address = known and query[end - 4:end - 2] == b"\0\1"
    flags = b"\x81\x80" if known else b"\x81\x83"
    head = query[:2] + flags + b"\0\1" + bytes([0, is_address]) + b"\0\0\0\0"
    address = b"\xc0\x0c\0\1\0\1" + bytes(4) + b"\0\4" + socket.inet_aton("127.0.0.1")
    return head + query[12:end] + (address if is_address else b"")
