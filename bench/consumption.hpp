// SPDX-License-Identifier: MIT
// Consumption: what a process of the benchmark has used so far, and the code from the phone's file.
#pragma once

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

namespace infobip_otp::bench {

inline double microseconds() {
    return std::chrono::duration<double, std::micro>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

// Processor time in microseconds; RUSAGE_CHILDREN: of those that were waited for.
inline double processor_microseconds(int who) {
    rusage used{};
    getrusage(who, &used);
    const auto in_microseconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return in_microseconds(used.ru_utime) + in_microseconds(used.ru_stime);
}

// A line such as "VmHWM" of /proc/self/status, or "Pss" of /proc/self/smaps_rollup; 0: no such
// line.
inline long kibibytes(const char* path, const std::string& name) {
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(name + ":")) return std::stol(line.substr(name.size() + 1));
    return 0;
}

// The last word of the newest message to the number (with its plus sign), see docs/sandbox.md.
inline std::string newest_code(const char* phone, const std::string& number) {
    std::FILE* const file = std::fopen(phone, "re");
    if (file == nullptr) return "";
    std::string code;
    char line[512];
    while (std::fgets(line, sizeof line, file) != nullptr)
        if (std::strncmp(line, number.c_str(), number.size()) == 0 &&
            std::strrchr(line, ' ') != nullptr)
            code = std::strtok(std::strrchr(line, ' '), " \n");
    static_cast<void>(std::fclose(file));
    return code;
}

}  // namespace infobip_otp::bench
