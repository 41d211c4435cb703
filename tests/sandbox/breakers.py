# SPDX-License-Identifier: MIT
# Breakers: the faults that are there to answer what the OpenAPI document does not allow.
import re

# What is set -> what it may break, as a complaint of openapi.py. All else has to keep to the document,
# and each of these has to break it (the last test of test_faults.py).
BREAKERS = {
    "status": "status 3[0-9]{2} is not declared",
    "verified-as-text": "'true' is not of type 'boolean'",
    "duplicate-member": "(verified|smsStatus) stands there twice",
    "empty": "Content-Type None|not JSON",
    "html": "Content-Type text/html|not JSON",
    "malformed": "not JSON",
    "nul": "not JSON",
    "deep": "not JSON",
    "oversized": "undeclared more",
    "no-content-type": "Content-Type None",
}

# Those of them that did, in this run.
BROKE = set()


def unexcused(complaints, active):
    """The complaints that nothing which is set now is there to cause."""
    left = []
    for complaint in complaints:
        guilty = {name for name in active
                  if name in BREAKERS and re.match(BREAKERS[name], complaint)}
        BROKE.update(guilty)
        if not guilty:
            left.append(complaint)
    return left


def idle():
    """Breakers that broke nothing: they are none."""
    return BREAKERS.keys() - BROKE
