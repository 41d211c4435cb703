// SPDX-License-Identifier: MIT
// Setup changes.
#include "admin/setup_changes.hpp"

#include <sysexits.h>
#include <unistd.h>

#include "admin/accounts_state.hpp"
#include "admin/progress.hpp"
#include "admin/signals_wait.hpp"
#include "base/folder.hpp"
#include "infobip_otp/events.hpp"

namespace infobip_otp::admin {
namespace {

int check_files(const SetupChanges& changes, Clock& clock) {
    for (const EditedFile* file : {&changes.settings_file, &changes.key_file}) {
        if (auto folder = Folder::open_or_make(folder_of(file->path())); !folder)
            return fail(EX_IOERR, folder.error().message);
        if (auto same = file->check_unchanged(clock); !same)
            return fail(EX_IOERR, same.error().message);
    }
    return EX_OK;
}

template <class Call>
int make(const char* what, std::string& id, Call call) {
    Made made;
    {
        const Progress progress(what);
        made = call();
    }
    if (made.answer.outcome == Managed::done) {
        id = made.id;
        return EX_OK;
    }
    const ProviderProblem problem = problem_of(made.answer);
    return fail(problem.status, std::string(what) + ": " + problem.sentence +
                                    ". No file was changed; running this again takes over what "
                                    "Infobip has made already");
}

int change_infobip(SetupChanges& changes, const Clock& clock) {
    SetupPlan& plan = changes.plan;
    const ProviderAccount account(changes.settings, changes.manage_key, clock,
                                  [&changes] { changes.key_file.forget(); });
    int status = EX_OK;
    if (plan.makes_application())
        status = make("making the application", plan.application_id, [&] {
            return account.create_application(plan.application_name, plan.rules);
        });
    else if (plan.changes_application())
        status = make("changing the application", plan.application_id,
                      [&] { return account.change_rules(plan.application_id, plan.rules); });
    if (status != EX_OK || !plan.makes_template()) return status;
    return make("making the template", plan.message_id,
                [&] { return account.create_template(plan.application_id, plan.message); });
}

int write_files(SetupChanges& changes, Clock& clock) {
    std::vector<TextChange> lines;
    changes.settings_file.set(planned_text(changes.plan, changes.settings_text, lines));
    const SignalsWait signals_wait;
    // The key first: new settings never meet the key of another account.
    for (const EditedFile* file : {&changes.key_file, &changes.settings_file})
        if (file->is_changed())
            if (auto saved = file->save(clock); !saved)
                return fail(EX_IOERR, saved.error().message);
    SyslogAuditLog log(AuditContext{
        .request = {}, .user = {}, .service = "infobip-otp", .remote_host = {}, .tty = {}});
    log.record(line_of(Event::setup_done, {{"application", changes.plan.application_id},
                                           {"message", changes.plan.message_id},
                                           {"by_uid", std::to_string(getuid())}}));
    return EX_OK;
}

}  // namespace

int make_changes(SetupChanges changes, Clock& clock) {
    if (const int status = check_files(changes, clock); status != EX_OK) return status;
    if (const int status = change_infobip(changes, clock); status != EX_OK) return status;
    changes.manage_key.wipe();
    return write_files(changes, clock);
}

}  // namespace infobip_otp::admin
