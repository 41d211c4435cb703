# SPDX-License-Identifier: MIT
# Clients of others, unchanged: the npm @infobip-api/sdk through all its 2FA methods and as the guide
# calls it, and what openapi-client-axios makes of openapi.json through all operations.
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import guide
import sandbox
from sandbox import Sandbox

HERE = os.path.dirname(os.path.abspath(__file__)) + "/npm"
FOLDER = os.environ.get("NPM_FOLDER", "/tmp/sandbox-npm")


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def install():
    """npm ci, unless exactly this was installed before."""
    stamp = FOLDER + "/installed-lock.json"
    lock = read(HERE + "/package-lock.json")
    if read(stamp) == lock:
        return
    os.makedirs(FOLDER, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE + "/" + name, FOLDER + "/" + name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER,
                   check=True, timeout=5 * sandbox.patience())
    with open(stamp, "wb") as file:
        file.write(lock)


@unittest.skipIf(shutil.which("npm") is None and os.geteuid() != 0,
                 "npm is not installed; apt-get install nodejs npm")
class Npm(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        install()

    def drive(self, script, said, tls):
        with Sandbox(tls=tls) as box:
            environment = {"PATH": os.environ["PATH"], "HOME": FOLDER, "NPM_FOLDER": FOLDER,
                           "INFOBIP_BASE_URL": box.url, "INFOBIP_API_KEY": box.key,
                           "SANDBOX": sandbox.PROGRAM, "CONTROL": box.control,
                           "OPENAPI": os.path.dirname(HERE) + "/openapi.json"}
            if tls:
                environment["NODE_EXTRA_CA_CERTS"] = box.folder + "/tls/ca.pem"
            done = subprocess.run(["node", HERE + "/" + script], env=environment, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=sandbox.patience(),
                                  check=False)
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertEqual(done.stdout, said)

    def test_all_methods_of_the_sdk_work_over_tls(self):
        self.drive("sdk.cjs", "14 methods driven\n", tls=True)

    def test_all_methods_of_the_sdk_work_over_plain_http(self):
        self.drive("sdk.cjs", "14 methods driven\n", tls=False)

    def test_a_client_made_from_the_document_works(self):
        self.drive("generated.cjs", "18 operations called\n", tls=True)

    def test_the_command_of_the_guide_lists_the_seeded_application(self):
        name = "test_the_command_of_the_guide_lists_the_seeded_application"
        with Sandbox(tls=True) as box, tempfile.TemporaryDirectory() as home:
            os.symlink(box.folder, home + "/sandbox")
            done = subprocess.run(["sh", "-ec", "set -a; . ~/sandbox/env\n" + guide.block(name)],
                                  cwd=FOLDER, env={"PATH": os.environ["PATH"], "HOME": home},
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                  timeout=sandbox.patience(), check=False)
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertIn("applicationId: '%s'" % box.application, done.stdout)


if __name__ == "__main__":
    sandbox.main(sys.modules["__main__"])
