// SPDX-License-Identifier: MIT
// The settings file, read once for everybody and once for each service that it names.
#include "admin/settings_report.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "config/options.hpp"
#include "config/settings_file.hpp"

namespace infobip_otp::admin {
namespace {

using Layer = Origin::Layer;

struct SettingRow {
    std::string_view name;
    std::string value;
    std::string origin;
    Layer layer;
};

Result<SettingsWithOrigins> read_for(const std::string& service, const std::string& conf) {
    const std::string argument = "conf=" + conf;
    const char* arguments[] = {argument.c_str()};
    return load_settings_with_origins(service, conf.empty() ? 0 : 1, arguments);
}

// The names that the blocks have; a second block of a name is an Error already.
Result<std::vector<ServiceSettings>> named_services(const std::string& file) {
    const auto content = read_trusted(file, Privacy::open, largest_settings_file);
    if (!content) return content.error();
    const auto blocks = read_settings_text(content->reveal(), file);
    if (!blocks) return blocks.error();
    std::vector<ServiceSettings> services;
    for (const SettingsBlock& block : *blocks)
        for (const std::string_view name : block.services)
            services.push_back({std::string(name), block.line, {}});
    return services;
}

std::string origin_words(const Origin& origin, const std::string& conf) {
    switch (origin.layer) {
        case Layer::standard: return "default";
        case Layer::file:
        case Layer::service: return conf + ":" + std::to_string(origin.line);
        case Layer::argument: return "--conf";
    }
    return "";
}

std::vector<SettingRow> setting_rows(const SettingsWithOrigins& read) {
    std::vector<SettingRow> all;
    for (std::size_t i = 0; i < options().size(); ++i)
        all.push_back({options()[i].name, options()[i].print(read.settings),
                       origin_words(read.origins[i], read.settings.conf), read.origins[i].layer});
    return all;
}

// Only what stands in its block: the rest is that of everybody.
std::vector<SettingRow> setting_rows(const ServiceSettings& service) {
    std::vector<SettingRow> all = setting_rows(service.read);
    std::erase_if(all, [](const SettingRow& row) { return row.layer != Layer::service; });
    return all;
}

std::string in_columns(const std::vector<SettingRow>& rows) {
    std::string text;
    for (const SettingRow& row : rows) {
        std::string line = "  " + std::string(row.name);
        line.resize(std::max<std::size_t>(line.size(), 24), ' ');
        line += " " + row.value;
        line.resize(std::max<std::size_t>(line.size(), 59), ' ');
        text += line + " " + row.origin + "\n";
    }
    return text;
}

Json as_list(const std::vector<SettingRow>& rows) {
    Json list = Json::array();
    for (const SettingRow& row : rows)
        list.append(
            Json::object().set("name", row.name).set("value", row.value).set("origin", row.origin));
    return list;
}

}  // namespace

Result<SettingsReport> read_settings_report(const std::string& conf) {
    auto general = read_for("infobip-otp", conf);
    if (!general) return general.error();
    auto services = named_services(general->settings.conf);
    if (!services) return services.error();
    for (ServiceSettings& one : *services) {
        auto read = read_for(one.service, conf);
        if (!read) return read.error();
        one.read = std::move(*read);
    }
    return SettingsReport{std::move(*general), std::move(*services)};
}

std::string as_text(const SettingsReport& report, SettingsShown shown) {
    const bool all = shown == SettingsShown::all;
    std::vector<SettingRow> rows = setting_rows(report.general);
    if (!all)
        std::erase_if(rows, [](const SettingRow& row) { return row.layer == Layer::standard; });
    std::string text = (all ? "settings\n" : "settings that are not as they come (--all: each)\n") +
                       in_columns(rows);
    for (const ServiceSettings& one : report.services)
        text += "settings of " + one.service + ", where they are others\n" +
                in_columns(setting_rows(one));
    return text;
}

void add_to(Json& object, const SettingsReport& report) {
    Json services = Json::array();
    for (const ServiceSettings& one : report.services)
        services.append(
            Json::object().set("service", one.service).set("settings", as_list(setting_rows(one))));
    object.set("settings", as_list(setting_rows(report.general))).set("services", services);
}

}  // namespace infobip_otp::admin
