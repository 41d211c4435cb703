// SPDX-License-Identifier: MIT
// The settings reader over any bytes: it refuses, or what it took prints as something it takes.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "config/options.hpp"
#include "config/settings_file.hpp"

using namespace infobip_otp;

namespace {

void demand(bool truth) {
    if (!truth) std::abort();
}

void check_assignment(const Assignment& assignment) {
    const auto place = find_option(assignment.name);
    if (!place) {
        demand(find_option(nearest_option(assignment.name)).has_value());
        return;
    }
    const Option& option = options()[*place];
    Settings settings;
    const std::string before = option.print(settings);
    if (!option.read(settings, assignment.value)) {
        demand(option.print(settings) == before);
        return;
    }
    const std::string printed = option.print(settings);
    Settings again;
    demand(option.read(again, printed).has_value());
    demand(option.print(again) == printed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    // A copy of its own size: reading behind its end is seen.
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    if (const auto argument = read_assignment(text)) check_assignment(*argument);
    const auto blocks = read_settings_text(text, "F");
    if (!blocks) {
        demand(blocks.error().message.starts_with("F:"));
        return 0;
    }
    for (const SettingsBlock& block : *blocks)
        for (const Assignment& assignment : block.assignments) check_assignment(assignment);
    return 0;
}
