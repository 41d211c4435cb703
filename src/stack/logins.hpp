// SPDX-License-Identifier: MIT
// Logins: one service tried in every situation that makes a difference.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stack/simulate.hpp"

namespace infobip_otp::stack {

enum class Certainty { no, yes, depends };  // depends: on a module that cannot be foreseen

[[nodiscard]] constexpr std::string_view word(Certainty certainty) {
    switch (certainty) {
        case Certainty::no: return "no";
        case Certainty::yes: return "yes";
        case Certainty::depends: return "depends";
    }
    return "";
}

// One situation, and all ways it may go.
struct Login {
    Situation situation;
    std::vector<Outcome> outcomes;

    [[nodiscard]] Certainty gets_in() const;
    [[nodiscard]] Certainty sends() const;
    // Of those that get in the first; nullptr: none does.
    [[nodiscard]] const Outcome* way_in() const;
};

// How the service is used.
struct Circumstances {
    std::string service;
    bool key_accepted = false;
    bool blind = false;  // sshd's password method
    bool caller_is_root = false;
    std::optional<Person> person;
    std::vector<Who> who;  // whose logins are tried
};

// One situation. `service` must outlive the result.
[[nodiscard]] Login try_login(const Service& service, const Situation& situation,
                              const Surroundings& surroundings);

// Auth and account together: whom auth lets in account may still refuse. `service` must outlive the
// result.
[[nodiscard]] std::vector<Login> try_logins(const Service& service,
                                            const Circumstances& circumstances,
                                            const Surroundings& surroundings);

}  // namespace infobip_otp::stack
