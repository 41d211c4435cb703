// SPDX-License-Identifier: MIT
// HelperPinService: PinService over the helper process.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "infobip_otp/clock.hpp"
#include "infobip_otp/pin_service.hpp"
#include "link/helper_process.hpp"
#include "link/records.hpp"

namespace infobip_otp {

// Returns the API key; asked once, by make_ready().
using KeySource = std::function<Result<Secret>()>;

// What the helper has to know; the texts must fit the arrays of OpeningRecord.
struct HelperSetup {
    std::string program;
    std::string base_url;
    KeySource api_key;
    std::string application_id;
    std::string message_id;
    std::string sender;
    std::string ca_path;
    std::string ca_file;
    std::string proxy;
    std::chrono::milliseconds connect_timeout{0};
    std::chrono::milliseconds request_timeout{0};
    std::chrono::milliseconds longest_life{0};
    NumberLookup number_lookup = NumberLookup::unset;
    // Where the service answered a moment ago; asked when the helper starts.
    std::function<std::string()> known_address = [] { return std::string(); };
};

// Starts the helper at the first call, or before by prepare(), and keeps it until this object goes,
// so that send, resend and verify share one connection. It gets the API key, as everything, only
// after it has said that it is confined. Once it failed it is not started again:
// whoever can kill it would have us send once more. Each call ends within request_timeout + 1 s.
class HelperPinService final : public PinService {
  public:
    HelperPinService(HelperSetup setup, const Clock& clock)
        : setup_(std::move(setup)), clock_(clock) {}

    [[nodiscard]] Result<void> make_ready() override;

    // Starts the helper, so that it loads its libraries while the caller does something else;
    // nothing is asked of it. What fails is told by the next call.
    void prepare();

    [[nodiscard]] PinReply send(const PhoneNumber& to) override;
    [[nodiscard]] PinReply resend(const Secret& pin_id) override;
    [[nodiscard]] PinReply verify(const Secret& pin_id, const Secret& code) override;

  private:
    // nullopt: it runs. Once only.
    std::optional<PinReply> start();
    // nullopt: it is confined and has the opening.
    std::optional<PinReply> open(std::chrono::milliseconds deadline);
    // What there is to say of a record that did not come.
    PinReply fail(HelperProcess::Answered answered, std::uint32_t version);
    PinReply exchange(RecordKind kind, RequestRecord& request);
    PinReply fail(std::string detail);

    HelperSetup setup_;
    const Clock& clock_;
    Secret api_key_;  // until the opening has it
    std::optional<HelperProcess> helper_;
    std::unique_ptr<Wiped<OpeningRecord>> opening_;  // until the helper has it
    std::optional<PinReply> not_started_;            // until it is told
    bool started_ = false;
};

}  // namespace infobip_otp
