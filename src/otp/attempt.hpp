// SPDX-License-Identifier: MIT
// Attempt: one login under way; what it was given, and what is left of it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "infobip_otp/events.hpp"
#include "infobip_otp/login.hpp"
#include "otp/ending.hpp"

namespace infobip_otp {

struct Attempt {
    Attempt(const LoginRequest& its_request, const LoginPolicy& its_policy,
            const LoginPorts& its_ports, Verdict& its_verdict)
        : request(its_request),
          policy(its_policy),
          ports(its_ports),
          verdict(its_verdict),
          begun(its_ports.clock.since_boot()),
          tries_left(its_policy.tries),
          resends_left(its_policy.resends),
          prompts_left(its_policy.tries + its_policy.resends) {}

    const LoginRequest& request;
    const LoginPolicy& policy;
    const LoginPorts& ports;
    Verdict& verdict;

    Account account;
    std::optional<PhoneNumber> phone;
    unsigned recovery_codes_left = 0;
    bool told_of_recovery_use = false;
    Unseen told;  // what the person has read of others' doings

    const std::chrono::milliseconds begun;
    unsigned tries_left;
    unsigned resends_left;
    unsigned prompts_left;  // a host that answers by itself answers for ever

    Secret pin_id;                                        // empty: no PIN that could be checked
    std::chrono::milliseconds first_sent{0};              // of the PIN that lives
    std::optional<std::chrono::milliseconds> last_check;  // of any PIN of this login
    bool asked_before = false;
    bool first_prompt_unanswered = false;

    // One more line for `debug = yes`; never a secret, never what was typed.
    void note(std::string_view step, std::string value) const {
        ports.audit.record(line_of(Event::debug, {{step, std::move(value)}}));
    }

    // One line more for a part of this system that failed; `event` names the part.
    void record_problem(Event event, const std::string& detail) const {
        ports.audit.record(line_of(event, {{"detail", detail}}));
    }

    [[nodiscard]] std::chrono::milliseconds age() const { return ports.clock.since_boot() - begun; }
    [[nodiscard]] bool timed_out() const { return age() > policy.login_timeout; }

    [[nodiscard]] bool pin_lives() const {
        return !pin_id.empty() && ports.clock.since_boot() - first_sent <= policy.code_lifetime;
    }
};

// One prompt; counts it. nullopt: nobody answers.
[[nodiscard]] std::optional<Secret> ask(Attempt& attempt, std::string_view prompt);

// Takes one try and says `sentence(tries left)`. Without tries nothing is said: the refusal that
// follows says it all. Never ends the login: run_dialogue() does, by the tries that are left.
Step lose_try(Attempt& attempt, const std::function<std::string(unsigned)>& sentence);

// Shows what happened to the account since its owner was here last, unless the person has read just
// that. It is told again at each login until the right code that was sent is typed (succeed).
void tell_of_unseen(Attempt& attempt, const Unseen& unseen);

// After a right code: the account's failures and unanswered messages are forgotten. A store that
// fails here is logged; the code was right all the same.
void forget_spending(Attempt& attempt, RightCode code);

// Logs a store that failed. The denial that this is.
[[nodiscard]] Ending state_failed(const Attempt& attempt, const Error& error);

}  // namespace infobip_otp
