// SPDX-License-Identifier: MIT
// The same people before and after a change.
#include "stack/comparison.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "stack/modules.hpp"

namespace infobip_otp::stack {
namespace {

using Assumptions = std::map<std::string, PamResult>;

constexpr std::size_t most_combinations = 100;

const char* name_of_kind(Who who) {
    switch (who) {
        case Who::with_phone: return "people with a phone";
        case Who::without_phone: return "people without a phone";
        case Who::exempt: return "members of exempt_groups";
    }
    return "";
}

std::string person_words(const Situation& is) {
    std::string text = name_of_kind(is.who);
    if (is.home == Home::elsewhere) text += " whose password is kept elsewhere";
    if (is.caller_is_root) text = "root, for " + text;
    text += is.password_right ? ", with the right password" : ", with a wrong password";
    if (is.who == Who::with_phone)
        text += is.code == Code::right ? " and the right code" : " and a wrong code";
    return text;
}

class Comparison {
  public:
    Comparison(const Service& before, const Service& after, const Circumstances& circumstances,
               const Surroundings& surroundings)
        : before_(before),
          after_(after),
          circumstances_(circumstances),
          surroundings_(surroundings) {}

    std::string run() {
        for (const Situation& situation : situations()) {
            const auto combinations = combinations_of(situation);
            if (combinations.size() > most_combinations)
                return "has more conditions than can be tried";
            for (const Assumptions& assumed : combinations) {
                std::string worse = compare_one(situation, combinations, assumed);
                if (!worse.empty()) return worse;
            }
        }
        return "";
    }

  private:
    [[nodiscard]] std::vector<Situation> situations() const {
        std::vector<Situation> all;
        for (const Who who : {Who::with_phone, Who::without_phone, Who::exempt})
            for (const Home home : {Home::local, Home::elsewhere})
                for (const bool root : {false, true})
                    for (const bool password : {true, false})
                        for (const Code code : {Code::right, Code::wrong}) {
                            if (who != Who::with_phone && code == Code::right) continue;
                            Situation one;
                            one.service = circumstances_.service;
                            one.who = who;
                            one.password_right = password;
                            one.code = code;
                            one.home = home;
                            one.key_accepted = circumstances_.key_accepted;
                            one.caller_is_root = root;
                            all.push_back(one);
                        }
        return all;
    }

    // What each open line of the two stacks may answer, one for each action that it leads to.
    [[nodiscard]] std::map<std::string, std::set<PamResult>> open_questions(
        const Situation& situation) const {
        std::map<std::string, std::set<PamResult>> questions;
        for (const Service* service : {&before_, &after_})
            for (const Facility facility : {Facility::auth, Facility::account})
                for (const Line& line : service->stack(facility)) {
                    if (line.kind != Line::Kind::module) continue;
                    const Answers given = answers(line, facility, situation, surroundings_, true);
                    if (given.results.size() < 2) continue;
                    const Condition question = question_of(line);
                    for (const PamResult result : distinct(line, given.results))
                        questions[question.text].insert(question.of(result));
                }
        return questions;
    }

    static std::vector<PamResult> distinct(const Line& line,
                                           const std::vector<PamResult>& results) {
        std::vector<PamResult> kept;
        for (const PamResult result : results)
            if (std::none_of(kept.begin(), kept.end(), [&](PamResult other) {
                    return line.control.of(other) == line.control.of(result) &&
                           (other == PamResult::success) == (result == PamResult::success) &&
                           (other == PamResult::ignore) == (result == PamResult::ignore);
                }))
                kept.push_back(result);
        return kept;
    }

    [[nodiscard]] std::vector<Assumptions> combinations_of(const Situation& situation) const {
        std::vector<Assumptions> all = {{}};
        for (const auto& [text, results] : open_questions(situation)) {
            std::vector<Assumptions> more;
            if (all.size() * results.size() > most_combinations) {
                all.resize(most_combinations + 1);
                return all;
            }
            for (const Assumptions& one : all)
                for (const PamResult result : results) {
                    more.push_back(one);
                    more.back()[text] = result;
                }
            all = std::move(more);
        }
        return all;
    }

    [[nodiscard]] Outcome outcome_of(const Service& service, Situation situation,
                                     const Assumptions& assumed) const {
        situation.assumed = assumed;
        return try_login(service, situation, surroundings_).outcomes.front();
    }

    // Whether a wrong code does as well as the right one, whatever the conditions and the other
    // factors say: that is a fault. Where it depends on them they are exempt.
    [[nodiscard]] bool asks_nobody(Situation situation,
                                   const std::vector<Assumptions>& combinations) const {
        return std::all_of(combinations.begin(), combinations.end(), [&](const Assumptions& one) {
            situation.code = Code::right;
            const bool with_code = outcome_of(before_, situation, one).gets_in();
            situation.code = Code::wrong;
            return !with_code || outcome_of(before_, situation, one).gets_in();
        });
    }

    [[nodiscard]] bool gets_in_as_root_only(Situation situation, const Assumptions& assumed) const {
        if (!situation.caller_is_root) return false;
        situation.caller_is_root = false;
        return !outcome_of(before_, situation, assumed).gets_in();
    }

    [[nodiscard]] std::string compare_one(const Situation& situation,
                                          const std::vector<Assumptions>& combinations,
                                          const Assumptions& assumed) const {
        const Outcome was = outcome_of(before_, situation, assumed);
        const Outcome is = outcome_of(after_, situation, assumed);
        if (is.gets_in() && !was.gets_in()) return "would let in " + person_words(situation);
        // What was missing: the code, for somebody with a phone and a right password alone.
        const bool needed_no_code = situation.who == Who::with_phone && was.gets_in() &&
                                    !was.code_proved && !is.sent_before_factor;
        if (is.messages > std::max(was.messages, needed_no_code ? 1U : 0U))
            return "would send a message more to " + person_words(situation);
        if (!was.gets_in() || is.gets_in()) return "";
        const bool right = situation.password_right &&
                           (situation.who != Who::with_phone || situation.code == Code::right);
        const bool as_root = gets_in_as_root_only(situation, assumed);
        const bool nothing_right = !right && !was.factor_proved && !as_root;
        const bool wrong_code = situation.who == Who::with_phone && situation.code != Code::right &&
                                !as_root && asks_nobody(situation, combinations);
        return nothing_right || wrong_code ? "" : "would lock out " + person_words(situation);
    }

    const Service& before_;
    const Service& after_;
    const Circumstances& circumstances_;
    const Surroundings& surroundings_;
};

}  // namespace

std::string what_gets_worse(const Service& before, const Service& after,
                            const Circumstances& circumstances, const Surroundings& surroundings) {
    return Comparison(before, after, circumstances, surroundings).run();
}

}  // namespace infobip_otp::stack
