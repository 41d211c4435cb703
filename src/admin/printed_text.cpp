// SPDX-License-Identifier: MIT
// Printed text.
#include "admin/printed_text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace infobip_otp::admin {
namespace {

constexpr std::size_t narrowest = 20;

bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80;
}

// The end of the character or escape sequence that begins at `at`, and its columns.
struct Step {
    std::size_t end;
    std::size_t columns;
};

Step step_at(std::string_view text, std::size_t at) {
    if (text.substr(at).starts_with("\x1b[")) {
        const std::size_t last = text.find_first_not_of("0123456789;", at + 2);
        return {last == std::string_view::npos ? text.size() : last + 1, 0};
    }
    std::size_t end = at + 1;
    while (end < text.size() && is_continuation(text[end])) ++end;
    return {end, 1};
}

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    for (std::size_t at = 0; at < text.size();) {
        const Step step = step_at(text, at);
        columns += step.columns;
        at = step.end;
    }
    return columns;
}

// Where the text of the line begins that what follows is to stand below; not far to the right.
std::size_t hanging_indent(std::string_view line, std::size_t width) {
    std::size_t text = line.find_first_not_of(' ');
    if (text == std::string_view::npos) return 0;
    for (std::size_t gap = line.find("  ", text); gap != std::string_view::npos;) {
        const std::size_t next = line.find_first_not_of(' ', gap);
        if (next == std::string_view::npos || columns_of(line.substr(0, next)) > width / 2) break;
        text = next;
        gap = line.find("  ", next);
    }
    if (line.substr(text).starts_with("-> ")) text += 3;
    const std::size_t indent = columns_of(line.substr(0, text));
    return indent > width / 2 ? 0 : indent;
}

// How much of the line, which is longer than `room` columns, fits: up to a blank, or to the end of
// its first word. `from`: what lies before is indent.
std::size_t fitting(std::string_view line, std::size_t from, std::size_t room) {
    std::size_t blank = std::string_view::npos;
    std::size_t columns = 0;
    for (std::size_t at = 0; at < line.size();) {
        if (line[at] == ' ' && at > from) {
            if (columns > room && blank != std::string_view::npos) return blank;
            blank = at;
            if (columns > room) return blank;
        }
        const Step step = step_at(line, at);
        columns += step.columns;
        at = step.end;
    }
    return columns > room && blank != std::string_view::npos ? blank : line.size();
}

std::string wrapped_line(std::string_view line, std::size_t width) {
    const std::size_t indent = hanging_indent(line, width);
    std::size_t from = std::min(line.find_first_not_of(' '), line.size());
    std::string text;
    std::size_t room = width;
    while (columns_of(line) > room) {
        const std::size_t end = fitting(line, from, room);
        text += line.substr(0, line.find_last_not_of(' ', end) + 1);
        line.remove_prefix(std::min(line.find_first_not_of(' ', end), line.size()));
        if (line.empty()) return text;
        text += "\n" + std::string(indent, ' ');
        room = width - indent;
        from = 0;
    }
    return text.append(line);
}

// A diff is for patch(1) and begins with "--- ".
bool goes_on_in_diff(std::string_view line, bool in_diff) {
    if (line.starts_with("--- ")) return true;
    return in_diff && !line.empty() &&
           std::string_view("+-@ \\").find(line[0]) != std::string_view::npos;
}

std::size_t width_of(std::FILE* to) {
    winsize size{};
    const int descriptor = fileno(to);
    if (isatty(descriptor) == 0 || ioctl(descriptor, TIOCGWINSZ, &size) != 0) return 0;
    return size.ws_col;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t width) {
    if (width < narrowest) return std::string(text);
    std::string all;
    for (bool in_diff = false; !text.empty();) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        in_diff = goes_on_in_diff(line, in_diff);
        all += in_diff ? std::string(line) : wrapped_line(line, width);
        if (end < text.size()) all += '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

void print_text(std::string_view text, std::FILE* to) {
    std::fputs(wrapped(text, width_of(to)).c_str(), to);
}

}  // namespace infobip_otp::admin
