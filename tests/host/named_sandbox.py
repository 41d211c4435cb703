# SPDX-License-Identifier: MIT
"""NamedSandbox: a sandbox behind a name without a dot, which only the name server knows.

libc applies HOSTALIASES, LOCALDOMAIN and others to such names, and to localhost none of them.
"""
import os
import pathlib
import re
import subprocess

import machine
import witness

# In a folder in which the witness expects changes, as the sandbox of host-up does.
FOLDER = pathlib.Path("/run/sandbox/named")
AUTHORITY = pathlib.Path("/etc/infobip-otp/named-ca.pem")  # where the helper's account can read it


def make_certificates(folder, name):
    """What a sandbox with --tls-dir `folder` takes over: it is `name` then."""
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-x509", "-days", "2"]

    def openssl(*words):
        subprocess.run(["openssl", "req", *key, *words], check=True, capture_output=True, cwd=folder)

    openssl("-subj", "/CN=CA of the named", "-keyout", "ca.key", "-out", "ca.pem")
    openssl("-subj", f"/CN={name}", "-keyout", "server.key", "-out", "server.pem", "-CA", "ca.pem",
            "-CAkey", "ca.key", "-addext", f"subjectAltName=DNS:{name}",
            "-addext", "basicConstraints=critical,CA:FALSE")


class NamedSandbox:
    """It takes the same API key as the other one."""

    def __init__(self):
        self.tls, self.phone = FOLDER / "tls", FOLDER / "phone"
        self.tls.mkdir(parents=True)
        make_certificates(self.tls, witness.NAME)
        AUTHORITY.write_bytes((self.tls / "ca.pem").read_bytes())
        key = machine.API_KEY.read_text().strip()
        self.process = subprocess.Popen(
            [os.environ["SANDBOX"], "--listen", "127.0.0.1:0", "--tls-dir", self.tls, "--seed", "--key", key,
             "--env", FOLDER / "env", "--phone", self.phone], stdout=subprocess.DEVNULL)
        if not machine.wait_until(lambda: "INFOBIP_CA_FILE" in self.environment()):
            raise AssertionError("the sandbox does not start")

    def environment(self):
        path = FOLDER / "env"
        return path.read_text() if path.exists() else ""

    def options(self):
        """The settings with which a login asks it."""
        given = dict(re.findall(r"(?m)^(?:export )?(\w+)='(.*)'$", self.environment()))
        port = given["INFOBIP_BASE_URL"].rpartition(":")[2]
        return {"base_url": f"https://{witness.NAME}:{port}", "ca_file": AUTHORITY,
                "application_id": given["INFOBIP_APPLICATION_ID"],
                "message_id": given["INFOBIP_MESSAGE_ID"]}

    def end(self):
        self.process.terminate()
        self.process.wait()
        AUTHORITY.unlink()
