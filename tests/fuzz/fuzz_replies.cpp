// SPDX-License-Identifier: MIT
// A helper gone mad: any messages in place of replies. The module believes a whole record that
// answers its question, and nothing else.
//
// In the place of helper_process.cpp stands a helper whose socket holds the input.
#include "link/helper_process.hpp"

#include <algorithm>
#include <optional>

#include "base/system_clock.hpp"
#include "fuzz/message_list.hpp"
#include "infobip_otp/phone_number.hpp"
#include "link/helper_pin_service.hpp"

namespace infobip_otp {
namespace {

std::string_view messages;

}  // namespace

Result<HelperProcess> HelperProcess::start(const std::string& /*path*/) {
    return HelperProcess(testing::hold_messages(messages), Descriptor());
}

HelperProcess::~HelperProcess() = default;

void HelperProcess::end() {
    lifeline_.close();
}

// The first record is given whole: what the input is about comes after it.
HelperProcess::Answered HelperProcess::receive(void* record, std::size_t size,
                                               std::chrono::milliseconds, const Clock&) {
    if (size == sizeof(ConfinedRecord)) return Answered::record;
    switch (receive_record(wall_.get(), record, size)) {
        case Received::record: return Answered::record;
        case Received::other_version: return Answered::other_version;
        case Received::malformed: return Answered::malformed;
        case Received::closed:
        case Received::failed: break;
    }
    return Answered::closed;
}

}  // namespace infobip_otp

using namespace infobip_otp;
using namespace infobip_otp::testing;

namespace {

// The next message of the input as a reply, if it is one.
std::optional<ReplyRecord> next_record(std::string_view& input) {
    ReplyRecord record;
    std::size_t size = take_byte(input) * 256;
    size = std::min<std::size_t>(size + take_byte(input), input.size());
    const bool whole = size == sizeof record;
    if (whole) std::memcpy(static_cast<void*>(&record), input.data(), size);
    input.remove_prefix(size);
    return whole ? std::optional(record) : std::nullopt;
}

void check(const PinReply& reply, std::string_view& input, PinOutcome proof) {
    const auto record = next_record(input);
    demand(is_printable(reply.detail) && is_printable(reply.provider_request_id));
    const bool positive =
        reply.outcome == PinOutcome::verified || reply.outcome == PinOutcome::sent;
    if (!positive) return;
    demand(reply.outcome == proof && record.has_value());
    demand(record->head.version == record_version && record->outcome == unsigned(proof));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    std::string_view input = as_text(bytes, size);
    messages = input;
    const SystemClock clock;
    HelperPinService service(HelperSetup{}, clock);
    check(service.send(*PhoneNumber::parse("+41793026727")), input, PinOutcome::sent);
    check(service.resend(Secret("A1")), input, PinOutcome::sent);
    check(service.verify(Secret("A1"), Secret("481516")), input, PinOutcome::verified);
    return 0;
}
