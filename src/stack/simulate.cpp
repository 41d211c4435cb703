// SPDX-License-Identifier: MIT
// The walk through a stack.
#include "stack/simulate.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace infobip_otp::stack {
namespace {

enum class Impression { undefined, positive, negative };

struct Mark {
    Impression impression = Impression::undefined;
    PamResult status = PamResult::perm_denied;

    friend auto operator<=>(const Mark&, const Mark&) = default;
};

// Where a walk stands: all that what follows can depend on, and how it came there.
struct Walk {
    std::size_t next = 0;  // the line that comes now
    unsigned level = 0;    // of the line before
    Mark mark;
    std::vector<Mark> on_entry;  // of each level of substacks
    bool password_was_asked = false;
    Outcome outcome;

    [[nodiscard]] auto key() const {
        return std::tuple(next, level, mark, on_entry, password_was_asked, outcome.messages,
                          outcome.code_proved, outcome.factor_proved, outcome.sent_before_factor,
                          outcome.asks_us, outcome.failure_counted, outcome.conditions);
    }
};

class Simulation {
  public:
    Simulation(const Service& service, Facility facility, const Situation& situation,
               const Surroundings& surroundings)
        : stack_(service.stack(facility)),
          facility_(facility),
          situation_(situation),
          surroundings_(surroundings) {
        // One that stands in one line only need not be remembered: that doubles the ways.
        for (const Facility one : {Facility::auth, Facility::account})
            for (const Line& line : service.stack(one))
                if (const auto condition = condition_of(line)) ++lines_with_[condition->text];
    }

    std::vector<Outcome> run(const Outcome* before) {
        Walk first;
        first.on_entry.resize(1);
        if (before != nullptr) first.outcome.conditions = before->conditions;
        first.outcome.factor_proved = situation_.key_accepted;
        open_.push_back(std::move(first));
        while (!open_.empty()) {
            Walk walk = std::move(open_.back());
            open_.pop_back();
            if (!seen_.insert(walk.key()).second) continue;
            if (walk.next >= stack_.size())
                end(std::move(walk));
            else
                step(std::move(walk));
        }
        return std::move(outcomes_);
    }

  private:
    void step(Walk walk) {
        const Line& line = stack_[walk.next];
        if (walk.level < line.level) {
            walk.on_entry.resize(line.level + 1);
            walk.on_entry[line.level] = walk.mark;
        }
        walk.level = line.level;
        if (line.kind == Line::Kind::substack) {
            ++walk.next;
            open_.push_back(std::move(walk));
            return;
        }
        Answers given =
            answers(line, facility_, situation_, surroundings_, walk.password_was_asked);
        const auto condition = condition_of(line);
        const bool remembered = condition && lines_with_.at(condition->text) > 1;
        if (remembered) keep_to(*condition, walk.outcome.conditions, given.results);
        if (!situation_.assumed.empty())
            keep_to(question_of(line), situation_.assumed, given.results);
        // The first answer is looked at first: the last one in.
        for (std::size_t i = given.results.size(); i-- > 0;) {
            Walk one = walk;
            note(one, line, given, given.results[i]);
            if (remembered)
                one.outcome.conditions[condition->text] = condition->of(given.results[i]);
            act(one, line, given.results[i]);
            open_.push_back(std::move(one));
        }
    }

    // What an earlier line has found is not found otherwise here.
    static void keep_to(const Condition& condition, const std::map<std::string, PamResult>& found,
                        std::vector<PamResult>& results) {
        const auto earlier = found.find(condition.text);
        if (earlier == found.end()) return;
        const PamResult same = condition.of(earlier->second);
        if (std::find(results.begin(), results.end(), same) != results.end()) results = {same};
    }

    void note(Walk& walk, const Line& line, const Answers& given, PamResult result) const {
        Outcome& outcome = walk.outcome;
        outcome.steps.push_back({&line, result, given.role, given.results.size() > 1});
        outcome.asks_us = outcome.asks_us || line.module_name() == our_module;
        outcome.failure_counted = outcome.failure_counted || counts_failure(line);
        walk.password_was_asked = walk.password_was_asked || given.remembers_password;
        if (given.sends) {
            ++outcome.messages;
            outcome.sent_before_factor = outcome.sent_before_factor || !outcome.factor_proved;
        }
        if (result != PamResult::success) return;
        if (given.role == Role::our_code)
            outcome.code_proved = true;
        else if (given.role != Role::neutral)
            outcome.factor_proved = true;
    }

    void act(Walk& walk, const Line& line, PamResult result) const {
        const Action& action = line.control.of(result);
        ++walk.next;
        switch (action.kind) {
            case Action::Kind::ignore: break;
            case Action::Kind::reset: walk.mark = walk.on_entry[line.level]; break;
            case Action::Kind::ok: agree(walk.mark, result); break;
            case Action::Kind::done:
                agree(walk.mark, result);
                if (walk.mark.impression == Impression::positive) leave_level(walk, line.level);
                break;
            case Action::Kind::bad: object(walk.mark, result); break;
            case Action::Kind::die:
                object(walk.mark, result);
                leave_level(walk, line.level);
                break;
            case Action::Kind::jump: jump(walk, line.level, action.jump); break;
        }
    }

    static void agree(Mark& mark, PamResult result) {
        if (mark.impression == Impression::undefined ||
            (mark.impression == Impression::positive && mark.status == PamResult::success))
            mark = {Impression::positive, result};
    }

    static void object(Mark& mark, PamResult result) {
        if (mark.impression == Impression::negative) return;
        mark = {Impression::negative,
                result == PamResult::ignore ? PamResult::perm_denied : result};
    }

    // The rest of the substack; at level 0 of everything.
    void leave_level(Walk& walk, unsigned level) const {
        while (walk.next < stack_.size() && stack_[walk.next].level >= level) ++walk.next;
    }

    // A substack counts as one line.
    void jump(Walk& walk, unsigned level, unsigned lines) const {
        while (lines > 0 && walk.next < stack_.size() && stack_[walk.next].level >= level) {
            do {
                ++walk.next;
            } while (walk.next < stack_.size() && stack_[walk.next].level > level);
            --lines;
        }
        if (lines > 0) walk.mark = {Impression::negative, PamResult::perm_denied};
    }

    void end(Walk walk) {
        walk.outcome.status = walk.mark.status;
        if (walk.mark.status == PamResult::success && walk.mark.impression != Impression::positive)
            walk.outcome.status = PamResult::perm_denied;
        outcomes_.push_back(std::move(walk.outcome));
    }

    const Stack& stack_;
    Facility facility_;
    const Situation& situation_;
    const Surroundings& surroundings_;
    std::map<std::string, unsigned> lines_with_;  // how many lines a condition stands in
    std::vector<Walk> open_;
    std::set<decltype(std::declval<Walk>().key())> seen_;
    std::vector<Outcome> outcomes_;
};

}  // namespace

bool Outcome::calls(const Line& line) const {
    return std::any_of(steps.begin(), steps.end(),
                       [&](const Step& step) { return step.line == &line; });
}

std::vector<Outcome> simulate(const Service& service, Facility facility, const Situation& situation,
                              const Surroundings& surroundings, const Outcome* before) {
    return Simulation(service, facility, situation, surroundings).run(before);
}

}  // namespace infobip_otp::stack
