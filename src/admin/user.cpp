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

int save(Desk& desk, std::string_view event, std::vector<AuditField> fields) {
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
    std::string note;
};

PersonRow row_of(const UsersFile::Entry& entry, bool show_numbers, AccountDatabase& accounts) {
    PersonRow row;
    row.account = entry.account.empty() ? "-" : shown_name(entry.account);
    row.number = !entry.number  ? "-"
                 : show_numbers ? std::string(entry.number->e164())
                                : entry.number->masked();
    if (!entry.problem.empty())
        row.note = "line " + std::to_string(entry.line) + " cannot be read: " + entry.problem;
    else if (const auto known = accounts.find(entry.account); known && !known->has_value())
        row.note = "no such account";
    else if (entry.proof == Proof::unverified)
        row.note = "not verified";
    return row;
}

int print_rows(const std::vector<UsersFile::Entry>& entries, const Invocation& invocation) {
    SystemAccounts accounts;
    Json list = Json::array();
    if (!invocation.has("--json")) std::printf("%-16s  %-16s  %s\n", "ACCOUNT", "NUMBER", "NOTE");
    for (const UsersFile::Entry& entry : entries) {
        const PersonRow row = row_of(entry, invocation.has("--show-numbers"), accounts);
        if (invocation.has("--json"))
            list.append(Json::object()
                            .set("account", entry.account)
                            .set("number", row.number)
                            .set("verified", Json(entry.proof == Proof::verified))
                            .set("note", row.note));
        else
            std::printf("%-16s  %-16s  %s\n", row.account.c_str(), row.number.c_str(),
                        row.note.c_str());
    }
    if (invocation.has("--json")) print_json(json_report("users").set("users", list));
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
    const int status = save(desk, "user_added",
                            {{"to", number->masked()}, {"verified", unverified ? "no" : "yes"}});
    if (status == EX_OK)
        print_text(desk.shown + " gets codes at " + number->masked() + " now" +
                   (unverified ? "; nobody has proved that this phone is theirs" : "") + ".\n");
    return status;
}

int user_list(const Invocation& invocation) {
    Desk desk;
    if (const int status = open_desk(invocation, desk); status != EX_OK) return status;
    return print_rows(desk.users->entries(), invocation);
}

int user_show(const Invocation& invocation) {
    Desk desk;
    if (const int status = open_desk(invocation, desk); status != EX_OK) return status;
    const auto entries = desk.users->entries_of(desk.account.name);
    if (entries.empty()) return fail(EX_NOUSER, desk.shown + " has no phone");
    return print_rows(entries, invocation);
}

int user_remove(const Invocation& invocation) {
    Desk desk;
    if (const int status = open_desk(invocation, desk); status != EX_OK) return status;
    if (desk.users->entries_of(desk.account.name).empty())
        return fail(EX_NOUSER, desk.shown + " has no phone");
    desk.users->remove(desk.account.name);
    const int status = save(desk, "user_removed", {});
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
