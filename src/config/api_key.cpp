// SPDX-License-Identifier: MIT
// API key.
#include "config/api_key.hpp"

#include <algorithm>
#include <string_view>

#include "base/file.hpp"
#include "base/text.hpp"

namespace infobip_otp {
namespace {

constexpr std::size_t largest_file = 4096;

// The scheme word of the Authorization header, which many copy along with the key; the header
// would say "App App ..." and every login end in a 401.
bool begins_with_scheme(std::string_view key) {
    return key.size() >= 4 && (key[0] == 'A' || key[0] == 'a') &&
           (key[1] == 'P' || key[1] == 'p') && (key[2] == 'P' || key[2] == 'p') && is_space(key[3]);
}

const char* problem_of(std::string_view key) {
    if (key.empty()) return "is empty; write the API key of the account into it";
    if (begins_with_scheme(key)) return "begins with \"App \"; write the key alone";
    if (std::any_of(key.begin(), key.end(), is_space))
        return "holds more than one word; write the key alone";
    if (!std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; }))
        return "holds a control character or a byte that is not ASCII; write the key anew";
    if (key.size() > longest_api_key) return "holds more than 511 bytes, which is no API key";
    return nullptr;
}

}  // namespace

Result<Secret> load_api_key(const std::string& path) {
    const auto content = read_trusted(path, Privacy::secret, largest_file);
    if (!content) return Error{"API key: " + content.error().message};
    return check_api_key(content->reveal(), path);
}

Result<Secret> check_api_key(std::string_view text, const std::string& where) {
    const std::string_view key = trim(text);
    if (const char* problem = problem_of(key)) return Error{"API key: " + where + " " + problem};
    return Secret(key);
}

}  // namespace infobip_otp
