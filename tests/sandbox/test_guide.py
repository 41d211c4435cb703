# SPDX-License-Identifier: MIT
# docs/sandbox.md: its commands are run, its examples are taken, its figures are seen.
import json
import re
import subprocess
import sys
import unittest

import guide
import sandbox
from sandbox import NUMBER, Sandbox
from test_faults import FAULT_SERVER

# What stands for the words of the table in capitals.
ARGUMENTS = {"NUMBER": NUMBER, "LENGTH": "10s", "FAULT...": "status=503,nth=9",
             "NAME=VALUE...": "dialect=tutorial", "TIME": "2026-01-31T12:34:56Z"}


def commands():
    """Each form of a command in the table: with and without what is between brackets."""
    rows = re.findall(r"^\| (`.*`) \| ", guide.section("The control socket"), re.MULTILINE)
    for text in guide.quoted(" ".join(rows)):
        bare = text.split(" [")[0]
        for form in sorted({bare, text.replace("[", "").replace("]", "")}):
            yield [ARGUMENTS.get(word, word) for word in form.split()]


class Guide(unittest.TestCase):
    def test_a_phone_that_is_a_file_gets_the_line_of_the_guide(self):
        line = guide.block("test_a_phone_that_is_a_file_gets_the_line_of_the_guide")
        with Sandbox() as box:
            _, pin = box.sent()
            with open(box.folder + "/phone", encoding="ascii") as phone:
                self.assertEqual(phone.read(), line.replace("123456", pin))

    def test_every_command_of_the_table_works_and_none_is_left_out(self):
        with Sandbox() as box:
            seen = set()
            for words in commands():
                box.send()
                box.ctl(*words)
                seen.add(" ".join(words))
            known = re.findall(r"^  ((?:[a-z]+ ?)+)", sandbox.help_section("COMMANDS OF ctl"), re.MULTILINE)
            self.assertEqual([name for name in known
                              if not any(each.startswith(name.strip()) for each in seen)], [])
            self.assertEqual(len(known), 14)

    def test_a_failed_command_exits_1_with_the_reason_on_standard_error(self):
        with Sandbox() as box:
            self.assertEqual(box.ctl_status("clock", "set", "now")[:2], (1, ""))

    def test_the_counters_are_those_of_one_login(self):
        (example,) = re.findall(r'`(\{"connections".*?)`', guide.PAGE)
        with Sandbox(tls=True) as box:
            box.verify(*box.sent())
            self.assertEqual(box.ctl("counters"), example + "\n")

    def test_a_message_is_listed_with_the_members_of_the_table(self):
        (row,) = re.findall(r"as a JSON array, oldest first: (.*) \|", guide.PAGE)
        with Sandbox() as box:
            box.send()
            self.assertEqual(list(json.loads(box.ctl("messages", "list"))[0]), guide.quoted(row))

    def test_five_minutes_let_a_seeded_pin_expire(self):
        with Sandbox() as box:
            pin_id, pin = box.sent()
            box.ctl("clock", "advance", "5m")
            self.assertEqual(box.verify(pin_id, pin).json["pinError"], "TTL_EXPIRED")

    def test_the_seed_is_as_it_is_described(self):
        with Sandbox() as box:
            made = box.get("applications/" + box.application).json["configuration"]
            self.assertEqual((made["pinTimeToLive"], made["pinAttempts"],
                              made["allowMultiplePinVerifications"]), ("5m", 5, False))
            text = box.get("applications/%s/messages/%s" % (box.application, box.message)).json
            self.assertEqual((text["messageText"], text["senderId"], text["pinLength"]),
                             ("Your code is {{pin}}", "InfoSMS", 6))

    def test_every_fault_and_quirk_that_is_named_is_one(self):
        faults = [each for each in guide.quoted(guide.section("Faults"))
                  if re.fullmatch(r"[a-z][a-z-]*(=[a-z0-9]+)?(,[a-z]+=[a-z0-9]+)*", each) and
                  not each.startswith("nth=")]
        quirks = [each for each in guide.quoted(guide.section("Quirks"))
                  if re.fullmatch(r"[a-z-]+=[a-z0-9-]+", each)]
        with Sandbox() as box:
            box.ctl("faults", "set", *faults)
            box.ctl("quirks", "set", *quirks)
        self.assertEqual((len(faults), len(quirks)), (13, 4))

    def test_the_raw_server_lists_its_modes(self):
        done = subprocess.run([FAULT_SERVER], stderr=subprocess.PIPE, text=True, check=False)
        self.assertIn("fault-server MODE TLS-DIR", done.stderr)
        self.assertIn("tls-1.1", done.stderr)


if __name__ == "__main__":
    sandbox.main(sys.modules["__main__"])
