// SPDX-License-Identifier: MIT
// Provider rules: what an application and a template have to be for the settings of this machine.
//
// Infobip's limits lie above our own: ours say no first, with a sentence, and cost nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "infobip/management.hpp"

namespace infobip_otp::admin {

// A member that does not fit.
struct Misfit {
    std::string member;  // as Infobip calls it: "verifyPinLimit"
    std::string now;     // "-": Infobip does not say
    std::string wanted;
    std::string why;
};

[[nodiscard]] std::vector<Misfit> misfits(const ApplicationRules& rules, const Settings& settings);

// The same rules with what does not fit replaced; of empty ones those of a new application.
[[nodiscard]] ApplicationRules mended(ApplicationRules rules, const Settings& settings);

// {{pin}}, pinLength and pinType.
[[nodiscard]] std::vector<Misfit> misfits(const MessageTemplate& message, const CodeShape& shape);

// "NUMERIC": the type as Infobip writes it.
[[nodiscard]] std::string pin_type_of(CodeType type);

// The shape of the codes that a template makes; nullopt where no setting can say it, or where it
// holds no {{pin}}.
[[nodiscard]] std::optional<CodeShape> shape_of(const MessageTemplate& message);

}  // namespace infobip_otp::admin
