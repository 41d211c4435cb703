// SPDX-License-Identifier: MIT
// Options: the table.
#include "config/options.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "config/fields.hpp"

namespace infobip_otp {
namespace {

using namespace fields;
using namespace std::chrono_literals;
using enum Scope;
using enum Presence;

// What the arrays of link/records.hpp hold beside their NUL: what is too long is refused here, with
// file and line, and not at the first login.
constexpr std::size_t longest_id = 255;
constexpr std::size_t longest_sender = 127;
constexpr std::size_t longest_path = 1023;
constexpr std::size_t longest_proxy = 511;

constexpr unsigned most_per_user = 100;  // what a record of limits/ has room for
constexpr unsigned most_per_host = 100'000;

constexpr std::string_view none = "none";
constexpr std::string_view all = "all";
constexpr std::string_view the_templates = "template";

constexpr Choice<bool> yes_no[] = {{"yes", true}, {"no", false}};
constexpr Choice<NumberLookupSetting> lookups[] = {{"unset", NumberLookupSetting::unset},
                                                   {"no", NumberLookupSetting::no},
                                                   {"yes", NumberLookupSetting::yes}};
constexpr Choice<CodeType> code_types[] = {{"numeric", CodeType::numeric},
                                           {"alpha", CodeType::alpha},
                                           {"hex", CodeType::hex},
                                           {"alphanumeric", CodeType::alphanumeric}};
constexpr Choice<WithoutPhone> without_phone[] = {{"deny", WithoutPhone::deny},
                                                  {"ignore", WithoutPhone::ignore}};
constexpr Choice<WhenUnreachable> unreachable[] = {{"deny", WhenUnreachable::deny},
                                                   {"allow", WhenUnreachable::allow}};
constexpr Choice<FirstFactor> first_factors[] = {{"none", FirstFactor::any},
                                                 {"publickey", FirstFactor::publickey}};
constexpr Choice<StopCode> stop_codes[] = {{"auto", StopCode::automatic},
                                           {"maxtries", StopCode::maxtries},
                                           {"abort", StopCode::abort},
                                           {"auth_err", StopCode::auth_err}};

constexpr Option row(std::string_view name, std::string_view standard, Scope scope,
                     std::string_view meaning, Form form, Presence presence = optional) {
    return {name, standard, scope, presence, meaning, form.read, form.print, form.takes_quotes};
}

constexpr Option table[] = {
    row("conf", "/etc/infobip-otp/infobip-otp.conf", argument, "The settings file.",
        text<&Settings::conf, parse_path, longest_path>),

    // Infobip
    row("base_url", "", file, "Where the account's API is: https://XXXXX.api.infobip.com.",
        base_url, required),
    row("application_id", "", everywhere, "Infobip's 2FA application.",
        text<&Settings::application_id, parse_word, longest_id>, required),
    row("message_id", "", everywhere, "Infobip's message template, one of that application.",
        text<&Settings::message_id, parse_word, longest_id>, required),
    row("sender", the_templates, everywhere,
        "Who the message is from; template: what the message template says.",
        text_or<&Settings::sender, parse_text, longest_sender, the_templates>),
    row("number_lookup", "unset", file,
        "Whether Infobip looks the number up before it sends (ncNeeded); unset: not said.",
        choice<&Settings::number_lookup, lookups>),

    // Files
    row("api_key_file", "/etc/infobip-otp/api-key", file, "Holds the API key; root, 0600.",
        text<&Settings::api_key_file, parse_path, longest_path>),
    row("users_file", "/etc/infobip-otp/users", file, "Whose phone it is; root, 0600.",
        text<&Settings::users_file, parse_path, longest_path>),
    row("state_dir", "/var/lib/infobip-otp", file,
        "What each account has spent; 0700, made when missing.",
        text<&Settings::state_dir, parse_path, longest_path>),
    row("helper", INFOBIP_OTP_HELPER, file, "The program that talks to Infobip.",
        text<&Settings::helper, parse_path, longest_path>),

    // The way to Infobip
    row("ca_path", "/etc/ssl/certs", file, "Folder of trusted certificates, with hashed links.",
        text<&Settings::ca_path, parse_path, longest_path>),
    row("ca_file", none, file, "One file of trusted certificates, instead of ca_path.",
        text_or<&Settings::ca_file, parse_path, longest_path, none>),
    row("proxy", none, file,
        "http://HOST:PORT that the requests go through; the environment is never asked.",
        text_or<&Settings::proxy, parse_proxy, longest_proxy, none>),
    row("connect_timeout", "3s", file, "How long connecting may take.",
        length<&Settings::connect_timeout, ms(100ms), ms(9s)>),
    row("request_timeout", "8s", file,
        "How long one exchange with Infobip may take; under 10s, as sudo ignores Ctrl-C meanwhile.",
        length<&Settings::request_timeout, ms(100ms), ms(9s)>),

    // The code
    row("code_length", "6", file, "How many characters a code has, as in the message template.",
        number<&CodeShape::length, 4, 10>),
    row("code_type", "numeric", file, "What a code is made of, as in the message template.",
        choice<&CodeShape::type, code_types>),
    row("code_lifetime", "5m", file, "How long a code is taken, counted from its first message.",
        length<&LoginPolicy::code_lifetime, ms(1s), ms(10min)>),

    // The dialogue
    row("login_timeout", "110s", everywhere, "How long a whole login may take.",
        length<&LoginPolicy::login_timeout, ms(1s), ms(10min)>),
    row("tries", "3", everywhere, "How often a code may be entered in one login.",
        number<&LoginPolicy::tries, 1, 10>),
    row("resends", "2", everywhere, "How many more messages one login may ask for.",
        number<&LoginPolicy::resends, 0, 10>),
    row("resend_wait", "20s", everywhere, "How long until the next message may be asked for.",
        length<&Settings::resend_wait, 0, ms(10min)>),
    row("verify_pause", "3s", file, "How far apart two checks of one login are.",
        length<&LoginPolicy::verify_pause, 0, ms(30s)>),
    row("recovery_first", "no", everywhere,
        "Whether a recovery code is asked for before a message is sent.",
        choice<&LoginPolicy::recovery_first, yes_no>),
    row("recovery_pause", "2s", file, "How far apart two tries of recovery codes are.",
        length<&Settings::recovery_pause, ms(100ms), ms(1min)>),

    // Who is asked, and who gets in without
    row("users_without_phone", "deny", everywhere,
        "An account without a number: deny, or ignore (it is not asked for a code).",
        choice<&LoginPolicy::users_without_phone, without_phone>),
    row("exempt_groups", none, everywhere, "Members of these groups are not asked for a code.",
        list<&LoginPolicy::exempt_groups, parse_names, none>),
    row("when_unreachable", "deny", everywhere,
        "Infobip does not answer: deny, or allow (remote logins get in without a code).",
        choice<&LoginPolicy::when_unreachable, unreachable>),
    row("unreachable_after", "1m", file,
        "How long every exchange with Infobip must have failed until `allow` lets anybody in.",
        length<&LoginPolicy::unreachable_after, ms(10s), ms(1h)>),
    row("require_first_factor", "none", everywhere,
        "publickey: denied unless sshd says that a public key was accepted before.",
        choice<&LoginPolicy::require_first_factor, first_factors>),
    row("countries", all, file, "Country codes that messages may go to: +41 +385.",
        list<&LoginPolicy::countries, parse_countries, all>),

    // Limits
    row("unanswered_per_user", "5/1h 10/1d", file,
        "Messages to one account that no login with the right code followed.",
        windows<&Settings::unanswered_per_user, most_per_user>),
    row("sends_per_user", "20/1h 60/1d", file, "All messages to one account.",
        windows<&Settings::sends_per_user, most_per_user>),
    row("sends_per_host", "off", file, "All messages of this machine.",
        windows<&Settings::sends_per_host, most_per_host>),
    row("failures_per_user", "10/1h", file, "Wrong codes of one account that Infobip has checked.",
        windows<&Settings::failures_per_user, most_per_user, Off::refused>),

    // The host and the log
    row("stop_code", "auto", everywhere,
        "What ends the host's attempts: auto (maxtries in sshd, else abort), maxtries, abort, "
        "auth_err.",
        choice<&Settings::stop_code, stop_codes>),
    row("debug", "no", everywhere, "More lines in the log; never a secret.",
        choice<&Settings::debug, yes_no>),
};

// Levenshtein, one row of the matrix at a time.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> costs(to.size() + 1);
    std::iota(costs.begin(), costs.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        std::size_t diagonal = costs[0];
        costs[0] = i + 1;
        for (std::size_t j = 0; j < to.size(); ++j) {
            const std::size_t changed = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = costs[j + 1];
            costs[j + 1] = std::min({changed, costs[j] + 1, diagonal + 1});
        }
    }
    return costs.back();
}

}  // namespace

std::span<const Option> options() {
    return table;
}

std::optional<std::size_t> find_option(std::string_view name) {
    for (std::size_t i = 0; i < std::size(table); ++i)
        if (table[i].name == name) return i;
    return std::nullopt;
}

std::string_view nearest_option(std::string_view name) {
    const auto nearer = [&](const Option& a, const Option& b) {
        return distance(name, a.name) < distance(name, b.name);
    };
    return std::min_element(std::begin(table), std::end(table), nearer)->name;
}

}  // namespace infobip_otp
