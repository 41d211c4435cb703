# SPDX-License-Identifier: MIT
"""Instructions by callgrind, of a program and the helper that it starts."""
import array
import json
import os
import pathlib
import re
import socket
import subprocess
import threading

import measuring


class PidfdServer:
    """For bench/pidfd_from_outside.cpp: opens the pidfd that valgrind 3.19 cannot open."""

    def __init__(self):
        self.listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listening.bind("")  # Linux chooses an abstract name
        self.name = self.listening.getsockname()[1:].decode()
        self.listening.listen()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection = self.listening.accept()[0]
            except OSError:
                return
            with connection:
                pidfd = os.pidfd_open(array.array("i", connection.recv(4))[0])
                socket.send_fds(connection, [b"x"], [pidfd])
                os.close(pidfd)

    def close(self):
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()


class Said:
    """Listens for what valgrind says: a helper that has given everything up can write no file."""

    def __init__(self):
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = "%s:%d" % self.listening.getsockname()
        self.readers = []
        self.texts = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection = self.listening.accept()[0]
            except OSError:
                return
            reader = threading.Thread(target=self.read, args=(connection,), daemon=True)
            self.readers.append(reader)
            reader.start()

    def read(self, connection):
        with connection, connection.makefile("rb") as stream:
            self.texts.append(stream.read().decode(errors="replace"))

    def end(self):
        for reader in self.readers:
            reader.join(timeout=60)
        self.listening.close()
        return "".join(self.texts)


def count(command, provider=None, region=False, preload=None):
    """Of the program and its children from start to end, or of the region it marks itself."""
    pidfds = PidfdServer()
    environment = measuring.environment(provider)
    if preload:
        environment.update(LD_PRELOAD=str(pathlib.Path(preload)), PIDFD_SERVER=pidfds.name)
    said_by_all = Said()
    # Nothing to a file: the helper's limit for files is 0 bytes.
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--log-socket={said_by_all.address}", "--trace-children=yes",
         f"--instr-atstart={'no' if region else 'yes'}", "--callgrind-out-file=/dev/null", *command],
        capture_output=True, text=True, env=environment, check=False)
    pidfds.close()
    said = said_by_all.end()
    counted = [int(number) for number in re.findall(r"Collected : (\d+)", said)]
    if run.returncode or not counted:
        raise SystemExit(f"{command[0]} under callgrind ended with {run.returncode}: "
                         f"{run.stdout}{run.stderr}{said[-2000:]}")
    return {"code": json.loads(run.stdout)["code"], "instructions": sum(counted), "processes": len(counted)}
