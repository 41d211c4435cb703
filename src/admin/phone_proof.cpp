// SPDX-License-Identifier: MIT
// Sending and checking one PIN for the administrator.
#include "admin/phone_proof.hpp"

#include <sysexits.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "admin/accounts_state.hpp"
#include "admin/interrupt_words.hpp"
#include "admin/printed_text.hpp"
#include "admin/progress.hpp"
#include "assembly/services.hpp"
#include "base/text.hpp"
#include "config/api_key.hpp"

namespace infobip_otp::admin {
namespace {

constexpr unsigned tries = 3;

struct Failure {
    PinOutcome outcome;
    int status;
    std::string_view what;
    std::string_view todo;
};

constexpr Failure failures[] = {
    {PinOutcome::throttled, EX_TEMPFAIL, "Infobip takes no more requests for now",
     "; wait a minute and run this again"},
    {PinOutcome::credentials, EX_CONFIG, "Infobip does not take the key",
     "; look at api_key_file, its scopes and base_url"},
    {PinOutcome::forbidden, EX_CONFIG, "Infobip does not take the key",
     "; look at api_key_file, its scopes and base_url"},
    {PinOutcome::request_refused, EX_DATAERR, "Infobip refuses the number or the ids",
     "; look at the number, application_id and message_id"},
    {PinOutcome::helper_unusable, EX_OSERR, "the helper failed", ""},
    {PinOutcome::helper_failed, EX_OSERR, "the helper failed", ""},
    {PinOutcome::expired, EX_DATAERR, "the code is over", "; run this again for a new one"},
    {PinOutcome::no_more_tries, EX_DATAERR, "the code is over", "; run this again for a new one"},
    {PinOutcome::pin_rejected, EX_DATAERR, "the code is over", "; run this again for a new one"},
};
constexpr Failure any_other{PinOutcome{}, EX_UNAVAILABLE, "no code could be sent or checked",
                            "; try again later"};

// Everything that is neither sent nor an answer to a code.
ProofResult failed(const PinReply& reply) {
    const auto* found =
        std::find_if(std::begin(failures), std::end(failures),
                     [&](const Failure& each) { return each.outcome == reply.outcome; });
    const Failure& failure = found == std::end(failures) ? any_other : *found;
    const std::string why = reply.detail.empty() ? "" : ": " + printable(reply.detail, 200);
    return {failure.status, std::string(failure.what) + why + std::string(failure.todo)};
}

ProofResult ask_for_code(AccountsState& state, PinService& pins, const Secret& pin_id,
                         Terminal& terminal) {
    for (unsigned left = tries; left > 0; --left) {
        const auto typed = terminal.ask("Code: ");
        if (!typed) return {EX_NOINPUT, "no code was typed"};
        const Answer answer = read_answer(*typed, state.settings.login.code);
        if (answer.kind != AnswerKind::code) {
            terminal.tell("That is not a code: type the " + describe(state.settings.login.code) +
                          ".");
            continue;
        }
        if (left < tries) state.clock.sleep(state.settings.login.verify_pause);
        const PinReply reply = [&] {
            const Progress progress("having the code checked");
            return pins.verify(pin_id, answer.text);
        }();
        if (reply.outcome == PinOutcome::verified) return {};
        if (reply.outcome != PinOutcome::wrong_code) return failed(reply);
        terminal.tell("That code is wrong.");
    }
    return {EX_DATAERR, "the right code was not typed"};
}

}  // namespace

void Terminal::tell(std::string_view line) {
    print_text(std::string(line) + "\n");
}

std::optional<Secret> Terminal::ask(std::string_view prompt) {
    std::printf("%.*s", static_cast<int>(prompt.size()), prompt.data());
    std::fflush(stdout);
    const InterruptWords says_so;
    char line[longest_answer + 2];
    if (std::fgets(line, sizeof line, stdin) == nullptr) {
        std::puts("");  // what is said of it begins a line of its own
        return std::nullopt;
    }
    // What is longer than any answer does not answer the next prompt.
    for (int c = 0; std::strchr(line, '\n') == nullptr && c != EOF && c != '\n';)
        c = std::getchar();
    Secret answer(trim(line));
    explicit_bzero(line, sizeof line);
    return answer;
}

ProofResult prove_phone(AccountsState& state, const PhoneNumber& number, Terminal& terminal) {
    const auto key = [&state] { return load_api_key(state.settings.api_key_file); };
    Services services(state.settings, key, state.clock, state.audit);
    PinService& pins = services.ports(terminal).pins;
    if (const auto ready = pins.make_ready(); !ready) return {EX_CONFIG, ready.error().message};
    const PinReply sent = [&] {
        const Progress progress("having a code sent");
        return pins.send(number);
    }();
    if (sent.outcome != PinOutcome::sent) return failed(sent);
    terminal.tell("A code was sent to " + number.masked() + ".");
    return ask_for_code(state, pins, sent.pin_id, terminal);
}

}  // namespace infobip_otp::admin
