// SPDX-License-Identifier: MIT
// infobip-otp enable, disable: a code for a service, which takes itself back unless it is kept.
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "admin/accounts_state.hpp"
#include "admin/code_login.hpp"
#include "admin/commands.hpp"
#include "admin/enabling.hpp"
#include "admin/printed_text.hpp"
#include "admin/profile_change.hpp"
#include "admin/signals_wait.hpp"
#include "admin/take_back_later.hpp"
#include "admin/time_words.hpp"
#include "admin/trial.hpp"
#include "base/text.hpp"
#include "stack/service.hpp"

namespace infobip_otp::admin {
namespace {

constexpr std::string_view any_trial = "any";

int show_trial() {
    SystemClock clock;
    const Trial trial(clock);
    const auto pending = trial.pending();
    if (!pending) return fail(EX_IOERR, pending.error().message);
    if (!pending->has_value()) std::puts("Nothing is on trial.");
    if (pending->has_value())
        print_text(in_one_line((*pending)->names) + ": on trial since " +
                   moment_words((*pending)->since) +
                   ". infobip-otp enable --keep keeps the change, infobip-otp disable " +
                   (*pending)->names.front() + " takes it back.\n");
    for (const std::string& kept : trial.edited())
        print_text(printable(kept, 200) +
                   ": written by somebody else during a trial, and not in force. Take over what "
                   "you need, and remove it.\n");
    return EX_OK;
}

int keep_trial(const Invocation& invocation) {
    SystemClock clock;
    const Trial trial(clock);
    const auto lock = trial.lock(Trial::usual_wait);
    if (!lock) return fail(EX_TEMPFAIL, lock.error().message);
    const auto pending = trial.pending();
    if (!pending) return fail(EX_IOERR, pending.error().message);
    if (!pending->has_value()) return fail(EX_NOINPUT, "nothing is on trial");
    int status = EX_OK;
    const auto state = AccountsState::open(invocation, status);
    if (!state) return status;
    bool used = false;
    for (const std::string& name : callers()) {
        const auto record = state->limits.look(name);
        if (!record) return fail(EX_IOERR, record.error().message);
        used = used || used_code(ancestors(), (*pending)->since, *record);
    }
    if (!used)
        return fail(EX_NOPERM,
                    "this login used no code since the change: log in anew, with a code, and type "
                    "it there");
    const SignalsWait until_kept;
    if (auto kept = trial.keep(); !kept) return fail(EX_IOERR, kept.error().message);
    forget_boot();
    log_change("kept", (*pending)->names);
    print_text(in_one_line((*pending)->names) + ": kept. infobip-otp disable " +
               (*pending)->names.front() + " puts the old file back.\n");
    return EX_OK;
}

std::string what_became_of(const Trial::Edited& one) {
    if (one.kept.empty())
        return one.file + " was changed by somebody else meanwhile and asks for no code: it stays";
    return one.file + " was changed by somebody else meanwhile: that text is kept in " + one.kept +
           " and not in force";
}

int take_back_trial(const Trial& trial, const Trial::Pending& pending) {
    const SignalsWait until_back;
    const auto back = trial.take_back(pending);
    if (!back) {
        log_change("not taken back: " + back.error().message, pending.names, Severity::error);
        return fail(EX_IOERR, back.error().message);
    }
    forget_boot();
    log_change("taken back", pending.names);
    bool all_as_before = true;
    for (const Trial::Edited& one : *back) {
        const std::string words = what_became_of(one);
        log_change("taken back; " + words, pending.names, Severity::warning);
        print_text(words + ".\n");
        all_as_before = all_as_before && !one.kept.empty();
    }
    if (all_as_before) print_text(in_one_line(pending.names) + ": as before.\n");
    return EX_OK;
}

// Who holds it changes a file at this moment, or is stopped while it does.
Result<Descriptor> lock_at_last(const Trial& trial) {
    constexpr int rounds = 60;
    auto lock = trial.lock(Trial::usual_wait);
    for (int round = 1; !lock && round < rounds; ++round) {
        SystemClock().sleep(std::chrono::seconds(1));
        lock = trial.lock(Trial::usual_wait);
    }
    return lock;
}

// Of another trial, or one that was kept: nothing to do.
int take_back_by_id(const std::string& id) {
    SystemClock clock;
    const Trial trial(clock);
    const auto lock = lock_at_last(trial);
    if (!lock) return fail(EX_TEMPFAIL, lock.error().message);
    const auto pending = trial.pending();
    if (!pending) return fail(EX_IOERR, pending.error().message);
    if (!pending->has_value() || (id != any_trial && id != (*pending)->id)) return EX_OK;
    return take_back_trial(trial, **pending);
}

bool holds_one_of(const std::vector<std::string>& names, const std::vector<std::string>& others) {
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return std::find(others.begin(), others.end(), name) != others.end();
    });
}

}  // namespace

int enable(const Invocation& invocation) {
    if (geteuid() != 0) return fail(EX_NOPERM, "files of PAM are changed by root only");
    if (invocation.has("--take-back")) return take_back_by_id(invocation.value("--take-back"));
    if (invocation.has("--keep")) return keep_trial(invocation);
    if (invocation.arguments.empty()) return show_trial();
    return start_trial(invocation);
}

int disable(const Invocation& invocation) {
    if (geteuid() != 0) return fail(EX_NOPERM, "files of PAM are changed by root only");
    SystemClock clock;
    const Trial trial(clock);
    const auto lock = trial.lock(Trial::usual_wait);
    if (!lock) return fail(EX_TEMPFAIL, lock.error().message);
    const auto names = trial_names(invocation.arguments[0]);
    const auto pending = trial.pending();
    if (!pending) return fail(EX_IOERR, pending.error().message);
    if (pending->has_value() && holds_one_of((*pending)->names, names))
        return take_back_trial(trial, **pending);
    const SignalsWait until_back;
    const auto back = trial.undo(names);
    if (!back)
        return fail(EX_DATAERR, back.error().message +
                                    (invocation.arguments[0] == all_services
                                         ? ": pam-auth-update --disable infobip-otp"
                                         : ": take the line of " + std::string(stack::our_module) +
                                               ".so out by hand"));
    log_change("taken back", *back);
    print_text(in_one_line(*back) + ": as before.\n");
    return EX_OK;
}

}  // namespace infobip_otp::admin
