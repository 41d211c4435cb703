// SPDX-License-Identifier: MIT
// PamLines: the lines and words that libpam makes of the text of a file in /etc/pam.d.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace infobip_otp::stack {

// Which libpam reads. They differ in what ends a line that goes on behind a backslash, and before
// 1.7 a line is cut after 1023 bytes.
enum class PamRules { before_1_7, since_1_7 };

// Those of the libpam that this was built with.
inline constexpr PamRules pam_rules_here =
    INFOBIP_OTP_PAM_SINCE_1_7 ? PamRules::since_1_7 : PamRules::before_1_7;

struct PamLine {
    std::string text;     // comments and backslashes are gone; a CR stays
    unsigned number = 0;  // of the first of the file's lines that it is made of, from 1
    unsigned last = 0;    // of the last of them
    // A blank line or a comment stands behind a backslash: before 1.7 libpam goes on reading there,
    // since 1.7 it does not.
    bool has_gap = false;
};

struct PamLines {
    std::vector<PamLine> lines;
    std::string problem;  // why libpam gives the file up behind these lines; empty: it does not
};

// Linux-PAM 1.5.2, libpam/pam_handlers.c, _pam_assemble_line(); 1.7.0, libpam_internal/pam_line.c.
[[nodiscard]] PamLines read_pam_lines(std::string_view text, PamRules rules = pam_rules_here);

struct PamWord {
    std::string text;
    bool in_brackets = false;  // "[a=b c]": the text is "a=b c"

    // As it stands in the file: "[a=b c]".
    [[nodiscard]] std::string as_written() const;
};

// Words between blanks, tabs and line ends. One that begins with "[" ends at "]" or with the line;
// "\]" within it is a bracket. libpam/pam_misc.c, _pam_StrTok().
[[nodiscard]] std::vector<PamWord> pam_words(std::string_view text);

// Printable ASCII as it is; every other byte so that it can be seen: "\\r", "\\n", "\\t", "\\xEF".
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace infobip_otp::stack
