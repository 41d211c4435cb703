// SPDX-License-Identifier: MIT
// Branches: tried with the one answer and with the other.
#include "stack/judge_branches.hpp"

#include <algorithm>

#include "stack/blame.hpp"
#include "stack/modules.hpp"

namespace infobip_otp::stack {
namespace {

constexpr Who everybody[] = {Who::with_phone, Who::without_phone, Who::exempt};

class Branches {
  public:
    Branches(const Service& service, Circumstances circumstances, const Surroundings& surroundings)
        : service_(service), circumstances_(std::move(circumstances)), surroundings_(surroundings) {
        circumstances_.who.assign(std::begin(everybody), std::end(everybody));
    }

    std::vector<Finding> run() const {
        std::vector<Finding> findings;
        if (circumstances_.blind) return findings;
        for (const Line& line : service_.stack(Facility::auth)) {
            if (!condition_of(line) ||
                line.control.of(PamResult::success).kind != Action::Kind::jump ||
                lets_in(line, PamResult::success) || !lets_in(line, PamResult::auth_err))
                continue;
            findings.push_back({"pam.condition-refused", Level::warning, service_.name,
                                line.place(),
                                "Whoever is let pass by " + quoted(line) +
                                    " never gets in: the lines that it leads to say no.",
                                "Count the lines that it jumps over, those of included files "
                                "too, and let it end at a line that says yes."});
        }
        return findings;
    }

  private:
    // Whether anybody gets in with everything right where the condition is answered so.
    [[nodiscard]] bool lets_in(const Line& line, PamResult answer) const {
        const Condition question = question_of(line);
        for (const Who who : everybody)
            for (const Home home : {Home::local, Home::elsewhere}) {
                Situation one;
                one.service = circumstances_.service;
                one.who = who;
                one.home = home;
                one.key_accepted = circumstances_.key_accepted;
                one.caller_is_root = circumstances_.caller_is_root;
                one.person = circumstances_.person;
                one.assumed[question.text] = question.of(answer);
                if (try_login(service_, one, surroundings_).gets_in() != Certainty::no) return true;
            }
        return false;
    }

    const Service& service_;
    Circumstances circumstances_;
    const Surroundings& surroundings_;
};

Line permit_line(const Service& service) {
    Line line;
    line.file = service.file;
    line.control_text = "required";
    line.control = read_control("required");
    line.module = "pam_permit.so";
    return line;
}

// Whether `who` gets in with a right password, and all others as before.
bool helps_only(const Service& before, const Service& after, Circumstances circumstances,
                const Surroundings& surroundings, Who who) {
    circumstances.who.assign(std::begin(everybody), std::end(everybody));
    const auto was = try_logins(before, circumstances, surroundings);
    const auto is = try_logins(after, circumstances, surroundings);
    bool helps = false;
    for (std::size_t i = 0; i < is.size(); ++i) {
        const Situation& situation = is[i].situation;
        if (was[i].gets_in() == is[i].gets_in()) continue;
        if (situation.who == Who::with_phone || !situation.password_right) return false;
        helps = helps || situation.who == who;
    }
    return helps;
}

}  // namespace

std::vector<Finding> judge_branches(const Service& service, const Circumstances& circumstances,
                                    const Surroundings& surroundings) {
    return Branches(service, circumstances, surroundings).run();
}

std::string advice_for_ignored(const Service& service, const Circumstances& circumstances,
                               const Surroundings& surroundings, Who who) {
    const Stack& auth = service.stack(Facility::auth);
    const auto helps = [&](Stack stack) {
        Service changed = service;
        changed.stacks[static_cast<std::size_t>(Facility::auth)] = std::move(stack);
        return helps_only(service, changed, circumstances, surroundings, who);
    };
    Stack permitted = auth;
    permitted.push_back(permit_line(service));
    if (helps(permitted)) return "Put \"auth required pam_permit.so\" behind our line.";
    const Line* ours = our_line(auth);
    Stack shorter(auth.begin(), auth.begin() + (ours - auth.data()) + 1);
    shorter.back().control_text = "required";
    shorter.back().control = read_control("required");
    shorter.push_back(permit_line(service));
    if (helps(shorter))
        return "Write required in place of " + ours->control_text +
               ", and \"auth required pam_permit.so\" in place of the lines behind our line.";
    return "Let ignore of our line lead to a line that says yes; no change of a line or two does.";
}

}  // namespace infobip_otp::stack
