# SPDX-License-Identifier: MIT
"""What scripts/mutants changes, and which tests can see it: the quickest come first.

A test that is named as the source comes before all others."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Test:
    """An entry of ctest, the program that it starts, and the product that has the changed object."""
    name: str
    program: str
    changed: str


def unit(*names):
    return [Test(name, name, name) for name in names]


def through(product, *names):
    """Tests that start `product`, or load it, and have no object of it themselves."""
    return [Test(name, name, product) for name in names]


@dataclasses.dataclass(frozen=True)
class Subject:
    area: str
    pattern: str
    tests: tuple

    def __init__(self, area, pattern, tests):
        object.__setattr__(self, "area", area)
        object.__setattr__(self, "pattern", pattern)
        object.__setattr__(self, "tests", tuple(tests))


LOGIN = unit("test_login", "test_outcomes", "test_dialogue", "test_prompts")
WIRE = unit("test_wire", "test_infobip_client", "test_management")
LIMITS = unit("test_account_record", "test_account_limits", "test_bad_state", "test_file_limit_store",
              "test_host_sends")
WALL = unit("test_helper_pin_service", "test_helper_process")
HELPER = through("infobip-otp-helper", "test_helper_session")

SUBJECTS = [
    Subject("login", "src/otp/*.cpp", LOGIN),
    Subject("login", "src/words/answer.cpp", unit("test_answer")),
    Subject("login", "src/words/outcomes.cpp", LOGIN),
    Subject("wire", "src/infobip/wire.cpp", WIRE),
    Subject("wire", "src/infobip/requests.cpp", WIRE),
    Subject("wire", "src/infobip/error_body.cpp", WIRE),
    Subject("wire", "src/link/records.cpp", unit("test_records") + WALL + HELPER),
    Subject("limits", "src/words/rate_limit.cpp", unit("test_rate_limit") + LIMITS),
    Subject("limits", "src/limits/*.cpp", LIMITS),
    Subject("wall", "src/link/helper_*.cpp", WALL),
    Subject("wall", "src/helper/opening.cpp", HELPER),
    Subject("wall", "src/helper/session.cpp", HELPER),
    Subject("verdict", "src/assembly/pam_verdict.cpp", unit("test_pam_verdict")),
    Subject("verdict", "src/words/causes.cpp", LOGIN + unit("test_pam_verdict", "test_verdict")),
    Subject("verdict", "src/words/verdict.cpp", unit("test_verdict")),
]
