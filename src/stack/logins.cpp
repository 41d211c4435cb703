// SPDX-License-Identifier: MIT
// The situations, one by one.
#include "stack/logins.hpp"

#include <algorithm>
#include <set>

namespace infobip_otp::stack {
namespace {

template <class Predicate>
Certainty certainty(const std::vector<Outcome>& outcomes, Predicate holds) {
    const auto count = std::count_if(outcomes.begin(), outcomes.end(), holds);
    if (count == 0) return Certainty::no;
    return static_cast<std::size_t>(count) == outcomes.size() ? Certainty::yes : Certainty::depends;
}

std::vector<Home> homes(const Stack& auth) {
    const bool elsewhere = std::any_of(auth.begin(), auth.end(), [](const Line& line) {
        return keeps_accounts(line.module_name());
    });
    if (elsewhere) return {Home::local, Home::elsewhere};
    return {Home::local};
}

std::vector<Code> codes(Who who, bool blind) {
    if (blind) return {Code::cannot_be_asked};
    // Whoever has no phone can type what he likes.
    if (who != Who::with_phone) return {Code::wrong};
    return {Code::right, Code::wrong};
}

// Whom the auth lines let in the account lines may still refuse, always or in some cases.
std::vector<Outcome> ask_account(const Service& service, const Situation& situation,
                                 const Surroundings& surroundings, std::vector<Outcome> auth) {
    std::vector<Outcome> outcomes;
    for (Outcome& outcome : auth) {
        if (!outcome.gets_in()) {
            outcomes.push_back(std::move(outcome));
            continue;
        }
        std::set<PamResult> told;
        for (const Outcome& account :
             simulate(service, Facility::account, situation, surroundings, &outcome)) {
            if (!told.insert(account.status).second) continue;
            outcomes.push_back(outcome);
            outcomes.back().status = account.status;
            outcomes.back().steps.insert(outcomes.back().steps.end(), account.steps.begin(),
                                         account.steps.end());
        }
    }
    return outcomes;
}

std::vector<Outcome> outcomes_of(const Service& service, const Situation& situation,
                                 const Surroundings& surroundings) {
    if (!service.broken.empty()) {
        Outcome nothing;
        nothing.status = PamResult::abort;
        return {nothing};
    }
    return ask_account(service, situation, surroundings,
                       simulate(service, Facility::auth, situation, surroundings));
}

}  // namespace

Certainty Login::gets_in() const {
    return certainty(outcomes, [](const Outcome& one) { return one.gets_in(); });
}

Certainty Login::sends() const {
    return certainty(outcomes, [](const Outcome& one) { return one.messages > 0; });
}

const Outcome* Login::way_in() const {
    const auto found = std::find_if(outcomes.begin(), outcomes.end(),
                                    [](const Outcome& one) { return one.gets_in(); });
    return found == outcomes.end() ? nullptr : &*found;
}

Login try_login(const Service& service, const Situation& situation,
                const Surroundings& surroundings) {
    return {situation, outcomes_of(service, situation, surroundings)};
}

std::vector<Login> try_logins(const Service& service, const Circumstances& circumstances,
                              const Surroundings& surroundings) {
    std::vector<Login> logins;
    for (const Home home : homes(service.stack(Facility::auth)))
        for (const Who who : circumstances.who)
            for (const bool password_right : {true, false})
                for (const Code code : codes(who, circumstances.blind)) {
                    const Situation situation{circumstances.service,
                                              who,
                                              password_right,
                                              code,
                                              home,
                                              circumstances.key_accepted,
                                              circumstances.caller_is_root,
                                              circumstances.person};
                    logins.push_back(try_login(service, situation, surroundings));
                }
    return logins;
}

}  // namespace infobip_otp::stack
