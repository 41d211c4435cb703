# SPDX-License-Identifier: MIT
# The phone as a page, in headless Chromium.
import os
import sys
import unittest
import urllib.error
import urllib.request

import sandbox
from browser import Browser
from sandbox import Sandbox

SCREENSHOT = os.environ.get("SCREENSHOT")

TEXTS = """return [...document.querySelectorAll('.phone')].map(phone =>
    [phone.querySelector('h2').textContent,
     ...[...phone.querySelectorAll('.text')].map(text => text.textContent)])"""


def status_of(url):
    try:
        with urllib.request.urlopen(url, timeout=sandbox.patience()) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


class PhonePage(unittest.TestCase):
    def setUp(self):
        self.box = Sandbox("--phone-page", "127.0.0.1:0")
        self.url = self.box.lines["phone page"]

    def tearDown(self):
        self.box.close()

    def test_messages_to_each_number_arrive_live_on_a_phone_of_its_own(self):
        _, first = self.box.sent()
        with Browser() as browser:
            browser.open(self.url)
            browser.wait_until("return document.querySelectorAll('.text').length == 1")
            _, second = self.box.sent()
            _, third = self.box.sent(to="385911234567")
            markup = self.box.new_message(messageText="<img src=x onerror=alert(1)> {{pin}}")
            _, fourth = self.box.sent(to="385911234567", messageId=markup)
            browser.wait_until("return document.querySelectorAll('.text').length == 4")
            self.assertEqual(browser.run(TEXTS), [
                ["+41793026727", "Your code is " + first, "Your code is " + second],
                ["+385911234567", "Your code is " + third,
                 "<img src=x onerror=alert(1)> " + fourth]])
            self.assertEqual(browser.run("return document.querySelector('.text .pin').textContent"),
                             first)
            self.assertEqual(browser.run("return document.getElementById('state').textContent"),
                             "live")
            self.assertEqual([entry for entry in browser.console() if "favicon" not in entry], [])
            outside = browser.run("return performance.getEntriesByType('resource')"
                                  ".map(entry => entry.name)")
            self.assertEqual([name for name in outside if not name.startswith(self.url)
                              and "favicon" not in name], [])
            if SCREENSHOT:
                browser.screenshot(SCREENSHOT)

    def test_a_click_copies_the_code(self):
        _, code = self.box.sent()
        with Browser() as browser:
            browser.open(self.url)
            browser.wait_until("return document.querySelector('.pin')")
            browser.allow("clipboard-read", "clipboard-write")
            browser.run("document.querySelector('.pin').click()")
            browser.wait_until(f"return document.getElementById('state').textContent == 'copied {code}'")
            self.assertEqual(browser.run("return navigator.clipboard.readText()"), code)

    def test_an_age_is_shown_and_grows(self):
        self.box.sent()
        with Browser() as browser:
            browser.open(self.url)
            first = browser.wait_until("return document.querySelector('.age')?.textContent")
            self.assertRegex(first, r"^\d+ s ago$")
            browser.wait_until(f"return document.querySelector('.age').textContent != '{first}'")
            browser.run("document.querySelector('.age').dataset.sent -= 2 * 3600 * 1000")
            browser.wait_until("return document.querySelector('.age').textContent == '2 h ago'")

    def test_clear_takes_the_messages_away_also_from_the_page_that_is_loaded_again(self):
        self.box.sent()
        with Browser() as browser:
            browser.open(self.url)
            browser.wait_until("return document.querySelectorAll('.text').length == 1")
            browser.run("document.getElementById('clear').click()")
            self.assertEqual(browser.run(TEXTS), [])
            self.assertTrue(browser.run("return document.getElementById('nothing').checkVisibility()"))
            browser.open(self.url)
            _, second = self.box.sent()
            browser.wait_until("return document.querySelectorAll('.text').length")
            self.assertEqual(browser.run(TEXTS), [["+41793026727", "Your code is " + second]])

    def test_without_the_token_there_is_nothing_to_see(self):
        base, token, _ = self.url.rsplit("/", 2)
        self.assertEqual(len(token), 32)
        self.assertEqual(status_of(self.url), 200)
        for path in ("/", "/messages", "/" + "0" * 32 + "/", "/" + "0" * 32 + "/messages",
                     "/" + token[:-1] + "/", "//" + token + "/"):
            self.assertEqual(status_of(base + path), 404, path)

    def test_the_token_is_another_one_each_time(self):
        with Sandbox("--phone-page", "127.0.0.1:0") as again:
            self.assertNotEqual(again.lines["phone page"].rsplit("/", 2)[1],
                                self.url.rsplit("/", 2)[1])

    def test_a_reader_who_comes_back_gets_what_it_missed(self):
        for _ in range(3):
            self.box.sent()
        request = urllib.request.Request(self.url + "messages", headers={"Last-Event-ID": "2"})
        with urllib.request.urlopen(request, timeout=sandbox.patience()) as stream:
            self.assertEqual(stream.headers["Content-Type"], "text/event-stream")
            self.assertEqual(stream.readline(), b"id: 3\n")


if __name__ == "__main__":
    sandbox.main(sys.modules["__main__"])
