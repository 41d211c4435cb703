// SPDX-License-Identifier: MIT
// Faults: answers that go wrong on purpose, from one table.
#pragma once

#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infobip_otp/result.hpp"
#include "sandbox/time.hpp"

namespace infobip_otp::sandbox {

enum class FaultKind {
    // In place of the operation:
    status,
    drop,
    // The operation is done, its answer is changed:
    not_sent,
    other_pinid,
    no_pinid,
    verified_as_text,
    duplicate_member,
    empty,
    html,
    malformed,
    nul,
    deep,
    oversized,
    // The operation is done, its answer arrives badly:
    stall,
    close,
    truncated,
    slow,
    no_content_type,
};

struct FaultRow {
    FaultKind kind;
    std::string_view name;
    std::string_view value;     // what stands for VALUE in --help; empty: takes none
    std::string_view fallback;  // the value when none is given; empty: one has to be
    std::string_view help;
};

[[nodiscard]] std::span<const FaultRow> fault_table();

struct Fault {
    FaultKind kind = FaultKind::status;
    std::string text;        // as it was given
    std::uint64_t number{};  // of status and oversized
    Length length{0};        // of stall and slow
    std::uint64_t nth = 0;   // 0: every request; N: the Nth from now on and no other
    std::string route;       // empty: any
};

// "NAME[=VALUE][,nth=N][,route=ROUTE]". An Error lists what is known.
Result<Fault> parse_fault(std::string_view text);

// The faults that are set. Members may be called from any thread.
class Faults {
  public:
    static constexpr std::size_t most = 100;

    Result<void> set(std::string_view text);
    void clear();
    [[nodiscard]] std::vector<std::string> list() const;

    // The fault for a request of this route that comes in now, the first set that fits; one with
    // nth is counted down and gone when it struck.
    std::optional<Fault> next(const std::string& route);

  private:
    mutable std::mutex mutex_;
    std::vector<Fault> faults_;
};

}  // namespace infobip_otp::sandbox
