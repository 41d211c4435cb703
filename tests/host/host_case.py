# SPDX-License-Identifier: MIT
"""HostCase: one scenario on a real host, and what holds after each of them."""
import re
import sys
import unittest

import machine
from dialogue import Dialogue, Phone


class HostCase(unittest.TestCase):
    """Each scenario begins with nothing spent and the settings of scripts/host-up."""

    options = {"verify_pause": "0s"}  # Infobip's default of one check in 3 s is not the sandbox's
    original = machine.SETTINGS.read_text()
    original_key = machine.API_KEY.read_text().strip()

    def setUp(self):
        machine.forget_spending()
        self.set_options()
        self.phone = Phone()
        self.log = machine.Log()

    def tearDown(self):
        machine.write_settings(self.original)
        self.assertTrue(machine.wait_until(lambda: not machine.helpers()),
                        "a helper is left: " + str(machine.helpers()))
        self.assert_no_secret_logged()

    def set_options(self, **options):
        machine.set_options(self.original, **{**self.options, **options})

    def start(self, command, *arguments, **spawn):
        dialogue = Dialogue(self.phone, command, *arguments, explain=self.log.text, **spawn)
        self.addCleanup(dialogue.hang_up)
        return dialogue

    def talk(self, command, *answers):
        """Runs `command` (a list), gives each (prompt, answer); (exit status, what was seen)."""
        dialogue = self.start(*command)
        return dialogue.go_through(*answers), dialogue.seen

    def assert_sent(self, count):
        self.assertEqual(len(self.phone.codes()), count, "messages; the log:\n" + self.log.text())

    def assert_one_message_for_one_call(self, figure):
        """And prints the two as a figure: a host that starts over calls, and sends, again."""
        calls = {re.search(r"request=(\S+)", line)[1] for line in self.log.find("request=")}
        print(f"\nfigure: messages sent by {figure}: {len(self.phone.codes())}, "
              f"calls of the module: {len(calls)}", flush=True)
        self.assert_sent(1)
        self.assertEqual(len(calls), 1, self.log.text())

    def assert_logged(self, *words):
        found = machine.wait_until(lambda: self.log.find(*words))
        self.assertTrue(found, f"no line with {words} in:\n" + self.log.text())

    def assert_not_logged(self, *words):
        self.assertEqual(self.log.find(*words), [])

    def assert_granted(self):
        self.assert_logged("event=verdict", "verdict=granted", "cause=code_accepted")

    def assert_denied(self, cause):
        self.assert_logged("event=verdict", "verdict=denied", f"cause={cause}")

    def assert_seen_once(self, text, seen):
        self.assertEqual(seen.count(text), 1, f"{text!r} in:\n{seen}")

    def assert_no_secret_logged(self):
        text = self.log.text()
        secrets = [*self.phone.codes(), *machine.NUMBERS.values(), self.original_key,
                   machine.PASSWORD]
        for secret in secrets:
            self.assertNotIn(secret, text)


def main():
    unittest.main(module="__main__", verbosity=2, argv=[sys.argv[0], *sys.argv[1:]])
