// SPDX-License-Identifier: MIT
// Lines of files.
#include "stack/text_file.hpp"

#include <sys/stat.h>

#include <cstdio>
#include <memory>

#include "base/text.hpp"

namespace infobip_otp::stack {
namespace {

constexpr std::size_t longest_file = 1024 * 1024;

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

std::optional<std::string> read_text_file(const std::string& path) {
    struct stat about = {};
    if (stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "re"));
    if (!file) return std::nullopt;
    std::string text;
    char block[4096];
    std::size_t got = 0;
    while (text.size() < longest_file && (got = std::fread(block, 1, sizeof block, file.get())) > 0)
        text.append(block, got);
    return text;
}

std::vector<TextLine> joined_lines(std::string_view text) {
    std::vector<TextLine> lines;
    bool continued = false;
    unsigned number = 0;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = trim(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++number;
        const bool goes_on = line.ends_with('\\');
        if (goes_on) line.remove_suffix(1);
        if (!continued) lines.push_back({"", number});
        lines.back().text += std::string(line) + (goes_on ? " " : "");
        continued = goes_on;
    }
    return lines;
}

}  // namespace infobip_otp::stack
