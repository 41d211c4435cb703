// SPDX-License-Identifier: MIT
// CannedServer: answers in plain HTTP on loopback whatever a test wants said, byte by byte.
#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace infobip_otp::testing {

// One connection after the other, each kept until the client goes or a canned text has no
// Content-Length. A send is answered well, with the pinId "PIN-1".
class CannedServer {
  public:
    CannedServer();
    ~CannedServer();
    CannedServer(const CannedServer&) = delete;
    CannedServer& operator=(const CannedServer&) = delete;

    [[nodiscard]] std::string base_url() const;

    // Whole answers, from the status line on; set while nobody asks.
    std::string send_answer = answer(200, R"({"pinId":"PIN-1","smsStatus":"MESSAGE_SENT"})");
    std::string resend_answer = send_answer;
    std::string verify_answer;

    // Requests that came in whole.
    std::atomic<unsigned> sends{0};
    std::atomic<unsigned> resends{0};
    std::atomic<unsigned> verifies{0};

    [[nodiscard]] static std::string answer(int status, const std::string& body);

  private:
    void serve();
    void serve_client(int client);
    const std::string& reply_to(const std::string& request);

    int listening_ = -1;
    int port_ = 0;
    std::thread thread_;
};

}  // namespace infobip_otp::testing
