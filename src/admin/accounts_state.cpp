// SPDX-License-Identifier: MIT
// AccountsState.
#include "admin/accounts_state.hpp"

#include <sysexits.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "assembly/limit_settings.hpp"
#include "config/load_settings.hpp"
#include "directory/system_accounts.hpp"

namespace infobip_otp::admin {
namespace {

constexpr const char* service = "infobip-otp";

}  // namespace

int fail(int status, const std::string& message) {
    std::fflush(stdout);
    std::fprintf(stderr, "infobip-otp: %s\n", message.c_str());
    if (status == EX_USAGE || geteuid() == 0) return status;
    std::fprintf(stderr, "infobip-otp: this is not root; try it with sudo\n");
    return EX_NOPERM;
}

std::unique_ptr<AccountsState> AccountsState::open(const Invocation& invocation, int& status) {
    const std::string argument = "conf=" + invocation.conf;
    const char* arguments[] = {argument.c_str()};
    auto settings = load_settings(service, invocation.conf.empty() ? 0 : 1, arguments);
    if (settings) return std::make_unique<AccountsState>(std::move(*settings));
    status = fail(EX_CONFIG, settings.error().message);
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

void AccountsState::record(std::string_view event, const std::string& account,
                           std::vector<AuditField> fields) {
    fields.insert(fields.begin(), {"account", account});
    fields.push_back({"by_uid", std::to_string(getuid())});
    audit.record({event, Severity::notice, std::move(fields)});
}

}  // namespace infobip_otp::admin
