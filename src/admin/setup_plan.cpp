// SPDX-License-Identifier: MIT
// Setup plan.
#include "admin/setup_plan.hpp"

#include "base/text.hpp"

namespace infobip_otp::admin {
namespace {

constexpr std::size_t longest_setting = 120;
constexpr const char* not_made_yet = "...";

std::string_view type_word(CodeType type) {
    switch (type) {
        case CodeType::numeric: return "numeric";
        case CodeType::alpha: return "alpha";
        case CodeType::hex: return "hex";
        case CodeType::alphanumeric: return "alphanumeric";
    }
    return "";
}

std::string row(const std::string& name, const std::string& value) {
    std::string text = "    " + name;
    text.resize(std::max<std::size_t>(text.size() + 2, 36), ' ');
    return text + value + "\n";
}

std::string application_words(const SetupPlan& plan) {
    const std::string name = "\"" + printable(plan.application_name, longest_setting) + "\"";
    std::string text;
    if (plan.makes_application()) {
        text += "  a new application " + name + "\n";
    } else {
        text += "  the application " + name + ", " + plan.application_id + "\n";
        if (!plan.is_enabled) text += row("enabled", "false -> true");
    }
    for (const Misfit& one : plan.rule_changes)
        text += row(one.member, (plan.makes_application()
                                     ? one.wanted
                                     : printable(one.now, longest_setting) + " -> " + one.wanted) +
                                    "  (" + one.why + ")");
    if (!plan.makes_application() && !plan.changes_application()) text += "    stays as it is\n";
    return text;
}

std::string template_words(const SetupPlan& plan) {
    if (!plan.makes_template())
        return "  its template " + plan.message_id + "\n    stays as it is\n";
    const MessageTemplate& message = plan.message;
    std::string text = "  a new template\n" + row("messageText", message.text) +
                       row("pinLength", std::to_string(message.pin_length.value_or(0))) +
                       row("pinType", message.pin_type);
    return text + (message.sender.empty() ? "" : row("senderId", message.sender));
}

std::string file_head(const PlannedFile& file) {
    return "  " + file.path + (file.is_there ? "" : " (new)") + "\n";
}

}  // namespace

SetupPlan make_plan(const Wanted& wanted, const Survey& survey, const Settings& settings) {
    SetupPlan plan;
    plan.settings.emplace_back("base_url", settings.base_url);
    plan.application_name = wanted.application_name;
    plan.message = wanted.message;
    ApplicationRules now;
    if (survey.application) {
        plan.application_id = survey.application->id;
        plan.application_name = survey.application->name;
        plan.is_enabled = survey.application->enabled;
        now = survey.application->rules;
    }
    plan.rule_changes = misfits(now, settings);
    plan.rules = mended(now, settings);
    const auto shape = survey.message ? shape_of(*survey.message) : std::nullopt;
    if (shape) {
        plan.message_id = survey.message->id;
        if (shape->length != settings.login.code.length)
            plan.settings.emplace_back("code_length", std::to_string(shape->length));
        if (shape->type != settings.login.code.type)
            plan.settings.emplace_back("code_type", type_word(shape->type));
    }
    return plan;
}

std::string planned_text(const SetupPlan& plan, const std::string& text,
                         std::vector<TextChange>& changes) {
    std::string result = text;
    for (const auto& [name, value] : plan.settings)
        result = with_setting(result, name, value, changes);
    const auto id = [](const std::string& made) {
        return made.empty() ? std::string(not_made_yet) : made;
    };
    result = with_setting(result, "application_id", id(plan.application_id), changes);
    return with_setting(result, "message_id", id(plan.message_id), changes);
}

std::string plan_words(const SetupPlan& plan, const std::string& base_url,
                       const PlannedFile& settings_file, const std::vector<TextChange>& changes,
                       const std::optional<PlannedFile>& key_file) {
    std::string text = "At Infobip, " + base_url + "\n" + application_words(plan) +
                       template_words(plan) + "Here\n";
    if (!changes.empty() || !settings_file.is_there) text += file_head(settings_file);
    for (const TextChange& change : changes) {
        const std::string line = std::to_string(change.line);
        if (!change.removed.empty()) text += "    -" + line + ": " + change.removed + "\n";
        text += "    +" + line + ": " + change.added + "\n";
    }
    if (key_file) text += file_head(*key_file) + "    the key of the logins, mode 0600\n";
    if (changes.empty() && settings_file.is_there && !key_file)
        text += "  everything stays as it is\n";
    return text;
}

}  // namespace infobip_otp::admin
