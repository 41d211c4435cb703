// SPDX-License-Identifier: MIT
// Options: the command line of infobip-otp-sandbox, from the table that prints --help.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infobip_otp/result.hpp"
#include "sandbox/endpoint.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/keys.hpp"
#include "sandbox/quirks.hpp"

namespace infobip_otp::sandbox {

struct Options {
    std::string listen = "127.0.0.1:0";
    bool plain_http = false;
    std::string tls_dir;
    std::string prefix;
    bool i_know = false;
    Keys keys;
    bool seed = false;
    std::string env;
    std::string phone = "-";
    std::string phone_page;
    std::string control;
    Quirks quirks;
    std::vector<std::string> faults;
    bool help = false;
    bool version = false;
    bool completion = false;
    std::vector<std::string> ctl;  // the words behind `ctl`; only with --control
    bool is_ctl = false;
};

struct OptionRow {
    std::string_view name;
    std::string_view argument;  // empty: takes none
    Result<void> (*take)(Options& options, const std::string& value);
    std::string_view help;
};

[[nodiscard]] std::span<const OptionRow> option_table();

// The arguments behind the program's name.
Result<Options> parse_options(const std::vector<std::string>& arguments);

}  // namespace infobip_otp::sandbox
