// SPDX-License-Identifier: MIT
// InfobipClient: request, exchange, read.
#include "infobip/client.hpp"

#include <array>

namespace infobip_otp {

PinReply InfobipClient::send(const PhoneNumber& to) {
    last_to_ = Secret(to.digits());
    const std::array secrets = {api_key_.reveal(), to.digits()};
    return read_send(transport_.exchange(send_request(from_, to)), secrets);
}

PinReply InfobipClient::resend(const Secret& pin_id) {
    const std::array secrets = {api_key_.reveal(), last_to_.reveal(), pin_id.reveal()};
    return read_resend(transport_.exchange(resend_request(pin_id)), secrets);
}

PinReply InfobipClient::verify(const Secret& pin_id, const Secret& code) {
    const std::array secrets = {api_key_.reveal(), last_to_.reveal(), pin_id.reveal(),
                                code.reveal()};
    return read_verify(transport_.exchange(verify_request(pin_id, code)), pin_id, last_to_.reveal(),
                       secrets);
}

}  // namespace infobip_otp
