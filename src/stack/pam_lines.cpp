// SPDX-License-Identifier: MIT
// Lines and words as libpam reads them.
#include "stack/pam_lines.hpp"

#include <algorithm>

namespace infobip_otp::stack {
namespace {

constexpr std::string_view blanks = " \n\t";  // a CR is none
constexpr std::size_t buffer_size = 1024;     // of libpam before 1.7

class LineReader {
  public:
    LineReader(std::string_view text, PamRules rules) : rest_(text), rules_(rules) {}

    PamLines run() {
        while (!rest_.empty() && result_.problem.empty()) {
            const unsigned number = number_;
            const std::string_view piece = take();
            if (rules_ == PamRules::before_1_7)
                add_before_1_7(piece, number);
            else
                add_since_1_7(piece, number);
        }
        if (open_ && result_.problem.empty())
            result_.problem = "line " + std::to_string(line_.last) +
                              " ends in a backslash, and no line comes behind it";
        return std::move(result_);
    }

  private:
    // What libpam reads at once: a line with its end, or what its buffer still holds of one.
    std::string_view take() {
        std::size_t size = std::min(rest_.find('\n'), rest_.size() - 1) + 1;
        if (rules_ == PamRules::before_1_7) {
            const std::size_t room = buffer_size - 1 - line_.text.size();
            if (room == 0) result_.problem = "libpam never ends reading a line of this length";
            size = std::min(size, room);
        }
        const std::string_view piece = rest_.substr(0, size);
        rest_.remove_prefix(size);
        if (piece.ends_with('\n')) ++number_;
        return piece;
    }

    void add_before_1_7(std::string_view piece, unsigned number) {
        piece = piece.substr(0, piece.find('\0'));
        const std::size_t begin = piece.find_first_not_of(blanks);
        if (begin == std::string_view::npos || piece[begin] == '#') {
            line_.has_gap = line_.has_gap || !is_blank();
            return;
        }
        if (const std::size_t comment = piece.find('#'); comment != std::string_view::npos)
            return end_with(piece.substr(0, comment), number);
        const std::size_t last = piece.find_last_not_of(blanks);
        if (piece[last] != '\\') return end_with(piece, number);
        go_on_behind(piece.substr(0, last), number);
    }

    void add_since_1_7(std::string_view piece, unsigned number) {
        piece.remove_prefix(std::min(piece.find_first_not_of(" \t"), piece.size()));
        const std::size_t last = piece.find_last_not_of(blanks);
        const std::size_t comment = piece.find('#');
        const bool goes_on = last != std::string_view::npos && piece[last] == '\\' &&
                             comment == std::string_view::npos;
        if (goes_on) return go_on_behind(piece.substr(0, last), number);
        const std::string_view text = piece.substr(0, comment);
        const bool empty = text.empty() || text[0] == '\n' || text[0] == '\0';
        if (empty && is_blank()) {
            open_ = false;
            line_ = {};
            return;
        }
        line_.has_gap = line_.has_gap || empty;
        end_with(text, number);
    }

    [[nodiscard]] bool is_blank() const {
        return line_.text.find_first_not_of(blanks) == std::string::npos;
    }

    void go_on_behind(std::string_view text, unsigned number) {
        add(text, number);
        line_.text += ' ';
        open_ = true;
    }

    void end_with(std::string_view text, unsigned number) {
        add(text, number);
        if (rules_ == PamRules::since_1_7)
            line_.text.resize(std::min(line_.text.find('\0'), line_.text.size()));
        result_.lines.push_back(std::move(line_));
        line_ = {};
        open_ = false;
    }

    void add(std::string_view text, unsigned number) {
        if (is_blank()) line_.number = number;
        line_.last = number;
        line_.text += text;
    }

    std::string_view rest_;
    PamRules rules_;
    PamLines result_;
    PamLine line_;       // that is being put together
    bool open_ = false;  // a backslash says that more of it comes
    unsigned number_ = 1;
};

}  // namespace

PamLines read_pam_lines(std::string_view text, PamRules rules) {
    return LineReader(text, rules).run();
}

std::string PamWord::as_written() const {
    if (!in_brackets) return text;
    std::string written = "[";
    for (const char c : text) written += c == ']' ? std::string("\\]") : std::string(1, c);
    return written + "]";
}

std::vector<PamWord> pam_words(std::string_view text) {
    std::vector<PamWord> words;
    for (std::size_t i = 0; (i = text.find_first_not_of(blanks, i)) < text.size();) {
        PamWord word;
        word.in_brackets = text[i] == '[';
        if (word.in_brackets) {
            for (++i; i < text.size() && text[i] != ']'; ++i) {
                if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ']') ++i;
                word.text += text[i];
            }
            i = std::min(i + 1, text.size());
        } else {
            const std::size_t end = std::min(text.find_first_of(blanks, i), text.size());
            word.text = text.substr(i, end - i);
            i = end;
        }
        words.push_back(std::move(word));
    }
    return words;
}

std::string escaped(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string shown;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c >= ' ' && c <= '~')
            shown += c;
        else if (c == '\r' || c == '\n' || c == '\t')
            shown += c == '\r' ? "\\r" : c == '\n' ? "\\n" : "\\t";
        else
            shown += {'\\', 'x', digits[byte / 16], digits[byte % 16]};
    }
    return shown;
}

}  // namespace infobip_otp::stack
