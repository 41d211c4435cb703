// SPDX-License-Identifier: MIT
// What the stand-ins answer.
#include "stack/stand_in_modules.hpp"

#include <dlfcn.h>

#include <filesystem>

#include "cmocka.hpp"

namespace infobip_otp::testing {
namespace {

using R = stack::PamResult;

constexpr const char* with_account[] = {
    "pam_unix",     "pam_debug", "pam_permit", "pam_deny", "pam_succeed_if", "pam_rootok",
    "pam_faillock", "pam_sss",   "pam_access", "pam_u2f",  "pam_wheel",      "pam_mystery"};

std::string value_of(const Call& call, const std::string& name) {
    for (const std::string& argument : call.arguments)
        if (argument.starts_with(name + "=")) return argument.substr(name.size() + 1);
    return "";
}

// One triple of pam_succeed_if, asked of alice, whose uid is 1000 and whose group "domain users".
R holds(const std::string& what, const std::string& operation, const std::string& value) {
    const auto told = [](bool yes) { return yes ? R::success : R::auth_err; };
    if (what != "user" && what != "uid") return R::service_err;
    const std::string own = what == "user" ? "alice" : "1000";
    if (operation == "=") return told(own == value);
    if (operation == "!=") return told(own != value);
    if (operation == "ingroup") return told(value == "domain users");
    if (operation == "notingroup") return told(value != "domain users");
    if (operation == "in")
        return told((":" + value + ":").find(":" + own + ":") != std::string::npos);
    if (operation != "eq" && operation != ">=") return R::service_err;
    const bool numbers = own == "1000" && (value == "1" || value == "1000");
    if (!numbers) return R::service_err;
    return told(operation == "eq" ? value == own : value == "1" || value == own);
}

R condition(const Call& call) {
    std::vector<std::string> words = call.arguments;
    std::erase(words, "quiet");
    for (std::size_t i = 0; i < words.size(); i += 3) {
        if (i + 2 >= words.size()) return R::service_err;
        const R one = holds(words[i], words[i + 1], words[i + 2]);
        if (one != R::success) return one;
    }
    return R::success;
}

}  // namespace

void install_stand_ins(const std::string& folder) {
    const auto install = [&](const char* library, const std::string& name) {
        const std::string path = folder + "/" + name + ".so";
        std::filesystem::copy_file(library, path);
        assert_non_null(dlopen(path.c_str(), RTLD_NOW));
    };
    for (const char* name : with_account) install(STAND_IN_MODULE, name);
    install(STAND_IN_AUTH_MODULE, "pam_infobip_otp");
}

R StandInAnswers::one_of(const Call& call, std::initializer_list<R> results) {
    std::string key = call.module;
    for (const std::string& argument : call.arguments) key += " " + argument;
    const R fresh = results.begin()[random_() % results.size()];
    // A condition is answered alike wherever it stands.
    return call.module == "pam_access" || call.module == "pam_wheel"
               ? told_.emplace(key, fresh).first->second
               : fresh;
}

R StandInAnswers::answer_of_ours(const Call& call) {
    for (const std::string& argument : call.arguments)
        if (argument != "tries=2") return R::service_err;
    if (settings_.wants_key && !situation_.key_accepted) return settings_.stop_code;
    if (situation_.who == stack::Who::exempt && settings_.has_exempt_groups) return R::ignore;
    if (situation_.who != stack::Who::with_phone)
        return settings_.ignores_without_phone ? R::ignore : R::user_unknown;
    ++messages_;
    return situation_.code == stack::Code::right ? R::success : settings_.stop_code;
}

R StandInAnswers::answer(const Call& call) {
    const bool auth = call.facility == stack::Facility::auth;
    const bool local = situation_.home == stack::Home::local;
    const R password = situation_.password_right ? R::success : R::auth_err;
    const auto outside = [&] { return one_of(call, {R::user_unknown, R::authinfo_unavail}); };
    if (call.module == "pam_infobip_otp") return answer_of_ours(call);
    if (call.module == "pam_unix") return !auth ? R::success : local ? password : outside();
    if (call.module == "pam_sss")
        return !auth ? one_of(call, {R::success, R::perm_denied}) : local ? outside() : password;
    if (call.module == "pam_permit") return R::success;
    if (call.module == "pam_deny") return auth ? R::auth_err : R::acct_expired;
    if (call.module == "pam_debug")
        return stack::read_pam_result(value_of(call, auth ? "auth" : "acct")).value_or(R::success);
    if (call.module == "pam_succeed_if") return condition(call);
    if (call.module == "pam_rootok") return situation_.caller_is_root ? R::success : R::auth_err;
    if (call.module == "pam_faillock") return R::success;
    if (call.module == "pam_access")  // the file of this machine names nobody
        return value_of(call, "accessfile").empty() ? R::success
                                                    : one_of(call, {R::success, R::perm_denied});
    if (call.module == "pam_wheel") return one_of(call, {R::ignore, R::perm_denied});
    if (call.module == "pam_u2f")
        return auth ? one_of(call, {R::success, R::auth_err, R::authinfo_unavail}) : R::success;
    return one_of(call, {R::success, R::cred_err, R::ignore, R::new_authtok_reqd, R::maxtries});
}

}  // namespace infobip_otp::testing
