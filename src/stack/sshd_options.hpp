// SPDX-License-Identifier: MIT
// SshdOptions: what sshd really does, as `sshd -T` prints it.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace infobip_otp::stack {

class SshdOptions {
  public:
    // Lines "name value", as sshd prints them: names in small letters, defaults included.
    [[nodiscard]] static SshdOptions read(std::string_view text);

    // Empty: this sshd has no such option.
    [[nodiscard]] std::string value(std::string_view name) const;
    [[nodiscard]] bool is(std::string_view name, std::string_view value) const {
        return this->value(name) == value;
    }
    // -1: it is no number.
    [[nodiscard]] long number(std::string_view name) const;

  private:
    std::map<std::string, std::string, std::less<>> values_;
};

// The methods of one way to log in, in their order: "publickey", "keyboard-interactive".
using Methods = std::vector<std::string>;

// Every list of methods that suffices: AuthenticationMethods as far as sshd can keep it, or each
// method that is enabled by itself.
[[nodiscard]] std::vector<Methods> ways_in(const SshdOptions& options);

[[nodiscard]] bool has(const Methods& methods, std::string_view method);

// Whether a key was accepted before sshd asks anything in this way.
[[nodiscard]] bool key_comes_first(const Methods& methods);

}  // namespace infobip_otp::stack
