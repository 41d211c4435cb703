# SPDX-License-Identifier: MIT
"""The machine that is measured: inside scripts/hostns, module and helper of a build, and the sandbox.

Everything is below /run/bench. The settings are the shipped ones but for ca_file (bare clients get the
same) and two limits: so many logins of one account within an hour are refused otherwise.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess

FOLDER = pathlib.Path("/run/bench")
PATIENCE = 60  # seconds for whatever should be there at once
NUMBER = "+41793026727"
FAR = "10.77.0.2"
PEERS = {  # service: Debian's package, and the arguments that let it end where it has nothing to ask
    "google-authenticator": ("pam_google_authenticator.so", "user=root secret=/nonexistent nullok"),
    "oath": ("pam_oath.so", "usersfile=/nonexistent"),
    "u2f": ("pam_u2f.so", "authfile=/nonexistent"),
    "duo": ("pam_duo.so", "conf=/nonexistent"),
    "radius": ("pam_radius_auth.so", "conf=/nonexistent"),
}


def write(path, text, mode=0o600):
    path = pathlib.Path(path)
    path.write_text(text, encoding="ascii")
    path.chmod(mode)


def first_line(process, what):
    line = process.stdout.readline().decode()
    if not line:
        raise SystemExit(f"{what} did not start")
    return line


class Machine:
    def __init__(self, build, sandbox):
        self.build = pathlib.Path(build)
        FOLDER.mkdir(mode=0o755, exist_ok=True)
        for program in ("src/pam/pam_infobip_otp.so", "src/helper/infobip-otp-helper"):
            shutil.copy(self.build / program, FOLDER)
        subprocess.run(["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent",
                        "--shell", "/usr/sbin/nologin", "_infobip-otp"], check=False,
                       capture_output=True)
        with open("/etc/passwd", "a", encoding="ascii") as accounts:
            accounts.writelines(f"bench{i}:x:{40000 + i}:{40000 + i}::/:/bin/false\n" for i in range(200))
        self.services = FOLDER / "services"
        self.services.mkdir(exist_ok=True)
        self.processes = []
        self.phone = FOLDER / "phone"
        self.bytes_before = 0
        self.sandbox = sandbox

    def program(self, name):
        return str(self.build / "bench" / name)

    def start(self, *command):
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE)
        self.processes.append(process)
        return process

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
            process.wait()
            process.stdout.close()
        self.processes = []

    def start_sandbox(self, delay=0):
        """The sandbox, behind a line with so many milliseconds each way; and the settings for it."""
        tls = FOLDER / ("tls-far" if delay else "tls")
        tls.mkdir(mode=0o755, exist_ok=True)
        listen = "127.0.0.1:0"
        far = []
        if delay:
            first_line(self.start("/usr/bin/python3", pathlib.Path(__file__).parent / "delay_line.py",
                                  delay), "the delay line")
            make_certificates(tls)
            listen, far = "10.77.0.1:8443", ["--i-know"]
        first_line(self.start(self.sandbox, "--listen", listen, "--tls-dir", tls, "--seed", "--env",
                              FOLDER / "env", "--phone", self.phone, "--control", FOLDER / "control",
                              *far), "the sandbox")
        lines = (line.removeprefix("export ").split("=", 1)
                 for line in (FOLDER / "env").read_text().splitlines() if "=" in line)
        self.provider = {name: value.strip("'\"") for name, value in lines}
        if delay:
            self.provider["INFOBIP_BASE_URL"] = f"https://{FAR}:8443"
        self.write_settings()

    def write_settings(self):
        given = self.provider
        (FOLDER / "state").mkdir(mode=0o700, exist_ok=True)
        conf = f"""base_url = {given["INFOBIP_BASE_URL"]}
application_id = {given["INFOBIP_APPLICATION_ID"]}
message_id = {given["INFOBIP_MESSAGE_ID"]}
api_key_file = {FOLDER}/key
users_file = {FOLDER}/users
state_dir = {FOLDER}/state
helper = {FOLDER}/infobip-otp-helper
ca_file = {given["INFOBIP_CA_FILE"]}
unanswered_per_user = off
sends_per_user = off
resend_wait = 0s
users_without_phone = ignore
"""
        write(FOLDER / "conf", conf)
        write(FOLDER / "conf-skip", conf.replace("/users\n", "/users-one\n"))
        write(FOLDER / "conf-bundle", re.sub(r"^ca_file.*\n", "", conf, flags=re.M))
        write(FOLDER / "key", given["INFOBIP_API_KEY"] + "\n")
        write(FOLDER / "users-one", f"bench0: {NUMBER}\n")
        write(FOLDER / "users", "".join(f"bench{i}: {number_of(i)}\n" for i in range(200)))
        module = f"auth required {FOLDER}/pam_infobip_otp.so conf={FOLDER}/conf"
        write(self.services / "other", "auth required pam_deny.so\n")
        write(self.services / "permit", "auth required pam_permit.so\n")
        write(self.services / "login", module + "\n")
        write(self.services / "skip", module + "-skip\nauth required pam_permit.so\n")
        write(self.services / "bundle", module + "-bundle\n")
        for service, (name, arguments) in PEERS.items():
            write(self.services / service, f"auth required {name} {arguments}\n")

    def has_peer(self, service):
        folders = [pathlib.Path("/lib/security"), *pathlib.Path("/lib").glob("*-linux-gnu*/security")]
        return any((folder / PEERS[service][0]).exists() for folder in folders)

    def control(self, *words):
        return subprocess.run([self.sandbox, "ctl", "--control", FOLDER / "control", *words],
                              capture_output=True, text=True, check=True, timeout=PATIENCE).stdout

    def counters(self):
        return json.loads(self.control("counters"))

    def forget(self):
        """Before a run: the phone is empty and nothing is counted."""
        if self.phone.exists():
            os.truncate(self.phone, 0)
        self.control("counters", "reset")
        self.bytes_before = bytes_on_the_line()

    def wire(self):
        """What went over the line since forget(): bytes with the headers of TCP and IP, both ways."""
        seen = self.counters()
        return {"connections": seen["connections"], "handshakes": seen["handshakes"],
                "requests": sum(seen["requests"].values()),
                "bytes": bytes_on_the_line() - self.bytes_before}

    def write_bundle(self, path):
        """The machine's authorities and the sandbox's, in one file."""
        authorities = pathlib.Path("/etc/ssl/certs/ca-certificates.crt").read_text()
        write(path, authorities + pathlib.Path(self.provider["INFOBIP_CA_FILE"]).read_text(), 0o644)
        return str(path)

    def keep_the_bundle_only(self):
        """No hashed folder any more, in this throw-away machine; the bundle's path."""
        folder = pathlib.Path("/etc/ssl/certs")
        bundle = folder / "ca-certificates.crt"
        self.write_bundle(bundle)
        for name in folder.iterdir():
            if name.is_dir() and not name.is_symlink():
                shutil.rmtree(name)
            elif name != bundle:
                name.unlink()
        return str(bundle)

    def login(self, index=0, *more, service="login"):
        return [self.program("measured_login"), str(self.services), service, f"bench{index}",
                str(self.phone), number_of(index), *more]

    def no_question(self, service, user="root"):
        return [self.program("measured_login"), str(self.services), service, user]

    def bare(self, name, index=0, *more):
        return [self.program(name), str(self.phone), number_of(index), *more]


def bytes_on_the_line():
    """Sent on every interface: loopback, or the delay line, which sends what comes back as well."""
    lines = pathlib.Path("/proc/self/net/dev").read_text().splitlines()[2:]
    return sum(int(line.split(":")[1].split()[8]) for line in lines)


def number_of(index):
    return f"+417930{26727 + index}"


def make_certificates(tls):
    """A CA, and a certificate for the address behind the delay line: the sandbox makes none for it."""
    for name in ("ca.pem", "ca.key", "server.pem", "server.key"):
        (tls / name).unlink(missing_ok=True)
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-x509", "-days", "2"]

    def openssl(*words):
        subprocess.run(["openssl", "req", *key, *words], check=True, capture_output=True, cwd=tls)

    openssl("-subj", "/CN=bench CA", "-keyout", "ca.key", "-out", "ca.pem")
    openssl("-subj", f"/CN={FAR}", "-keyout", "server.key", "-out", "server.pem", "-CA", "ca.pem",
            "-CAkey", "ca.key", "-addext", f"subjectAltName=IP:{FAR}",
            "-addext", "basicConstraints=critical,CA:FALSE")
    (tls / "ca.pem").chmod(0o644)
