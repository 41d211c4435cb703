// SPDX-License-Identifier: MIT
// The login, rehearsed, between the lines of its PAM stack.
#include "admin/explanation.hpp"

#include <algorithm>
#include <set>

#include "admin/machine.hpp"
#include "admin/outage_words.hpp"
#include "admin/read_sudo_defaults.hpp"
#include "assembly/pam_verdict.hpp"
#include "base/peer_address.hpp"
#include "base/system_clock.hpp"
#include "stack/blame.hpp"
#include "stack/judge_host.hpp"

namespace infobip_otp::admin {
namespace {

using namespace stack;

class Explainer {
  public:
    Explainer(const Invocation& invocation, const std::string& user, const std::string& service)
        : invocation_(invocation), surroundings_(surroundings_of(invocation)), host_(service) {
        result_.user = user;
        result_.service = service;
        result_.remote_host = invocation.value("--rhost");
        if (host_ == "sudo" || host_ == "sudo-i") ask_sudo();
        if (auto person = find_person(result_.user, result_.remote_host))
            person_ = std::move(*person);
    }

    Result<Explanation> run() {
        if (in_sshd())
            ask_sshd();
        else
            service_ = read_service(surroundings_.folders, result_.service);
        result_.file = service_.file;
        result_.lines = service_.stack(Facility::auth);
        if (const char* program = why_it_cannot_ask(host_)) {
            result_.can_ask = false;
            result_.note = std::string(program) +
                           " cannot ask a person for a code: it answers every prompt by itself.";
        }
        if (const Line* ours = our_line(service_.stack(Facility::auth))) {
            result_.our_place = ours->place();
            if (auto done = take_courses(*ours); !done) return done.error();
        } else {
            take("password_only", std::nullopt, true);
        }
        take("wrong_password", std::nullopt, false);
        return std::move(result_);
    }

  private:
    [[nodiscard]] bool in_sshd() const { return host_.starts_with("sshd"); }

    // Another PAM service and another account may be in force.
    void ask_sudo() {
        const auto defaults = read_sudo_defaults("/etc/sudoers", result_.user);
        if (!defaults) {
            result_.note = "sudo's Defaults are not known: " + defaults.error().message;
            return;
        }
        const SudoInForce in_force = sudo_in_force(*defaults, result_.user, host_ == "sudo-i");
        if (!in_force.because.empty())
            result_.note = "sudo asks PAM about " + in_force.account + " at the service " +
                           in_force.service + ": " + in_force.because + " in /etc/sudoers.";
        result_.user = in_force.account;
        result_.service = in_force.service;
    }

    void ask_sshd() {
        service_ = read_service(surroundings_.folders, result_.service);
        const auto options = read_sshd(invocation_, person_);
        if (!options) {
            result_.sshd_problem = options.error().message;
            return;
        }
        const std::string named = options->value("pamservicename");
        if (!named.empty() && named != result_.service) {
            result_.note = "PAMServiceName " + named + ": sshd asks this service of PAM.";
            result_.service = named;
            surroundings_ = surroundings_of(invocation_, named);
            service_ = read_service(surroundings_.folders, named);
        }
        const Circumstances circumstances{result_.service, false, false, true, person_, {}};
        result_.ways = try_ssh_ways(*options, service_, circumstances, surroundings_);
        result_.key_accepted = key_before_questions(result_.ways);
    }

    // As src/pam/module.cpp: settings, the login.
    Result<void> take_courses(const Line& ours) {
        const auto settings = settings_for(invocation_, result_.service, ours.arguments);
        if (!settings) return refuse("settings", Cause::settings, settings.error());
        result_.settings = settings->conf;
        const SystemClock clock;
        result_.outage = outage_words(OutageRecord(settings->state_dir, clock).look(), *settings);
        // No code is ever typed: the password stands in the place of one.
        if (!result_.can_ask) {
            take_course("password_only", *settings, Course::wrong_codes);
            if (problem_) return *problem_;
            return {};
        }
        const bool asked = take_course("right_code", *settings, Course::right_code);
        if (asked) take_course("wrong_codes", *settings, Course::wrong_codes);
        if (!problem_ && has_recovery_codes())
            take_course("recovery_code", *settings, Course::recovery_code);
        if (asked) take_course("unreachable", *settings, Course::unreachable);
        if (problem_) return *problem_;
        return {};
    }

    Result<void> refuse(const std::string& rule, Cause cause, const Error& error) {
        Rehearsed refused;
        refused.verdict.cause = cause;
        refused.rules = {{rule, "unusable"}};
        refused.problem = error.message;
        refused.pam_code = pam_code({refused.verdict, StopCode::automatic, in_sshd()});
        take("right_code", std::move(refused), true);
        return {};
    }

    // Whether a message was sent on the way.
    bool take_course(const char* name, const Settings& settings, Course course) {
        LoginRequest request;
        request.user = result_.user;
        request.from_another_machine = is_another_machine(result_.remote_host);
        request.in_sshd = in_sshd();
        if (result_.key_accepted) request.ssh_auth_info = "publickey key\n";
        auto rehearsed = rehearse(settings, request, course);
        if (!rehearsed) {
            problem_ = rehearsed.error();
            return false;
        }
        const bool sent = rehearsed->messages > 0;
        take(name, std::move(*rehearsed), true);
        return sent;
    }

    [[nodiscard]] bool has_recovery_codes() const {
        const auto& rules = result_.rules();
        return std::any_of(rules.begin(), rules.end(), [](const Rule& rule) {
            return rule.name == "recovery_codes" && rule.found != "0";
        });
    }

    void take(const char* name, std::optional<Rehearsed> by_us, bool password_right) {
        Situation situation;
        situation.service = result_.service;
        situation.password_right = password_right;
        situation.code = Code::wrong;
        situation.key_accepted = result_.key_accepted;
        situation.caller_is_root = !runs_as_caller(host_);
        situation.person = person_;
        if (const Rehearsed* ours = by_us ? &*by_us : first_by_us())
            situation.ours = OurAnswer{static_cast<PamResult>(ours->pam_code), ours->messages};
        const Login login = try_login(service_, situation, surroundings_);
        CourseTaken taken{name, std::move(by_us), {}, login.gets_in(), {}};
        std::set<std::string> results;
        std::set<unsigned> messages;
        for (const Outcome& outcome : login.outcomes) {
            results.emplace(word(outcome.status));
            messages.insert(outcome.messages);
        }
        taken.results.assign(results.begin(), results.end());
        taken.messages.assign(messages.begin(), messages.end());
        result_.courses.push_back(std::move(taken));
    }

    [[nodiscard]] const Rehearsed* first_by_us() const {
        if (result_.courses.empty() || !result_.courses.front().by_us) return nullptr;
        return &*result_.courses.front().by_us;
    }

    const Invocation& invocation_;
    Surroundings surroundings_;
    std::string host_;  // "sudo", whatever PAM service it asks
    Service service_;
    std::optional<Person> person_;
    std::optional<Error> problem_;
    Explanation result_;
};

}  // namespace

const std::vector<Rule>& Explanation::rules() const {
    static const std::vector<Rule> none;
    if (courses.empty() || !courses.front().by_us) return none;
    return courses.front().by_us->rules;
}

Result<Explanation> explain_login(const Invocation& invocation, const std::string& user,
                                  const std::string& service) {
    return Explainer(invocation, user, service).run();
}

}  // namespace infobip_otp::admin
