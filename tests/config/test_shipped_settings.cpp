// SPDX-License-Identifier: MIT
// config/infobip-otp.conf shows every option of the table with its default, and can be used.
#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

#include "cmocka.hpp"
#include "config/load_settings.hpp"
#include "config/options.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;
using testing::TemporaryFolder;

namespace {

std::string shipped() {
    std::ifstream file(SHIPPED_SETTINGS);
    std::stringstream content;
    content << file.rdbuf();
    assert_true(file.good());
    return content.str();
}

struct Shown {
    std::string name;
    std::string value;
};

// "#name = value": text stands behind "# ".
std::vector<Shown> shown_options() {
    std::vector<Shown> shown;
    std::istringstream lines(shipped());
    for (std::string line; std::getline(lines, line);) {
        if (line.size() < 2 || line[0] != '#' || line[1] < 'a' || line[1] > 'z') continue;
        const std::size_t equals = line.find(" = ");
        if (equals == std::string::npos) fail_msg("no option: %s", line.c_str());
        shown.push_back({line.substr(1, equals - 1), line.substr(equals + 3)});
    }
    return shown;
}

// The shipped file without the "#" in front of the options that `wanted` names, with their values.
std::string filled_in(bool (*wanted)(const Option&)) {
    std::string content = shipped();
    for (const Option& option : options()) {
        if (!wanted(option)) continue;
        const std::string name(option.name);
        const std::size_t begin = content.find("\n#" + name + " = ") + 1;
        const std::size_t end = content.find('\n', begin);
        const std::string value = option.presence == Presence::required
                                      ? "https://h.example.com"
                                      : std::string(option.standard);
        content.replace(begin, end - begin, name + " = " + value);
    }
    return content;
}

Result<SettingsWithOrigins> load(const std::string& content) {
    const TemporaryFolder folder;
    const std::string conf = "conf=" + folder.write("infobip-otp.conf", content, 0644);
    const char* argv[] = {conf.c_str()};
    return load_settings_with_origins("sudo", 1, argv);
}

bool is_required(const Option& option) {
    return option.presence == Presence::required;
}

bool is_in_the_file(const Option& option) {
    return option.scope != Scope::argument;
}

TEST(every_option_of_the_table_is_shown_once_and_nothing_else) {
    const auto shown = shown_options();
    for (const Option& option : options()) {
        const auto times = std::count_if(shown.begin(), shown.end(),
                                         [&](const Shown& one) { return one.name == option.name; });
        if (times != (is_in_the_file(option) ? 1 : 0))
            fail_msg("%s is shown %ld times", std::string(option.name).c_str(),
                     static_cast<long>(times));
    }
    for (const Shown& one : shown)
        if (!find_option(one.name)) fail_msg("%s is no option", one.name.c_str());
}

TEST(the_order_is_that_of_the_table) {
    std::vector<std::string> names;
    for (const Option& option : options())
        if (is_in_the_file(option)) names.emplace_back(option.name);
    const auto shown = shown_options();
    assert_int_equal(shown.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) assert_text(shown[i].name, names[i]);
}

// The helper's place depends on the architecture, the file may not: one package a machine, several
// architectures.
TEST(every_value_shown_is_the_default) {
    for (const Shown& one : shown_options()) {
        const Option& option = options()[*find_option(one.name)];
        if (is_required(option))
            assert_contains(one.value, "XXXXX");
        else if (option.name == "helper")
            assert_text(one.value, "/usr/lib/TRIPLET/infobip-otp/infobip-otp-helper");
        else
            assert_text(one.value, option.standard);
    }
    assert_true(Settings().helper.ends_with("/infobip-otp/infobip-otp-helper"));
}

TEST(as_it_is_shipped_it_asks_for_the_account) {
    const auto loaded = load(shipped());
    assert_false(loaded.has_value());
    assert_contains(loaded.error().message, "base_url is missing");
}

TEST(with_the_required_values_it_gives_the_defaults) {
    const auto loaded = load(filled_in(is_required));
    if (!loaded) fail_msg("%s", loaded.error().message.c_str());
    for (std::size_t i = 0; i < options().size(); ++i) {
        const Option& option = options()[i];
        if (is_required(option) || !is_in_the_file(option)) continue;
        assert_text(option.print(loaded->settings), option.standard);
        assert_same(loaded->origins[i].layer, Origin::Layer::standard);
    }
}

TEST(with_every_default_written_out_it_gives_the_defaults) {
    const auto loaded = load(filled_in(is_in_the_file));
    if (!loaded) fail_msg("%s", loaded.error().message.c_str());
    for (std::size_t i = 0; i < options().size(); ++i) {
        const Option& option = options()[i];
        if (is_required(option) || !is_in_the_file(option)) continue;
        assert_text(option.print(loaded->settings), option.standard);
        assert_same(loaded->origins[i].layer, Origin::Layer::file);
    }
}

// What is the same for every service says so; what is not does not.
TEST(the_scope_is_said_in_the_text_above) {
    const std::string content = shipped();
    for (const Option& option : options()) {
        if (!is_in_the_file(option)) continue;
        const std::size_t line = content.find("\n#" + std::string(option.name) + " = ");
        const std::size_t paragraph = content.rfind("\n\n", line);
        const std::string text = content.substr(paragraph, line - paragraph);
        const bool says_file = text.find("(file)") != std::string::npos;
        if (says_file != (option.scope == Scope::file))
            fail_msg("%s: (file) is wrong", std::string(option.name).c_str());
    }
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("shipped settings");
}
