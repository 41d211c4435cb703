// SPDX-License-Identifier: MIT
// load_settings(): the settings file and the module's arguments become Settings.
//
// Later wins: default, file, [service ...] block, module argument. A name given twice within one of
// these, an unknown name, a value that does not fit, an option in a place that is not its own or a
// required one that is missing is an Error, wherever in the file it stands (in the block of another
// service too: a file is right or wrong for all of them).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp {

inline constexpr std::size_t largest_settings_file = 256 * 1024;

// `service` is PAM_SERVICE; argc and argv are what libpam gives a module: "conf=/etc/x", "tries=2".
// The Error is one line, "/etc/infobip-otp/infobip-otp.conf:12: unknown option "trys"; did you mean
// "tries"?", and holds no value of the file.
Result<Settings> load_settings(const std::string& service, int argc, const char** argv);

// Where the value of an option comes from.
struct Origin {
    enum class Layer { standard, file, service, argument };

    Layer layer = Layer::standard;
    unsigned line = 0;  // file, service: of the settings file; argument: its place, from 1
};

struct SettingsWithOrigins {
    Settings settings;
    std::vector<Origin> origins;  // beside options(), one each
};

// The same, and where each value comes from.
Result<SettingsWithOrigins> load_settings_with_origins(const std::string& service, int argc,
                                                       const char** argv);

// The settings in `text`, the content of `conf`, as they are above its first block; what is
// required may be missing still. For a tool that completes them.
Result<SettingsWithOrigins> read_unfinished_settings(const std::string& conf,
                                                     std::string_view text);

}  // namespace infobip_otp
