// SPDX-License-Identifier: MIT
// sshd's settings and the ways in that they make.
#include "stack/sshd_options.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace infobip_otp::stack {
namespace {

bool enabled(const SshdOptions& options, std::string_view method) {
    if (method == "publickey") return options.is("pubkeyauthentication", "yes");
    if (method == "password") return options.is("passwordauthentication", "yes");
    // Without PAM nobody is there to ask.
    if (method == "keyboard-interactive")
        return options.is("kbdinteractiveauthentication", "yes") && options.is("usepam", "yes");
    if (method == "hostbased") return options.is("hostbasedauthentication", "yes");
    if (method == "gssapi-with-mic") return options.is("gssapiauthentication", "yes");
    // Of Debian's and Red Hat's sshd: the key exchange has shown who it is.
    if (method == "gssapi-keyex")
        return options.is("gssapiauthentication", "yes") && options.is("gssapikeyexchange", "yes");
    return false;
}

// "keyboard-interactive:pam" -> "keyboard-interactive"
Methods read_methods(std::string_view list) {
    Methods methods;
    for (const std::string_view one : split_words(list, ","))
        methods.emplace_back(one.substr(0, one.find(':')));
    return methods;
}

}  // namespace

SshdOptions SshdOptions::read(std::string_view text) {
    SshdOptions options;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = trim(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const std::size_t blank = line.find(' ');
        if (blank == std::string_view::npos) continue;
        options.values_.emplace(line.substr(0, blank), trim(line.substr(blank + 1)));
    }
    return options;
}

std::string SshdOptions::value(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? "" : found->second;
}

long SshdOptions::number(std::string_view name) const {
    const auto number = parse_unsigned(value(name));
    return number && *number < 1'000'000'000 ? static_cast<long>(*number) : -1;
}

std::vector<Methods> ways_in(const SshdOptions& options) {
    std::vector<Methods> ways;
    const std::string wanted = options.value("authenticationmethods");
    if (wanted.empty() || wanted == "any") {
        for (const char* method : {"publickey", "keyboard-interactive", "password", "hostbased",
                                   "gssapi-with-mic", "gssapi-keyex"})
            if (enabled(options, method)) ways.push_back({method});
        return ways;
    }
    for (const std::string_view list : split_words(wanted)) {
        Methods methods = read_methods(list);
        if (std::all_of(methods.begin(), methods.end(),
                        [&](const std::string& one) { return enabled(options, one); }))
            ways.push_back(std::move(methods));
    }
    return ways;
}

bool has(const Methods& methods, std::string_view method) {
    return std::find(methods.begin(), methods.end(), method) != methods.end();
}

bool key_comes_first(const Methods& methods) {
    for (const std::string& method : methods) {
        if (method == "publickey") return true;
        if (method == "keyboard-interactive" || method == "password") return false;
    }
    return false;
}

}  // namespace infobip_otp::stack
