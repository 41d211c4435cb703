// SPDX-License-Identifier: MIT
// The two requests of a login, and what a bare client reads of the answers: no JSON library.
#pragma once

#include <cstdlib>
#include <string>

#include "consumption.hpp"

namespace infobip_otp::bench {

// The sandbox's --env file names these; without one of them there is nothing to measure.
inline std::string setting(const char* name) {
    const char* const value = std::getenv(name);
    if (value == nullptr) {
        std::fprintf(stderr, "%s is not set: read the sandbox's --env file first\n", name);
        std::exit(64);
    }
    return value;
}

inline std::string authorization() {
    return "Authorization: App " + setting("INFOBIP_API_KEY");
}

inline std::string send_body(const std::string& number) {
    return R"({"applicationId":")" + setting("INFOBIP_APPLICATION_ID") + R"(","messageId":")" +
           setting("INFOBIP_MESSAGE_ID") + R"(","to":")" + number.substr(1) + R"("})";
}

constexpr const char* send_path = "/2fa/2/pin";

// The path of verify; empty: the answer to send names no pinId.
inline std::string verify_path(const std::string& answer) {
    constexpr std::string_view name = R"("pinId":")";
    const std::size_t begin = answer.find(name);
    if (begin == std::string::npos) return "";
    const std::size_t from = begin + name.size();
    return std::string(send_path) + "/" + answer.substr(from, answer.find('"', from) - from) +
           "/verify";
}

inline std::string verify_body(const std::string& code) {
    return R"({"pin":")" + code + R"("})";
}

inline bool is_verified(const std::string& answer) {
    return answer.find(R"("verified":true)") != std::string::npos;
}

// A line of JSON: the time since `begin`, and `verdict`, from the code to the provider's answer,
// both in microseconds. The program's exit status.
inline int report(double begin, double verdict, bool verified) {
    std::printf("{\"code\":%d,\"wall_us\":%.1f,\"verdict_us\":%.1f,\"host_kib\":%ld}\n",
                verified ? 0 : 7, microseconds() - begin, verdict,
                kibibytes("/proc/self/status", "VmHWM"));
    return verified ? 0 : 1;
}

}  // namespace infobip_otp::bench
