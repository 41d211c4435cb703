# SPDX-License-Identifier: MIT
# Each quirk, each value; and the limits with the default ones. Time passes by `clock advance`.
import datetime
import email.utils
import re
import subprocess
import sys
import time
import unittest

import breakers
import sandbox
from sandbox import NUMBER, Sandbox, other

WRONG, EXPIRED, USED_UP = "WRONG_PIN", "TTL_EXPIRED", "NO_MORE_PIN_ATTEMPTS"


def known():
    """NAME -> values, from --help: a quirk that is added there has to be tested here."""
    section = sandbox.help_section("QUIRKS")
    return {name: values.split()
            for name, values in re.findall(r"^  (\S+)\s+\[([^\]]*)\]", section, re.MULTILINE)}


TRIED = set()


class Fixture(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.box = Sandbox()
        cls.first = {name: values[0] for name, values in known().items()}

    @classmethod
    def tearDownClass(cls):
        cls.box.close()

    def setUp(self):
        self.box.ctl("quirks", "set", *["%s=%s" % item for item in self.first.items()])
        self.box.new_application(sendPinPerPhoneNumberLimit="1000/1d", verifyPinLimit="1000/1s",
                                 pinAttempts=3, pinTimeToLive="10m")

    def quirk(self, *assignments):
        self.box.ctl("quirks", "set", *assignments)
        TRIED.update(assignments)

    def each(self, name):
        """Every value of a quirk, set."""
        for value in known()[name]:
            self.quirk("%s=%s" % (name, value))
            yield value

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
        for text in ("2031-12-31T23:59:59Z", "2001-02-03T04:05:06.5Z", "1970-01-01T00:00:00Z"):
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


class Quirks(Fixture):
    def test_dialect(self):
        for dialect, wrong, used_up, expired, unknown in (
                ("infobip", (200, WRONG), (200, USED_UP), (200, EXPIRED), (404, "NOT_FOUND")),
                ("tutorial", (400, WRONG), (400, "MAX_ATTEMPTS_EXCEEDED"),
                 (400, "PIN_NOT_FOUND"), (400, "PIN_NOT_FOUND"))):
            self.quirk("dialect=" + dialect)
            pin_id, pin = self.box.sent()
            for _ in range(3):
                self.assertEqual(self.verify(pin_id, other(pin)), wrong)
            self.assertEqual(self.verify(pin_id, pin), used_up)
            self.assertEqual(self.verify("0" * 32, pin), unknown)
            pin_id, pin = self.box.sent()
            self.assertEqual(self.verify(pin_id, pin), (200, True))
            pin_id, pin = self.box.sent()
            self.advance("1h")
            self.assertEqual(self.verify(pin_id, pin), expired)

    def test_the_tutorial_overrides_what_it_should(self):
        self.quirk("dialect=tutorial", "unknown-pin=404", "expired-as=404",
                   "last-wrong-attempt=no-more", "second-verify=unknown")
        pin_id, pin = self.box.sent()
        for _ in range(3):
            self.assertEqual(self.verify(pin_id, other(pin)), (400, WRONG))
        pin_id, pin = self.box.sent()
        self.verify(pin_id, pin)
        self.assertEqual(self.verify(pin_id, pin), (400, "PIN_NOT_FOUND"))
        self.advance("1h")
        self.assertEqual(self.verify(pin_id, pin), (400, "PIN_NOT_FOUND"))

    def test_unknown_pin(self):
        for value in self.each("unknown-pin"):
            self.assertEqual(self.verify("nope", "123456")[0], int(value))
            self.assertEqual(self.box.post("pin/nope/resend").status, int(value))

    def test_unknown_ids_on_send(self):
        expected = {"400": (400, "BAD_REQUEST"), "404": (404, "NOT_FOUND"),
                    "404-v1": (404, "RESOURCE_NOT_FOUND")}
        for value in self.each("unknown-ids-on-send"):
            for member in ("applicationId", "messageId"):
                answer = self.box.send(**{member: "nope"})
                self.assertEqual((answer.status, answer.problem["messageId"]), expected[value])

    def test_disabled_application(self):
        pin_id, _ = self.box.sent()
        self.box.put("applications/" + self.box.application, {"name": "x", "enabled": False})
        for value in self.each("disabled-application"):
            self.assertEqual(self.box.send().status, int(value))
            self.assertEqual(self.box.post("pin/%s/resend" % pin_id).status, int(value))

    EXCEEDED = {"429": (429, "TOO_MANY_REQUESTS"), "429-v1": (429, "THROTTLE_EXCEPTION"),
                "400": (400, "BAD_REQUEST"), "403": (403, "FORBIDDEN")}

    def test_limit_verify(self):
        self.box.new_application(verifyPinLimit="1/1h")
        pin_id, pin = self.box.sent()
        self.verify(pin_id, other(pin))
        for value in self.each("limit-verify"):
            self.assertEqual(self.verify(pin_id, pin), self.EXCEEDED[value])

    def test_limit_number(self):
        self.box.new_application(sendPinPerPhoneNumberLimit="1/1h")
        pin_id, _ = self.box.sent()
        for value in self.each("limit-number"):
            for answer in (self.box.send(), self.box.post("pin/%s/resend" % pin_id)):
                self.assertEqual((answer.status, answer.problem["messageId"]),
                                 self.EXCEEDED[value])

    def test_limit_application(self):
        self.box.new_application(sendPinPerApplicationLimit="1/1h")
        self.box.sent()
        for value in self.each("limit-application"):
            answer = self.box.send(to="385911234567")
            self.assertEqual((answer.status, answer.problem["messageId"]), self.EXCEEDED[value])

    def test_limit_answer_sets_all_three(self):
        self.box.ctl("quirks", "set", "limit-answer=403")
        listed = self.box.ctl("quirks", "list").split()
        for name in ("verify", "number", "application"):
            self.assertIn("limit-%s=403" % name, listed)

    def test_retry_after(self):
        self.box.new_application(sendPinPerPhoneNumberLimit="1/1h")
        self.box.sent()
        self.assertNotIn("Retry-After", self.box.send().headers)
        self.quirk("retry-after=17")
        self.assertEqual(self.box.send().headers["Retry-After"], "17")
        self.assertNotIn("Retry-After", self.box.send(to="1").headers)
        TRIED.update({"retry-after=off", "retry-after=SECONDS"})

    def test_limited_verify_counts(self):
        for value in self.each("limited-verify-counts"):
            self.box.new_application(verifyPinLimit="1/1m", pinAttempts=5)
            pin_id, pin = self.box.sent()
            self.verify(pin_id, other(pin))
            self.assertEqual(self.verify(pin_id, pin)[0], 429)
            self.advance("1m")
            remaining = self.box.verify(pin_id, other(pin)).json["attemptsRemaining"]
            self.assertEqual(remaining, {"no": 3, "yes": 2}[value])

    def test_expired_as(self):
        expected = {"200": (200, EXPIRED), "404": (404, "NOT_FOUND"), "400": (400, "BAD_REQUEST")}
        for value in self.each("expired-as"):
            pin_id, pin = self.box.sent()
            self.advance("10m")
            self.assertEqual(self.verify(pin_id, pin), expected[value])

    def test_last_wrong_attempt(self):
        for value in self.each("last-wrong-attempt"):
            pin_id, pin = self.box.sent()
            errors = [self.verify(pin_id, other(pin))[1] for _ in range(3)]
            self.assertEqual(errors, [WRONG, WRONG, {"wrong-pin": WRONG, "no-more": USED_UP}[value]])

    def test_success_remaining(self):
        for value in self.each("success-remaining"):
            pin_id, pin = self.box.sent()
            self.verify(pin_id, other(pin))
            self.assertEqual(self.box.verify(pin_id, pin).json["attemptsRemaining"],
                             {"0": 0, "real": 2}[value])

    def test_second_verify(self):
        unknown, again = (404, "NOT_FOUND"), (200, True)
        expected = {("by-setting", True): again, ("by-setting", False): unknown,
                    ("success", True): again, ("success", False): again,
                    ("unknown", True): unknown, ("unknown", False): unknown,
                    ("wrong-pin", True): (200, WRONG), ("wrong-pin", False): (200, WRONG)}
        for value in self.each("second-verify"):
            for multiple in (True, False):
                self.box.new_application(verifyPinLimit="9/1s",
                                         allowMultiplePinVerifications=multiple)
                pin_id, pin = self.box.sent()
                self.assertEqual(self.verify(pin_id, pin), (200, True))
                self.assertEqual(self.verify(pin_id, pin), expected[value, multiple])

    def test_resend_pinid(self):
        for value in self.each("resend-pinid"):
            old, pin = self.box.sent()
            new = self.box.post("pin/%s/resend" % old).json["pinId"]
            self.assertEqual(new == old, value == "same")
            self.assertEqual(self.verify(old, other(pin)),
                             (404, "NOT_FOUND") if value == "new-drop" else (200, WRONG))
            self.assertEqual(self.verify(new, pin), (200, True))

    def test_resend_lifetime(self):
        for value in self.each("resend-lifetime"):
            pin_id, pin = self.box.sent()
            self.advance("6m")
            self.box.post("pin/%s/resend" % pin_id)
            self.advance("6m")
            self.assertEqual(self.verify(pin_id, pin),
                             {"keep": (200, EXPIRED), "restart": (200, True)}[value])

    def test_resend_attempts(self):
        for value in self.each("resend-attempts"):
            pin_id, pin = self.box.sent()
            for _ in range(3):
                self.verify(pin_id, other(pin))
            self.assertEqual(self.box.post("pin/%s/resend" % pin_id).status, 200)
            self.assertEqual(self.verify(pin_id, pin),
                             {"keep": (200, USED_UP), "restart": (200, True)}[value])

    def test_resend_counts_as_send(self):
        for value in self.each("resend-counts-as-send"):
            self.box.new_application(sendPinPerPhoneNumberLimit="2/1h")
            pin_id, _ = self.box.sent()
            self.assertEqual(self.box.post("pin/%s/resend" % pin_id).status, 200)
            self.assertEqual(self.box.send().status, {"yes": 429, "no": 200}[value])

    def test_attempts_scope(self):
        for value in self.each("attempts-scope"):
            self.box.new_application(pinAttempts=2, verifyPinLimit="99/1s", pinTimeToLive="10m")
            pin_id, pin = self.box.sent()
            for _ in range(2):
                self.verify(pin_id, other(pin))
            pin_id, pin = self.box.sent()
            self.assertEqual(self.verify(pin_id, pin),
                             {"pin": (200, True), "number": (200, USED_UP)}[value])
            self.advance("10m")
            pin_id, pin = self.box.sent()
            self.assertEqual(self.verify(pin_id, pin), (200, True))

    def test_plus_in_to(self):
        for value in self.each("plus-in-to"):
            answer = self.box.send(to="+" + NUMBER)
            self.assertEqual(answer.status, {"accept": 200, "reject": 400}[value])
            if value == "accept":
                self.assertEqual(answer.json["to"], "+" + NUMBER)

    def test_pin_length_bounds(self):
        path = "applications/%s/messages" % self.box.application
        for value in self.each("pin-length-bounds"):
            statuses = [self.box.post(path, {"messageText": "{{pin}}", "pinType": "HEX",
                                             "pinLength": length}).status
                        for length in (0, 1, 8, 9, 32, 33)]
            wide = 200 if value == "none" else 400
            self.assertEqual(statuses, [400, 200, 200, wide, wide, 400])

    def test_pin_case(self):
        message = self.box.new_message(pinType="ALPHA")
        for value in self.each("pin-case"):
            pin_id, pin = self.box.sent(messageId=message)
            self.assertEqual(self.verify(pin_id, pin.lower()),
                             {"exact": (200, WRONG), "ignore": (200, True)}[value])

    def test_time_unit(self):
        self.box.sent()
        path = "applications/%s/verifications?msisdn=%s" % (self.box.application, NUMBER)
        for value in self.each("time-unit"):
            stamp = self.box.get(path).json["verifications"][0]["sentAt"]
            seconds = stamp / 1000 if value == "ms" else stamp
            self.assertLess(abs(seconds - time.time()), 30 * 86400)  # the clock was moved by other tests

    def test_error_envelope(self):
        self.box.new_application(sendPinPerPhoneNumberLimit="1/1h")
        self.box.sent()
        for value in self.each("error-envelope"):
            limited = self.box.send()
            refused = self.box.get("applications", Authorization="App x")
            self.assertEqual((limited.status, refused.status), (429, 401))
            if value == "old":
                self.assertEqual(limited.problem["messageId"], "TOO_MANY_REQUESTS")
            elif value == "new":
                self.assertEqual((limited.json["errorCode"], refused.json["errorCode"]),
                                 ("E429", "E401"))
                self.assertEqual(set(limited.json), {"errorCode", "description", "action",
                                                     "violations", "resources"})
            elif value == "html":
                self.assertEqual(limited.headers["Content-Type"], "text/html")
                self.assertTrue(limited.body.startswith(b"<html>"))
            else:
                self.assertEqual((limited.body, refused.body), (b"", b""))
            self.assertEqual(self.box.send(to="x").problem["messageId"], "BAD_REQUEST")

    def test_auth_scheme_case(self):
        for value in self.each("auth-scheme-case"):
            status = self.box.get("applications", Authorization="aPP " + self.box.key).status
            self.assertEqual(status, {"exact": 401, "ignore": 200}[value])

    def test_slash_before_query(self):
        for value in self.each("slash-before-query"):
            answer = self.box.post("pin/?ncNeeded=true", self.box.order())
            self.assertEqual(answer.status, {"accept": 200, "404": 404}[value])
            self.assertEqual(self.box.post("pin?ncNeeded=true", self.box.order()).status, 200)

    def test_ncneeded_other(self):
        for value in self.each("ncneeded-other"):
            for given in ("undefined", "1", "True", ""):
                answer = self.box.post("pin?ncNeeded=" + given, self.box.order())
                self.assertEqual(answer.status, {"default": 200, "400": 400}[value], given)
            self.assertEqual(self.box.post("pin?ncNeeded=false", self.box.order()).status, 200)

    def test_string_booleans(self):
        for value in self.each("string-booleans"):
            answer = self.box.send(trackDelivery="true")
            self.assertEqual(answer.status, {"reject": 400, "cast": 200}[value])
            if value == "cast":
                self.assertIn("externalMessageId", answer.json)
                self.assertNotIn("externalMessageId", self.box.send(trackDelivery="false").json)
                self.assertEqual(self.box.send(trackDelivery="yes").status, 400)

    def test_pin_placeholder(self):
        path = "applications/%s/messages" % self.box.application
        for value in self.each("pin-placeholder"):
            body = {"messageText": "{pin}", "pinType": "NUMERIC"}
            self.assertEqual(self.box.post(path, body).status,
                             {"required": 400, "free": 200}[value])

    def test_nc_outcome(self):
        expected = {"reachable": ("NC_DESTINATION_REACHABLE", True),
                    "unknown": ("NC_DESTINATION_UNKNOWN", True),
                    "not-configured": ("NC_NOT_CONFIGURED", True),
                    "not-reachable": ("NC_DESTINATION_NOT_REACHABLE", False),
                    "nc-not-reachable": ("NC_NOT_REACHABLE", False)}
        for value in self.each("nc-outcome"):
            self.box.ctl("messages", "clear")
            status, sent = expected[value]
            for path in ("pin", "pin?ncNeeded=false"):
                answer = self.box.post(path, self.box.order()).json
                self.assertEqual((answer["ncStatus"], answer["smsStatus"]),
                                 (status, "MESSAGE_SENT" if sent else "MESSAGE_NOT_SENT"))
                self.assertRegex(answer["pinId"], "^[0-9A-F]{32}$")
            self.assertEqual(self.box.ctl("messages", "list").count("pinId"), 2 if sent else 0)

    def test_throttle(self):
        for value in self.each("throttle"):
            statuses = [self.box.get("applications").status for _ in range(51)]
            self.assertEqual(statuses, [200] * 50 + [{"off": 200, "published": 429}[value]])
        self.advance("10m")
        self.assertEqual(self.box.get("applications").status, 200)

    def test_unknown_names_and_values_are_refused_with_those_that_are_known(self):
        status, _, error = self.box.ctl_status("quirks", "set", "dialekt=tutorial")
        self.assertEqual(status, 1)
        self.assertIn("dialect", error)
        status, _, error = self.box.ctl_status("quirks", "set", "dialect=swiss")
        self.assertEqual(status, 1)
        self.assertIn("infobip tutorial", error)
        done = subprocess.run([sandbox.PROGRAM, "--plain-http", "--quirk", "pin-case"],
                              stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("NAME=VALUE", done.stderr)

    def test_zzz_every_value_of_every_quirk_was_tried(self):  # the last one, by its name
        everything = {"%s=%s" % (name, value) for name, values in known().items()
                      for value in values}
        self.assertEqual(len(known()), 30)
        self.assertEqual(everything - TRIED, set())
        self.assertEqual(breakers.idle("quirk"), set())


if __name__ == "__main__":
    sandbox.main(sys.modules["__main__"])
