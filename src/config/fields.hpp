// SPDX-License-Identifier: MIT
// Fields: how the text of an option becomes a field of Settings, one template a kind of value.
//
// Each is a pair of plain functions made by the compiler for one member, so that the table of
// options.cpp is constant data and costs nothing when the module is loaded.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "config/settings.hpp"
#include "config/values.hpp"
#include "http/base_url.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp::fields {

struct Form {
    Result<void> (*read)(Settings&, std::string_view);
    std::string (*print)(const Settings&);
    bool takes_quotes = false;
};

// The member, whichever struct of the Settings it belongs to.
template <class SettingsOrConst, class T>
auto& at(SettingsOrConst& settings, T Settings::*member) {
    return settings.*member;
}
template <class SettingsOrConst, class T>
auto& at(SettingsOrConst& settings, T LoginPolicy::*member) {
    return settings.login.*member;
}
template <class SettingsOrConst, class T>
auto& at(SettingsOrConst& settings, T CodeShape::*member) {
    return settings.login.code.*member;
}

template <class T>
Result<void> store(Result<T> parsed, T& field) {
    if (!parsed) return parsed.error();
    field = std::move(*parsed);
    return {};
}

// A length of time in milliseconds, as a template argument can hold it.
using Milliseconds = std::chrono::milliseconds::rep;
constexpr Milliseconds ms(std::chrono::milliseconds length) {
    return length.count();
}

template <auto Member, unsigned Least, unsigned Most>
constexpr Form number = {
    [](Settings& s, std::string_view text) {
        return store(parse_number(text, Least, Most), at(s, Member));
    },
    [](const Settings& s) { return std::to_string(at(s, Member)); },
};

template <auto Member, Milliseconds Least, Milliseconds Most>
constexpr Form length = {
    [](Settings& s, std::string_view text) {
        return store(
            parse_length(text, std::chrono::milliseconds(Least), std::chrono::milliseconds(Most)),
            at(s, Member));
    },
    [](const Settings& s) { return print_length(at(s, Member)); },
};

// `off` is a value of its own where there may be no limit at all.
enum class Off { allowed, refused };

template <auto Member, unsigned Most, Off WhenOff = Off::allowed>
constexpr Form windows = {
    [](Settings& s, std::string_view text) -> Result<void> {
        if (WhenOff == Off::refused && text == "off")
            return Error{"this limit cannot be off: it is what keeps codes from being guessed"};
        return store(parse_windows(text, Most), at(s, Member));
    },
    [](const Settings& s) { return print_windows(at(s, Member)); },
};

// A text of one of the kinds of values.hpp.
template <auto Member, auto Parse, std::size_t Longest>
constexpr Form text = {
    [](Settings& s, std::string_view value) { return store(Parse(value, Longest), at(s, Member)); },
    [](const Settings& s) { return at(s, Member); },
};

// The same where a text may be missing: `Empty` (a word in static storage) says so in the file.
template <auto Member, auto Parse, std::size_t Longest, const auto& Empty>
constexpr Form text_or = {
    [](Settings& s, std::string_view value) -> Result<void> {
        if (value != Empty) return store(Parse(value, Longest), at(s, Member));
        at(s, Member).clear();
        return {};
    },
    [](const Settings& s) { return at(s, Member).empty() ? std::string(Empty) : at(s, Member); },
};

template <auto Member, auto Parse, const auto& Empty>
constexpr Form list = {
    [](Settings& s, std::string_view value) { return store(Parse(value), at(s, Member)); },
    [](const Settings& s) { return print_list(at(s, Member), Empty); },
    true,
};

template <class Value>
struct Choice {
    std::string_view word;
    Value value;
};

// One word of `Choices`, an array in static storage.
template <auto Member, const auto& Choices>
constexpr Form choice = {
    [](Settings& s, std::string_view text) -> Result<void> {
        std::string words;
        for (const auto& one : Choices) {
            if (text == one.word) {
                at(s, Member) = one.value;
                return {};
            }
            words += (words.empty() ? "" : ", ") + std::string(one.word);
        }
        return Error{"write one of: " + words};
    },
    [](const Settings& s) {
        for (const auto& one : Choices)
            if (at(s, Member) == one.value) return std::string(one.word);
        return std::string();
    },
};

inline constexpr Form base_url = {
    [](Settings& s, std::string_view text) -> Result<void> {
        auto url = parse_base_url(text);
        if (!url) return url.error();
        s.base_url = std::move(url->text);
        return {};
    },
    [](const Settings& s) { return s.base_url; },
};

inline Result<std::string> parse_proxy(std::string_view value, std::size_t longest) {
    auto url = parse_proxy_url(value);
    return url ? parse_text(*url, longest) : url;
}

}  // namespace infobip_otp::fields
