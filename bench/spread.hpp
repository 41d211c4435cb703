// SPDX-License-Identifier: MIT
// Spread: the times of one figure, printed as bench/measuring.py holds them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace infobip_otp::bench {

class Spread {
  public:
    // Runs `call` once and keeps how long it took, in microseconds.
    template <class Call>
    void time(Call call) {
        const auto begin = std::chrono::steady_clock::now();
        call();
        const auto end = std::chrono::steady_clock::now();
        times_.push_back(std::chrono::duration<double, std::micro>(end - begin).count());
    }

    // "name": {"median": ..., "min": ..., "max": ..., "runs": ...}
    void print(const char* name) {
        std::sort(times_.begin(), times_.end());
        std::printf(R"("%s": {"median": %.2f, "min": %.2f, "max": %.2f, "runs": %zu})", name,
                    times_[times_.size() / 2], times_.front(), times_.back(), times_.size());
    }

  private:
    std::vector<double> times_;
};

}  // namespace infobip_otp::bench
