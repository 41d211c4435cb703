// SPDX-License-Identifier: MIT
// AccountsState.
#include "admin/accounts_state.hpp"

#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "admin/printed_text.hpp"
#include "assembly/limit_settings.hpp"
#include "base/file.hpp"
#include "config/load_settings.hpp"
#include "directory/system_accounts.hpp"

namespace infobip_otp::admin {
namespace {

constexpr const char* service = "infobip-otp";

}  // namespace

int fail(int status, const std::string& message) {
    std::fflush(stdout);
    print_text("infobip-otp: " + message + "\n", stderr);
    if (status == EX_USAGE || geteuid() == 0) return status;
    print_text("infobip-otp: this is not root; try it with sudo\n", stderr);
    return EX_NOPERM;
}

int fail_without_account(const std::string& shown) {
    return fail(EX_NOUSER, "there is no account " + shown + "; see getent passwd");
}

std::string first_steps(const std::string& conf) {
    const std::string path = conf.empty() ? Settings().conf : conf;
    std::string text;
    if (!conf.empty() || access(path.c_str(), F_OK) == 0) {  // a file that was typed is to be there
        const auto content = read_trusted(path, Privacy::open, largest_settings_file);
        if (!content) return "";
        text = content->reveal();
    }
    const auto read = read_unfinished_settings(path, text);
    if (!read || !read->settings.base_url.empty()) return "";
    return "infobip-otp setup; or, to see a login first, infobip-otp try --sandbox --user NAME";
}

std::uint32_t last_login_day(const AccountRecord& record) {
    std::uint32_t last = 0;
    for (const DayCount& one : record.days)
        if (one.right > 0) last = std::max(last, one.day);
    return last;
}

std::unique_ptr<AccountsState> AccountsState::open(const Invocation& invocation, int& status) {
    const std::string argument = "conf=" + invocation.conf;
    const char* arguments[] = {argument.c_str()};
    auto settings = load_settings(service, invocation.conf.empty() ? 0 : 1, arguments);
    if (settings) return std::make_unique<AccountsState>(std::move(*settings));
    const std::string steps = first_steps(invocation.conf);
    status = fail(EX_CONFIG,
                  steps.empty() ? settings.error().message : "not set up yet. First: " + steps);
    return nullptr;
}

AccountsState::AccountsState(Settings read)
    : settings(std::move(read)),
      audit(AuditContext{
          .request = {}, .user = {}, .service = service, .remote_host = {}, .tty = {}}),
      limits(settings.state_dir, limit_settings(settings), clock, audit),
      recovery(settings.state_dir, settings.recovery_pause, clock) {}

Result<AccountsState::Name> AccountsState::account(const std::string& typed) {
    auto found = SystemAccounts().find(typed);
    if (!found) return found.error();
    if (!found->has_value()) return Name{typed, false};
    return Name{(*found)->name, true};
}

void AccountsState::record(Event event, const std::string& account,
                           std::vector<AuditField> fields) {
    fields.insert(fields.begin(), {"account", account});
    fields.push_back({"by_uid", std::to_string(getuid())});
    audit.record(line_of(event, std::move(fields)));
}

}  // namespace infobip_otp::admin
