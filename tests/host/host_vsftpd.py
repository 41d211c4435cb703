#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A real vsftpd: it cannot ask for a code, so it refuses; and it notes SIGCHLD and later waits for a
child that must be there, so one of ours would make it hang. Inside scripts/host-up."""
import ftplib
import pathlib
import subprocess

import machine
from host_case import HostCase, main
from machine import PASSWORD

PORT = 2121
SETTINGS = f"""\
listen=YES
listen_ipv6=NO
listen_address=127.0.0.1
listen_port={PORT}
background=NO
local_enable=YES
pam_service_name=vsftpd
secure_chroot_dir=/run/vsftpd/empty
"""
PAM_LINES = """\
auth requisite pam_unix.so
auth required pam_infobip_otp.so
account required pam_permit.so
session required pam_permit.so
"""


def processes():
    return machine.processes(r"^\S*vsftpd")


class Vsftpd(HostCase):
    longest = 60  # seconds until an answer is missed

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        pathlib.Path("/run/vsftpd/empty").mkdir(parents=True, exist_ok=True)
        pathlib.Path("/etc/vsftpd.conf").write_text(SETTINGS)
        pathlib.Path("/etc/pam.d/vsftpd").write_text(PAM_LINES)
        cls.server = subprocess.Popen(["/usr/sbin/vsftpd", "/etc/vsftpd.conf"], stdin=subprocess.DEVNULL)
        if not machine.wait_until(lambda: machine.listens(PORT)):
            raise AssertionError("vsftpd does not start")

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait()
        super().tearDownClass()

    def answer(self, user, password=PASSWORD):
        """What vsftpd says to the password."""
        with ftplib.FTP() as client:
            client.connect("127.0.0.1", PORT, self.longest)
            try:
                return client.login(user, password)
            except ftplib.error_perm as refused:
                return str(refused)

    def assert_nothing_is_left(self):
        self.assertTrue(machine.wait_until(lambda: processes() == [self.server.pid]), processes())
        self.assertTrue(machine.wait_until(lambda: not machine.helpers()), machine.helpers())

    def test_a_login_that_is_asked_for_a_code_is_refused_and_nothing_hangs(self):
        for _ in range(3):
            machine.forget_spending()
            self.assertRegex(self.answer("alice"), "^530 ")
            self.assert_nothing_is_left()
        self.assert_denied("conversation_gone")  # vsftpd answers no prompt but the password's
        self.assert_sent(3)

    def test_a_login_without_a_provider_is_refused_and_nothing_hangs(self):
        self.set_options(base_url="https://localhost:9")
        self.assertRegex(self.answer("alice"), "^530 ")
        self.assert_nothing_is_left()
        self.assert_denied("not_reached")

    def test_an_exempt_account_gets_in(self):
        self.assertRegex(self.answer("dave"), "^230 ")
        self.assert_nothing_is_left()
        self.assert_sent(0)

    def test_a_wrong_password_sends_nothing(self):
        self.assertRegex(self.answer("alice", "wrong"), "^530 ")
        self.assert_nothing_is_left()
        self.assert_sent(0)


if __name__ == "__main__":
    main()
