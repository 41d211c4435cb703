// SPDX-License-Identifier: MIT
// Threads on demand.
#include "sandbox/workers.hpp"

#include <system_error>

namespace infobip_otp::sandbox {

Workers::Enqueued Workers::enqueue(std::function<void()> serve) {
    counters_.begin_connection();
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(serve));
    if (idle_ < waiting_.size() && threads_.size() < most) {
        try {
            threads_.emplace_back([this] { work(); });
        } catch (const std::system_error&) {
            // The system gives no more threads: the connection waits for one of those there are.
            if (threads_.empty()) throw;
        }
    }
    wanted_.notify_one();
    return static_cast<Enqueued>(true);
}

void Workers::shutdown() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    wanted_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void Workers::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        ++idle_;
        wanted_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        --idle_;
        if (waiting_.empty()) return;
        const std::function<void()> serve = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        serve();
        counters_.end_connection();
        lock.lock();
    }
}

}  // namespace infobip_otp::sandbox
