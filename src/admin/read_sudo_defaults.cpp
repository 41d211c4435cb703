// SPDX-License-Identifier: MIT
// The JSON of cvtsudoers.
#include "admin/read_sudo_defaults.hpp"

#include <unistd.h>

#include "admin/program.hpp"
#include "base/text.hpp"
#include "json/json.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::admin {
namespace {

using stack::SudoDefault;

constexpr const char* cvtsudoers = "/usr/bin/cvtsudoers";

struct BindingTypes {
    const char* names;  // as `cvtsudoers -d` has them
    char sign;          // behind the word Defaults
};

// In the order of sudoers(5): what comes later wins, within the first three by their lines. JSON
// says "username" of accounts and of targets alike, so each is asked for by itself.
constexpr BindingTypes binding_types[] = {
    {"global,host,user", ':'}, {"runas", '>'}, {"command", '!'}};

struct Prefix {
    std::string_view member;
    const char* sign;
};

constexpr Prefix prefixes[] = {
    {"usergroup", "%"}, {"userid", "#"}, {"usergid", "%#"}, {"netgroup", "+"}};

std::string one_of_binding(const Json& one) {
    const auto negated = one.member("negated");
    std::string text = negated && negated->boolean().value_or(false) ? "!" : "";
    for (const std::string& name : one.member_names()) {
        if (name == "negated") continue;
        for (const Prefix& prefix : prefixes)
            if (prefix.member == name) text += prefix.sign;
        const Json value = *one.member(name);
        text += value.text().value_or(value.dump());
    }
    return text;
}

std::string whom_of(const Json& entry, char sign) {
    const auto binding = entry.member("Binding");
    if (!binding) return "";
    std::string text;
    for (const Json& one : binding->elements()) {
        if (one.member("hostname") || one.member("networkaddr")) sign = '@';
        text += (text.empty() ? "" : ",") + one_of_binding(one);
    }
    return sign + text;
}

void add_options(const Json& entry, char sign, std::vector<SudoDefault>& defaults) {
    const auto options = entry.member("Options");
    if (!options) return;
    for (const Json& option : options->elements())
        for (const std::string& name : option.member_names()) {
            const Json value = *option.member(name);
            if (value.kind() == Json::Kind::array || name == "operation") continue;
            const auto flag = value.boolean();
            const std::string text = flag ? "" : value.text().value_or(value.dump());
            defaults.push_back({whom_of(entry, sign), name, text, flag.value_or(true)});
        }
}

}  // namespace

Result<std::vector<SudoDefault>> read_sudo_defaults(const std::string& file,
                                                    const std::string& account) {
    if (access(cvtsudoers, X_OK) != 0) return Error{std::string(cvtsudoers) + " is not there"};
    std::vector<SudoDefault> defaults;
    for (const BindingTypes& type : binding_types) {
        std::vector<std::string> words = {"-e", "-f",      "json", "-s", "aliases,privileges",
                                          "-d", type.names};
        if (!account.empty()) words.insert(words.end(), {"-M", "-m", "user=" + account});
        words.push_back(file);
        const auto printed = run_program(cvtsudoers, words);
        if (!printed) return printed.error();
        if (printed->status != 0) return Error{printable(trim(printed->err), 300)};
        if (trim(printed->out).empty()) continue;
        const auto json = Json::parse(printed->out);
        if (!json) return Error{"what cvtsudoers printed: " + json.error().message};
        if (const auto entries = json->member("Defaults"))
            for (const Json& entry : entries->elements()) add_options(entry, type.sign, defaults);
    }
    return defaults;
}

std::string other_sudo_sources() {
    const auto text = stack::read_text_file("/etc/nsswitch.conf");
    std::string others;
    if (!text) return others;
    for (const stack::TextLine& line : stack::joined_lines(*text)) {
        const std::string_view said = std::string_view(line.text).substr(0, line.text.find('#'));
        const auto words = split_words(said, ":");
        if (words.empty() || words[0] != "sudoers") continue;
        for (std::size_t i = 1; i < words.size(); ++i)
            if (words[i] != "files" && words[i].find('=') == std::string_view::npos)
                others += (others.empty() ? "" : ", ") + std::string(words[i]);
    }
    return others;
}

}  // namespace infobip_otp::admin
