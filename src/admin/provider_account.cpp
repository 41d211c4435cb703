// SPDX-License-Identifier: MIT
// ProviderAccount.
#include "admin/provider_account.hpp"

#include <netdb.h>
#include <sysexits.h>

#include <algorithm>
#include <memory>

#include "admin/confined_child.hpp"
#include "admin/provider_records.hpp"
#include "base/secret_text.hpp"
#include "base/text.hpp"
#include "http/curl_transport.hpp"
#include "infobip/wire.hpp"

namespace infobip_otp::admin {
namespace {

using std::chrono::milliseconds;

constexpr int most_requests = 3;     // of one call
constexpr milliseconds grace(5000);  // for the resolver and for starting
constexpr std::size_t most_addresses = 4;

// --- In the child.

Result<CurlOptions> connection(const Settings& settings, const Secret& key) {
    CurlOptions options;
    auto base = parse_base_url(settings.base_url);
    if (!base) return Error{"base_url: " + base.error().message};
    options.base = *std::move(base);
    auto ca = find_ca_source(settings.ca_path, settings.ca_file);
    if (!ca) return ca.error();
    options.ca = *std::move(ca);
    options.proxy = settings.proxy;
    options.user_agent = "pam-infobip-otp/" INFOBIP_OTP_VERSION;
    options.connect_timeout = settings.connect_timeout;
    options.request_timeout = settings.request_timeout;
    options.sandbox = true;  // here no outage is looked for: why it failed is said as it is
    if (!key.empty()) options.authorization = join_secret({"App ", key.reveal()});
    return options;
}

template <class T>
bool take(ProviderRecord& record, const ManagementReply<T>& reply) {
    record.outcome = static_cast<std::uint32_t>(reply.outcome);
    record.http_status = static_cast<std::uint32_t>(std::max(reply.http_status, 0));
    put_cut(record.detail, reply.detail);
    return reply.outcome == Managed::done;
}

std::string addresses_of(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return "";
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> all(found, freeaddrinfo);
    std::string text;
    std::size_t count = 0;
    for (const addrinfo* one = found; one != nullptr && count < most_addresses;
         one = one->ai_next, ++count) {
        char address[NI_MAXHOST] = {};
        if (getnameinfo(one->ai_addr, one->ai_addrlen, address, sizeof address, nullptr, 0,
                        NI_NUMERICHOST) == 0)
            text += (text.empty() ? "" : " ") + std::string(address);
    }
    return text;
}

// The application: by its id, else by its name. False: the call failed, or there is none.
bool find_application(Management& account, const Wanted& wanted, ProviderRecord& record) {
    if (!wanted.application_id.empty()) {
        const auto reply = account.application(wanted.application_id);
        if (take(record, reply)) {
            put_application(record, reply.value);
            return true;
        }
        if (reply.outcome != Managed::absent || wanted.application_name.empty()) return false;
    }
    const auto all = account.applications();
    if (!take(record, all)) return false;
    for (const Application& one : all.value)
        if (one.name == wanted.application_name && record.same_name++ == 0)
            put_application(record, one);
    return record.same_name > 0;
}

bool is_like(const MessageTemplate& one, const Wanted& wanted) {
    return !wanted.message.text.empty() && one.text == wanted.message.text &&
           one.pin_type == wanted.message.pin_type && one.pin_length == wanted.message.pin_length &&
           (wanted.message.sender.empty() || one.sender == wanted.message.sender);
}

void survey_account(Management& account, const Wanted& wanted, ProviderRecord& record) {
    if (!find_application(account, wanted, record)) return;
    const auto all = account.templates(text_of(record.application_id));
    if (!take(record, all)) return;
    const auto find = [&](auto fits) {
        return std::find_if(all.value.begin(), all.value.end(), fits);
    };
    auto found = find([&](const MessageTemplate& one) { return one.id == wanted.message_id; });
    if (found == all.value.end())
        found = find([&](const MessageTemplate& one) { return is_like(one, wanted); });
    if (found != all.value.end()) put_template(record, *found);
}

template <class T>
void take_made(ProviderRecord& record, const ManagementReply<T>& reply) {
    if (take(record, reply)) put_cut(record.made_id, reply.value.id);
}

// --- In this process.

ProviderAnswer answer_of(const ProviderRecord& record) {
    ProviderAnswer answer;
    const bool known = record.outcome >= static_cast<std::uint32_t>(Managed::done) &&
                       record.outcome <= static_cast<std::uint32_t>(Managed::local_failure);
    if (known) answer.outcome = static_cast<Managed>(record.outcome);
    answer.http_status = static_cast<int>(std::min(record.http_status, 999U));
    answer.detail = text_of(record.detail);
    return answer;
}

Made made_of(const ProviderRecord& record) {
    Made made{answer_of(record), text_of(record.made_id)};
    // It goes into the settings and into paths.
    if (made.answer.outcome == Managed::done && !is_pin_id(made.id))
        made.answer.outcome = Managed::not_understood;
    return made;
}

}  // namespace

ProviderRecord ProviderAccount::call(bool look_up, const Work& work) const {
    const auto in_child = [&](ProviderRecord& record) {
        forget_();
        record.outcome = static_cast<std::uint32_t>(Managed::local_failure);
        auto options = connection(settings_, key_);
        if (!options) return put_cut(record.detail, options.error().message);
        if (look_up) put_cut(record.addresses, addresses_of(options->base.host));
        const auto transport = make_curl_transport(*std::move(options), clock_);
        if (!transport) return put_cut(record.detail, transport.error().message);
        Management account(Secret(key_.reveal()), **transport);
        work(account, record);
    };
    const milliseconds longest = settings_.request_timeout * most_requests + grace;
    const auto record = run_confined<ProviderRecord>(in_child, longest, clock_);
    if (record) return *record;
    ProviderRecord failed;
    failed.outcome = static_cast<std::uint32_t>(Managed::local_failure);
    put_cut(failed.detail, record.error().message);
    return failed;
}

Survey ProviderAccount::survey(const Wanted& wanted) const {
    const ProviderRecord record = call(true, [&](Management& account, ProviderRecord& to) {
        // Without a key there is nothing to ask for, and Infobip is not asked.
        if (key_.empty())
            to.outcome = static_cast<std::uint32_t>(Managed::done);
        else
            survey_account(account, wanted, to);
    });
    Survey survey;
    survey.answer = answer_of(record);
    survey.addresses = text_of(record.addresses);
    survey.same_name = record.same_name;
    if (is_pin_id(text_of(record.application_id))) survey.application = read_application(record);
    if (is_pin_id(text_of(record.message_id))) survey.message = read_template(record);
    return survey;
}

Made ProviderAccount::create_application(const std::string& name,
                                         const ApplicationRules& rules) const {
    const auto work = [&](Management& account, ProviderRecord& record) {
        take_made(record, account.create(Application{"", name, true, rules}));
    };
    return made_of(call(false, work));
}

Made ProviderAccount::change_rules(const std::string& application_id,
                                   const ApplicationRules& rules) const {
    const auto work = [&](Management& account, ProviderRecord& record) {
        auto now = account.application(application_id);
        if (!take(record, now)) return;
        now.value.rules = rules;
        now.value.enabled = true;
        take_made(record, account.update(now.value));
    };
    return made_of(call(false, work));
}

Made ProviderAccount::create_template(const std::string& application_id,
                                      const MessageTemplate& message) const {
    const auto work = [&](Management& account, ProviderRecord& record) {
        take_made(record, account.create(application_id, message));
    };
    return made_of(call(false, work));
}

ProviderProblem problem_of(const ProviderAnswer& answer) {
    const std::string why = answer.detail.empty() ? "" : ": " + printable(answer.detail, 200);
    switch (answer.outcome) {
        case Managed::done: return {};
        case Managed::absent:
            return {EX_CONFIG, "Infobip has no such application or template" + why +
                                   "; look at the ids and at base_url"};
        case Managed::refused: return {EX_DATAERR, "Infobip does not take that" + why};
        case Managed::credentials:
            return {EX_CONFIG, "Infobip does not take the key" + why +
                                   "; base_url must be the address of the key's account"};
        case Managed::forbidden:
            return {EX_CONFIG,
                    "the key may not manage applications" + why + "; give it the scope 2fa:manage"};
        case Managed::throttled:
            return {EX_TEMPFAIL, "Infobip takes no more requests for now" + why +
                                     "; wait ten minutes and run this again"};
        case Managed::provider_fault:
            return {EX_TEMPFAIL, "Infobip is out of order" + why + "; run this again later"};
        case Managed::not_reached:
            return {EX_UNAVAILABLE, "Infobip cannot be reached" + why +
                                        "; look at base_url, at DNS, firewall and proxy"};
        case Managed::not_trusted:
            return {EX_UNAVAILABLE,
                    "the certificate of the server is not trusted" + why +
                        "; look at base_url, this machine's clock, ca_path and ca_file"};
        case Managed::no_answer:
            return {EX_UNAVAILABLE, "Infobip did not answer in time" + why +
                                        "; run this again: it takes over what was made"};
        case Managed::not_understood:
            return {EX_PROTOCOL,
                    "the answer is none that Infobip gives" + why + "; look at base_url"};
        case Managed::local_failure:
            return {EX_OSERR, "the request could not be made on this machine" + why};
    }
    return {EX_SOFTWARE, "a bug"};
}

}  // namespace infobip_otp::admin
