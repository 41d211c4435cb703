// SPDX-License-Identifier: MIT
// Progress: a line on the terminal while something takes longer than a second.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace infobip_otp::admin {

// "infobip-otp: asking Infobip ..." on stderr, where that is a terminal, after one second; gone
// again when this object goes. What is printed meanwhile comes behind it.
class Progress {
  public:
    explicit Progress(std::string what);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

  private:
    void wait_and_tell();

    std::string line_;
    std::mutex mutex_;
    std::condition_variable ended_;
    bool is_over_ = false;
    std::thread teller_;
};

}  // namespace infobip_otp::admin
