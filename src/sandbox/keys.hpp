// SPDX-License-Identifier: MIT
// Keys: who may call, and what (docs/infobip-contract.md section 10.2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infobip_otp/result.hpp"

namespace infobip_otp::sandbox {

class Keys {
  public:
    // "KEY" or "KEY,SCOPE,...": for `App KEY`; without a scope it may call everything.
    Result<void> add_key(std::string_view text);
    // "USER:PASSWORD": for `Basic`.
    Result<void> add_user(std::string_view text);
    // For `IBSSO TOKEN` and `Bearer TOKEN`.
    Result<void> add_token(std::string_view text);

    [[nodiscard]] bool has_key() const { return !first_key_.empty(); }
    [[nodiscard]] const std::string& first_key() const { return first_key_; }

    enum class Access { granted, unknown, out_of_scope };
    // `header` is the whole value of Authorization; any one of `scopes` (separated by blanks)
    // suffices.
    [[nodiscard]] Access check(std::string_view header, std::string_view scopes) const;

  private:
    struct Credential {
        std::string scheme;
        std::string secret;
        std::vector<std::string> scopes;
    };
    std::vector<Credential> credentials_;
    std::string first_key_;
};

}  // namespace infobip_otp::sandbox
