// SPDX-License-Identifier: MIT
// A module gone mad: any messages in place of opening and requests. The helper answers with whole
// records, never with a success that its network did not give, and ends.
//
// In the place of curl_transport.cpp stands a network that answers as one byte of the input says.
#include <sys/socket.h>

#include <memory>

#include "base/system_clock.hpp"
#include "fuzz/message_list.hpp"
#include "helper/session.hpp"
#include "http/curl_transport.hpp"
#include "infobip_otp/pin_service.hpp"
#include "link/records.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;

namespace {

unsigned network = 0;

class StandIn final : public Transport {
  public:
    HttpReply exchange(const HttpRequest& request) override {
        demand(request.path.reveal().starts_with("/2fa/"));
        HttpReply reply;
        if (network % 4 == 0) return reply;
        reply.delivery = Delivery::answered;
        reply.whole = true;
        reply.status = network % 4 == 1 ? 200 : 401;
        reply.body = Secret(R"({"pinId":"A1","smsStatus":"MESSAGE_SENT","verified":true})");
        return reply;
    }
};

void check_replies(int socket) {
    for (;;) {
        ReplyRecord record;
        const ssize_t size = recv(socket, &record, sizeof record, MSG_TRUNC | MSG_DONTWAIT);
        if (size <= 0) return;
        demand(record.head.version == record_version);
        if (record.head.kind == static_cast<std::uint32_t>(RecordKind::confined)) {
            demand(size == sizeof(ConfinedRecord));
            continue;
        }
        demand(size == sizeof record);
        const auto outcome = static_cast<PinOutcome>(record.outcome);
        const bool positive = outcome == PinOutcome::verified || outcome == PinOutcome::sent;
        demand(!positive || network % 4 == 1);
        demand(is_printable(get_text(record.detail).value()));
        demand(is_printable(get_text(record.pin_id).value()));
    }
}

}  // namespace

namespace infobip_otp {

Result<std::unique_ptr<Transport>> make_curl_transport(CurlOptions options, const Clock&) {
    demand(options.base.is_https() || options.base.host.starts_with("127.") ||
           options.base.host == "::1");
    demand(!options.authorization.empty());
    return std::unique_ptr<Transport>(std::make_unique<StandIn>());
}

}  // namespace infobip_otp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    std::string_view input = as_text(bytes, size);
    network = take_byte(input);
    Descriptor other_end;
    const Descriptor wall = hold_messages(input, &other_end);
    const SystemClock clock;
    Session session(wall.get(), "0", clock);
    if (network >= 128)
        static_cast<void>(session.refuse("a reason"));
    else
        static_cast<void>(session.serve());
    check_replies(other_end.get());
    return 0;
}
