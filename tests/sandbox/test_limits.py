# SPDX-License-Identifier: MIT
# The limits and the life of a PIN. Time passes by `clock advance`.
import datetime
import email.utils
import sys
import unittest

import sandbox
from sandbox import NUMBER, Sandbox, other

WRONG, EXPIRED = "WRONG_PIN", "TTL_EXPIRED"


class Fixture(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox()

    @classmethod
    def tearDownClass(cls):
        cls.box.close()

    def setUp(self):
        self.box.new_application(sendPinPerPhoneNumberLimit="1000/1d", verifyPinLimit="1000/1s",
                                 pinAttempts=3, pinTimeToLive="10m")

    def advance(self, length):
        self.box.ctl("clock", "advance", length)

    def verdict(self, answer):
        """(status, pinError or messageId or verified)"""
        if answer.status == 200:
            return 200, answer.json.get("pinError", answer.json["verified"])
        return answer.status, answer.problem["messageId"]

    def verify(self, pin_id, pin):
        return self.verdict(self.box.verify(pin_id, pin))


class Limits(Fixture):
    def test_a_pin_lives_as_long_as_it_should_and_not_a_moment_longer(self):
        pin_id, pin = self.box.sent()
        self.advance("500s")  # what is left is for a machine that is slow
        self.assertEqual(self.verify(pin_id, other(pin)), (200, WRONG))
        self.advance("100s")
        answer = self.box.verify(pin_id, pin)
        self.assertEqual((answer.json["pinError"], answer.json["attemptsRemaining"]), (EXPIRED, 0))

    def test_the_fourth_send_within_the_window_is_refused_and_the_window_slides(self):
        self.box.new_application(sendPinPerPhoneNumberLimit="3/1h")
        for _ in range(3):
            self.assertEqual(self.box.send().status, 200)
            self.advance("10m")
        self.assertEqual(self.box.send().status, 429)
        self.assertEqual(self.box.send(to="+" + NUMBER).status, 429)
        self.assertEqual(self.box.send(to="385911234567").status, 200)
        self.advance("29m")
        self.assertEqual(self.box.send().status, 429)
        self.advance("1m")
        self.assertEqual(self.box.send().status, 200)
        self.assertEqual(self.box.send().status, 429)

    def test_the_published_default_is_three_sends_a_day_and_one_verify_in_three_seconds(self):
        self.box.new_application()
        pin_id, pin = self.box.sent()
        self.assertEqual(self.verify(pin_id, other(pin)), (200, WRONG))
        self.assertEqual(self.verify(pin_id, pin), (429, "TOO_MANY_REQUESTS"))
        self.advance("3s")
        self.assertEqual(self.verify(pin_id, pin), (200, True))
        self.assertEqual([self.box.send().status for _ in range(3)], [200, 200, 429])

    def test_the_verify_limit_is_of_the_number_not_of_the_pin(self):
        self.box.new_application(verifyPinLimit="2/1h")
        one, pin = self.box.sent()
        two, again = self.box.sent()
        self.assertEqual(self.verify(one, other(pin)), (200, WRONG))
        self.assertEqual(self.verify(two, other(again)), (200, WRONG))
        self.assertEqual(self.verify(two, again)[0], 429)
        elsewhere, pin = self.box.sent(to="385911234567")
        self.assertEqual(self.verify(elsewhere, pin), (200, True))

    def test_the_send_limit_of_an_application_counts_all_numbers(self):
        self.box.new_application(sendPinPerApplicationLimit="2/1h")
        self.assertEqual([self.box.send(to="3859112345%02d" % n).status for n in range(3)],
                         [200, 200, 429])

    def test_a_limit_that_is_raised_counts_at_once(self):
        self.box.new_application(sendPinPerPhoneNumberLimit="1/1h")
        self.assertEqual([self.box.send().status for _ in range(2)], [200, 429])
        self.box.put("applications/" + self.box.application,
                     {"name": "x", "configuration": {"sendPinPerPhoneNumberLimit": "2/1h"}})
        self.assertEqual([self.box.send().status for _ in range(2)], [200, 429])


class Clock(Fixture):
    def now(self):
        return email.utils.parsedate_to_datetime(self.box.get("applications").headers["Date"])

    def test_it_is_set_forwards_and_backwards_and_runs_on(self):
        for text in ("2031-12-31T23:59:59Z", "2001-02-03T04:05:06Z", "1970-01-01T00:00:00Z"):
            said = self.box.ctl("clock", "set", text).strip()
            wanted = datetime.datetime.fromisoformat(text[:19] + "+00:00")
            for seen in (datetime.datetime.fromisoformat(said[:-1] + "+00:00"), self.now()):
                self.assertLess(abs(seen - wanted), datetime.timedelta(seconds=sandbox.patience()))
            self.box.ctl("clock", "set", said)  # what it prints is what it takes

    def test_a_pin_expires_when_the_clock_gets_to_its_time_from_either_side(self):
        self.box.ctl("clock", "set", "2030-06-01T12:00:00Z")
        pin_id, pin = self.box.sent()
        self.box.ctl("clock", "set", "2030-06-01T12:11:00Z")
        self.assertEqual(self.verify(pin_id, pin), (200, EXPIRED))
        self.box.ctl("clock", "set", "2020-06-01T12:00:00Z")
        self.assertEqual(self.verify(pin_id, pin), (200, True))

    def test_setting_it_back_does_not_make_a_limit_forget(self):
        self.box.new_application(sendPinPerPhoneNumberLimit="2/1h")
        self.box.ctl("clock", "set", "2030-06-01T12:00:00Z")
        self.assertEqual([self.box.send().status for _ in range(3)], [200, 200, 429])
        self.box.ctl("clock", "set", "2029-06-01T12:00:00Z")
        self.assertEqual(self.box.send().status, 429)
        self.advance("59m")
        self.assertEqual(self.box.send().status, 429)
        self.advance("1m")
        self.assertEqual([self.box.send().status for _ in range(3)], [200, 200, 429])

    def test_what_is_no_time_is_refused_and_moves_nothing(self):
        self.box.ctl("clock", "set", "2030-06-01T12:00:00Z")
        for text in ("", "now", "2030-06-01", "2030-02-30T12:00:00Z", "2030-06-01T12:00:00+02:00"):
            status, _, error = self.box.ctl_status("clock", "set", text)
            self.assertEqual(status, 1, text)
            self.assertIn("2026-01-31T12:34:56Z", error)
        self.assertEqual(self.box.ctl("clock")[:13], "2030-06-01T12")


if __name__ == "__main__":
    sandbox.main(sys.modules["__main__"])
