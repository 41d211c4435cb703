// SPDX-License-Identifier: MIT
// Undefined behaviour: ends by SIGILL where INFOBIP_OTP_TRAP is on, for tests/checks/traps.sh.
#include <cstdio>
#include <limits>

int main(int argc, char**) {
    const int sum = std::numeric_limits<int>::max() + argc;
    std::printf("%d\n", sum);
}
