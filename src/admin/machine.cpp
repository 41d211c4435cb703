// SPDX-License-Identifier: MIT
// Reading this machine.
#include "admin/machine.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>

#include <algorithm>

#include "admin/match_connection.hpp"
#include "base/text.hpp"
#include "config/load_settings.hpp"
#include "directory/file_directory.hpp"
#include "directory/system_accounts.hpp"
#include "stack/blame.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::admin {
namespace {

using stack::PamResult;

PamResult stop_code(StopCode code, bool in_sshd) {
    switch (code) {
        case StopCode::maxtries: return PamResult::maxtries;
        case StopCode::abort: return PamResult::abort;
        case StopCode::auth_err: return PamResult::auth_err;
        case StopCode::automatic: break;
    }
    return in_sshd ? PamResult::maxtries : PamResult::abort;
}

stack::OtpSettings otp_settings(const Result<Settings>& settings, bool in_sshd) {
    stack::OtpSettings result;
    if (!settings) {
        result.problem = settings.error().message;
        return result;
    }
    const LoginPolicy& login = settings->login;
    result.ignores_without_phone = login.users_without_phone == WithoutPhone::ignore;
    result.has_exempt_groups = !login.exempt_groups.empty();
    result.wants_key = login.require_first_factor == FirstFactor::publickey;
    result.passes_outages = login.when_unreachable == WhenUnreachable::allow;
    result.stop_code = stop_code(settings->stop_code, in_sshd);
    return result;
}

Result<Settings> settings_of_service(const Invocation& invocation, const stack::Service& service) {
    const stack::Line* ours = stack::our_line(service.stack(stack::Facility::auth));
    return settings_for(invocation, service.name,
                        ours == nullptr ? std::vector<std::string>{} : ours->arguments);
}

std::vector<std::string> module_folders() {
    std::vector<std::string> folders;
    for (const std::string& place : {std::string(INFOBIP_OTP_ARCHITECTURE), std::string()})
        for (const char* root : {"/lib", "/usr/lib"})
            folders.push_back(root + (place.empty() ? "" : "/" + place) + "/security");
    folders.insert(folders.end(), {"/lib64/security", "/usr/lib64/security"});
    return folders;
}

}  // namespace

Result<Settings> settings_for(const Invocation& invocation, const std::string& service,
                              const std::vector<std::string>& arguments) {
    std::vector<std::string> words = arguments;
    const bool names_file = std::any_of(words.begin(), words.end(), [](const std::string& word) {
        return word.starts_with("conf=");
    });
    if (!invocation.conf.empty() && !names_file) words.push_back("conf=" + invocation.conf);
    std::vector<const char*> argv;
    for (const std::string& word : words) argv.push_back(word.c_str());
    return load_settings(service, static_cast<int>(argv.size()), argv.data());
}

stack::Surroundings surroundings_of(const Invocation& invocation, const std::string& sshd_service) {
    stack::Surroundings result;
    result.sshd_service = sshd_service;
    const std::string folder = invocation.value("--pam-dir");
    result.folders.services = folder.empty()
                                  ? std::vector<std::string>{"/etc/pam.d", "/usr/lib/pam.d"}
                                  : std::vector<std::string>{folder};
    result.folders.modules = module_folders();
    result.settings_of = [=](const std::string& service, const stack::Line& line) {
        const bool in_sshd = service.starts_with("sshd") || service == sshd_service;
        return otp_settings(settings_for(invocation, service, line.arguments), in_sshd);
    };
    return result;
}

std::vector<std::string> unknown_groups(const Settings& settings) {
    std::vector<std::string> unknown;
    const auto asked =
        SystemAccounts().membership({"root", 0, 0}, settings.login.exempt_groups, unknown);
    if (!asked) return {};
    return unknown;
}

std::string sentence_of_unknown_group(const std::string& group) {
    return "exempt_groups names \"" + printable(group, 64) +
           "\", and this system has no such group: nobody is exempt by it.";
}

std::chrono::seconds login_timeout_of(const Invocation& invocation, const stack::Service& service) {
    const auto settings = settings_of_service(invocation, service);
    return std::chrono::ceil<std::chrono::seconds>(settings ? settings->login.login_timeout
                                                            : LoginPolicy().login_timeout);
}

Result<stack::Person> find_person(const std::string& name, const std::string& remote_host) {
    const passwd* account = getpwnam(name.c_str());
    if (account == nullptr)
        return Error{"there is no account " + printable(name, 64) + "; see getent passwd"};
    stack::Person person{account->pw_name,  account->pw_uid, account->pw_gid, {},
                         account->pw_shell, remote_host};
    gid_t groups[1024];
    int count = 1024;
    getgrouplist(person.name.c_str(), account->pw_gid, groups, &count);
    for (int i = 0; i < std::min(count, 1024); ++i)
        if (const group* one = getgrgid(groups[i])) person.groups.emplace_back(one->gr_name);
    return person;
}

Result<stack::Who> find_who(const stack::Person& person, const Invocation& invocation,
                            const stack::Service& service) {
    const auto settings = settings_of_service(invocation, service);
    if (!settings) return stack::Who::with_phone;
    std::vector<std::string> unknown;
    auto member = SystemAccounts().membership({person.name, person.uid, person.gid},
                                              settings->login.exempt_groups, unknown);
    if (!member) return member.error();
    if (*member == Membership::member) return stack::Who::exempt;
    auto enrolled = FileDirectory(settings->users_file).find(person.name);
    if (!enrolled) return enrolled.error();
    return enrolled->enrolment == Enrolment::enrolled ? stack::Who::with_phone
                                                      : stack::Who::without_phone;
}

bool runs_as_caller(const std::string& service) {
    // Their program has another name, or another mode on some machines.
    constexpr std::string_view known[] = {"su",   "su-l",   "sudo",   "sudo-i",   "chfn",
                                          "chsh", "passwd", "newgrp", "polkit-1", "doas"};
    if (std::find(std::begin(known), std::end(known), service) != std::end(known)) return true;
    for (const char* folder : {"/usr/bin/", "/usr/sbin/", "/usr/local/bin/", "/usr/local/sbin/"}) {
        struct stat about = {};
        if (stat((folder + service).c_str(), &about) == 0)
            return (about.st_mode & S_ISUID) != 0 && about.st_uid == 0;
    }
    return false;
}

Result<stack::SshdOptions> read_sshd(const Invocation& invocation,
                                     const std::optional<stack::Person>& person) {
    if (const std::string file = invocation.value("--sshd"); !file.empty()) {
        const auto text = stack::read_text_file(file);
        if (!text) return Error{file + " cannot be read"};
        return stack::SshdOptions::read(*text);
    }
    const auto server = SshdServer::ask();
    if (!server) return server.error();
    if (!person) return stack::SshdOptions::read(server->general());
    const auto printed = server->settings_of(connection_of(*person, *server).text());
    if (!printed) return printed.error();
    return stack::SshdOptions::read(*printed);
}

}  // namespace infobip_otp::admin
