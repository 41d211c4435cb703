// SPDX-License-Identifier: MIT
// Interrupt words.
#include "admin/interrupt_words.hpp"

#include <unistd.h>

#include <string_view>

namespace infobip_otp::admin {
namespace {

constexpr std::string_view interrupt_sentence = "\ninfobip-otp: interrupted; nothing was changed\n";

// SIGINT has its default again here, and is not blocked.
void say_and_end(int) {
    static_cast<void>(
        !::write(STDERR_FILENO, interrupt_sentence.data(), interrupt_sentence.size()));
    std::raise(SIGINT);
}

}  // namespace

InterruptWords::InterruptWords() {
    sigaction(SIGINT, nullptr, &before_);
    if (before_.sa_handler != SIG_DFL) return;
    struct sigaction wanted {};
    wanted.sa_handler = say_and_end;
    wanted.sa_flags = static_cast<int>(SA_RESETHAND) | SA_NODEFER;
    sigaction(SIGINT, &wanted, nullptr);
}

InterruptWords::~InterruptWords() {
    sigaction(SIGINT, &before_, nullptr);
}

}  // namespace infobip_otp::admin
