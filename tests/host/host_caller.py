#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The caller of su and sudo controls everything, and gains nothing. Inside scripts/host-up.

The attacker is an ordinary account, alice. `when_unreachable = allow` is on, and the third host,
setuid_host, is a su that says it is remote: there a faked outage would let in, as the record says
at every moment that one has lasted. Each condition is
one login: a wrong code, then the right one. Nobody may get in before the right one, whatever the
condition; no file may change, nobody else may be spoken to, nothing may crash.
"""
import contextlib
import functools
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import pexpect

import freezable_group
import hostile_process
import lasting_outage
import machine
import witness
from dialogue import RIGHT, WRONG, Dialogue, Phone
from host_case import HostCase, main
from hostile_variables import GROUPS, HINDERS, VARIABLES
from machine import PASSWORD
from named_sandbox import NamedSandbox

ALICE = pwd.getpwnam("alice")
CRASHES = {128 + number for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE,
                                       signal.SIGABRT)}
HOSTS = {
    "su": ["/usr/bin/su", "bob", "-c", "echo let-in"],
    "sudo": ["/usr/bin/sudo", "echo", "let-in"],
    "setuid_host": ["/usr/local/bin/setuid_host", "bob"],
}
PROMPTS = ["assword for alice: ", "assword: ", "say the password: ", "Code: ", "Press Enter to close: ", pexpect.EOF]
LONGEST = 60  # seconds for a login that has to get in


@functools.cache
def the_decoy():
    return witness.Decoy()


def install_setuid_host():
    build = pathlib.Path(os.environ["SANDBOX"]).parents[2]
    program = pathlib.Path(HOSTS["setuid_host"][0])
    shutil.copy(build / "tests/host/setuid_host", program)
    program.chmod(0o4755)
    pathlib.Path("/etc/pam.d/setuid_host").write_text(
        "auth required pam_infobip_otp.so\nauth required pam_permit.so\n")


class Login:
    """One login under a condition: who got in, and after what."""

    def __init__(self, case, host, condition=lambda: None, environment=None, argv=None,
                 placed=lambda: None):
        """`placed` is done to the process by root, `condition` by alice."""
        command = HOSTS[host]

        def enter():
            placed()
            hostile_process.become(ALICE)
            condition()
            if argv is not None:
                hostile_process.execute(command[0], argv + command[1:] if argv else [])

        self.phone = case.phone
        self.typed_right = False
        before = {"PATH": "/usr/bin:/bin", "HOME": "/home/alice", "TERM": "dumb"}
        self.dialogue = Dialogue(case.phone, command[0], *command[1:], explain=case.log.text,
                                 preexec_fn=enter, cwd="/", env={**before, **(environment or {})})
        case.addCleanup(self.dialogue.hang_up)

    @property
    def pid(self):
        return self.dialogue.child.pid

    def let_in(self):
        return "let-in" in self.dialogue.seen

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def go_on(self, *codes, longest=60):
        """Types the password and these codes; the exit status, 128 + N after signal N."""
        # By a timer: a caller who closed its descriptors leaves nothing to wait for, and pexpect
        # waits for the process.
        timer = threading.Timer(longest, self.kill)
        timer.start()
        try:
            return self.answer_prompts(list(codes))
        finally:
            timer.cancel()

    def answer_prompts(self, codes):
        child = self.dialogue.child
        while True:
            prompt = PROMPTS[child.expect_exact(PROMPTS, timeout=None)]
            if prompt is pexpect.EOF:
                return self.dialogue.end()
            if prompt == "Code: ":
                code = codes.pop(0) if codes else ""
                self.typed_right |= code is RIGHT
                child.sendline(self.dialogue.words(code))
            else:
                child.sendline("" if prompt.startswith("Press") else PASSWORD)


class CallerCase(HostCase):
    """Fail-open is on, in sudo too, and the witness looks at everything before and after."""

    request_timeout = min(machine.stretched(2), 9)  # seconds; no more is taken
    # For a login that may get in: the time of an outage, of which the helper has 1 s more.
    shortest = request_timeout + 4
    options = {**HostCase.options, "when_unreachable": "allow", "login_timeout": "90s",
               "connect_timeout": machine.setting(request_timeout / 2),
               "request_timeout": machine.setting(request_timeout)}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        install_setuid_host()
        pathlib.Path("/etc/sudoers.d/caller").write_text("Defaults pam_rhost\n")
        cls.decoy = the_decoy()
        cls.outage = lasting_outage.LastingOutage()
        cls.folder = pathlib.Path("/home/alice/evil")
        cls.folder.mkdir(exist_ok=True)
        for name, text in FILES.items():
            (cls.folder / name).write_text(text.replace("{decoy}", cls.decoy.address))

    @classmethod
    def tearDownClass(cls):
        cls.outage.end()
        pathlib.Path("/etc/sudoers.d/caller").unlink()
        super().tearDownClass()

    def setUp(self):
        super().setUp()
        self.before = witness.files()
        self.requests = machine.requests("send")

    def assert_no_secret_logged(self):
        """Codes as words: six digits of hundreds of codes stand in some request id by chance."""
        text = self.log.text()
        for secret in [*machine.NUMBERS.values(), self.original_key, PASSWORD]:
            self.assertNotIn(secret, text)
        words = set(re.findall(r"\b\d{6}\b", text))
        self.assertEqual(words & set(self.phone.codes()), set())

    def attempt(self, name, host, gets_in, **condition):
        """One login: a wrong code, the right one. Says what went wrong, or nothing."""
        machine.forget_spending()
        login = Login(self, host, **condition)
        status = login.go_on(WRONG, RIGHT, longest=LONGEST if gets_in else self.shortest)
        if status in CRASHES and self.crashes_anyway(host, **condition):
            status = None
        return self.problems(f"{name} in {host}", login, status, gets_in)

    def crashes_anyway(self, host, condition=lambda: None, **_):
        """Whether the program cannot even be started so: no stack, no memory."""
        def enter():
            hostile_process.become(ALICE)
            condition()

        return subprocess.run([HOSTS[host][0], "--help"], preexec_fn=enter, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL).returncode < 0

    def problems(self, name, login, status, gets_in):
        seen = f"{name}: status {status}, seen:\n{login.dialogue.seen}"
        found = []
        if login.let_in() and not login.typed_right:
            found.append(f"LET IN WITHOUT THE CODE: {seen}")
        if gets_in and not login.let_in():
            found.append(f"the right code did not get in: {seen}\n{self.log.text()[-2000:]}")
        if status in CRASHES:
            found.append(f"crashed: {seen}")
        after = witness.files()
        if changed := witness.differences(self.before, after):
            found.append(f"files changed: {changed}: {seen}")
            self.before = after
        if self.decoy.heard:
            found.append(f"somebody else heard {self.decoy.heard}: {seen}")
            self.decoy.heard.clear()
        return found

    def assert_nothing_found(self, found, count, what):
        print(f"\nfigure: {what} tried: {count}", flush=True)
        if found:
            self.fail(f"{len(found)} of {count}:\n" + "\n\n".join(found))
        self.assert_not_logged("verdict=granted", "cause=unreachable_allowed")


FILES = {
    "ca.pem": "no certificate\n",
    ".netrc": "machine localhost login attacker password attacker\n",
    ".curlrc": 'proxy = "http://{decoy}"\ntrace = "/etc/curl-trace"\n',
    "aliases": "localhost attacker.example\ninfobip attacker.example\n",
    "openssl.cnf": "openssl_conf = x\n[x]\nengines = e\n[e]\nevil = v\n[v]\n"
                   "dynamic_path = /home/alice/evil/evil.so\ninit = 1\n",
    "evil.so": "no library\n",
    "zone": "no zone\n",
    "pam.d": "auth sufficient pam_permit.so\n",
}


class Environment(CallerCase):
    """Infobip has a name here that libc's variables can turn into another one."""

    # What libc does with a name by itself: others ask for something else.
    led_astray = {"HOSTALIASES": [("name", "attacker.example", "plain")],
                  "LOCALDOMAIN": [("name", "infobip.attacker.example", "plain")],
                  "RES_OPTIONS": [("name", "infobip", "with options")], "LANG": []}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.named = NamedSandbox()
        cls.addClassCleanup(cls.named.end)
        cls.options = {**CallerCase.options, **cls.named.options()}

    def setUp(self):
        super().setUp()
        self.phone = Phone(self.named.phone)

    def test_a_program_that_honours_them_is_led_astray(self):
        """Or those of the resolver would show nothing below."""
        for name, heard in self.led_astray.items():
            environment = {"PATH": "/usr/bin:/bin", **self.prepared({name: VARIABLES[name]})}
            subprocess.run(["getent", "ahosts", witness.NAME], env=environment, check=False,
                           capture_output=True)
            self.assertEqual(set(self.decoy.heard), set(heard), name)
            self.decoy.heard.clear()

    def words(self, value):
        return (value.replace("{file}", "/etc/made-by-root").replace("{folder}", str(self.folder))
                .replace("{decoy}", self.decoy.address))

    def prepared(self, variables):
        return {name: self.words(value) for name, value in variables.items()}

    def test_no_variable_changes_anything(self):
        found = []
        for name, value in self.prepared(VARIABLES).items():
            found += self.attempt(f"{name[:40]}={value[:40]}", "su",
                                  gets_in=name not in HINDERS, environment={name: value})
        self.assert_nothing_found(found, len(VARIABLES), "environment variables, one by one in su,")

    def test_no_group_of_variables_changes_anything(self):
        found = []
        for group, variables in GROUPS.items():
            together = {name: value for name, value in self.prepared(variables).items()
                        if name not in HINDERS}
            for host in HOSTS:
                found += self.attempt(group, host, gets_in=True, environment=together)
        self.assert_nothing_found(found, len(GROUPS), "groups of variables, in each of three hosts,")


    def test_the_helper_gets_none_of_them_from_a_host_that_libc_does_not_clean(self):
        """libc takes most of them from setuid programs; a service may have been started with any."""
        build = pathlib.Path(os.environ["SANDBOX"]).parents[2]
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        (folder / "service").write_text("auth required pam_infobip_otp.so\n")
        self.before = witness.files()
        for group in ("proxies", "trust", "libcurl", "resolver"):
            machine.forget_spending()
            dialogue = self.start(str(build / "tests/host/pam_terminal"), str(folder), "service", "bob",
                                  env={"PATH": "/usr/bin:/bin", **self.prepared(GROUPS[group])})
            status = dialogue.go_through(("Code: ", RIGHT))
            self.assertEqual(self.decoy.heard, [], group)
            self.assertEqual(status, 0, f"{group}: {dialogue.seen}\n{self.log.text()}")
            self.assertEqual(witness.differences(self.before, witness.files()), [], group)


class Limits(CallerCase):
    def test_a_real_outage_lets_in_whoever_comes_from_another_machine(self):
        """Or nothing below would show anything."""
        for outage in ("nobody listens", "no answer"):
            if outage == "no answer":
                self.set_options()
                machine.control("faults", "set", f"stall={machine.setting(2 * self.request_timeout)},route=send")
                self.addCleanup(machine.control, "faults", "clear")
            else:
                self.set_options(base_url="https://localhost:9")
            for host in HOSTS:
                machine.forget_spending()
                login = Login(self, host)
                login.go_on(longest=self.shortest)
                self.assertEqual(login.let_in(), host == "setuid_host",
                                 f"{outage}: {host}: {login.dialogue.seen}\n{self.log.text()[-2000:]}")

    def test_no_limit_lets_in_and_what_suffices_leads_to_the_prompt(self):
        found, count, enough_of = [], 0, 0
        for name, values, enough in hostile_process.LIMITS:
            for value in values:
                works = hostile_process.suffices(value, enough)
                # A soft limit alone is what a host may raise again.
                for whose, hosts in (("hard", HOSTS), ("soft", ["setuid_host"])):
                    count += 1
                    enough_of += works
                    for host in hosts:
                        found += self.attempt(
                            f"{whose} {name} {value}", host, gets_in=works,
                            condition=hostile_process.limited(name, value, whose))
        print(f"\nfigure: limits with which the right code has to get in: {enough_of}")
        self.assert_nothing_found(found, count, "limits")


class Process(CallerCase):
    def test_nothing_that_a_process_hands_on_lets_in(self):
        found = []
        for name, (condition, matters) in hostile_process.PROCESS.items():
            for host in HOSTS:
                found += self.attempt(name, host, gets_in=not matters, condition=condition)
        self.assert_nothing_found(found, len(hostile_process.PROCESS),
                                  "conditions of a process, in each of three hosts,")

    def test_no_program_name_lets_in(self):
        found = []
        for argv in ([], [""], ["x" * 4096], ["%s%n"]):
            for host in HOSTS:
                found += self.attempt(f"argv {argv}", host, gets_in=False, argv=argv)
        self.assert_nothing_found(found, 4, "program names, in each of three hosts,")

    def test_no_signal_lets_in(self):
        found = []
        for number in hostile_process.SIGNALS:
            for make in (hostile_process.pending, hostile_process.blocking, hostile_process.ignoring):
                found += self.attempt(f"signal {number} {make.__name__}", "setuid_host",
                                      gets_in=make is not hostile_process.pending,
                                      condition=make(number))
        self.assert_nothing_found(found, len(hostile_process.SIGNALS),
                                  "signals (pending, blocked, ignored)")


def descendants(pid):
    found = [pid]
    for child in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int((child / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found += descendants(int(child.name))
    return found


def is_stopped(pid):
    """Or its first thread waits, as in vfork(2), for another one that is stopped."""
    tasks = [machine.state(f"{pid}/task/{task}") for task in os.listdir(f"/proc/{pid}/task")]
    return machine.state(pid) == "T" or (machine.state(pid) == "D" and "T" in tasks)


def all_of(login):
    """Whatever its caller could try to signal of it."""
    return [*descendants(login.pid), *machine.helpers()]


def signal_as_alice(pids, *numbers):
    """As alice would: what she may not signal is left alone. How many were reached."""
    child = os.fork()
    if child == 0:
        hostile_process.become(ALICE)
        reached = 0
        for pid in pids:
            try:
                for number in numbers:
                    os.kill(pid, number)
                reached += 1
            except OSError:
                pass
        os._exit(reached)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def give_the_sandbox_a_processor():
    """A real provider is elsewhere: what is busy here takes no time from it."""
    sandboxes = machine.processes(rf"^{re.escape(os.environ['SANDBOX'])} --listen")
    if not sandboxes:
        raise AssertionError("no sandbox runs here")
    for pid in sandboxes:
        subprocess.run(["chrt", "--all-tasks", "--rr", "--pid", "10", str(pid)], check=True)


@contextlib.contextmanager
def busy_processes(count):
    """Of alice's, before the code in between begins: each has a session of its own, as what is
    started from many terminals has."""
    def enter():
        os.nice(5)
        hostile_process.become(ALICE)

    give_the_sandbox_a_processor()
    # They begin together, when the pipe closes: the last ones would wait for long to be started.
    start, hold = os.pipe()
    busy = []
    try:
        for _ in range(count):
            busy.append(subprocess.Popen(["/bin/sh", "-c", "read line; while :; do :; done"], stdin=start,
                                         preexec_fn=enter, start_new_session=True))
        os.close(hold)
        if not machine.wait_until(lambda: all(machine.state(process.pid) == "R" for process in busy)):
            raise AssertionError("not all processes run")
        yield
    finally:
        os.close(start)
        for process in busy:
            process.kill()
        for process in busy:
            process.wait()


class Steps(CallerCase):
    """A login that is stopped or killed while it goes on: all of it that its caller may signal."""

    delays = [step / 250 for step in range(0, 30)]  # a login takes some 60 ms to its prompt
    in_flight = [0, 0.1, 0.2, 0.3, 0.4]  # after a code has reached the sandbox, which takes its time:
    slow = "300ms"
    # The second outlasts request_timeout and the module's second more.
    short, long = 0.3, CallerCase.request_timeout + 1.5

    def begun(self, delay):
        machine.forget_spending()
        login = Login(self, "setuid_host")
        time.sleep(delay)
        return login

    def with_code_in_flight(self, code, delay):
        login = self.begun(0)
        login.dialogue.wait_for("Code: ")
        before = machine.requests("verify")
        machine.control("faults", "set", f"stall={self.slow},route=verify,nth=1")
        login.dialogue.child.sendline(login.dialogue.words(code))
        self.assertTrue(machine.wait_until(lambda: machine.requests("verify") > before))
        time.sleep(delay)
        return login

    def reach(self, login, number):
        """Signals the login, and how many others of it alice reached: of a helper none is hers.
        While it starts its helper the login is root's alone."""
        others = [pid for pid in all_of(login) if pid != login.pid]
        self.assertTrue(machine.wait_until(lambda: signal_as_alice([login.pid], number)), "not hers")
        return signal_as_alice(others, number)

    def stop(self, login, pause):
        reached = self.reach(login, signal.SIGSTOP)
        self.assertTrue(machine.wait_until(lambda: is_stopped(login.pid)), machine.state(login.pid))
        time.sleep(pause)
        self.assertTrue(is_stopped(login.pid), machine.state(login.pid))
        self.reach(login, signal.SIGCONT)
        return reached

    def kill(self, login):
        self.reach(login, signal.SIGKILL)
        self.assertEqual(login.dialogue.end(), 128 + signal.SIGKILL)
        self.assertTrue(machine.wait_until(lambda: not machine.helpers()), machine.helpers())

    def test_stopped_at_each_step_and_continued(self):
        found, got_in, helpers = [], 0, 0
        moments = [*((delay, self.short) for delay in self.delays),
                   *((delay, self.long) for delay in self.delays[::3])]
        for delay, pause in moments:
            login = self.begun(delay)
            helpers += self.stop(login, pause)
            status = login.go_on(WRONG, RIGHT)
            found += self.problems(f"stopped after {delay} s for {pause} s", login, status, False)
            got_in += login.let_in()
        print(f"\nfigure: logins that went on to the end: {got_in} of {len(moments)}")
        self.assertEqual(helpers, 0, "helpers that their caller could stop")
        self.assert_nothing_found(found, len(moments), "moments of SIGSTOP before the code")
        self.assertGreater(got_in, len(moments) // 2)

    def test_stopped_while_a_wrong_code_is_checked_and_continued(self):
        found = []
        for delay in self.in_flight:
            login = self.with_code_in_flight(WRONG, delay)
            self.stop(login, self.long)
            status = login.go_on(RIGHT)
            found += self.problems(f"stopped {delay} s after the code", login, status, True)
            self.assertIn("That code is wrong, 2 tries left.", login.dialogue.seen)
        self.assert_nothing_found(found, len(self.in_flight), "moments of SIGSTOP after a code")

    def test_killed_at_each_step(self):
        found = []
        for delay in self.delays:
            login = self.begun(delay)
            self.kill(login)
            found += self.problems(f"killed after {delay} s", login, None, False)
        self.assert_nothing_found(found, len(self.delays), "moments of SIGKILL before the code")
        found = self.attempt("the login after all these", "setuid_host", gets_in=True)
        self.assertEqual(found, [], "\n".join(found))

    def test_killed_while_a_wrong_code_is_checked_its_failure_stays_counted(self):
        self.set_options(failures_per_user="1/1h")
        self.before = witness.files()
        found = []
        for delay in self.in_flight:
            killed = self.with_code_in_flight(WRONG, delay)
            self.kill(killed)
            found += self.problems(f"killed {delay} s after the code", killed, None, False)
            login = Login(self, "setuid_host")
            login.dialogue.answer("Press Enter to close: ", "")
            login.dialogue.end()
            self.assertIn("Too many wrong codes were typed.", login.dialogue.seen)
            found += self.problems(f"{delay} s, the next login", login, None, False)
        self.assert_nothing_found(found, len(self.in_flight), "moments of SIGKILL after a code")


class Halts(CallerCase):
    """A helper that does not run while its time goes by. Infobip's silence lets in here, and the
    caller who could make some of their own would be let in by it."""

    # Longer than request_timeout, so an outage.
    silence = f"stall={machine.setting(2 * CallerCase.request_timeout)},route=send,nth=1"
    # Enough to be late, and too short for the module's own time limit; and beyond that.
    halts = (1.5, CallerCase.request_timeout + 1.5)
    busy = 200

    def setUp(self):
        super().setUp()
        self.addCleanup(machine.control, "faults", "clear")

    def asking(self, fault=silence, **condition):
        """A login whose request has reached a silent sandbox."""
        machine.forget_spending()
        before = machine.requests("send")
        machine.control("faults", "set", fault)
        login = Login(self, "setuid_host", **condition)
        self.assertTrue(machine.wait_until(lambda: machine.requests("send") > before))
        return login

    def stop_helper(self, seconds):
        [pid] = machine.helpers()
        handle = os.pidfd_open(pid)
        signal.pidfd_send_signal(handle, signal.SIGSTOP)
        self.assertTrue(machine.wait_until(lambda: machine.state(pid) == "T"))
        time.sleep(seconds)
        # The module may have killed it meanwhile.
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, signal.SIGCONT)
        os.close(handle)

    def assert_refused(self, login):
        login.go_on()
        self.assertFalse(login.let_in(), login.dialogue.seen)

    def assert_no_outage(self, count):
        """Each of the `count` logins was refused, and for a fault of this machine."""
        self.assert_not_logged("verdict=granted")
        self.assert_denied("helper_failed")
        self.assertEqual(len(self.log.find("event=verdict", "cause=helper_failed")), count)

    def test_the_silence_alone_is_an_outage_and_lets_in(self):
        """Or nothing below would show anything."""
        login = self.asking()
        login.go_on()
        self.assertTrue(login.let_in(), login.dialogue.seen)
        self.assert_logged("verdict=granted", "cause=unreachable_allowed")

    def test_a_helper_that_is_stopped_while_it_asks_is_no_outage(self):
        """By root, or by a helper that was taken over: its caller may not (host_confined.py)."""
        for halt in self.halts:
            login = self.asking()
            self.stop_helper(halt)
            self.assert_refused(login)
        self.assert_no_outage(len(self.halts))

    def test_a_short_time_limit_is_not_run_out_by_a_short_stop(self):
        """The sandbox answers in time here; only the helper does not read it in time."""
        limit = min(machine.stretched(1), 9)
        self.set_options(connect_timeout=machine.setting(limit), request_timeout=machine.setting(limit))
        login = self.asking("stall=300ms,route=send,nth=1")
        self.stop_helper(limit + 0.1)
        self.assert_refused(login)
        self.assert_no_outage(1)

    def test_a_login_that_its_caller_freezes_while_it_asks_is_no_outage(self):
        if freezable_group.mounted() is None:
            self.skipTest("this machine has no control groups of version 2")
        group = freezable_group.FreezableGroup(ALICE)
        self.addCleanup(group.remove)
        for halt in self.halts:
            login = self.asking(placed=group.enter)
            self.assertEqual(set(group.processes()), {login.pid, *machine.helpers()})
            self.assertTrue(group.freeze(lambda: hostile_process.become(ALICE)))
            time.sleep(halt)
            self.assertTrue(group.thaw(lambda: hostile_process.become(ALICE)))
            self.assert_refused(login)
        self.assert_no_outage(len(self.halts))

    def test_starvation_is_no_outage(self):
        with busy_processes(self.busy):
            found = self.attempt(f"{self.busy} busy processes and SCHED_IDLE", "setuid_host",
                                 gets_in=False, condition=hostile_process.idle)
        self.assert_nothing_found(found, self.busy, "busy processes beside SCHED_IDLE")

    def test_beside_busy_processes_the_prompt_is_reached(self):
        """With the time limits that a machine has by default."""
        self.set_options(connect_timeout="3s", request_timeout="8s")
        self.before = witness.files()
        with busy_processes(self.busy):
            found = self.attempt(f"{self.busy} busy processes", "setuid_host", gets_in=True)
        self.assert_nothing_found(found, self.busy, "busy processes")


class Others(CallerCase):
    """Whatever alice does with her own logins, bob's are not held up."""

    count = 50

    def test_fifty_stopped_logins_of_alice_hold_up_nobody(self):
        command = ["/usr/local/bin/setuid_host", "alice"]
        self.set_options(unanswered_per_user="100/1h", sends_per_user="100/1h", resend_wait="0s")
        logins = []
        try:
            for number in range(self.count):
                login = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                         stderr=subprocess.DEVNULL,
                                         preexec_fn=lambda: hostile_process.become(ALICE))
                logins.append(login)
                time.sleep(number % 10 / 200)
                signal_as_alice(descendants(login.pid), signal.SIGSTOP)
            stopped = [login for login in logins if machine.state(login.pid) == "T"]
            status, seen = self.talk(["ssh", "bob@localhost", "echo let-in"],
                                     ("Password: ", PASSWORD), ("Code: ", RIGHT))
        finally:
            for login in logins:
                login.kill()
                login.wait()
                login.stdin.close()
        self.assertGreater(len(stopped), self.count // 2)
        self.assertEqual(status, 0, seen)
        self.assertIn("let-in", seen)
        self.assertTrue(machine.wait_until(lambda: not machine.helpers()), machine.helpers())


if __name__ == "__main__":
    main()
