// SPDX-License-Identifier: MIT
// AccountFile.
#include "base/account_file.hpp"

namespace infobip_otp {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

}  // namespace

Result<std::string> account_file(std::string_view account, std::string_view kind) {
    if (account.empty()) return Error{"an account without a name has no state"};
    if (account.size() > longest_account)
        return Error{"the account's name has " + std::to_string(account.size()) +
                     " bytes; state is kept for names of at most " +
                     std::to_string(longest_account)};
    std::string file;
    for (const char c : account) {
        const auto byte = static_cast<unsigned char>(c);
        file += digits[byte >> 4];
        file += digits[byte & 15];
    }
    return file + "." + std::string(kind);
}

std::optional<std::string> account_of(std::string_view file, std::string_view kind) {
    const std::size_t dot = file.find('.');
    if (dot == std::string_view::npos || dot == 0 || dot % 2 != 0 || file.substr(dot + 1) != kind)
        return std::nullopt;
    std::string account;
    for (std::size_t i = 0; i < dot; i += 2) {
        const std::size_t high = digits.find(file[i]);
        const std::size_t low = digits.find(file[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        account += static_cast<char>(high << 4 | low);
    }
    return account;
}

}  // namespace infobip_otp
