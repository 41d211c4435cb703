#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""infobip-otp setup: a machine with nothing, the sandbox over TLS, and a person. Inside scripts/host-up."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import pexpect

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "host"))

import machine  # noqa: E402
from named_sandbox import make_certificates  # noqa: E402

TOOL = "/usr/bin/infobip-otp"
ETC = pathlib.Path("/etc/infobip-otp")
CONF, KEY = ETC / "infobip-otp.conf", ETC / "api-key"
MANAGE, LOGIN = "manage-0123456789abcdef", "login-0123456789abcdef"
BOTH, ALL = "sandbox-0123456789abcdef", "all-0123456789abcdef"
APPLICATIONS = "/2fa/2/applications"
URL_PROMPT, MANAGE_PROMPT = "Base URL", "used once and not stored: "
LOGIN_PROMPT, SAME, QUESTION = "2fa:pin:send only", " (Enter: the same one): ", "(yes/no) "
SHIPPED = pathlib.Path(__file__).resolve().parents[2] / "config/infobip-otp.conf"


def setUpModule():
    """Nothing of host-up's own settings is left; the sandbox's CA is one that this machine trusts."""
    shutil.rmtree(ETC)


class Box:
    """A sandbox of this test's own, empty, with one key for managing and one for logins. With a
    `name` it is another machine, as far as the tool can see."""

    def __init__(self, name=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="setup-", dir="/run"))
        if name is not None:
            (self.folder / "tls").mkdir()
            make_certificates(self.folder / "tls", name)
        self.process = subprocess.Popen(
            [os.environ["SANDBOX"], "--listen", "127.0.0.1:0", "--tls-dir", self.folder / "tls",
             "--key", MANAGE + ",2fa:manage", "--key", LOGIN + ",2fa:pin:send", "--key", BOTH, "--key", ALL,
             "--phone", "none", "--control", self.folder / "control"], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[1]
        if name is not None:
            self.url = f"https://{name}:{self.url.rpartition(':')[2]}"
            with open("/etc/hosts", "a", encoding="ascii") as hosts:
                hosts.write(f"127.0.0.1 {name}\n")
        self.ca = pathlib.Path("/etc/ssl/certs/setup-test.pem")
        self.ca.write_bytes((self.folder / "tls/ca.pem").read_bytes())
        subprocess.run(["openssl", "rehash", "/etc/ssl/certs"], check=True, capture_output=True)

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def manage(self, method, path, body=None):
        return machine.manage(method, path, body, self.url, MANAGE, self.ca)

    def control(self, *words):
        return subprocess.run([os.environ["SANDBOX"], "ctl", "--control", self.folder / "control", *words],
                              check=True, capture_output=True, text=True).stdout

    def requests(self, route):
        return json.loads(self.control("counters"))["requests"].get(route, 0)

    def applications(self):
        return self.manage("GET", APPLICATIONS)

    def templates(self):
        return [one for app in self.applications()
                for one in self.manage("GET", f"{APPLICATIONS}/{app['applicationId']}/messages")]

    def make(self, **configuration):
        return self.manage("POST", APPLICATIONS, {"name": "pam-infobip-otp",
                                                  "configuration": configuration})["applicationId"]


def memory_of(process):
    """All that it can read itself."""
    found = b""
    with (process / "mem").open("rb", 0) as memory:
        for line in (process / "maps").read_text().splitlines():
            place, mode, *_ = line.split()
            begin, end = (int(part, 16) for part in place.split("-"))
            if mode.startswith("r") and "[v" not in line:  # not the kernel's own pages
                memory.seek(begin)
                found += memory.read(end - begin)
    return found


class SetupCase(unittest.TestCase):
    def setUp(self):
        shutil.rmtree(ETC, ignore_errors=True)
        self.box = Box()
        self.addCleanup(self.box.close)
        self.log = machine.SYSLOG.stat().st_size
        self.seen = ""

    def tearDown(self):
        self.assertNotIn(MANAGE, self.seen)
        self.assertNotIn(LOGIN, self.seen)
        self.assertNotIn(MANAGE, machine.SYSLOG.read_text(errors="replace")[self.log:])
        for path in ETC.rglob("*"):
            self.assertNotIn(MANAGE, path.read_text())
            self.assertFalse(path.name.endswith(".new"), path)

    def state(self):
        """Every file of the settings' folder, and how it lies there."""
        return {path.name: (path.read_text(), oct(path.stat().st_mode & 0o7777), path.owner())
                for path in ETC.rglob("*")}

    def key_files(self):
        for name, key in (("manage", MANAGE), ("login", LOGIN)):
            path = self.box.folder / name
            path.touch(0o600)
            path.write_text(key + "\n")
        return ["--manage-key-file", str(self.box.folder / "manage"),
                "--login-key-file", str(self.box.folder / "login")]

    def command(self, *words):
        return [TOOL, "setup", "--base-url", self.box.url, *self.key_files(), *words]

    def run_setup(self, *words, status=0, stdin=None):
        run = subprocess.run(self.command(*words), capture_output=True, text=True, timeout=2 * machine.patience(),
                             input=stdin, stdin=None if stdin else subprocess.DEVNULL)
        self.seen += run.stdout + run.stderr
        self.assertEqual(run.returncode, status, run.stdout + run.stderr)
        return run.stdout + run.stderr

    def person(self, *words, under=()):
        program, *rest = [*under, TOOL, "setup", *words]
        child = pexpect.spawn(program, rest, encoding="utf-8", timeout=machine.patience(), dimensions=(60, 200))
        self.addCleanup(child.close, force=True)
        child.logfile_read = self
        return child

    def write(self, text):
        self.seen += text

    def flush(self):
        pass

    def end(self, child):
        child.expect(pexpect.EOF)
        child.close()
        return child.exitstatus if child.exitstatus is not None else 128 + child.signalstatus

    def assert_done(self):
        [application] = self.box.applications()
        [template] = self.box.templates()
        text = CONF.read_text()
        self.assertIn(f"\nbase_url = {self.box.url}\n", text)
        self.assertIn(f"\napplication_id = {application['applicationId']}\n", text)
        self.assertIn(f"\nmessage_id = {template['messageId']}\n", text)
        self.assertEqual(KEY.read_text(), LOGIN + "\n")
        files = self.state()
        self.assertEqual({name: rest[1:] for name, rest in files.items()},
                         {CONF.name: ("0o644", "root"), KEY.name: ("0o600", "root")})
        return application, template


class Setup(SetupCase):
    def test_a_person_sets_up_a_machine_that_has_nothing(self):
        child = self.person()
        child.expect_exact(URL_PROMPT)
        child.sendline(self.box.url)
        child.expect_exact(MANAGE_PROMPT)
        child.sendline(MANAGE)
        child.expect_exact(LOGIN_PROMPT)
        child.sendline(LOGIN)
        child.expect_exact(QUESTION)
        self.assertEqual((self.state(), self.box.applications()), ({}, []))
        child.sendline("yes")
        self.assertEqual(self.end(child), 0, self.seen)
        application, template = self.assert_done()
        self.assertEqual(application["configuration"], {
            "pinAttempts": 5, "allowMultiplePinVerifications": False, "pinTimeToLive": "5m",
            "verifyPinLimit": "2/4s", "sendPinPerApplicationLimit": "10000/1d",
            "sendPinPerPhoneNumberLimit": "120/1d"})
        self.assertIn("{{pin}}", template["messageText"])
        self.assertEqual((template["pinLength"], template["pinType"]), (6, "NUMERIC"))
        # The shipped file, with three lines of its own.
        shipped, written = SHIPPED.read_text().splitlines(), CONF.read_text().splitlines()
        self.assertEqual(len(shipped), len(written))
        changed = [line for line, other in zip(written, shipped) if line != other]
        self.assertEqual([line.split()[0] for line in changed],
                         ["base_url", "application_id", "message_id"])

    def test_afterwards_check_finds_nothing_wrong(self):
        self.run_setup("--yes")
        subprocess.run([TOOL, "user", "add", "alice", "+41793026727", "--unverified"], check=True,
                       capture_output=True)
        run = subprocess.run([TOOL, "check", *self.key_files()[:2]], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        (ETC / "users").unlink()

    def test_a_second_time_there_is_nothing_to_change(self):
        self.run_setup("--yes")
        before = self.state(), self.box.applications(), self.box.templates(), CONF.stat().st_ino
        self.assertIn("Nothing to change.", self.run_setup())
        self.assertEqual(before, (self.state(), self.box.applications(), self.box.templates(),
                                  CONF.stat().st_ino))

    def test_a_dry_run_shows_everything_and_changes_nothing(self):
        shown = self.run_setup("--dry-run")
        self.assertIn("Nothing was changed (--dry-run).", shown)
        for words in ("a new application", "sendPinPerPhoneNumberLimit +120/1d", "a new template",
                      f"[+][0-9]+: base_url = {self.box.url}", "the key of the logins, mode 0600"):
            self.assertRegex(shown, words)
        self.assertEqual((ETC.exists(), self.box.applications()), (False, []))

    def test_both_keys_come_through_stdin(self):
        words = [TOOL, "setup", "--base-url", self.box.url, "--manage-key-file", "-",
                 "--login-key-file", "-", "--yes"]
        run = subprocess.run(words, input=f"{MANAGE}\n{LOGIN}\n", capture_output=True, text=True)
        self.seen += run.stdout + run.stderr
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assert_done()

    def test_no_is_no(self):
        for answer in ("no", "n", " NO "):
            with self.subTest(answer=answer):
                child = self.person(*self.command()[2:])
                child.expect_exact(QUESTION)
                child.sendline(answer)
                self.assertEqual(self.end(child), 65)
                self.assertEqual((self.state(), self.box.applications()), ({}, []))

    def test_what_is_neither_yes_nor_no_is_asked_again_and_is_no_in_the_end(self):
        child = self.person(*self.command()[2:])
        for answer in ("", "perhaps", "yess"):
            child.expect_exact(QUESTION)
            child.sendline(answer)
        self.assertEqual(self.end(child), 65)
        self.assertEqual(self.seen.count("Type yes or no."), 2)
        self.assertEqual((self.state(), self.box.applications()), ({}, []))

    def test_y_is_yes(self):
        child = self.person(*self.command()[2:])
        child.expect_exact(QUESTION)
        child.sendline("")
        child.expect_exact(QUESTION)
        child.sendline("Y")
        self.assertEqual(self.end(child), 0, self.seen)
        self.assert_done()

    def test_what_a_person_types_wrong_is_asked_again(self):
        child = self.person()
        for typed, said in (("", "nothing was typed"), ("two words", "holds a blank"),
                            (self.box.url.removeprefix("https://"), "Taken as " + self.box.url)):
            child.expect_exact(URL_PROMPT)
            child.sendline(typed)
            child.expect_exact(said)
        for prompt, typed in ((MANAGE_PROMPT, (" ", "App some-key", MANAGE)),
                              (LOGIN_PROMPT, ("two words", LOGIN))):
            for key in typed:
                child.expect_exact(prompt)
                child.sendline(key)
        child.expect_exact(QUESTION)
        child.sendline("y")
        self.assertEqual(self.end(child), 0, self.seen)
        self.assertIn("Nothing was typed.", self.seen)
        self.assert_done()

    def test_a_key_that_is_typed_as_soon_as_it_is_asked_for_is_taken_and_not_shown(self):
        """The terminal is slow to hide it; tearDown looks for it in what was seen."""
        slow = ["strace", "-qq", "-o", "/dev/null", "-e", "trace=ioctl", "-e", "inject=ioctl:delay_enter=300ms"]
        child = self.person("--base-url", self.box.url, under=slow)
        child.delaybeforesend = None
        for prompt, answer in ((MANAGE_PROMPT, MANAGE), (LOGIN_PROMPT, LOGIN), (QUESTION, "no")):
            child.expect_exact(prompt)
            child.sendline(answer)
        self.assertEqual(self.end(child), 65)

    def test_three_keys_that_are_none_end_it(self):
        child = self.person("--base-url", self.box.url)
        for _ in range(3):
            child.expect_exact(MANAGE_PROMPT)
            child.sendline("")
        self.assertEqual(self.end(child), 66)
        self.assertEqual((self.state(), self.box.applications()), ({}, []))

    def test_with_a_sandbox_on_this_machine_one_key_is_enough(self):
        child = self.person("--base-url", self.box.url)
        for prompt, answer in ((MANAGE_PROMPT, BOTH), (LOGIN_PROMPT + SAME, ""), (QUESTION, "y")):
            child.expect_exact(prompt)
            child.sendline(answer)
        self.assertEqual(self.end(child), 0, self.seen)
        self.assertEqual(KEY.read_text(), BOTH + "\n")
        self.assertTrue(machine.sandbox("INFOBIP_API_KEY").startswith("sandbox-"))  # as it makes them

    def test_an_application_that_is_there_is_taken_over_and_mended(self):
        made = self.box.make(pinAttempts=7, verifyPinLimit="1/3s", pinTimeToLive="1m")
        shown = self.run_setup("--yes")
        self.assertRegex(shown, r"verifyPinLimit +1/3s -> 2/4s")
        application, _ = self.assert_done()
        self.assertEqual(application["applicationId"], made)
        self.assertEqual(application["configuration"]["pinAttempts"], 7)
        self.assertEqual(application["configuration"]["pinTimeToLive"], "5m")

    def test_a_disabled_application_is_enabled(self):
        self.run_setup("--yes")
        [one] = self.box.applications()
        self.box.manage("PUT", f"{APPLICATIONS}/{one['applicationId']}", {**one, "enabled": False})
        self.assertRegex(self.run_setup("--yes"), r"enabled +false -> true")
        self.assertTrue(self.box.applications()[0]["enabled"])

    def test_settings_follow_a_template_that_is_chosen(self):
        made = self.box.make()
        template = self.box.manage("POST", f"{APPLICATIONS}/{made}/messages", {
            "messageText": "Code {{pin}}", "pinType": "HEX", "pinLength": 8})["messageId"]
        self.run_setup("--yes", "--application-id", made, "--message-id", template)
        self.assert_done()
        self.assertIn("\ncode_length = 8\ncode_type = hex\n", CONF.read_text())
        self.assertIn("Nothing to change.", self.run_setup())

    def test_ids_that_are_not_there_are_refused(self):
        self.run_setup("--yes", "--application-id", "0123", status=78)
        made = self.box.make()
        self.run_setup("--yes", "--application-id", made, "--message-id", "0123", status=78)
        self.box.make()
        self.assertIn("--application-id", self.run_setup("--yes", status=78))
        self.assertEqual(self.state(), {})

    def assert_never_stored(self, key):
        file = self.box.folder / "both"
        file.touch(0o600)
        file.write_text(key)
        words = ["--base-url", self.box.url, "--manage-key-file", str(file)]
        run = subprocess.run([TOOL, "setup", "--yes", *words, "--login-key-file", str(file)],
                             capture_output=True, text=True)
        self.assertEqual(run.returncode, 65, run.stderr)
        child = self.person(*words)
        child.expect_exact(LOGIN_PROMPT + ": ")
        child.sendline(key)
        self.assertEqual(self.end(child), 65)
        self.assertIn("which is never stored", self.seen)
        self.assertEqual((self.state(), self.box.applications()), ({}, []))

    def test_a_key_that_can_manage_is_never_stored(self):
        """A service of this machine may be a gateway to Infobip, and another machine no sandbox."""
        self.assert_never_stored(ALL)
        self.box.close()
        self.box = Box("api.example.com")
        self.addCleanup(self.box.close)
        self.assert_never_stored(BOTH)

    def test_the_key_of_the_logins_is_kept_and_another_one_takes_its_place(self):
        self.run_setup("--yes")
        keep = [TOOL, "setup", "--manage-key-file", str(self.box.folder / "manage")]
        run = subprocess.run(keep, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        self.assertEqual((run.returncode, "Nothing to change." in run.stdout), (0, True), run.stderr)
        KEY.write_text("an-old-key\n")
        shown = self.run_setup("--yes")
        self.assertIn("the key of the logins", shown)
        self.assert_done()

    def test_keys_that_infobip_refuses_change_nothing(self):
        for name, says in (("manage", "does not take the key"), ("login", "not take the key")):
            with self.subTest(key=name):
                words = self.command("--yes")
                (self.box.folder / name).write_text("wrong\n")
                run = subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL)
                self.assertEqual(run.returncode, 78, run.stderr)
                self.assertIn(says, run.stderr)
        (self.box.folder / "manage").write_text(LOGIN + "\n")
        run = subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        self.assertIn("scope 2fa:manage", run.stderr)
        self.assertEqual((self.state(), self.box.applications()), ({}, []))

    def test_outages_have_their_own_status_and_change_nothing(self):
        for fault, status in (("status=429", 75), ("status=503", 75), ("html", 76), ("close", 69)):
            with self.subTest(fault=fault):
                self.box.control("faults", "set", fault)
                self.run_setup("--yes", status=status)
                self.box.control("faults", "clear")
        self.box.url = "https://localhost:9"
        self.run_setup("--yes", status=69)
        self.assertEqual(self.state(), {})

    def test_what_was_made_before_a_failure_is_taken_over(self):
        self.box.control("faults", "set", "status=500,route=create-message")
        self.assertIn("takes over", self.run_setup("--yes", status=75))
        self.assertEqual((self.state(), len(self.box.applications())), ({}, 1))
        self.box.control("faults", "clear")
        self.run_setup("--yes")
        self.assert_done()


class NetworkChild(SetupCase):
    def stalled_child(self, route="list-applications", command=None, typed=""):
        """A setup whose request of this route gets no answer, and its child that waits for one."""
        self.box.control("faults", "set", "stall=30s,route=" + route)
        tool = subprocess.Popen(command or self.command("--yes"), stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, stdin=subprocess.PIPE, text=True,
                                env={**os.environ, "SSLKEYLOGFILE": "/run/keys", "MARK": "of-the-caller"})
        with tool.stdin:
            tool.stdin.write(typed)
        self.addCleanup(tool.wait)
        self.addCleanup(tool.kill)
        children = pathlib.Path(f"/proc/{tool.pid}/task/{tool.pid}/children")

        self.assertTrue(machine.wait_until(lambda: self.box.requests(route) == 1))
        return tool, pathlib.Path("/proc") / children.read_text().strip()

    def test_it_has_given_up_everything(self):
        tool, child = self.stalled_child()
        status = dict(line.split(":\t", 1) for line in (child / "status").read_text().splitlines()
                      if ":\t" in line)
        uid = pathlib.Path("/etc/passwd").read_text().split("\n_infobip-otp:x:")[1].split(":")[0]
        self.assertEqual(status["Uid"].split(), [uid] * 4)
        self.assertEqual(status["Groups"].split(), [])
        for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            self.assertEqual(int(status[name], 16), 0, name)
        files = [os.readlink(one) for one in (child / "fd").iterdir()]
        self.assertFalse([one for one in files if one.startswith("/") and one != "/dev/null"], files)
        self.assertNotEqual(os.getsid(int(child.name)), os.getsid(tool.pid))
        self.assertFalse(pathlib.Path("/run/keys").exists())
        for process in (child, pathlib.Path(f"/proc/{tool.pid}")):
            self.assertNotIn(MANAGE, (process / "cmdline").read_text())
            self.assertNotIn(MANAGE, (process / "environ").read_text())

    def test_the_one_that_makes_changes_does_not_hold_the_key_of_the_logins(self):
        ETC.mkdir()
        KEY.touch(0o600)
        KEY.write_text("the-key-that-was-there\n")
        self.key_files()
        keys = f"{MANAGE}\n{LOGIN}\n"
        command = [TOOL, "setup", "--base-url", self.box.url, "--manage-key-file", "-",
                   "--login-key-file", "-", "--yes"]
        _, child = self.stalled_child("create-application", command, keys)
        memory = memory_of(child)
        self.assertIn(MANAGE.encode(), memory)  # or the look would find nothing at all
        self.assertNotIn(LOGIN.encode(), memory)
        self.assertNotIn(b"the-key-that-was-there", memory)

    def test_it_ends_with_the_tool(self):
        tool, child = self.stalled_child()
        tool.kill()
        tool.wait()
        self.assertTrue(machine.wait_until(lambda: not child.exists()))

    def test_a_line_on_the_terminal_says_what_takes_so_long_and_goes_again(self):
        self.box.control("faults", "set", "stall=2s,nth=1")
        child = self.person(*self.command()[2:])
        child.expect_exact("infobip-otp: asking Infobip what there is ...")
        child.expect_exact("\r" + " " * len("infobip-otp: asking Infobip what there is ...") + "\r")
        child.expect_exact(QUESTION)
        child.sendline("no")
        self.end(child)
        self.box.control("faults", "set", "stall=2s,nth=1")
        self.assertNotIn("...\n", self.run_setup("--dry-run").replace("= ...\n", ""))


class BadInput(SetupCase):
    def half_written(self, text, mode=0o644):
        ETC.mkdir(exist_ok=True)
        CONF.write_text(text)
        CONF.chmod(mode)

    def test_settings_that_are_half_written_are_named_and_left(self):
        for text in ("base_url =\n", "applicatoin_id = A\n", "tries = 3\ntries = 4\n", "[service\n"):
            with self.subTest(text=text):
                self.half_written(text)
                self.assertIn(f"{CONF}:", self.run_setup("--yes", status=78))
                self.assertEqual(CONF.read_text(), text)

    def test_other_lines_of_the_settings_stay_where_they_are(self):
        self.half_written("# ours\n\nmessage_id = OLD\ntries = 2\n[service sudo]\ntries = 1\n")
        self.run_setup("--yes")
        application, template = self.assert_done()
        self.assertEqual(CONF.read_text(), "# ours\n\n" +
                         f"message_id = {template['messageId']}\ntries = 2\n"
                         f"base_url = {self.box.url}\n"
                         f"application_id = {application['applicationId']}\n"
                         "[service sudo]\ntries = 1\n")

    def test_settings_that_others_can_write_are_refused(self):
        self.half_written("tries = 2\n", 0o666)
        self.assertIn("chmod", self.run_setup("--yes", status=78))

    def test_a_file_that_somebody_changed_meanwhile_is_left_and_nothing_is_made(self):
        for path in (CONF, KEY):
            with self.subTest(path=path):
                self.half_written("tries = 2\n")
                child = self.person(*self.command()[2:])
                child.expect_exact(QUESTION)
                path.write_text("tries = 1\n")
                path.chmod(0o600)
                before = self.state()
                child.sendline("yes")
                self.assertEqual(self.end(child), 74)
                self.assertIn("changed by somebody else meanwhile", self.seen)
                self.assertEqual((self.state(), self.box.applications()), (before, []))
                path.unlink()

    def test_whoever_is_not_root_is_told_so_before_a_key_is_asked_for(self):
        ETC.mkdir()
        run = subprocess.run(["runuser", "-u", "alice", "--", TOOL, "setup", "--base-url",
                              self.box.url], capture_output=True, text=True)
        self.assertEqual(run.returncode, 77, run.stderr)

    def test_what_is_missing_without_a_terminal_is_named(self):
        for words, option in ((["setup"], "--base-url"),
                              (["setup", "--base-url", self.box.url], "--manage-key-file"),
                              (self.command()[1:-2], "--login-key-file"),
                              (self.command()[1:], "--yes")):
            run = subprocess.run([TOOL, *words], capture_output=True, text=True,
                                 stdin=subprocess.DEVNULL)
            self.assertEqual((run.returncode, option in run.stderr), (64, True), run.stderr)
        self.assertEqual((self.state(), self.box.applications()), ({}, []))


class Interrupted(SetupCase):
    def test_ctrl_c_at_each_prompt_changes_nothing_and_leaves_the_terminal_as_it_was(self):
        for prompt in (MANAGE_PROMPT, LOGIN_PROMPT, QUESTION):
            with self.subTest(prompt=prompt):
                shell = pexpect.spawn("/bin/sh", encoding="utf-8", timeout=machine.patience(), dimensions=(60, 200))
                self.addCleanup(shell.close, force=True)
                shell.sendline(f"PS1='rea''dy '; {TOOL} setup --base-url {self.box.url}")
                for before, answer in ((MANAGE_PROMPT, MANAGE), (LOGIN_PROMPT, LOGIN), (QUESTION, "")):
                    self.assertEqual(shell.expect_exact([before, "ready "]), 0, shell.before)
                    if before == prompt:
                        break
                    shell.sendline(answer)
                shell.sendintr()
                shell.expect_exact("ready ")  # what is typed before is flushed with the hidden key
                shell.sendline("stty -a; echo status=$?")
                shell.expect("status=0")
                self.assertRegex(shell.before, r"[^-]echo\b")
                self.assertEqual((self.state(), self.box.applications()), ({}, []))

    def assert_whole(self, before, ending):
        """Each file is as it was, or as it is to be; what a killed process was making is neither."""
        for name, (text, mode, owner) in self.state().items():
            if name.endswith(".new"):
                self.assertIn(mode[-2:], ("00", "44"), name)
            elif before.get(name) != (text, mode, owner):
                self.assertEqual((mode, owner), ("0o600" if name == KEY.name else "0o644", "root"))
                if name == KEY.name:
                    self.assertEqual(text, LOGIN + "\n")
                else:
                    self.assertRegex(text, r"\nmessage_id = [0-9A-F]{32}\n")
                    self.assertTrue(text.endswith(ending), text[-200:])

    def assert_a_rerun_completes(self):
        """One application and one template, whatever was made before, and no draft is left."""
        self.run_setup("--yes")
        self.assert_done()

    def test_killed_at_any_moment_files_are_as_before_or_as_after(self):
        killed = 0
        for step in range(24):
            with self.subTest(step=step):
                shutil.rmtree(ETC, ignore_errors=True)
                self.box.close()
                self.box = Box()
                self.addCleanup(self.box.close)
                run = subprocess.Popen(self.command("--yes"), stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
                time.sleep(step * 0.015)
                run.send_signal(signal.SIGKILL if step % 2 else signal.SIGTERM)
                killed += run.wait() < 0
                self.assert_whole({}, SHIPPED.read_text()[-200:])
                self.assert_a_rerun_completes()
        self.assertGreater(killed, 0)

    def test_killed_at_each_step_of_writing_files_are_as_before_or_as_after(self):
        old = SHIPPED.read_text() + "[service sudo]\ntries = 2\n"
        points, killed = ("fchmod", "ftruncate", "pwrite64", "fsync", "renameat"), 0
        for call in points:
            for place in (1, 2, 3):
                ETC.mkdir(exist_ok=True)
                CONF.write_text(old)
                CONF.chmod(0o644)
                KEY.unlink(missing_ok=True)
                before = self.state()
                run = subprocess.run(["strace", "-o", "/dev/null", "-e", f"trace={call}", "-e",
                                      f"inject={call}:signal=SIGKILL:when={place}",
                                      *self.command("--yes")], capture_output=True, text=True,
                                     stdin=subprocess.DEVNULL)
                killed += run.returncode in (-9, 137)
                with self.subTest(call=call, place=place):
                    self.assert_whole(before, "tries = 2\n")
                    self.assert_a_rerun_completes()
                    self.assertTrue(CONF.read_text().endswith("tries = 2\n"))
        self.assertGreater(killed, len(points))


if __name__ == "__main__":
    unittest.main(verbosity=2)
