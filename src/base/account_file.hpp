// SPDX-License-Identifier: MIT
// AccountFile: the name of the file that keeps something about one account.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infobip_otp/result.hpp"

namespace infobip_otp {

// pw_name in hexadecimal digits, a dot and `kind`: "616c696365.limits". No byte of the account's
// name reaches the file system, two names never share a file, and the name can be told from the
// file (docs/decisions, "file names"). Longer names do not fit into NAME_MAX.
inline constexpr std::size_t longest_account = 120;

// An Error for an empty name or one that is too long; it does not repeat the name.
Result<std::string> account_file(std::string_view account, std::string_view kind);

// The account of such a file; nullopt for any other name.
[[nodiscard]] std::optional<std::string> account_of(std::string_view file, std::string_view kind);

}  // namespace infobip_otp
