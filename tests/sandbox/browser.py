# SPDX-License-Identifier: MIT
# Browser: headless Chromium, driven through chromedriver's own protocol (W3C WebDriver).
import base64
import json
import shutil
import subprocess
import tempfile
import urllib.request

from sandbox import patience, wait_until


class Browser:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="browser-")
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE,
                                       stderr=subprocess.STDOUT, text=True)
        for line in self.driver.stdout:
            if "successfully on port" in line:
                self.base = "http://127.0.0.1:%d" % int(line.rstrip(".\n ").split()[-1])
                break
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu",
                            "--window-size=1000,760", "--user-data-dir=" + self.folder]}
        made = self.command("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.base += "/session/" + made["sessionId"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.command("DELETE", "")
        self.driver.terminate()
        self.driver.wait(timeout=patience())
        self.driver.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, method, path, body=None):
        text = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, text, method=method,
                                         headers={"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=patience()) as answer:
            return json.load(answer)["value"]

    def open(self, url):
        self.command("POST", "/url", {"url": url})

    def run(self, script):
        return self.command("POST", "/execute/sync", {"script": script, "args": []})

    def wait_until(self, script):
        """Until the script returns something true; what it returned."""
        seen = []
        if not wait_until(lambda: seen.append(self.run(script)) or seen[-1]):
            raise AssertionError("never true: " + script)
        return seen[-1]

    def allow(self, *names):
        for name in names:
            self.command("POST", "/permissions", {"descriptor": {"name": name}, "state": "granted"})

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.command("GET", "/screenshot")))

    def console(self):
        return [entry["message"] for entry in
                self.command("POST", "/se/log", {"type": "browser"})]
