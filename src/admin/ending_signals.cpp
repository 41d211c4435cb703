// SPDX-License-Identifier: MIT
// Ending signals.
#include "admin/ending_signals.hpp"

#include <csignal>

namespace infobip_otp::admin {
namespace {

constexpr int ending_numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

volatile std::sig_atomic_t one_has_come = 0;

void note(int) {
    one_has_come = 1;
}

void survive(int) {}

void set_action(int signal, void (*action)(int)) {
    struct sigaction wanted {};
    wanted.sa_handler = action;
    sigaction(signal, &wanted, nullptr);
}

}  // namespace

EndingSignals::EndingSignals() {
    one_has_come = 0;
    for (const int signal : ending_numbers) set_action(signal, note);
    set_action(SIGPIPE, survive);
}

EndingSignals::~EndingSignals() {
    take_their_course();
}

void EndingSignals::take_their_course() {
    for (const int signal : ending_numbers) set_action(signal, SIG_DFL);
    set_action(SIGPIPE, SIG_DFL);
}

bool EndingSignals::have_come() {
    return one_has_come != 0;
}

}  // namespace infobip_otp::admin
