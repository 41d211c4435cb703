// SPDX-License-Identifier: MIT
// The table of hosts that answer every prompt by themselves, and the time that login(1) gives.
#include "stack/judge_host.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "stack/judge_pam.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::stack {
namespace {

constexpr std::uint64_t usual_login_time = 60;  // of login(1), where login.defs says nothing

struct DeafHost {
    std::string_view service;
    const char* program;
};

// They get name and password from a protocol that has no further question, and give the password,
// or nothing, to every prompt. Names as Debian's packages use them.
constexpr DeafHost deaf_hosts[] = {
    {"dovecot", "Dovecot"},
    {"imap", "a mail server (IMAP)"},
    {"pop", "a mail server (POP)"},
    {"pop3", "a mail server (POP3)"},
    {"smtp", "a mail server (SMTP, saslauthd)"},
    {"sieve", "a mail server (ManageSieve, saslauthd)"},
    {"exim", "Exim"},
    {"exim4", "Exim"},
    {"saslauthd", "saslauthd"},
    {"ldap", "an LDAP server (saslauthd)"},
    {"xmpp", "an XMPP server (saslauthd)"},
    {"ejabberd", "ejabberd"},
    {"prosody", "Prosody"},
    {"vsftpd", "vsftpd"},
    {"proftpd", "ProFTPD"},
    {"pure-ftpd", "Pure-FTPd"},
    {"ftp", "an FTP server"},
    {"radiusd", "FreeRADIUS"},
    {"freeradius", "FreeRADIUS"},
    {"openvpn", "OpenVPN"},
    {"squid", "Squid"},
    {"pwauth", "pwauth (Apache)"},
    {"httpd", "Apache"},
    {"apache2", "Apache"},
    {"nginx", "nginx"},
    {"samba", "Samba"},
    {"netatalk", "Netatalk"},
    {"cups", "CUPS"},
    {"postgresql", "PostgreSQL"},
    {"webmin", "Webmin"},
    {"usermin", "Usermin"},
    {"proxmox-ve-auth", "Proxmox VE"},
    {"openmediavault", "openmediavault"},
    {"rstudio", "RStudio Server"},
    {"vmtoolsd", "VMware's guest tools"},
    {"xrdp-sesman", "xrdp"},
};

// "LOGIN_TIMEOUT 60"
std::uint64_t login_time(const std::string& login_defs) {
    std::uint64_t seconds = usual_login_time;
    for (const TextLine& line : joined_lines(login_defs)) {
        const auto words = split_words(line.text);
        if (words.size() < 2 || words[0] != "LOGIN_TIMEOUT") continue;
        if (const auto number = parse_unsigned(words[1])) seconds = *number;
    }
    return seconds;
}

}  // namespace

const char* why_it_cannot_ask(std::string_view service) {
    const auto* const found =
        std::find_if(std::begin(deaf_hosts), std::end(deaf_hosts),
                     [&](const DeafHost& one) { return one.service == service; });
    return found == std::end(deaf_hosts) ? nullptr : found->program;
}

std::vector<Finding> judge_host(const Service& service, std::chrono::seconds login_timeout,
                                const Programs& programs) {
    std::vector<Finding> findings;
    if (!asks_for_code(service)) return findings;
    if (const char* program = why_it_cannot_ask(service.name))
        findings.push_back(
            {"host.cannot-ask", Level::warning, service.name, service.file,
             std::string(program) +
                 " cannot ask a person for a code: each right password sends a message, nobody "
                 "with "
                 "a phone gets in, and the limits that it uses up are those of ssh too.",
             "Give " + (service.file.empty() ? "it" : service.file) +
                 " lines of its own without pam_infobip_otp.so, in the place of @include "
                 "common-auth."});
    const std::uint64_t time = login_time(programs.login_defs);
    const bool is_console = service.name == "login" || service.name == "remote";
    if (is_console && time > 0 && std::chrono::seconds(time) < login_timeout)
        findings.push_back(
            {"login.timeout", Level::warning, service.name, "/etc/login.defs",
             "LOGIN_TIMEOUT " + std::to_string(time) + ": login(1) ends before login_timeout (" +
                 std::to_string(login_timeout.count()) + "s), when the message has been sent.",
             "LOGIN_TIMEOUT " + std::to_string(login_timeout.count() + 10) +
                 ", or a shorter login_timeout in a [service " + service.name + "] block."});
    if (service.name == "polkit-1" && !programs.polkit_has_network)
        findings.push_back({"host.no-network", Level::warning, service.name, service.file,
                            "polkit's helper runs without a network here "
                            "(polkit-agent-helper@.service): no code can be sent, and nobody with "
                            "a phone gets in.",
                            "Give the service lines of its own without ours, in place of "
                            "common-auth."});
    return findings;
}

}  // namespace infobip_otp::stack
