// SPDX-License-Identifier: MIT
// The table of faults.
#include "sandbox/faults.hpp"

#include "base/text.hpp"
#include "sandbox/routes.hpp"

namespace infobip_otp::sandbox {
namespace {

constexpr FaultRow fault_rows[] = {
    {FaultKind::status, "status", "CODE", "500",
     "this status with its error body; nothing is done (3xx: to another host)"},
    {FaultKind::drop, "drop", "", "", "nothing is done, the connection is closed"},
    {FaultKind::not_sent, "not-sent", "", "",
     "send and resend: MESSAGE_NOT_SENT, nothing is delivered"},
    {FaultKind::other_pinid, "other-pinid", "", "", "the answer names another pinId"},
    {FaultKind::no_pinid, "no-pinid", "", "", "the answer names no pinId"},
    {FaultKind::verified_as_text, "verified-as-text", "", "",
     "\"verified\":\"true\", whatever it is"},
    {FaultKind::duplicate_member, "duplicate-member", "", "",
     "a second \"verified\" and \"smsStatus\" before the real one, saying the opposite"},
    {FaultKind::empty, "empty", "", "", "an empty body"},
    {FaultKind::html, "html", "", "", "a page of HTML"},
    {FaultKind::malformed, "malformed", "", "", "a body that is not JSON"},
    {FaultKind::nul, "nul", "", "", "a NUL byte within the JSON"},
    {FaultKind::deep, "deep", "", "", "the JSON within a member nested 10,000 deep"},
    {FaultKind::oversized, "oversized", "BYTES", "1048576", "the JSON with that much more in it"},
    {FaultKind::stall, "stall", "LENGTH", "60s", "done, answered so much later"},
    {FaultKind::close, "close", "", "", "done, the connection is closed before the answer"},
    {FaultKind::truncated, "truncated", "", "", "half of the body, then the connection is closed"},
    {FaultKind::slow, "slow", "LENGTH", "1s", "the body byte by byte, so far apart"},
    {FaultKind::no_content_type, "no-content-type", "", "", "no Content-Type"},
};

constexpr std::uint64_t largest_body = 64 * 1024 * 1024;

const FaultRow* find_row(std::string_view name) {
    for (const FaultRow& each : fault_rows)
        if (each.name == name) return &each;
    return nullptr;
}

Error unknown_fault(std::string_view name) {
    std::string known;
    for (const FaultRow& each : fault_rows) known += " " + std::string(each.name);
    return Error{"no fault is called '" + printable(name, 40) + "'; known are:" + known};
}

Error bad_value(std::string_view name, std::string_view value) {
    return Error{"fault " + std::string(name) + " has no value '" + printable(value, 40) +
                 "'; --help shows what it takes"};
}

// The value of a fault, into the member that its kind uses.
Result<void> take_value(const FaultRow& row, std::string_view value, Fault& fault) {
    if (value.empty()) value = row.fallback;
    if (row.value == "LENGTH") {
        const auto length = parse_length(value);
        if (!length) return bad_value(row.name, value);
        fault.length = *length;
    } else if (!row.value.empty()) {
        const auto number = parse_unsigned(value);
        const bool status = row.kind == FaultKind::status;
        if (!number || (status && (*number < 200 || *number > 599)) || *number > largest_body)
            return bad_value(row.name, value);
        fault.number = *number;
    } else if (!value.empty()) {
        return bad_value(row.name, value);
    }
    return {};
}

Result<void> take_condition(std::string_view name, std::string_view value, Fault& fault) {
    if (name == "nth") {
        fault.nth = parse_unsigned(value).value_or(0);
        if (fault.nth == 0) return bad_value("condition nth", value);
        return {};
    }
    if (name != "route")
        return Error{"a fault has the conditions nth=N and route=ROUTE, not '" +
                     printable(name, 40) + "'"};
    if (!is_route_name(value)) return Error{"no route is called '" + printable(value, 40) + "'"};
    fault.route = value;
    return {};
}

}  // namespace

std::span<const FaultRow> fault_table() {
    return fault_rows;
}

Result<Fault> parse_fault(std::string_view text) {
    Fault fault;
    fault.text = text;
    bool first = true;
    for (const std::string_view part : split_words(text, ",")) {
        const std::size_t sign = part.find('=');
        const std::string_view name = part.substr(0, sign);
        const std::string_view value = sign == std::string_view::npos ? "" : part.substr(sign + 1);
        if (!first) {
            if (auto taken = take_condition(name, value, fault); !taken) return taken.error();
            continue;
        }
        first = false;
        const FaultRow* row = find_row(name);
        if (!row) return unknown_fault(name);
        fault.kind = row->kind;
        if (auto taken = take_value(*row, value, fault); !taken) return taken.error();
    }
    if (first) return unknown_fault("");
    return fault;
}

Result<void> Faults::set(std::string_view text) {
    auto fault = parse_fault(text);
    if (!fault) return fault.error();
    const std::lock_guard lock(mutex_);
    if (faults_.size() >= most) return Error{"100 faults are set; clear them first"};
    faults_.push_back(*std::move(fault));
    return {};
}

void Faults::clear() {
    const std::lock_guard lock(mutex_);
    faults_.clear();
}

std::vector<std::string> Faults::list() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> texts;
    for (const Fault& each : faults_) texts.push_back(each.text);
    return texts;
}

std::optional<Fault> Faults::next(const std::string& route) {
    const std::lock_guard lock(mutex_);
    std::optional<Fault> struck;
    for (auto each = faults_.begin(); each != faults_.end();) {
        const bool fits = each->route.empty() || each->route == route;
        const bool counted = each->nth > 0;
        const bool strikes = fits && (!counted || --each->nth == 0);
        if (strikes && !struck) struck = *each;
        each = strikes && counted ? faults_.erase(each) : each + 1;
    }
    return struck;
}

}  // namespace infobip_otp::sandbox
