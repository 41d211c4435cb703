// SPDX-License-Identifier: MIT
// CaSource: looking for hashed names before believing in a directory.
#include "http/ca_source.hpp"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>

#include "base/descriptor.hpp"
#include "base/file.hpp"

namespace infobip_otp {
namespace {

struct CloseDirectory {
    void operator()(DIR* directory) const { closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

// "5cd81ad7.0", as openssl rehash(1) names its links.
bool is_hashed_name(std::string_view name) {
    constexpr std::size_t hash = 8;
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return name.size() > hash + 1 && name[hash] == '.' &&
           std::all_of(name.begin(), name.begin() + hash, is_hex) && name[hash + 1] >= '0' &&
           name[hash + 1] <= '9';
}

bool holds_hashed_names(const std::string& path) {
    const Directory directory(opendir(path.c_str()));
    if (!directory) return false;
    while (const dirent* entry = readdir(directory.get()))
        if (is_hashed_name(entry->d_name)) return true;
    return false;
}

bool can_be_read(const std::string& path) {
    return Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)).is_open();
}

}  // namespace

Result<CaSource> find_ca_source(const std::string& ca_path, const std::string& ca_file) {
    if (!ca_file.empty()) {
        if (!can_be_read(ca_file))
            return system_error("ca_file " + ca_file + " (it must be readable by everybody)",
                                errno);
        return CaSource{"", ca_file};
    }
    if (holds_hashed_names(ca_path)) return CaSource{ca_path, ""};
    const std::string bundle = ca_path + "/ca-certificates.crt";
    if (!can_be_read(bundle))
        return Error{"ca_path " + ca_path +
                     " holds neither hashed certificates nor a readable ca-certificates.crt: "
                     "install ca-certificates, or set ca_path or ca_file"};
    return CaSource{"", bundle};
}

}  // namespace infobip_otp
