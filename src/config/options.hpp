// SPDX-License-Identifier: MIT
// Options: the one table of everything that can be set.
//
// The shipped settings file, the manual page and the `check` command are made from it or held to it
// by a test; a new setting is a field of Settings and a row here.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp {

enum class Scope {
    file,        // the settings file above its first block: the same for every service
    everywhere,  // the file, a [service ...] block and a module argument
    argument,    // a module argument only
};

enum class Presence { optional, required };

struct Option {
    std::string_view name;
    std::string_view standard;  // the default, as print() writes it; "" where required
    Scope scope;
    Presence presence;
    std::string_view meaning;  // one sentence

    // Puts `text` into its field of the Settings; the Error says what to write instead, without
    // the name of the option and without the text. Nothing is changed then.
    Result<void> (*read)(Settings& settings, std::string_view text);
    // The field as a text that read() takes.
    std::string (*print)(const Settings& settings);

    bool takes_quotes = false;  // a list: around a word that holds blanks
};

// In the order of the shipped settings file.
[[nodiscard]] std::span<const Option> options();

// Its place in options().
[[nodiscard]] std::optional<std::size_t> find_option(std::string_view name);

// The name that takes the fewest added, dropped and changed letters to become from `name`.
[[nodiscard]] std::string_view nearest_option(std::string_view name);

}  // namespace infobip_otp
