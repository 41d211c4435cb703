// SPDX-License-Identifier: MIT
// Setup plan: what `setup` would change at Infobip and here, before anything is changed; no I/O.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "admin/provider_account.hpp"
#include "admin/provider_rules.hpp"
#include "admin/settings_text.hpp"
#include "config/settings.hpp"

namespace infobip_otp::admin {

struct SetupPlan {
    // At Infobip. Where there is an id the thing is there and is taken over.
    std::string application_id;
    std::string application_name;
    std::vector<Misfit> rule_changes;  // of the application that is there
    bool is_enabled = true;            // false: it is disabled, and will be enabled
    ApplicationRules rules;            // as they are to be
    std::string message_id;
    MessageTemplate message;  // to be made where there is no id
    // Here: settings whose value is known before Infobip has made anything.
    std::vector<std::pair<std::string, std::string>> settings;

    [[nodiscard]] bool makes_application() const { return application_id.empty(); }
    [[nodiscard]] bool changes_application() const {
        return !makes_application() && (!rule_changes.empty() || !is_enabled);
    }
    [[nodiscard]] bool makes_template() const { return message_id.empty(); }
    [[nodiscard]] bool changes_infobip() const {
        return makes_application() || changes_application() || makes_template();
    }
};

// `settings`: as they are, with the base_url that is to be; their code_length and code_type follow
// a template that is there and holds {{pin}}.
[[nodiscard]] SetupPlan make_plan(const Wanted& wanted, const Survey& survey,
                                  const Settings& settings);

// The settings text as it will be. Ids that Infobip has not made yet stand as "..." in it.
[[nodiscard]] std::string planned_text(const SetupPlan& plan, const std::string& text,
                                       std::vector<TextChange>& changes);

struct PlannedFile {
    std::string path;
    bool is_there = false;
};

// For the administrator: what is done at Infobip, and the lines that change. `key_file`: where a
// new key is to be stored.
[[nodiscard]] std::string plan_words(const SetupPlan& plan, const std::string& base_url,
                                     const PlannedFile& settings_file,
                                     const std::vector<TextChange>& changes,
                                     const std::optional<PlannedFile>& key_file);

}  // namespace infobip_otp::admin
