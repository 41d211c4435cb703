// SPDX-License-Identifier: MIT
// Provider check.
#include "admin/provider_check.hpp"

#include <algorithm>
#include <iterator>
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

// What the answer about a PIN that does not exist says of the way to it.
struct AnswerRow {
    PinOutcome outcome;
    const char* id;
    Level level;
    const char* seen;  // without a full stop where the answer's own words may follow
    const char* todo;
};

constexpr const char* all_good =
    "Name, connection, certificate and key are good: Infobip answered about a PIN that does "
    "not exist. Nothing was sent.";
constexpr const char* not_now = "Infobip is reached and cannot answer now";

constexpr AnswerRow answer_rows[] = {
    {PinOutcome::not_reached, "provider", Level::failure, "Infobip cannot be reached",
     "Look at base_url, firewall and proxy."},
    {PinOutcome::not_resolved, "provider", Level::failure,
     "The name of Infobip, or of the proxy, has no address",
     "Look at base_url and proxy, and at this machine's name servers."},
    {PinOutcome::no_answer, "provider", Level::failure, "Infobip does not answer in time",
     "Look at firewall and proxy, and at request_timeout."},
    {PinOutcome::not_trusted, "tls", Level::failure, "The certificate is not trusted",
     "Look at this machine's clock, at ca_path and ca_file, and at who answers in the place of "
     "Infobip."},
    {PinOutcome::credentials, "key", Level::failure, "Infobip does not take the key",
     "Put a valid key into api_key_file; base_url must be its account's."},
    {PinOutcome::forbidden, "key", Level::failure, "The key may not do this",
     "Give it the scope 2fa:pin:send."},
    {PinOutcome::provider_fault, "provider", Level::warning, not_now, "Try again later."},
    {PinOutcome::throttled, "provider", Level::warning, not_now, "Try again later."},
    {PinOutcome::expired, "provider", Level::ok, all_good, ""},
    {PinOutcome::no_more_tries, "provider", Level::ok, all_good, ""},
    {PinOutcome::pin_rejected, "provider", Level::ok, all_good, ""},
    {PinOutcome::wrong_code, "provider", Level::ok, all_good, ""},
};
constexpr AnswerRow any_other_answer{PinOutcome{}, "provider", Level::failure,
                                     "Infobip answered otherwise than it should",
                                     "Look at base_url: is it the account's own address?"};

const AnswerRow& row_for(PinOutcome outcome) {
    const auto* found = std::find_if(std::begin(answer_rows), std::end(answer_rows),
                                     [&](const AnswerRow& row) { return row.outcome == outcome; });
    return found == std::end(answer_rows) ? any_other_answer : *found;
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
    if (reply.outcome == PinOutcome::helper_unusable ||
        reply.outcome == PinOutcome::helper_failed) {
        findings.add("helper", Level::failure, url,
                     "The helper " + settings.helper + " did not do its work" + why + ".",
                     "See what it says; the account _infobip-otp must be there.");
        return std::move(findings.all);
    }
    // It answers nothing before it has given its rights away and has looked that it did.
    findings.add("helper", Level::ok, settings.helper, "It starts and drops its privileges.", "");
    const AnswerRow& row = row_for(reply.outcome);
    if (row.level != Level::ok) {
        findings.add(row.id, row.level, url, row.seen + why + ".", row.todo);
        return std::move(findings.all);
    }
    if (url.starts_with("https:"))
        findings.add("tls", Level::ok, url, "The certificate is trusted, over TLS 1.2 or newer.",
                     "");
    findings.add(row.id, Level::ok, url, row.seen, "");
    return std::move(findings.all);
}

}  // namespace infobip_otp::admin
