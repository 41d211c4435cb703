# SPDX-License-Identifier: MIT
# Breakers: the quirks and faults that are there to answer what the OpenAPI document does not allow.
import re

# What is set -> what it may break, as a complaint of openapi.py. All else has to keep to the document,
# and each of these has to break it (the last test of test_quirks.py and of test_faults.py).
BREAKERS = {
    "quirk error-envelope=new": "undeclared (errorCode|description|action|violations|resources)",
    "quirk error-envelope=html": "Content-Type text/html|not JSON",
    "quirk error-envelope=empty": "Content-Type None|not JSON",
    "quirk nc-outcome=nc-not-reachable": "ncStatus cannot be NC_NOT_REACHABLE",
    "fault status": "status 3[0-9]{2} is not declared",
    "fault verified-as-text": "'true' is not of type 'boolean'",
    "fault duplicate-member": "(verified|smsStatus) stands there twice",
    "fault empty": "Content-Type None|not JSON",
    "fault html": "Content-Type text/html|not JSON",
    "fault malformed": "not JSON",
    "fault nul": "not JSON",
    "fault deep": "not JSON",
    "fault oversized": "undeclared more",
    "fault no-content-type": "Content-Type None",
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


def idle(kind):
    """Breakers of a kind ("quirk", "fault") that broke nothing: they are none."""
    return {name for name in BREAKERS if name.startswith(kind + " ")} - BROKE
