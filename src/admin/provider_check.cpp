// SPDX-License-Identifier: MIT
// Provider check.
#include "admin/provider_check.hpp"

#include <string>

#include "admin/phone_proof.hpp"
#include "admin/provider_account.hpp"
#include "admin/provider_rules.hpp"
#include "admin/shown_name.hpp"
#include "admin/time_words.hpp"
#include "assembly/services.hpp"
#include "base/text.hpp"
#include "http/base_url.hpp"

namespace infobip_otp::admin {
namespace {

using stack::Finding;
using stack::Level;

constexpr std::chrono::seconds tolerated_skew(60);  // Date has seconds, an answer takes some
class Findings {
  public:
    void add(std::string id, Level level, std::string place, std::string seen, std::string todo) {
        all.push_back(
            {std::move(id), level, "", std::move(place), std::move(seen), std::move(todo)});
    }
    std::vector<Finding> all;
};

std::string words(const Misfit& misfit) {
    return misfit.member + " is " + shown_name(misfit.now) + ", and should be " + misfit.wanted +
           " (" + misfit.why + ")";
}

void judge_name(Findings& to, const Settings& settings, const Survey& survey) {
    const auto base = parse_base_url(settings.base_url);
    // Through a proxy it is the proxy's business; and a child that did not work did not look.
    if (!base || !settings.proxy.empty() || survey.answer.outcome == Managed::local_failure) return;
    if (survey.addresses.empty())
        return to.add("dns", Level::failure, base->host, "This name has no address here.",
                      "Look at base_url and at this machine's name servers.");
    to.add("dns", Level::ok, base->host, "It is " + survey.addresses + ".", "");
}

void judge_application(Findings& to, const Settings& settings, const Survey& survey) {
    const std::string& id = settings.application_id;
    if (!survey.application)
        return to.add("application", Level::failure, id,
                      "Infobip has no such application in this account.",
                      "infobip-otp setup, or mend application_id.");
    if (!survey.application->enabled)
        to.add("application", Level::failure, id, "The application is disabled.",
               "Enable it: infobip-otp setup does.");
    const auto wrong = misfits(survey.application->rules, settings);
    for (const Misfit& misfit : wrong)
        to.add("application-rules", Level::warning, id, words(misfit) + ".",
               "infobip-otp setup shows and makes the change.");
    if (wrong.empty() && survey.application->enabled)
        to.add("application", Level::ok, id,
               "It is there, and its limits lie above those of the settings.", "");
}

void judge_template(Findings& to, const Settings& settings, const Survey& survey) {
    const std::string& id = settings.message_id;
    if (!survey.message)
        return to.add("template", Level::failure, id, "The application has no such template.",
                      "infobip-otp setup, or mend message_id.");
    const auto wrong = misfits(*survey.message, settings.login.code);
    for (const Misfit& misfit : wrong)
        to.add("template", Level::failure, id, words(misfit) + ".",
               "infobip-otp setup, or mend the template or the settings: right codes are refused.");
    if (wrong.empty())
        to.add("template", Level::ok, id,
               "It holds {{pin}}, and makes " + describe(settings.login.code) + ".", "");
}

void judge_account(Findings& to, const Settings& settings, const Survey& survey) {
    const Managed outcome = survey.answer.outcome;
    if (outcome != Managed::done && outcome != Managed::absent)
        return to.add("manage-key", Level::failure, settings.base_url,
                      problem_of(survey.answer).sentence + ".",
                      "Application and template were not looked at.");
    judge_application(to, settings, survey);
    if (survey.application) judge_template(to, settings, survey);
}

}  // namespace

std::vector<Finding> check_account(const Settings& settings, const Secret& manage_key,
                                   const Clock& clock) {
    Findings findings;
    const ProviderAccount account(settings, manage_key, clock);
    const Survey survey =
        account.survey({settings.application_id, "", settings.message_id, MessageTemplate()});
    judge_name(findings, settings, survey);
    if (!manage_key.empty()) {
        judge_account(findings, settings, survey);
    } else {
        const char* why = "Not checked: that takes a key with the scope 2fa:manage.";
        const char* how = "infobip-otp check --manage-key-file FILE";
        findings.add("application", Level::skipped, settings.application_id, why, how);
        findings.add("template", Level::skipped, settings.message_id, why, how);
    }
    return std::move(findings.all);
}

PinReply ask_about_no_pin(const Settings& settings, Secret key, Clock& clock, AuditLog& audit) {
    Terminal terminal;
    Services services(
        settings, [&key]() -> Result<Secret> { return std::move(key); }, clock, audit);
    PinService& pins = services.ports(terminal).pins;
    static_cast<void>(pins.make_ready());  // it is there
    return pins.verify(Secret("0123456789ABCDEF0123456789ABCDEF"),
                       Secret(std::string(settings.login.code.length, '0')));
}

std::vector<Finding> check_clock(const PinReply& reply, WallTime answered_at) {
    Findings findings;
    if (!reply.date) return {};
    const auto skew = answered_at - *reply.date;
    const std::chrono::seconds size = skew.count() < 0 ? -skew : skew;
    if (size <= tolerated_skew)
        findings.add("clock", Level::ok, "", "It agrees with Infobip's within a minute.", "");
    else
        findings.add("clock", Level::warning, "",
                     "This machine's clock is " + wait_words(size) +
                         (skew.count() > 0 ? " ahead of" : " behind") + " Infobip's.",
                     "Set it (timedatectl): limits count by it, certificates are judged by it.");
    return std::move(findings.all);
}

std::vector<Finding> findings_of(const PinReply& reply, const Settings& settings) {
    Findings findings;
    const std::string why = reply.detail.empty() ? "" : " (" + printable(reply.detail, 200) + ")";
    const std::string& url = settings.base_url;
    const auto failure = [&](const char* id, const std::string& seen, const char* todo) {
        findings.add(id, Level::failure, url, seen + why + ".", todo);
        return std::move(findings.all);
    };
    if (reply.outcome == PinOutcome::helper_unusable || reply.outcome == PinOutcome::helper_failed)
        return failure("helper", "The helper " + settings.helper + " did not do its work",
                       "See what it says; the account _infobip-otp must be there.");
    // It answers nothing before it has given its rights away and has looked that it did.
    findings.add("helper", Level::ok, settings.helper, "It starts and gives its rights away.", "");
    switch (reply.outcome) {
        case PinOutcome::not_reached:
            return failure("provider", "Infobip cannot be reached",
                           "Look at base_url, firewall and proxy.");
        case PinOutcome::not_resolved:
            return failure("provider", "The name of Infobip, or of the proxy, has no address",
                           "Look at base_url and proxy, and at this machine's name servers.");
        case PinOutcome::no_answer:
            return failure("provider", "Infobip does not answer in time",
                           "Look at firewall and proxy, and at request_timeout.");
        case PinOutcome::not_trusted:
            return failure("tls", "The certificate is not trusted",
                           "Look at this machine's clock, at ca_path and ca_file, and at who "
                           "answers in the place of Infobip.");
        case PinOutcome::credentials:
            return failure("key", "Infobip does not take the key",
                           "Put a valid key into api_key_file; base_url must be its account's.");
        case PinOutcome::forbidden:
            return failure("key", "The key may not do this", "Give it the scope 2fa:pin:send.");
        case PinOutcome::provider_fault:
        case PinOutcome::throttled:
            findings.add("provider", Level::warning, url,
                         "Infobip is reached and cannot answer now" + why + ".",
                         "Try again later.");
            return std::move(findings.all);
        case PinOutcome::expired:
        case PinOutcome::no_more_tries:
        case PinOutcome::pin_rejected:
        case PinOutcome::wrong_code:
            if (url.starts_with("https:"))
                findings.add("tls", Level::ok, url,
                             "The certificate is trusted, over TLS 1.2 or newer.", "");
            findings.add("provider", Level::ok, url,
                         "Name, connection, certificate and key are good: Infobip answered about "
                         "a PIN that there is not. Nothing was sent.",
                         "");
            return std::move(findings.all);
        case PinOutcome::helper_unusable:
        case PinOutcome::helper_failed:
        case PinOutcome::sent:
        case PinOutcome::verified:
        case PinOutcome::not_sent:
        case PinOutcome::request_refused:
        case PinOutcome::provider_rejected:
        case PinOutcome::not_understood: break;
    }
    return failure("provider", "Infobip answered otherwise than it should",
                   "Look at base_url: is it the account's own address?");
}

}  // namespace infobip_otp::admin
