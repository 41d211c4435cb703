# SPDX-License-Identifier: MIT
"""What a caller can set in the process that becomes su, besides its environment.

Each condition is a function that runs in the caller's process, as the caller, right before su
starts; what it sets stays. MATTERS: a login may fail for it; elsewhere the right code still
gets in.
"""
import ctypes
import fcntl
import os
import resource
import signal
import tempfile

libc = ctypes.CDLL(None, use_errno=True)
PR_SET_TIMERSLACK, PR_SET_CHILD_SUBREAPER, PR_SET_KEEPCAPS, PR_SET_DUMPABLE = 29, 36, 8, 4
PR_SET_PDEATHSIG, PR_SET_THP_DISABLE, PR_SET_TSC, PR_TSC_SIGSEGV = 1, 41, 26, 2
PR_SET_SECUREBITS, PR_MCE_KILL = 28, 33
PERSONALITIES = {"ADDR_NO_RANDOMIZE": 0x40000, "READ_IMPLIES_EXEC": 0x400000,
                 "MMAP_PAGE_ZERO": 0x100000, "ADDR_COMPAT_LAYOUT": 0x200000,
                 "STICKY_TIMEOUTS": 0x4000000, "UNAME26": 0x20000, "WHOLE_SECONDS": 0x2000000,
                 "FDPIC_FUNCPTRS": 0x80000, "ADDR_LIMIT_3GB": 0x8000000}

KIB, MIB = 1024, 1024 * 1024
# (limit, its values, from which of them on a login works all the same: 0 is from any)
LIMITS = [
    ("CORE", (0, 1, resource.RLIM_INFINITY), 0),
    ("MEMLOCK", (0, 4 * KIB), 0),
    ("MSGQUEUE", (0, 1), 0),
    ("NICE", (0,), 0),
    ("RTPRIO", (0,), 0),
    ("SIGPENDING", (0, 1), 0),
    ("RTTIME", (0, 1), 0),
    ("RSS", (0, 4 * KIB), 0),
    ("NPROC", (0, 1, 2, 3, 4000), 4000),
    ("NOFILE", (0, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 32), 32),
    ("FSIZE", (0, 1, 512, 4 * KIB), 4 * KIB),
    ("CPU", (0, 1, 10), 10),
    ("STACK", (0, 4 * KIB, 64 * KIB, 256 * KIB, MIB), MIB),
    ("DATA", (0, 64 * KIB, MIB, 4 * MIB, 128 * MIB), 128 * MIB),
    ("AS", (0, MIB, 8 * MIB, 16 * MIB, 32 * MIB, 64 * MIB, 128 * MIB, 256 * MIB), 256 * MIB),
]
SIGNALS = sorted(signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP})


def suffices(value, enough):
    return value == resource.RLIM_INFINITY or value >= enough


def limited(name, value, whose):
    def enter():
        which = getattr(resource, "RLIMIT_" + name)
        hard = value if whose == "hard" else resource.getrlimit(which)[1]
        resource.setrlimit(which, (value, hard))
    return enter


def umask(value):
    return lambda: os.umask(value)


def closed(*numbers):
    return lambda: [os.close(number) for number in numbers]


def many_descriptors():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    for number in range(1000):
        # Not closed by the host's start: as a caller would leave them.
        fcntl.fcntl(0, fcntl.F_DUPFD, 10 + number)


def all_descriptors():
    many_descriptors()
    highest = os.dup(0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest, highest))


def deleted_folder():
    place = tempfile.mkdtemp()
    os.chdir(place)
    os.rmdir(place)


def blocked():
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)


def ignored():
    for number in SIGNALS:
        if number not in (32, 33):
            libc.signal(int(number), ctypes.c_void_p(1))


def pending(number):
    def enter():
        signal.pthread_sigmask(signal.SIG_BLOCK, [number])
        os.kill(os.getpid(), number)
    return enter


def ignoring(number):
    return lambda: libc.signal(int(number), ctypes.c_void_p(1))


def blocking(number):
    return lambda: signal.pthread_sigmask(signal.SIG_BLOCK, [number])


def idle():
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def one_processor():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def nice():
    os.nice(19)


def set_by_prctl(option, value):
    return lambda: libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0)


def persona(value):
    return lambda: libc.personality(ctypes.c_ulong(value))


def alarm():
    signal.setitimer(signal.ITIMER_REAL, 0.05)


def cpu_timer():
    signal.setitimer(signal.ITIMER_PROF, 0.01)


def waiting_child():
    """A child of the caller's that ends while su waits for its own."""
    if os.fork() == 0:
        os.execv("/bin/sleep", ["sleep", "0.05"])


def odd_descriptors():
    """0 to 2 stay; what a caller may pass beside them: a full pipe, a folder, a socket."""
    reader, writer = os.pipe2(os.O_NONBLOCK)
    try:
        while True:
            os.write(writer, bytes(65536))
    except BlockingIOError:
        pass
    for number in (reader, writer, os.open("/", os.O_RDONLY)):
        os.set_inheritable(number, True)


def read_only_output():
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 2)


def out_of_memory_first():
    with open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")


# name: (condition, MATTERS)
PROCESS = {
    "umask 0": (umask(0), False),
    "umask 0777": (umask(0o777), False),
    "0 closed": (closed(0), True),
    "1 closed": (closed(1), True),
    "2 closed": (closed(2), True),
    "0, 1 and 2 closed": (closed(0, 1, 2), True),
    "2 only to read": (read_only_output, True),
    "a thousand descriptors": (many_descriptors, False),
    "a thousand descriptors and no more": (all_descriptors, True),
    "descriptors of odd kinds": (odd_descriptors, False),
    "a folder that is gone": (deleted_folder, False),
    "every signal blocked": (blocked, False),
    "every signal ignored": (ignored, False),
    "nice 19": (nice, False),
    "one processor": (one_processor, False),
    "SCHED_IDLE": (idle, True),
    "an alarm in 50 ms": (alarm, True),
    "a timer of 10 ms of work": (cpu_timer, True),
    "a child that ends": (waiting_child, False),
    "timers late by a minute": (set_by_prctl(PR_SET_TIMERSLACK, 60 * 10**9), True),
    "a subreaper": (set_by_prctl(PR_SET_CHILD_SUBREAPER, 1), False),
    "undumpable": (set_by_prctl(PR_SET_DUMPABLE, 0), False),
    "no huge pages": (set_by_prctl(PR_SET_THP_DISABLE, 1), False),
    "a death signal": (set_by_prctl(PR_SET_PDEATHSIG, signal.SIGSEGV), False),
    "no time stamp counter": (set_by_prctl(PR_SET_TSC, PR_TSC_SIGSEGV), True),
    "the first to be killed without memory": (out_of_memory_first, False),
    **{"personality " + name: (persona(value), False) for name, value in PERSONALITIES.items()},
}


def become(account):
    """The caller's process, started by root, becomes an ordinary account's."""
    os.initgroups(account.pw_name, account.pw_gid)
    os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
    os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)
    libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # as a process that a shell of theirs started


def execute(program, arguments):
    """execv(3), which also takes what Python's refuses: an empty name, no name at all."""
    vector = (ctypes.c_char_p * (len(arguments) + 1))(*[word.encode() for word in arguments], None)
    libc.execv(program.encode(), vector)
