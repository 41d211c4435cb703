# SPDX-License-Identifier: MIT
"""One login through the real libpam and the files of /etc/pam.d."""
import ctypes
import json
import os

PROMPT_ECHO_OFF, PROMPT_ECHO_ON = 1, 2
PAM_TTY, PAM_RHOST, PAM_FAIL_DELAY = 3, 4, 10
PAM_SUCCESS, PAM_BUF_ERR = 0, 5
CODES = ("success open_err symbol_err service_err system_err buf_err perm_denied auth_err "
         "cred_insufficient authinfo_unavail user_unknown maxtries new_authtok_reqd acct_expired "
         "session_err cred_unavail cred_expired cred_err no_module_data conv_err authtok_err "
         "authtok_recover_err authtok_lock_busy authtok_disable_aging try_again ignore abort "
         "authtok_expired module_unknown bad_item conv_again incomplete").split()


class Message(ctypes.Structure):
    _fields_ = [("style", ctypes.c_int), ("text", ctypes.c_char_p)]


class Response(ctypes.Structure):
    _fields_ = [("text", ctypes.c_void_p), ("code", ctypes.c_int)]


CONVERSE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.POINTER(ctypes.POINTER(Message)),
                            ctypes.POINTER(ctypes.POINTER(Response)), ctypes.c_void_p)
DELAY = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_uint, ctypes.c_void_p)


class Conversation(ctypes.Structure):
    _fields_ = [("converse", CONVERSE), ("closure", ctypes.c_void_p)]


def answering(libc, answer):
    """A conversation whose prompts `answer(style, text)` answers."""
    def converse(count, messages, responses, _closure):
        memory = libc.calloc(count, ctypes.sizeof(Response))
        array = ctypes.cast(memory, ctypes.POINTER(Response))
        for i in range(count):
            message = messages[i][0]
            if message.style in (PROMPT_ECHO_OFF, PROMPT_ECHO_ON):
                text = answer(message.style, message.text.decode())
                array[i].text = libc.strdup(text.encode())
        responses[0] = array
        return PAM_SUCCESS
    return CONVERSE(converse)


def call(service, user, answer, key, tty):
    """authenticate, then acct_mgmt where that succeeded; the name of the code that came last."""
    pam, libc = ctypes.CDLL("libpam.so.0"), ctypes.CDLL("libc.so.6")
    libc.calloc.restype = libc.strdup.restype = ctypes.c_void_p
    libc.strdup.argtypes = [ctypes.c_char_p]
    converse, no_delay = answering(libc, answer), DELAY(lambda *_: None)
    conversation = Conversation(converse, None)
    handle = ctypes.c_void_p()
    result = pam.pam_start(service.encode(), user.encode(), ctypes.byref(conversation),
                           ctypes.byref(handle))
    if result != PAM_SUCCESS:
        return CODES[result]
    pam.pam_set_item(handle, PAM_FAIL_DELAY, ctypes.cast(no_delay, ctypes.c_void_p))
    pam.pam_set_item(handle, PAM_TTY, ctypes.c_char_p(tty.encode()))
    if key:
        pam.pam_putenv(handle, b"SSH_AUTH_INFO_0=publickey ssh-ed25519 AAAA\n")
    result = pam.pam_authenticate(handle, 0)
    if result == PAM_SUCCESS:
        result = pam.pam_acct_mgmt(handle, 0)
    pam.pam_end(handle, result)
    return CODES[result]


def log_in(service, user, answer, key=False, caller=0):
    """As a host does it, in a process of its own whose real user is `caller`.

    `key`: sshd has taken one before.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setresuid(caller, 0, 0)
            tty = "ssh" if service.startswith("sshd") else "/dev/tty1"
            os.write(writer, json.dumps(call(service, user, answer, key, tty)).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as answered:
        text = answered.read()
    os.waitpid(child, 0)
    # libpam 1.5.2 crashes at files that include each other: that host lets nobody in.
    return json.loads(text) if text else "abort"
