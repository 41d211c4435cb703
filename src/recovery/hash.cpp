// SPDX-License-Identifier: MIT
// Hash.
#include "recovery/hash.hpp"

#include <crypt.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/file.hpp"
#include "base/random.hpp"

namespace infobip_otp {
namespace {

// 32 KiB, too much for the stack of somebody else's thread, and it keeps what was hashed.
struct CryptWiper {
    void operator()(crypt_data* work) const {
        explicit_bzero(work, sizeof *work);
        delete work;
    }
};
using CryptWork = std::unique_ptr<crypt_data, CryptWiper>;

Result<std::string> run_crypt(const Secret& code, const std::string& setting) {
    const CryptWork work(new crypt_data());
    const char* hash = crypt_rn(code.c_str(), setting.c_str(), work.get(), sizeof *work);
    if (hash == nullptr) return system_error("hashing a recovery code", errno);
    return std::string(hash);
}

}  // namespace

Result<std::string> hash_code(const Secret& code) {
    constexpr unsigned long cost = 5;
    std::array<std::byte, 16> salt{};
    if (auto filled = fill_random(salt); !filled) return filled.error();
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];
    if (crypt_gensalt_rn("$y$", cost, reinterpret_cast<const char*>(salt.data()), salt.size(),
                         setting, sizeof setting) == nullptr)
        return system_error("libcrypt has no yescrypt", errno);
    return run_crypt(code, setting);
}

Result<Comparison> compare_code(const Secret& code, const std::string& hash) {
    auto own = run_crypt(code, hash);
    if (!own) return own.error();
    return Secret(*own).equals(hash) ? Comparison::same : Comparison::different;
}

}  // namespace infobip_otp
