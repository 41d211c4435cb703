# SPDX-License-Identifier: MIT
"""The machine that scripts/host-up made, as a test sees it: log, settings, processes, sshd."""
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import ssl
import subprocess
import sys
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "fakes"))
from yardstick import patience, stretched, wait_until  # noqa: E402,F401

# Whoever starts the tests in the background has these ignored, and so would all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGQUIT, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)

PASSWORD = "correct horse"
NUMBERS = {"alice": "41793026727", "bob": "41793026728"}
SETTINGS = pathlib.Path("/etc/infobip-otp/infobip-otp.conf")
USERS = pathlib.Path("/etc/infobip-otp/users")
API_KEY = pathlib.Path("/etc/infobip-otp/api-key")
STATE = pathlib.Path("/var/lib/infobip-otp")
SYSLOG = pathlib.Path("/var/log/syslog")
PAM_SSHD = pathlib.Path("/etc/pam.d/sshd")
HELPER = next(pathlib.Path("/usr/lib").glob("*/infobip-otp/infobip-otp-helper"), None)


def setting(seconds):
    """A time as the settings and the sandbox take it."""
    return f"{seconds * 1000:.0f}ms"


class Log:
    """The lines of the module in the log since this object was made."""

    def __init__(self):
        self.start = SYSLOG.stat().st_size

    def text(self):
        with SYSLOG.open(errors="replace") as log:
            log.seek(self.start)
            return log.read()

    def lines(self):
        return [line for line in self.text().splitlines() if "pam_infobip_otp(" in line]

    def find(self, *words):
        """The lines that hold all of `words`."""
        return [line for line in self.lines() if all(word in line for word in words)]


def control(*words):
    """What the sandbox answers on its control socket."""
    return subprocess.run([os.environ["SANDBOX"], "ctl", "--control", "/run/sandbox/control", *words],
                          check=True, capture_output=True, text=True).stdout


def sandbox(name):
    """What the sandbox wrote down of itself, such as INFOBIP_APPLICATION_ID."""
    return re.search(rf"(?m)^{name}='(.*)'$", pathlib.Path("/run/sandbox/env").read_text())[1]


def manage(method, path, body=None, url=None, key=None, ca_file=None):
    """What the API of a sandbox (of host-up's own) answers to whoever may do everything."""
    request = urllib.request.Request(
        (url or sandbox("INFOBIP_BASE_URL")) + path, method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "App " + (key or sandbox("INFOBIP_API_KEY")),
                 "Content-Type": "application/json"})
    trust = ssl.create_default_context(cafile=ca_file or sandbox("INFOBIP_CA_FILE"))
    with urllib.request.urlopen(request, context=trust) as answer:
        return json.load(answer)


def requests(route):
    """How many requests of `route` (send, verify) the sandbox has had."""
    return json.loads(control("counters"))["requests"].get(route, 0)


def write_settings(text):
    SETTINGS.write_text(text)


def set_options(original, **options):
    """`original` settings with these options added or changed."""
    kept = [line for line in original.splitlines() if line.split("=")[0].strip() not in options]
    write_settings("\n".join([*kept, *(f"{name} = {value}" for name, value in options.items())]) + "\n")


@contextlib.contextmanager
def changed_file(path, text=None, mode=None):
    """`path` with another text or mode, and as before afterwards; text=False: missing."""
    before, mode_before = path.read_bytes(), path.stat().st_mode
    try:
        if text is False:
            path.unlink()
        elif text is not None:
            path.write_text(text)
        if mode is not None:
            path.chmod(mode)
        yield
    finally:
        path.unlink(missing_ok=True)
        path.write_bytes(before)
        path.chmod(mode_before)


def take_lines_out(checkout):
    """Every service is again as Debian ships it: by common-auth alone."""
    for service in ("sshd", "sudo", "sudo-i", "su", "login"):
        name = "sshd" if service == "sshd" else "sudo"
        example = (checkout / f"config/pam.d/{name}.example").read_text()
        path = PAM_SSHD.parent / service
        if example not in path.read_text():
            raise AssertionError(f"{path} does not hold the lines of the example")
        path.write_text(path.read_text().replace(example, "@include common-auth\n"))


def forget_spending():
    """No account has sent or failed anything yet."""
    shutil.rmtree(STATE, ignore_errors=True)


def processes(pattern):
    """The ids of the processes whose name or command line matches."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if re.search(pattern, line):
                found.append(int(entry.name))
    return found


def state(pid):
    """As proc(5) has it: "T" is stopped, "Z" a zombie, "" gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def helpers():
    return processes(r"^\S*infobip-otp-helper")


def login_processes():
    """sshd's processes for one connection: "sshd: alice [pam]", on Debian 13 sshd-session."""
    return processes(r"^sshd(-session|-auth)?: (\S+ \[|\[|unknown)")


@contextlib.contextmanager
def journal():
    """What goes to /dev/log goes to systemd-journald, and to no file."""
    identity = pathlib.Path("/etc/machine-id")
    if not identity.exists() or not identity.read_text().strip():
        identity.write_text("0123456789abcdef0123456789abcdef\n")
    journal_door = pathlib.Path("/run/systemd/journal/dev-log")
    daemon = subprocess.Popen(["/lib/systemd/systemd-journald"], stderr=subprocess.DEVNULL)
    try:
        if not wait_until(journal_door.is_socket):
            raise AssertionError("journald does not listen")
        door = pathlib.Path("/dev/log")
        before = door.rename("/dev/log.before")
        door.symlink_to(journal_door)
        try:
            yield
        finally:
            before.rename(door)
    finally:
        daemon.terminate()
        daemon.wait()


def kill_helper():
    [pid] = helpers()
    os.kill(pid, signal.SIGKILL)
    return wait_until(lambda: not pathlib.Path(f"/proc/{pid}/cmdline").exists() or
                      not pathlib.Path(f"/proc/{pid}/cmdline").read_bytes())


def listens(port):
    """Without a connection: sshd would count one against the address."""
    sockets = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(one[1].endswith(f":{port:04X}") and one[3] == "0A" for one in sockets)


@contextlib.contextmanager
def far_machine():
    """Another machine on a line to this one; what runs a command there. This one is 198.51.100.1 to it."""
    def ip(*words):
        subprocess.run(["ip", *words], check=True, capture_output=True)

    ip("netns", "add", "far")
    try:
        ip("link", "add", "to-far", "type", "veth", "peer", "name", "to-here", "netns", "far")
        ip("address", "add", "198.51.100.1/24", "dev", "to-far")
        ip("link", "set", "to-far", "up")
        ip("-n", "far", "address", "add", "198.51.100.7/24", "dev", "to-here")
        ip("-n", "far", "link", "set", "to-here", "up")
        yield ["ip", "netns", "exec", "far"]
    finally:
        ip("netns", "delete", "far")


@contextlib.contextmanager
def another_sshd(*options, port=2222):
    """An sshd on `port` with these options before those of the settings files."""
    arguments = [word for option in options for word in ("-o", option)]
    # On a terminal's end it would go with it: its own session.
    server = subprocess.Popen(["/usr/sbin/sshd", "-D", "-p", str(port), "-E", "/var/log/sshd.log",
                               *arguments], start_new_session=True)
    try:
        if not wait_until(lambda: listens(port)):
            raise AssertionError("sshd did not start: " + pathlib.Path("/var/log/sshd.log").read_text())
        yield port
    finally:
        server.terminate()
        server.wait()
