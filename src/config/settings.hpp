// SPDX-License-Identifier: MIT
// Settings: everything that can be set, with its default; filled by load_settings.
#pragma once

#include <chrono>
#include <string>

#include "infobip_otp/login.hpp"
#include "infobip_otp/rate_limit.hpp"

namespace infobip_otp {

enum class NumberLookupSetting { unset, no, yes };
enum class StopCode { automatic, maxtries, abort, auth_err };

// The names are those of the settings file; what each means and may be: options.cpp, which a test
// holds to these defaults. An empty text or list: none, or all countries, or the template's sender.
struct Settings {
    std::string conf = "/etc/infobip-otp/infobip-otp.conf";  // the file that was read
    std::string base_url;                                    // as parse_base_url writes it
    std::string application_id;
    std::string message_id;
    std::string sender;
    std::string api_key_file = "/etc/infobip-otp/api-key";
    std::string users_file = "/etc/infobip-otp/users";
    std::string state_dir = "/var/lib/infobip-otp";
    std::string helper = INFOBIP_OTP_HELPER;  // compiled in, see cmake/InstallPaths.cmake
    std::string ca_path = "/etc/ssl/certs";
    std::string ca_file;
    std::string proxy;
    std::chrono::milliseconds connect_timeout = std::chrono::seconds(3);
    std::chrono::milliseconds request_timeout = std::chrono::seconds(8);
    NumberLookupSetting number_lookup = NumberLookupSetting::unset;
    RateLimits unanswered_per_user = {{5, std::chrono::hours(1)}, {10, std::chrono::hours(24)}};
    RateLimits sends_per_user = {{20, std::chrono::hours(1)}, {60, std::chrono::hours(24)}};
    RateLimits sends_per_host;  // empty: off
    RateLimits failures_per_user = {{10, std::chrono::hours(1)}};
    std::chrono::milliseconds resend_wait = std::chrono::seconds(20);
    std::chrono::milliseconds recovery_pause = std::chrono::seconds(2);
    StopCode stop_code = StopCode::automatic;
    bool debug = false;
    LoginPolicy login;  // the rest: tries, code_length, login_timeout, ...
};

}  // namespace infobip_otp
