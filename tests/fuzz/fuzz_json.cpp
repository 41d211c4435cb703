// SPDX-License-Identifier: MIT
// JSON over any bytes: refused, or what it prints reads as the same again.
#include <string>

#include "fuzz/demand.hpp"
#include "json/json.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;

namespace {

void walk(const Json& value, int depth) {
    demand(depth <= Json::deepest);
    const auto kind = value.kind();
    demand(value.boolean().has_value() == (kind == Json::Kind::boolean));
    demand(value.integer().has_value() == (kind == Json::Kind::integer));
    demand(value.text().has_value() == (kind == Json::Kind::text));
    for (const std::string& name : value.member_names()) {
        const auto member = value.member(name);
        demand(member.has_value());
        walk(*member, depth + 1);
    }
    for (const Json& element : value.elements()) walk(element, depth + 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const auto value = Json::parse(std::string(as_text(bytes, size)));
    if (!value) {
        demand(is_printable(value.error().message));
        return 0;
    }
    demand(size <= Json::longest);
    walk(*value, 1);
    const std::string printed = value->dump();
    const auto again = Json::parse(printed);
    // An escaped control character may grow beyond the limit; nothing else may be refused.
    demand(again.has_value() || printed.size() > Json::longest);
    if (again) demand(again->dump() == printed);
    return 0;
}
