// SPDX-License-Identifier: MIT
// One login, read from top to bottom: start here.
#include "infobip_otp/login.hpp"

#include <algorithm>

#include "infobip_otp/causes.hpp"
#include "otp/attempt.hpp"
#include "otp/causes.hpp"
#include "otp/dialogue.hpp"
#include "otp/prompts.hpp"
#include "otp/recovery.hpp"
#include "otp/refusing.hpp"
#include "otp/sending.hpp"

namespace infobip_otp {
namespace {

// Who it is: the account behind the name, however it was spelled.
Step find_account(Attempt& attempt) {
    auto account = attempt.ports.accounts.find(attempt.request.user);
    if (!account) {
        attempt.record_problem(Event::accounts_failed, account.error().message);
        return denied(Cause::accounts);
    }
    if (!account->has_value()) return denied(Cause::unknown_account);
    attempt.account = std::move(**account);
    attempt.ports.audit.set_account(attempt.account.name);
    attempt.note("account", attempt.account.name);
    return std::nullopt;
}

Step exempt_by_group(Attempt& attempt) {
    const auto& groups = attempt.policy.exempt_groups;
    if (groups.empty()) {
        attempt.note("exempt_groups", "off");
        return std::nullopt;
    }
    std::vector<std::string> unknown;
    const auto membership = attempt.ports.accounts.membership(attempt.account, groups, unknown);
    for (const std::string& group : unknown)
        attempt.ports.audit.record(
            line_of(Event::group_unknown, {{"option", "exempt_groups"}, {"group", group}}));
    if (!membership) {
        attempt.record_problem(Event::accounts_failed, membership.error().message);
        return denied(Cause::accounts);
    }
    attempt.note("exempt_groups", *membership == Membership::none ? "no_member" : "member");
    if (*membership == Membership::none) return std::nullopt;
    return Ending{Ruling::exempt, Cause::exempt_group};
}

// Guards "key + code" in sshd against becoming the code alone by one wrong line of sshd_config; and
// for the exempt, against becoming nothing at all.
Step require_first_factor(Attempt& attempt) {
    if (attempt.policy.require_first_factor == FirstFactor::any) {
        attempt.note("first_factor", "any");
        return std::nullopt;
    }
    // One factor a line: "publickey ssh-ed25519 AAAA...", see sshd_config(5) ExposeAuthInfo.
    const std::string& passed = attempt.request.ssh_auth_info;
    const bool with_key =
        attempt.request.in_sshd &&
        (passed.starts_with("publickey ") || passed.find("\npublickey ") != std::string::npos);
    attempt.note("first_factor", with_key ? "publickey" : "missing");
    if (with_key) return std::nullopt;
    return denied(Cause::first_factor_missing);
}

// Before anything can be refused: recovery codes help where the phone does not.
void count_recovery_codes(Attempt& attempt) {
    const auto left = attempt.ports.recovery.count(attempt.account.name);
    if (left)
        attempt.recovery_codes_left = *left;
    else
        attempt.record_problem(Event::recovery_failed, left.error().message);
    attempt.note("recovery_codes", std::to_string(attempt.recovery_codes_left));
}

Step find_phone(Attempt& attempt) {
    auto entry = attempt.ports.directory.find(attempt.account.name);
    if (!entry) {
        attempt.record_problem(Event::users_file_failed, entry.error().message);
        return denied(Cause::users_file);
    }
    switch (entry->enrolment) {
        case Enrolment::enrolled: attempt.phone = std::move(entry->number); break;
        case Enrolment::absent:
            attempt.note("phone", "none");
            if (attempt.policy.users_without_phone == WithoutPhone::ignore)
                return Ending{Ruling::exempt, Cause::no_phone_ignored};
            return denied(Cause::no_phone);
        case Enrolment::malformed: break;
    }
    if (attempt.phone) {
        attempt.note("phone", attempt.phone->masked());
        return std::nullopt;
    }
    attempt.record_problem(Event::users_file_failed, entry->problem);
    return denied(Cause::number_malformed);
}

Step check_country(Attempt& attempt) {
    const auto& countries = attempt.policy.countries;
    const bool allowed =
        countries.empty() ||
        std::any_of(countries.begin(), countries.end(),
                    [&](const std::string& prefix) { return attempt.phone->starts_with(prefix); });
    attempt.note("countries", countries.empty() ? "all" : allowed ? "allowed" : "refused");
    if (allowed) return std::nullopt;
    return denied(Cause::country_refused);
}

// Not before it is known that somebody is to be asked: who is exempt needs no key, and a host that
// is not root cannot read it.
Step make_ready(Attempt& attempt) {
    const auto ready = attempt.ports.pins.make_ready();
    if (ready) return std::nullopt;
    attempt.record_problem(Event::key_file_failed, ready.error().message);
    attempt.note("api_key_file", "unusable");
    return denied(Cause::key_file);
}

// Told at each login until the owner has come: the password alone must not make the news go away.
void tell_of_recovery_use(Attempt& attempt) {
    const auto used = attempt.ports.recovery.unseen_use(attempt.account.name);
    // A file that cannot be read has its line in the log since its codes were counted.
    if (!used || !used->has_value()) return;
    attempt.ports.conversation.tell(prompts::recovery_used(**used, attempt.recovery_codes_left));
    attempt.told_of_recovery_use = true;
}

void mark_recovery_use_seen(Attempt& attempt) {
    if (!attempt.told_of_recovery_use) return;
    const auto marked = attempt.ports.recovery.mark_seen(attempt.account.name);
    if (!marked) attempt.record_problem(Event::recovery_failed, marked.error().message);
}

Step offer_recovery_first(Attempt& attempt) {
    const bool offered = attempt.policy.recovery_first && attempt.recovery_codes_left > 0;
    attempt.note("recovery_first", offered ? "offered" : "no");
    if (!offered) return std::nullopt;
    attempt.ports.conversation.tell(prompts::recovery_first());
    const Step ending = ask_recovery_code(attempt);
    if (!ending) ++attempt.prompts_left;  // Enter was no answer to a prompt for a code
    return ending;
}

Ending log_in(Attempt& attempt) {
    if (auto ending = find_account(attempt)) return *ending;
    if (auto ending = require_first_factor(attempt)) return *ending;
    if (auto ending = exempt_by_group(attempt)) return *ending;
    count_recovery_codes(attempt);
    if (auto ending = find_phone(attempt)) return *ending;
    if (auto ending = check_country(attempt)) return *ending;
    if (auto ending = make_ready(attempt)) return *ending;
    tell_of_recovery_use(attempt);
    if (auto ending = offer_recovery_first(attempt)) return *ending;
    if (auto ending = send_first(attempt)) return *ending;
    return run_dialogue(attempt);
}

// The one end of a login: says why not, and a recovery code may save it yet.
Ending conclude(Attempt& attempt, const Ending& ending) {
    if (ending.ruling == Ruling::denied) return refuse(attempt, ending);
    if (ending.cause == Cause::unreachable_allowed)
        attempt.ports.conversation.tell(prompts::let_in_unreachable());
    return ending;
}

// The one line that every login ends with.
void record_verdict(const Verdict& verdict, const std::optional<PhoneNumber>& phone,
                    std::string_view hint, std::chrono::milliseconds age, AuditLog& audit) {
    AuditEvent line = line_of(Event::verdict);
    line.severity = row_of(verdict.cause).severity;
    if (phone) line.fields.push_back({"to", phone->masked()});
    line.fields.push_back({"verdict", std::string(word(verdict.ruling))});
    line.fields.push_back({"cause", std::string(word(verdict.cause))});
    line.fields.push_back({"ms", std::to_string(age.count())});
    if (!hint.empty()) line.fields.push_back({"hint", std::string(hint)});
    audit.record(line);
}

// sshd's "password" method answers no echo-on prompt: the first one fails right after a send.
std::string_view hint_for(const Attempt& attempt) {
    const bool failed_after_send =
        attempt.first_prompt_unanswered && attempt.first_sent.count() != 0;
    return attempt.request.in_sshd && failed_after_send ? "PasswordAuthentication" : "";
}

}  // namespace

void authenticate(const LoginRequest& request, const LoginPolicy& policy, const LoginPorts& ports,
                  Verdict& verdict) {
    Attempt attempt(request, policy, ports, verdict);
    const Ending ending = conclude(attempt, log_in(attempt));
    if (ending.cause == Cause::code_accepted) mark_recovery_use_seen(attempt);
    verdict.ruling = ending.ruling;
    verdict.cause = ending.cause;

    record_verdict(verdict, attempt.phone, hint_for(attempt), attempt.age(), ports.audit);
}

void refuse_unstarted(const LoginRequest& request, Cause cause, Conversation& conversation,
                      AuditLog& audit, Verdict& verdict) {
    verdict.ruling = Ruling::denied;
    verdict.cause = cause;
    conversation.tell(prompts::with_reference(prompts::refusal(cause, {}), request.reference));
    static_cast<void>(conversation.ask(prompts::close));
    record_verdict(verdict, std::nullopt, "", {}, audit);
}

}  // namespace infobip_otp
