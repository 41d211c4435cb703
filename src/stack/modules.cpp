// SPDX-License-Identifier: MIT
// What modules answer: their manual pages, and what they were seen to do.
#include "stack/modules.hpp"

#include <algorithm>

#include "stack/account_conditions.hpp"

namespace infobip_otp::stack {
namespace {

using R = PamResult;
using Results = std::vector<PamResult>;

struct Question {
    const Line& line;
    Facility facility;
    const Situation& situation;
    const Surroundings& surroundings;
    bool password_was_asked;
};

bool has_argument(const Line& line, std::string_view argument) {
    return std::find(line.arguments.begin(), line.arguments.end(), argument) !=
           line.arguments.end();
}

std::string argument_value(const Line& line, std::string_view name) {
    for (const std::string& argument : line.arguments)
        if (argument.starts_with(name) && argument.size() > name.size() &&
            argument[name.size()] == '=')
            return argument.substr(name.size() + 1);
    return "";
}

template <PamResult... Each>
Answers always(const Question&) {
    return {Role::neutral, {Each...}};
}

// A second factor of somebody else, or another first one: nobody here knows whether it is proved.
Answers factor(const Question&) {
    return {Role::other_factor,
            {R::success, R::auth_err, R::ignore, R::user_unknown, R::authinfo_unavail}};
}

// Nothing left for use_first_pass is no password.
bool password_holds(const Question& asked) {
    if (has_argument(asked.line, "use_first_pass") && !asked.password_was_asked) return false;
    return asked.situation.password_right;
}

Answers local_password(const Question& asked) {
    Answers result{Role::password, {}};
    result.remembers_password = !has_argument(asked.line, "use_first_pass");
    if (asked.situation.home == Home::elsewhere)
        result.results = {R::authinfo_unavail, R::user_unknown};
    else
        result.results = {password_holds(asked) ? R::success : R::auth_err};
    return result;
}

// pam_sss, pam_ldap, pam_krb5, pam_winbind
Answers kept_password(const Question& asked) {
    Answers result{Role::password, {}};
    result.remembers_password = !has_argument(asked.line, "use_first_pass");
    if (asked.situation.home == Home::local)
        result.results = {R::user_unknown, R::authinfo_unavail};
    else
        result.results = {password_holds(asked) ? R::success : R::auth_err};
    return result;
}

Answers code(const Question& asked) {
    const Situation& situation = asked.situation;
    const OtpSettings settings = asked.surroundings.settings_of(situation.service, asked.line);
    Answers result{Role::our_code, {}};
    if (situation.ours) {
        result.results = {situation.ours->result};
        result.sends = situation.ours->messages > 0;
    } else if (!settings.problem.empty()) {
        result.results = {R::service_err};
    } else if (settings.wants_key && !situation.key_accepted) {
        result.results = {settings.stop_code};
    } else if (situation.who == Who::exempt && settings.has_exempt_groups) {
        result.results = {R::ignore};
    } else if (situation.who != Who::with_phone) {
        result.results = {settings.ignores_without_phone ? R::ignore : R::user_unknown};
    } else {
        result.sends = true;
        result.results = {situation.code == Code::right ? R::success : settings.stop_code};
    }
    return result;
}

Answers root_caller(const Question& asked) {
    return {Role::neutral, {asked.situation.caller_is_root ? R::success : R::auth_err}};
}

// Nobody is locked when the login begins.
Answers faillock(const Question& asked) {
    return {Role::neutral, {has_argument(asked.line, "authfail") ? R::ignore : R::success}};
}

Answers nologin(const Question& asked) {
    return {Role::neutral, {has_argument(asked.line, "successok") ? R::success : R::ignore}};
}

Answers condition(const Question& asked) {
    return {Role::neutral, answers_of_if(asked.line.arguments, asked.situation)};
}

Answers list(const Question& asked) {
    return {Role::neutral, answers_of_list(asked.line.arguments, asked.situation)};
}

// Where the files that it reads decide it, for an account that is named.
template <PamResult No>
Answers looked_up(const Question& asked) {
    const std::optional<Person>& person = asked.situation.person;
    const auto holds =
        person ? condition_holds(asked.line.module_name(), asked.line.arguments, *person)
               : std::nullopt;
    if (holds) return {Role::neutral, {*holds ? R::success : No}};
    return {Role::neutral, {R::success, No}};
}

// Without either of its words it stops.
Answers usertype(const Question& asked) {
    if (!has_argument(asked.line, "issystem") && !has_argument(asked.line, "isregular"))
        return {Role::neutral, {R::service_err}};
    return looked_up<R::auth_err>(asked);
}

Answers wheel(const Question& asked) {
    const std::string given = argument_value(asked.line, "group");
    const R in = has_argument(asked.line, "deny")    ? R::perm_denied
                 : has_argument(asked.line, "trust") ? R::success
                                                     : R::ignore;
    const R out = has_argument(asked.line, "deny") ? R::ignore : R::perm_denied;
    if (has_argument(asked.line, "root_only")) return {Role::neutral, {in, out, R::ignore}};
    return {Role::neutral, {in, out}};
}

// pam_debug.so auth=perm_denied
Answers as_told(const Question& asked) {
    const std::string name = asked.facility == Facility::auth ? "auth" : "acct";
    const auto told = read_pam_result(argument_value(asked.line, name));
    return {Role::neutral, {told.value_or(R::success)}};
}

struct Knowledge {
    std::string_view name;
    Answers (*in_auth)(const Question&);
    Answers (*in_account)(const Question&);
};

constexpr auto pass = always<R::success>;
constexpr auto silent = always<R::ignore>;
constexpr auto missing = always<R::module_unknown>;
constexpr auto access = always<R::success, R::perm_denied>;
constexpr auto check = always<R::success, R::auth_err>;

constexpr Knowledge table[] = {
    {our_module, code, missing},
    // passwords
    {"pam_unix", local_password, pass},
    {"pam_sss", kept_password, access},
    {"pam_ldap", kept_password, access},
    {"pam_krb5", kept_password, access},
    {"pam_winbind", kept_password, access},
    // fixed answers
    {"pam_deny", always<R::auth_err>, always<R::acct_expired>},
    {"pam_permit", pass, pass},
    {"pam_debug", as_told, as_told},
    {"pam_rootok", root_caller, root_caller},
    {"pam_warn", silent, silent},
    {"pam_env", silent, silent},
    {"pam_mail", silent, missing},
    {"pam_issue", silent, missing},
    {"pam_keyinit", silent, missing},
    {"pam_group", silent, missing},
    {"pam_faildelay", silent, missing},
    {"pam_motd", missing, missing},
    {"pam_limits", missing, missing},
    {"pam_loginuid", missing, access},
    {"pam_time", missing, access},
    // conditions
    {"pam_nologin", nologin, nologin},
    {"pam_succeed_if", condition, condition},
    {"pam_wheel", wheel, wheel},
    {"pam_faillock", faillock, pass},
    {"pam_access", looked_up<R::perm_denied>, looked_up<R::perm_denied>},
    {"pam_localuser", looked_up<R::perm_denied>, looked_up<R::perm_denied>},
    {"pam_usertype", usertype, usertype},
    {"pam_securetty", check, check},
    {"pam_shells", looked_up<R::auth_err>, looked_up<R::auth_err>},
    {"pam_listfile", list, list},
    {"pam_rhosts", check, missing},
    {"pam_timestamp", check, missing},
    {"pam_cap", always<R::success, R::ignore>, missing},
    {"pam_echo", pass, silent},
    {"pam_exec", always<R::success, R::system_err>, always<R::success, R::system_err>},
    {"pam_gnome_keyring", always<R::success, R::ignore, R::service_err>, missing},
    {"pam_lastlog", access, access},
    // other factors
    {"pam_google_authenticator", factor, missing},
    {"pam_oath", factor, missing},
    {"pam_u2f", factor, pass},
    {"pam_yubico", factor, pass},
    {"pam_duo", factor, pass},
    {"pam_radius_auth", factor, pass},
    {"pam_fprintd", factor, missing},
    {"pam_ssh_agent_auth", factor, missing},
    {"pam_pkcs11", factor, pass},
};

const Knowledge* knowledge(std::string_view name) {
    const auto* const found = std::find_if(std::begin(table), std::end(table),
                                           [&](const Knowledge& one) { return one.name == name; });
    return found == std::end(table) ? nullptr : found;
}

Answers anything() {
    Answers result{Role::unknown, {}};
    for (std::size_t i = 0; i < pam_results; ++i)
        // A module that is not there answers module_unknown, one that waits incomplete.
        if (i != static_cast<std::size_t>(R::module_unknown) &&
            i != static_cast<std::size_t>(R::incomplete))
            result.results.push_back(static_cast<R>(i));
    return result;
}

}  // namespace

Answers answers(const Line& line, Facility facility, const Situation& situation,
                const Surroundings& surroundings, bool password_was_asked) {
    if (line.kind == Line::Kind::must_fail) return {Role::neutral, {R::perm_denied}};
    if (!module_is_there(surroundings.folders, line.module))
        return {Role::neutral, {R::module_unknown}};
    const Knowledge* known = knowledge(line.module_name());
    if (known == nullptr) return anything();
    const Question asked{line, facility, situation, surroundings, password_was_asked};
    switch (facility) {
        case Facility::auth: return known->in_auth(asked);
        case Facility::account: return known->in_account(asked);
        case Facility::session:
        case Facility::password: break;
    }
    if (line.module_name() == our_module) return missing(asked);
    return anything();
}

bool counts_failure(const Line& line) {
    return line.module_name() == "pam_faillock" && has_argument(line, "authfail");
}

PamResult Condition::of(PamResult result) const {
    if (!negated) return result;
    if (result == R::success) return R::auth_err;
    return result == R::auth_err ? R::success : result;
}

std::optional<Condition> condition_of(const Line& line) {
    constexpr std::string_view conditions[] = {
        "pam_succeed_if", "pam_wheel",     "pam_access", "pam_localuser",
        "pam_usertype",   "pam_securetty", "pam_shells", "pam_listfile",
        "pam_time",       "pam_nologin",   "pam_cap",    "pam_rhosts",
    };
    const std::string_view name = line.module_name();
    if (line.kind != Line::Kind::module ||
        std::find(std::begin(conditions), std::end(conditions), name) == std::end(conditions))
        return std::nullopt;
    return question_of(line);
}

Condition question_of(const Line& line) {
    const std::string_view name = line.module_name();
    Condition condition;
    if (name == "pam_succeed_if")
        condition = condition_of_if(line.arguments);
    else
        for (const std::string& argument : line.arguments) condition.text += argument + '\n';
    condition.text.insert(0, std::string(name) + '\n');
    return condition;
}

bool keeps_accounts(std::string_view name) {
    const Knowledge* known = knowledge(name);
    return known != nullptr && known->in_auth == kept_password;
}

}  // namespace infobip_otp::stack
