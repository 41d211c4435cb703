// SPDX-License-Identifier: MIT
// Confined child: work that reads the network, or may crash, done by a child that has given up
// everything.
//
// The child is a fork, so it holds a copy of what this process has in memory: whoever calls this
// has read no phone number, and no other secret than those the work needs, or has the work begin by
// wiping it. It has no descriptor but one socket, no terminal, an empty environment, and gives its
// privileges away (confinement/) before the work begins. What comes back is one record of fixed
// size: no parser runs here.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <type_traits>

#include "infobip_otp/clock.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp::admin {

// `work` changes the child's copy of the `size` bytes of `record`, which becomes as the copy is. It
// is as it was where an Error is returned: the child could not be started or confined, ended
// without an answer, or took longer than `longest` and was killed.
Result<void> run_confined(void* record, std::size_t size, const std::function<void(void*)>& work,
                          std::chrono::milliseconds longest, const Clock& clock);

// The texts of a record are whatever the child made of them: read them with get_text().
template <class Record>
Result<Record> run_confined(const std::function<void(Record&)>& work,
                            std::chrono::milliseconds longest, const Clock& clock) {
    static_assert(std::is_trivially_copyable_v<Record>);
    Record record{};
    auto ran = run_confined(
        &record, sizeof record, [&](void* place) { work(*static_cast<Record*>(place)); }, longest,
        clock);
    if (!ran) return ran.error();
    return record;
}

}  // namespace infobip_otp::admin
