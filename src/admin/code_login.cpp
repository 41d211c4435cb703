// SPDX-License-Identifier: MIT
// Code login: from /proc and from what the account has spent.
#include "admin/code_login.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/system_clock.hpp"
#include "base/text.hpp"

namespace infobip_otp::admin {
namespace {

// Field 22 is the start; the state behind the name is field 3.
constexpr std::size_t field_of_parent = 4 - 3;
constexpr std::size_t field_of_start = 22 - 3;

WallTime wall_of_ticks(unsigned long long ticks) {
    const SystemClock clock;
    const auto per_second = static_cast<unsigned long long>(sysconf(_SC_CLK_TCK));
    const auto age = clock.since_boot() - std::chrono::milliseconds(ticks * 1000 / per_second);
    // Whole seconds, as records have them: what began later is never earlier here.
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now() - age);
}

std::optional<ProcessLine> process_line(int pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return read_process_line(text);
}

bool is_pam_host(std::string_view name) {
    constexpr std::string_view hosts[] = {"sshd", "sshd-session", "sudo", "su", "login"};
    return std::find(std::begin(hosts), std::end(hosts), name) != std::end(hosts);
}

}  // namespace

std::vector<std::string> callers() {
    std::vector<std::string> names;
    if (const char* name = std::getenv("SUDO_USER"); name != nullptr && *name != '\0')
        names.emplace_back(name);
    std::uint32_t login = ~0U;
    std::ifstream("/proc/self/loginuid") >> login;
    for (const uid_t uid : {static_cast<uid_t>(login), getuid()})
        if (const passwd* account = getpwuid(uid)) names.emplace_back(account->pw_name);
    return names;
}

std::optional<ProcessLine> read_process_line(std::string_view text) {
    const std::size_t open = text.find('(');
    const std::size_t close = text.rfind(')');
    if (open == text.npos || close == text.npos || close < open) return std::nullopt;
    const auto fields = split_words(text.substr(close + 1));
    if (fields.size() <= field_of_start) return std::nullopt;
    const auto parent = parse_unsigned(fields[field_of_parent]);
    const auto started = parse_unsigned(fields[field_of_start]);
    if (!parent || !started) return std::nullopt;
    return ProcessLine{static_cast<int>(*parent),
                       std::string(text.substr(open + 1, close - open - 1)), *started};
}

std::vector<Ancestor> ancestors() {
    std::vector<Ancestor> all;
    for (int pid = getppid(); pid > 0;) {
        const auto line = process_line(pid);
        if (!line) break;
        all.push_back({line->name, wall_of_ticks(line->started)});
        pid = line->parent;
    }
    return all;
}

bool used_code(const std::vector<Ancestor>& ancestors, WallTime since,
               const std::optional<AccountRecord>& record) {
    if (!record || record->sends.empty() || !record->unanswered.empty()) return false;
    return std::any_of(ancestors.begin(), ancestors.end(), [&](const Ancestor& one) {
        return is_pam_host(one.name) && one.started >= since && record->sends.back() >= one.started;
    });
}

}  // namespace infobip_otp::admin
