// SPDX-License-Identifier: MIT
// Service: the lines of one service of PAM, put together from its files as libpam does.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "stack/control.hpp"

namespace infobip_otp::stack {

enum class Facility { auth, account, session, password };

[[nodiscard]] std::string_view word(Facility facility);

struct Line {
    enum class Kind {
        module,
        substack,   // no module: what follows one level deeper is the substack
        must_fail,  // libpam cannot use it and answers perm_denied in its place; `problem` says why
    };

    Kind kind = Kind::module;
    std::string file;
    unsigned number = 0;  // from 1
    unsigned last = 0;    // where it goes on behind a backslash: its last line
    unsigned own = 0;  // the line of the service's own file that it came by; itself, or an include
    unsigned level = 0;    // of substacks
    bool silent = false;   // "-auth": no word in the log where the module is not there
    bool has_gap = false;  // as in PamLine
    Control control;
    std::string control_text;            // as written: "required", "[success=1 default=ignore]"
    std::string module;                  // as libpam looks for it: "pam_unix.so", "/lib/x.so"
    std::vector<std::string> arguments;  // as the module gets them: "a=b c" of "[a=b c]"
    std::string problem;

    // "pam_unix" of "/lib/security/pam_unix.so"; it is meant where a CR stands behind it.
    [[nodiscard]] std::string_view module_name() const;
    // "/etc/pam.d/sudo:4"
    [[nodiscard]] std::string place() const { return file + ":" + std::to_string(number); }
    // "auth required pam_unix.so nullok", with one blank between the words; all bytes are as they
    // are in the file.
    [[nodiscard]] std::string text(Facility facility) const;
};

using Stack = std::vector<Line>;

// Where PAM looks.
struct PamFolders {
    // The first that has the file: /etc/pam.d, /usr/lib/pam.d. What is included is looked for in
    // the first only, as Debian's libpam does.
    std::vector<std::string> services;
    std::vector<std::string> modules;  // /lib/x86_64-linux-gnu/security
};

struct Service {
    std::string name;
    std::string file;  // its own; empty: it has none, and `other` stands in for it
    std::array<Stack, 4> stacks;
    std::string
        broken;  // why libpam cannot even begin with it (PAM_ABORT), or crashes; empty: it can

    [[nodiscard]] const Stack& stack(Facility facility) const {
        return stacks[static_cast<std::size_t>(facility)];
    }
};

// Linux-PAM 1.5 and 1.7, libpam/pam_handlers.c, with Debian's patches: include, substack, @include,
// "-auth", and the service `other` for what a service has no line of. A file that is missing is no
// error here but what it is to libpam.
[[nodiscard]] Service read_service(const PamFolders& folders, const std::string& name);

// Whether the file of the module is there and is a library; a name without a folder is looked for
// in all of them.
[[nodiscard]] bool module_is_there(const PamFolders& folders, const std::string& module);

inline constexpr std::string_view our_module = "pam_infobip_otp";

}  // namespace infobip_otp::stack
