// SPDX-License-Identifier: MIT
// PinService: has a PIN sent to a phone and checked; the PIN itself is never known here.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "infobip_otp/phone_number.hpp"
#include "infobip_otp/rate_limit.hpp"
#include "infobip_otp/result.hpp"
#include "infobip_otp/secret.hpp"

namespace infobip_otp {

// Every way an exchange can end (docs/infobip-contract.md section 7.2). The values travel over the
// wall (link/records.hpp): new ones go to the end. 0 is none of them, so that a zeroed record is
// refused.
enum class PinOutcome : unsigned char {
    sent = 1,           // send, resend: accepted by the provider
    verified,           // verify: the code is right
    wrong_code,         // verify: the code is wrong, the PIN lives
    no_more_tries,      // verify: the provider takes no more tries for this PIN
    expired,            // verify, resend: the PIN is over or unknown
    pin_rejected,       // verify: refused for another reason; the PIN is finished
    throttled,          // 429: neither right nor wrong
    not_sent,           // send, resend: 200 with MESSAGE_NOT_SENT
    request_refused,    // send: 400 or 404; number, application id or template id
    credentials,        // 401: API key or base URL
    forbidden,          // 403: sender, geography, permission or scope
    provider_rejected,  // any other 4xx
    provider_fault,     // 5xx
    not_reached,        // connect or time limit before a byte of the request left
    no_answer,          // the request may have arrived; its result is unknown
    not_trusted,        // TLS handshake: certificate, name, version; no byte of the request left
    not_understood,     // an answer that the contract does not know
    helper_unusable,    // the helper could not be started or refused to start; nothing left
    helper_failed,      // the helper died, was stopped or starved, or sent a wrong record
    not_resolved,       // the name has no address, and none that it had is known; nothing left
};

// What the log says of one exchange. Texts are capped, printable ASCII without secrets; they come
// from outside and are never shown to the person.
struct PinReply {
    PinOutcome outcome = PinOutcome::helper_failed;
    Secret pin_id;        // sent: the handle of the PIN; empty after a resend that named none
    int http_status = 0;  // 0: no answer
    // Whatever went wrong did so on a connection that was made for this. Without it nothing is
    // proved: the person at the prompt chooses when an idle connection is used again.
    bool fresh_connection = false;
    std::string address;  // the service's, where it was reached; empty: not known
    // An outage: how long every exchange of this machine has failed, as the record of it says.
    std::chrono::seconds unreached_for{0};
    std::string provider_request_id;  // X-Request-ID
    std::string detail;               // cause in words
    std::optional<WallTime> date;     // the provider's clock, where the answer told it
};

// True where no message can have come of a send or a resend: what was spent for it may be given
// back. A 5xx or an answer that was lost proves nothing.
[[nodiscard]] bool certainly_no_message(PinOutcome outcome);

// True where the service did not do its work, over a connection that was made for this: what an
// outage is made of. Everything that a caller could bring about on this machine has another
// outcome.
[[nodiscard]] bool is_outage(const PinReply& reply);

// True where the service itself answered, whatever it said: no outage is under way.
[[nodiscard]] bool is_answer_of_service(const PinReply& reply);

// True where the request got no verdict over a connection that was used before: it is asked again,
// over a new one. The status 408 is what servers say of a connection that was idle, RFC 9110
// section 15.5.9.
[[nodiscard]] bool asks_for_new_connection(const PinReply& reply);

class PinService {
  public:
    virtual ~PinService() = default;

    // Reads what the exchanges need (the API key). Called once, as soon as it is known that
    // somebody has to be asked; nothing leaves. The Error names the file.
    virtual Result<void> make_ready() { return {}; }

    // A new PIN to `to`. Never repeated by itself once a byte of the request has left.
    [[nodiscard]] virtual PinReply send(const PhoneNumber& to) = 0;

    // The same PIN once more.
    [[nodiscard]] virtual PinReply resend(const Secret& pin_id) = 0;

    // Whether `code` is the PIN. The caller never asks again for a pin_id that was verified.
    [[nodiscard]] virtual PinReply verify(const Secret& pin_id, const Secret& code) = 0;
};

}  // namespace infobip_otp
