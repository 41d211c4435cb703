// SPDX-License-Identifier: MIT
// Credentials.
#include "sandbox/keys.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>

#include "base/text.hpp"

namespace infobip_otp::sandbox {
namespace {

bool same(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string base64(std::string_view text) {
    std::string encoded((text.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    encoded.resize(static_cast<std::size_t>(size));
    return encoded;
}

Result<void> check_secret(std::string_view secret) {
    const bool plain =
        std::all_of(secret.begin(), secret.end(), [](char c) { return c > ' ' && c <= '~'; });
    if (secret.empty() || !plain || secret.size() > 1024)
        return Error{"a key, token or user is 1 to 1024 printable characters without blanks"};
    return {};
}

}  // namespace

Result<void> Keys::add_key(std::string_view text) {
    if (auto checked = check_secret(text); !checked) return checked;
    const auto parts = split_words(text, ",");
    if (parts.empty()) return check_secret("");
    Credential made{"App", std::string(parts[0]), {}};
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (parts[i].substr(0, 4) != "2fa:")
            return Error{"a scope begins with 2fa:, such as 2fa:pin:send, not '" +
                         printable(parts[i], 40) + "'"};
        made.scopes.emplace_back(parts[i]);
    }
    if (first_key_.empty()) first_key_ = made.secret;
    credentials_.push_back(std::move(made));
    return {};
}

Result<void> Keys::add_user(std::string_view text) {
    if (auto checked = check_secret(text); !checked) return checked;
    if (text.find(':') == std::string_view::npos)
        return Error{"a user for Basic is given as USER:PASSWORD"};
    credentials_.push_back({"Basic", base64(text), {}});
    return {};
}

Result<void> Keys::add_token(std::string_view text) {
    if (auto checked = check_secret(text); !checked) return checked;
    credentials_.push_back({"IBSSO", std::string(text), {}});
    credentials_.push_back({"Bearer", std::string(text), {}});
    return {};
}

Keys::Access Keys::check(std::string_view header, std::string_view scopes) const {
    const std::size_t blank = header.find(' ');
    if (blank == std::string_view::npos) return Access::unknown;
    const std::string_view scheme = header.substr(0, blank);
    const std::string_view secret = header.substr(blank + 1);
    const auto wanted = split_words(scopes);
    Access access = Access::unknown;
    for (const Credential& each : credentials_) {
        if (scheme != each.scheme || !same(secret, each.secret)) continue;
        const bool covers = each.scopes.empty() ||
                            std::any_of(wanted.begin(), wanted.end(), [&](std::string_view scope) {
                                return std::find(each.scopes.begin(), each.scopes.end(), scope) !=
                                       each.scopes.end();
                            });
        if (covers) return Access::granted;
        access = Access::out_of_scope;
    }
    return access;
}

}  // namespace infobip_otp::sandbox
