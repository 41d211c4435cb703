// SPDX-License-Identifier: MIT
// Log lines over any bytes: one line, printable, and its fields are those that were meant.
#include <array>
#include <string>
#include <vector>

#include "audit/audit_line.hpp"
#include "fuzz/demand.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;

namespace {

std::string take_text(std::string_view& input) {
    const std::size_t size = std::min<std::size_t>(take_byte(input) * 2, input.size());
    std::string text(input.substr(0, size));
    input.remove_prefix(size);
    return text;
}

// The names of the fields, as a reader of the log finds them.
std::vector<std::string> names_in(std::string_view line) {
    std::vector<std::string> names;
    while (!line.empty()) {
        const std::size_t equals = line.find('=');
        demand(equals != std::string_view::npos && equals > 0);
        names.emplace_back(line.substr(0, equals));
        line.remove_prefix(equals + 1);
        if (line.starts_with('"')) {
            const std::size_t end = line.find('"', 1);
            demand(end != std::string_view::npos);
            line.remove_prefix(end + 1);
        } else {
            line.remove_prefix(std::min(line.find(' '), line.size()));
        }
        demand(line.empty() || line.front() == ' ');
        if (!line.empty()) line.remove_prefix(1);
    }
    return names;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    std::string_view input = as_text(bytes, size);
    AuditContext context;
    for (std::string* text : {&context.request, &context.user, &context.service,
                              &context.remote_host, &context.tty, &context.account})
        *text = take_text(input);
    const std::string detail = take_text(input);
    const std::string line = audit_line(
        context,
        {"verdict", Severity::info, {{"detail", detail}, {"verdict", std::string(input)}}});
    demand(is_printable(line) && line.starts_with("event=verdict request="));
    std::vector<std::string> meant = {"event", "request", "user", "service"};
    if (!context.remote_host.empty()) meant.emplace_back("rhost");
    if (!context.tty.empty()) meant.emplace_back("tty");
    if (!context.account.empty()) meant.emplace_back("account");
    meant.insert(meant.end(), {"detail", "verdict"});
    demand(names_in(line) == meant);
    return 0;
}
