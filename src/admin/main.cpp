// SPDX-License-Identifier: MIT
// infobip-otp: the administrator's tool. THE TABLE of its commands; help is made from it.
#include <sysexits.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "admin/accounts_state.hpp"
#include "admin/command_line.hpp"
#include "admin/commands.hpp"
#include "admin/completion.hpp"
#include "admin/help.hpp"
#include "admin/printed_text.hpp"

namespace infobip_otp::admin {
namespace {

constexpr CommandOption doctor_options[] = {
    {"--user", "NAME", "about this account alone, with its groups and sshd's Match blocks"},
    {"--rhost", "ADDRESS", "and about logins from there"},
    {"--accept", "ID", "findings of this id are meant: named, and no part of the exit status"},
    {"--reason", "TEXT", "why, for those who read it later"},
    {"--withdraw", "ID", "accept them no longer"},
    {"--all", "", "also show in full what is accepted"},
    {"--fix", "", "also print the smallest change that mends a service; nothing is written"},
    {"--json", "", "for programs; the form is infobip-otp.schema.json"},
    {"--pam-dir", "DIR", "look into DIR, not into /etc/pam.d and /usr/lib/pam.d"},
    {"--sshd", "FILE", "read what `sshd -T` printed from FILE"},
    {"--sudoers", "FILE", "read FILE, not /etc/sudoers"},
};

constexpr CommandOption enable_options[] = {
    {"--for", "LENGTH", "how long until the old file is put back: 10m"},
    {"--keep", "", "keep what is on trial; from a login that used a code"},
    {"--user", "NAME", "try the phone of this account, not that of who types this"},
    {"--no-code", "", "try no phone"},
    {"--yes", "", "do not ask before the file is written"},
    {"--take-back", "ID", "put the old file back now; the timer types it. any: of any trial"},
};

constexpr CommandOption explain_options[] = {
    {"--user", "NAME", "the account that logs in"},
    {"--service", "SERVICE", "where: sshd, sudo"},
    {"--rhost", "ADDRESS", "from where; without it a person at this machine"},
    {"--reference", "REFERENCE", "what a refused person saw: 7F3A2C"},
    {"--log", "FILE", "look there, not into the journal, auth.log and syslog"},
    {"--all", "", "also show the fields of each line of the log"},
    {"--json", "", "for programs; the form is infobip-otp.schema.json"},
    {"--pam-dir", "DIR", "look into DIR, not into /etc/pam.d and /usr/lib/pam.d"},
    {"--sshd", "FILE", "read what `sshd -T` printed from FILE"},
};

constexpr CommandOption try_options[] = {
    {"--user", "NAME", "the account that logs in"},
    {"--service", "SERVICE", "with all lines of that service; without it our line alone"},
    {"--sandbox", "", "at a sandbox started for it: its codes are shown, Infobip is not asked"},
};

constexpr CommandOption add_options[] = {
    {"--unverified", "", "send nothing; the line is marked with verified=no"},
    {"--yes", "", "do not ask where another account has the number too"},
};

constexpr CommandOption list_options[] = {
    {"--show-numbers", "", "whole numbers, not the last four digits"},
    {"--json", "", "for programs: one object with schema and users"},
};

constexpr CommandOption json_options[] = {
    {"--json", "", "for programs; the form is infobip-otp.schema.json"},
};

constexpr CommandOption setup_options[] = {
    {"--dry-run", "", "show what would be changed, and change nothing"},
    {"--yes", "", "do not ask before the changes are made"},
    {"--base-url", "URL", "the account's own address: https://XXXXX.api.infobip.com"},
    {"--manage-key-file", "FILE", "a key with the scope 2fa:manage, used once; -: a line of stdin"},
    {"--login-key-file", "FILE", "the key of the logins; -: a line of stdin"},
    {"--application-id", "ID", "take over this application"},
    {"--application-name", "NAME", "take over or make the application of this name"},
    {"--message-id", "ID", "take over this template"},
    {"--text", "TEXT", "of a new template; the code stands in the place of {{pin}}"},
    {"--sender", "NAME", "of a new template"},
};

constexpr CommandOption status_options[] = {
    {"--json", "", "for programs; the form is infobip-otp.schema.json"},
    {"--pam-dir", "DIR", "look into DIR, not into /etc/pam.d and /usr/lib/pam.d"},
    {"--sshd", "FILE", "read what `sshd -T` printed from FILE"},
    {"--sudoers", "FILE", "read FILE, not /etc/sudoers"},
};

constexpr CommandOption check_options[] = {
    {"--all", "", "also show the settings that are as they come"},
    {"--manage-key-file", "FILE", "a key with the scope 2fa:manage, used once; -: a line of stdin"},
    {"--json", "", "for programs; the form is infobip-otp.schema.json"},
};

int completion(const Invocation& invocation);

constexpr std::span<const CommandOption> none;

// The headings of the list.
constexpr std::string_view set_up = "Set up:";
constexpr std::string_view people = "People:";
constexpr std::string_view look = "Look:";
constexpr std::string_view refused = "When somebody does not get in:";
constexpr std::string_view shell = "Shell:";

constexpr Command commands[] = {
    {"setup", "", 0, 0, "makes application, template, settings and key file",
     "Asks for the base URL and for an API key with the scope 2fa:manage, which is used for this\n"
     "run and never stored; then for the key of the logins (2fa:pin:send), unless there is one.\n"
     "For a sandbox on this machine the key that it made is enough.\n"
     "Takes over an application and a template that are there, mends limits that are below those\n"
     "of the settings, makes what is missing. Shows all changes first and asks. A proxy or a CA "
     "of\n"
     "your own is set in the settings file before. May be run again at any time.\n",
     setup, setup_options, set_up},
    {"enable", "[SERVICE]", 0, 1, "has a service ask for a code, for a while unless it is kept",
     "Looks at settings and key, shows the change of SERVICE's file of PAM and what doctor says "
     "of\n"
     "the result, has a code sent to your own phone, and writes it. After 10 minutes the old file\n"
     "is put back, whoever has logged out and also after a restart, unless --keep is typed in a "
     "new\n"
     "login that used a code. sudo stands for sudo-i too, su for su-l, common-auth for the files "
     "of\n"
     "pam-auth-update. Without SERVICE: what is on trial.\n"
     "  infobip-otp enable sudo\n"
     "  infobip-otp enable --keep\n",
     enable, enable_options, set_up},
    {"disable", "SERVICE", 1, 1, "puts back the file of PAM that enable changed", "", disable, none,
     set_up},
    {"user add", "ACCOUNT NUMBER", 2, 2, "gives an account a phone, proved by a code sent to it",
     "NUMBER is international, +41793026727; blanks, hyphens, dots, brackets do not count. It is\n"
     "stored only after the code was typed here. Takes the place of an earlier number.\n",
     user_add, add_options, people},
    {"user list", "", 0, 0, "lists the accounts that have a phone",
     "With the recovery codes that are left, and the day of the last right code on record.\n",
     user_list, list_options, people},
    {"user show", "ACCOUNT", 1, 1, "shows the phone of an account", "", user_show, list_options,
     people},
    {"user remove", "ACCOUNT", 1, 1, "takes the phone from an account",
     "Without one it cannot log in, unless users_without_phone says otherwise.\n", user_remove,
     none, people},
    {"user test", "ACCOUNT", 1, 1, "sends a code to the phone of an account and checks it",
     "Each costs a message.\n", user_test, none, people},
    {"recovery new", "ACCOUNT", 1, 1, "makes ten recovery codes and shows them this once",
     "A recovery code takes the place of the code in a message, once. The new set makes the codes\n"
     "of an earlier one void.\n",
     recovery_new, none, people},
    {"recovery count", "ACCOUNT", 1, 1, "says how many recovery codes are unused", "",
     recovery_count, json_options, people},
    {"recovery revoke", "ACCOUNT", 1, 1, "makes all recovery codes of an account void", "",
     recovery_revoke, none, people},
    {"limits show", "ACCOUNT", 1, 1, "shows what an account has spent of its limits",
     "And how long it takes until the next message and the next try of a code.\n", limits_show,
     json_options, people},
    {"limits reset", "ACCOUNT", 1, 1, "forgets what an account has spent of its limits",
     "Also lets an account in again whose record was damaged. The counts of `usage` stay.\n",
     limits_reset, none, people},
    {"status", "", 0, 0, "says how things stand, and what to do next",
     "Whether it is set up, which services ask, how many have a phone, who logged in last, how "
     "many\n"
     "messages went out today, and what is wrong.\n"
     "Nobody is asked and nothing is sent; what is wrong is what `check` and `doctor` say in "
     "full.\n",
     status, status_options, look,
     "0 all well, 1 warnings, 2 failures or not set up, 77 not root."},
    {"usage", "[ACCOUNT]", 0, 1, "lists messages by account and day, and refusals by cause",
     "MESSAGES were sent, or perhaps sent; NOT SENT are those that certainly were not, as\n"
     "Infobip could not be reached or refused them. RIGHT are logins that ended with the right\n"
     "code, WRONG codes that were not. The last 31 days on which the account asked for a code are\n"
     "kept.\n",
     usage, json_options, look},
    {"check", "", 0, 0, "looks at settings, files, helper, and the way to Infobip",
     "Shows what is wrong, then the settings that are not as they come, where they stand, and "
     "what\n"
     "[service] blocks have instead.\n"
     "Starts the helper and has Infobip check a PIN that does not exist: no message is sent.\n"
     "Application and template are compared with the settings where a key is given that may\n"
     "manage them.\n",
     check, check_options, look,
     "0 all well, 1 warnings, 2 failures, 64 wrong usage, 66 no key, 77 not root."},
    {"doctor", "[SERVICE...]", 0, 100, "says who gets in without a code, and who never does",
     "Reads the lines of PAM, sshd's settings and sudo's rules, and tries each kind of login on\n"
     "paper: with a right or wrong password and code, with no phone, exempt. Changes and sends\n"
     "nothing. Without SERVICE: sshd, sudo, sudo-i and every service with a line of ours.\n"
     "What is meant is accepted by its id, for the services that are typed:\n"
     "  infobip-otp doctor sshd --accept ssh.key-alone --reason 'the way back in'\n",
     doctor, doctor_options, look,
     "0 all well or accepted, 1 warnings, 2 failures, 64 wrong usage, 65 nothing to accept,\n"
     "67 no such account."},
    {"explain", "", 0, 0, "says what a login would do, or why one was refused",
     "With --user and --service: the login itself, on paper. Each rule in its order, and what\n"
     "would happen with the right code, wrong ones, a recovery code and without Infobip, between\n"
     "the other lines of PAM. Nothing is sent, counted or logged.\n"
     "  infobip-otp explain --user alice --service sshd --rhost 192.0.2.7\n"
     "With --reference: finds that refusal in the log, and says why and what to do.\n"
     "  infobip-otp explain --reference 7F3A2C\n",
     explain, explain_options, refused},
    {"try", "", 0, 0, "does one real login here, and says how it ended and why",
     "Asks what the lines of PAM ask, sends a message and counts it, as any login does. Nothing "
     "is\n"
     "opened by it: no shell, no session. sshd's own part (keys, methods) is not played; see\n"
     "doctor and explain.\n"
     "  infobip-otp try --user alice --service sudo\n"
     "  infobip-otp try --user alice --sandbox\n",
     try_login, try_options, refused,
     "0 gets in, 64 wrong usage, 67 no such account, 69 Infobip out of reach,\n"
     "75 try later, 77 refused, 78 settings, 130 interrupted."},
    {"completion", "", 0, 0, "prints what bash reads to complete these commands",
     "Installed as share/bash-completion/completions/infobip-otp; elsewhere:\n"
     "eval \"$(infobip-otp completion)\"\n",
     completion, none, shell},
};

int completion(const Invocation&) {
    std::fputs(bash_completion(commands).c_str(), stdout);
    return EX_OK;
}

int run(const std::vector<std::string>& typed) {
    auto line = read_command_line(commands, typed);
    if (!line) return fail(EX_USAGE, line.error().message);
    if (const auto* help = std::get_if<HelpWanted>(&*line)) {
        print_text(help_page(commands, help->words));
        return EX_OK;
    }
    if (const auto* wanted = std::get_if<CommandWanted>(&*line))
        return wanted->command->run(wanted->invocation);
    std::puts("infobip-otp " INFOBIP_OTP_VERSION);
    return EX_OK;
}

}  // namespace
}  // namespace infobip_otp::admin

int main(int argc, char** argv) {
    using namespace infobip_otp::admin;
    // Whoever starts this may have it ignored: then nobody's exit status is kept, and a login that
    // was refused would look like one that got in.
    std::signal(SIGCHLD, SIG_DFL);
    try {
        const int status = run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
        // Codes that went to a full disk were not shown.
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
            return fail(
                EX_IOERR,
                "stdout could not be written and what was to be shown is lost: run it again");
        return status;
    } catch (const std::exception& bug) {
        return fail(EX_SOFTWARE, std::string("a bug, please report it: ") + bug.what());
    }
}
