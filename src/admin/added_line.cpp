// SPDX-License-Identifier: MIT
// Added line: found as libpam reads lines.
#include "admin/added_line.hpp"

#include <strings.h>

#include <algorithm>

#include "stack/pam_lines.hpp"
#include "stack/service.hpp"

namespace infobip_otp::admin {
namespace {

bool is_of_auth(const std::vector<stack::PamWord>& words) {
    if (words.size() < 2) return false;
    const auto is = [&](const char* name) { return strcasecmp(words[0].text.c_str(), name) == 0; };
    return is("auth") || is("-auth") || (is("@include") && words[1].text.ends_with("auth"));
}

// Where line `number` ends, behind its line end.
std::size_t end_of_line(const std::string& text, unsigned number) {
    std::size_t end = 0;
    for (; number > 0 && end < text.size(); --number)
        end = std::min(text.find('\n', end), text.size() - 1) + 1;
    return end;
}

}  // namespace

std::optional<std::string> with_our_line(const std::string& text) {
    unsigned last = 0;
    for (const stack::PamLine& line : stack::read_pam_lines(text).lines)
        if (is_of_auth(stack::pam_words(line.text))) last = line.last;
    if (last == 0) return std::nullopt;
    const std::size_t end = end_of_line(text, last);
    const bool is_ended = text[end - 1] == '\n';
    return text.substr(0, end) + (is_ended ? "" : "\n") + "auth    required    " +
           std::string(stack::our_module) + ".so\n" + text.substr(end);
}

}  // namespace infobip_otp::admin
