// SPDX-License-Identifier: MIT
// Workers: a thread for each open connection, started when one is needed.
//
// The HTTP library keeps a thread busy for as long as a connection is open; a fixed pool of 300
// would be blocked by 300 idle connections. So: as many threads as there are connections, up to
// `most`; those beyond wait for a free one. Half of `most` are a crowd: whoever is idle goes then.
#pragma once

#include <httplib.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "sandbox/counters.hpp"

namespace infobip_otp::sandbox {

class Workers final : public httplib::TaskQueue {
  public:
    static constexpr std::size_t most = 2000;
    static constexpr std::size_t crowd = most / 2;

    // `counters`, which must outlive this object, count each connection.
    explicit Workers(Counters& counters) : counters_(counters) {}

    // Called by the library once for each connection it has accepted. (Newer versions of it want
    // to hear true.)
    using Enqueued = decltype(std::declval<httplib::TaskQueue&>().enqueue({}));
    Enqueued enqueue(std::function<void()> serve) override;
    void shutdown() override;

  private:
    void work();

    Counters& counters_;
    std::mutex mutex_;
    std::condition_variable wanted_;
    std::deque<std::function<void()>> waiting_;
    std::size_t idle_ = 0;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace infobip_otp::sandbox
