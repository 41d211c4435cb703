# SPDX-License-Identifier: MIT
"""Instructions by callgrind, of a program and the helper that it starts."""
import json
import pathlib
import re
import socket
import subprocess
import threading

import measuring


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
    environment = measuring.environment(provider)
    if preload:
        environment.update(LD_PRELOAD=str(pathlib.Path(preload)))
    said_by_all = Said()
    # Nothing to a file: the helper's limit for files is 0 bytes.
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--log-socket={said_by_all.address}", "--trace-children=yes",
         f"--instr-atstart={'no' if region else 'yes'}", "--callgrind-out-file=/dev/null", *command],
        capture_output=True, text=True, env=environment, check=False)
    said = said_by_all.end()
    # A fork that runs no program of its own counts what its parent had counted once more.
    programs = set(re.findall(r"^==(\d+)== Command:", said, re.M))
    counted = [int(number) for process, number in re.findall(r"^==(\d+)== Collected : (\d+)", said, re.M)
               if process in programs]
    if run.returncode or not counted:
        raise SystemExit(f"{command[0]} under callgrind ended with {run.returncode}: "
                         f"{run.stdout}{run.stderr}{said[-2000:]}")
    return {"code": json.loads(run.stdout)["code"], "instructions": sum(counted), "processes": len(counted)}
