// SPDX-License-Identifier: MIT
// infobip-otp user: whose phone it is.
#include <sysexits.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "admin/accounts_state.hpp"
#include "admin/commands.hpp"
#include "admin/json_output.hpp"
#include "admin/phone_proof.hpp"
#include "admin/printed_text.hpp"
#include "admin/shown_name.hpp"
#include "admin/time_words.hpp"
#include "admin/users_file.hpp"
#include "admin/yes_or_no.hpp"
#include "directory/system_accounts.hpp"

namespace infobip_otp::admin {
namespace {

// Settings, users file and the account that was typed.
struct Desk {
    std::unique_ptr<AccountsState> state;
    std::optional<UsersFile> users;
    AccountsState::Name account;
    std::string shown;
};

// EX_OK, or what fail() returned.
int open_desk(const Invocation& invocation, Desk& desk) {
    int status = EX_OK;
    desk.state = AccountsState::open(invocation, status);
    if (!desk.state) return status;
    auto users = UsersFile::read(desk.state->settings.users_file);
    if (!users) return fail(EX_NOINPUT, users.error().message);
    desk.users.emplace(std::move(*users));
    if (invocation.arguments.empty()) return EX_OK;
    auto account = desk.state->account(invocation.arguments[0]);
    if (!account) return fail(EX_OSERR, account.error().message);
    desk.account = std::move(*account);
    desk.shown = shown_name(desk.account.name);
    return EX_OK;
}

// "+41 (79) 302-67-27" -> "+41793026727"
std::string without_separators(std::string_view typed) {
    std::string number;
    for (const char c : typed)
        if (std::string_view(" \t-.()/").find(c) == std::string_view::npos) number += c;
    return number;
}

// "+44 (0)7911...": dialled inside the country only, and a digit of another number if it stays.
bool has_trunk_zero(std::string_view typed) {
    std::string dense;
    for (const char c : typed)
        if (c != ' ' && c != '\t') dense += c;
    return dense.find("(0)") != std::string::npos;
}

bool in_countries(const PhoneNumber& number, const std::vector<std::string>& countries) {
    return countries.empty() ||
           std::any_of(countries.begin(), countries.end(),
                       [&](const std::string& prefix) { return number.starts_with(prefix); });
}

// Whether to go on though others have this number.
bool agrees_to_share(const Desk& desk, const PhoneNumber& number, bool yes, Terminal& terminal) {
    std::string others;
    for (const std::string& account : desk.users->accounts_with(number))
        if (account != desk.account.name) others += (others.empty() ? "" : ", ") + account;
    if (others.empty() || yes) return true;
    terminal.tell("This is the number of " + others + " as well.");
    return is_agreed([&] { return terminal.ask("Use it for " + desk.shown + " too? (yes/no) "); });
}

int save(Desk& desk, Event event, std::vector<AuditField> fields) {
    if (auto saved = desk.users->save(desk.state->clock); !saved)
        return fail(EX_IOERR, saved.error().message);
    desk.state->record(event, desk.account.name, std::move(fields));
    return EX_OK;
}

// What is wrong with the account as a name in the file; EX_OK: nothing.
int check_account(const Desk& desk) {
    if (!desk.account.known) return fail_without_account(desk.shown);
    if (desk.users->entries_of(desk.account.name).size() > 1)
        return fail(EX_DATAERR, desk.shown + " has several lines in " +
                                    desk.state->settings.users_file + ": leave one of them");
    return EX_OK;
}

// The one readable line of the account; nullopt: fail() said why, `status` is what to return.
std::optional<UsersFile::Entry> entry_of(const Desk& desk, int& status) {
    auto entries = desk.users->entries_of(desk.account.name);
    if (entries.empty())
        status = fail(EX_NOUSER, desk.shown + " has no phone; infobip-otp user add " + desk.shown);
    else if (entries.size() > 1 || !entries[0].number)
        status = fail(EX_DATAERR,
                      desk.state->settings.users_file + ":" + std::to_string(entries[0].line) +
                          ": " + (entries[0].number ? "one of several lines" : entries[0].problem));
    else
        return std::move(entries[0]);
    return std::nullopt;
}

struct PersonRow {
    std::string account;
    std::string number;
    std::int64_t codes = 0;  // for recovery, unused
    std::string last_login;  // a day, or empty
    std::string note;
};

std::string note_of(const UsersFile::Entry& entry, AccountDatabase& accounts) {
    if (!entry.problem.empty())
        return "line " + std::to_string(entry.line) + " cannot be read: " + entry.problem;
    if (const auto known = accounts.find(entry.account); known && !known->has_value())
        return "no such account";
    return entry.proof == Proof::unverified ? "not verified" : "";
}

PersonRow row_of(const UsersFile::Entry& entry, bool show_numbers, AccountsState& state) {
    SystemAccounts accounts;
    PersonRow row;
    row.account = entry.account.empty() ? "-" : shown_name(entry.account);
    row.number = !entry.number  ? "-"
                 : show_numbers ? std::string(entry.number->e164())
                                : entry.number->masked();
    row.note = note_of(entry, accounts);
    if (entry.account.empty()) return row;
    const auto codes = state.recovery.count(entry.account);
    const auto record = state.limits.look(entry.account);
    if (codes) row.codes = *codes;
    if (record && record->has_value())
        if (const std::uint32_t day = last_login_day(**record); day != 0)
            row.last_login = day_words(day);
    const std::string problem = !codes    ? codes.error().message
                                : !record ? record.error().message
                                          : "";
    if (!problem.empty()) row.note += (row.note.empty() ? "" : "; ") + problem;
    return row;
}

void print_row(const PersonRow& row) {
    const std::string codes = row.account == "-" ? "-" : std::to_string(row.codes);
    std::printf("%-16s  %-16s  %14s  %-10s  %s\n", row.account.c_str(), row.number.c_str(),
                codes.c_str(), row.last_login.empty() ? "-" : row.last_login.c_str(),
                row.note.c_str());
}

Json json_of(const PersonRow& row, const UsersFile::Entry& entry) {
    return Json::object()
        .set("account", entry.account)
        .set("number", row.number)
        .set("verified", Json(entry.proof == Proof::verified))
        .set("recovery_codes", Json(row.codes))
        .set("last_login", row.last_login)
        .set("note", row.note);
}

int print_rows(const std::vector<UsersFile::Entry>& entries, AccountsState& state,
               const Invocation& invocation) {
    const bool json = invocation.has("--json");
    Json list = Json::array();
    if (!json)
        std::printf("%-16s  %-16s  %s  %-10s  %s\n", "ACCOUNT", "NUMBER", "RECOVERY CODES",
                    "LAST LOGIN", "NOTE");
    for (const UsersFile::Entry& entry : entries) {
        const PersonRow row = row_of(entry, invocation.has("--show-numbers"), state);
        if (json)
            list.append(json_of(row, entry));
        else
            print_row(row);
    }
    if (json) print_json(json_report("users").set("users", list));
    return EX_OK;
}

}  // namespace

int user_add(const Invocation& invocation) {
    Desk desk;
    if (const int status = open_desk(invocation, desk); status != EX_OK) return status;
    if (const int status = check_account(desk); status != EX_OK) return status;
    if (has_trunk_zero(invocation.arguments[1]))
        return fail(EX_DATAERR,
                    "the (0) is dialled inside the country only: leave it out, such as "
                    "+44 7911 000000 for +44 (0)7911 000000");
    const auto number = PhoneNumber::parse(without_separators(invocation.arguments[1]));
    if (!number)
        return fail(EX_DATAERR,
                    "that is no international number: write + and 7 to 15 digits, "
                    "beginning with the country's, such as +41793026727");
    if (!in_countries(*number, desk.state->settings.login.countries))
        return fail(EX_DATAERR, "the setting countries does not allow messages to that number");
    Terminal terminal;
    if (!agrees_to_share(desk, *number, invocation.has("--yes"), terminal))
        return fail(EX_DATAERR, "nothing was changed");
    const bool unverified = invocation.has("--unverified");
    if (!unverified) {
        const ProofResult proof = prove_phone(*desk.state, *number, terminal);
        if (proof.status != EX_OK)
            return fail(proof.status, proof.problem + "; nothing was changed");
    }
    desk.users->set(desk.account.name, *number, unverified ? Proof::unverified : Proof::verified);
    const int status = save(desk, Event::user_added,
                            {{"to", number->masked()}, {"verified", unverified ? "no" : "yes"}});
    if (status == EX_OK)
        print_text(desk.shown + " gets codes at " + number->masked() + " now" +
                   (unverified ? "; nobody has proved that this phone is theirs" : "") + ".\n");
    return status;
}

int user_list(const Invocation& invocation) {
    Desk desk;
    if (const int status = open_desk(invocation, desk); status != EX_OK) return status;
    return print_rows(desk.users->entries(), *desk.state, invocation);
}

int user_show(const Invocation& invocation) {
    Desk desk;
    if (const int status = open_desk(invocation, desk); status != EX_OK) return status;
    const auto entries = desk.users->entries_of(desk.account.name);
    if (entries.empty()) return fail(EX_NOUSER, desk.shown + " has no phone");
    return print_rows(entries, *desk.state, invocation);
}

int user_remove(const Invocation& invocation) {
    Desk desk;
    if (const int status = open_desk(invocation, desk); status != EX_OK) return status;
    if (desk.users->entries_of(desk.account.name).empty())
        return fail(EX_NOUSER, desk.shown + " has no phone");
    desk.users->remove(desk.account.name);
    const int status = save(desk, Event::user_removed, {});
    if (status == EX_OK) std::printf("%s has no phone any more.\n", desk.shown.c_str());
    return status;
}

int user_test(const Invocation& invocation) {
    Desk desk;
    if (const int status = open_desk(invocation, desk); status != EX_OK) return status;
    int status = EX_OK;
    const auto entry = entry_of(desk, status);
    if (!entry) return status;
    Terminal terminal;
    const ProofResult proof = prove_phone(*desk.state, *entry->number, terminal);
    if (proof.status != EX_OK) return fail(proof.status, proof.problem);
    std::printf("The code was right: %s can log in with this phone.\n", desk.shown.c_str());
    return EX_OK;
}

}  // namespace infobip_otp::admin
