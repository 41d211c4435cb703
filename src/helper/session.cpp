// SPDX-License-Identifier: MIT
// Session: opening, requests, replies.
#include "helper/session.hpp"

#include <poll.h>
#include <sysexits.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "helper/opening.hpp"
#include "infobip/client.hpp"

namespace infobip_otp {
namespace {

using std::chrono::milliseconds;

// The module sends the opening and the first request when the disk has counted the message.
constexpr milliseconds wait_for_opening = std::chrono::minutes(1);
constexpr milliseconds wait_for_request = std::chrono::seconds(10);

PinReply out_of_memory() {
    PinReply reply;
    reply.detail = "out of memory";
    return reply;
}

// nullopt: a record that no module of this version sends.
std::optional<PinReply> exchange(PinService& pins, const RequestRecord& request) {
    const auto to = get_text(request.to);
    const auto pin_id = get_text(request.pin_id);
    const auto code = get_text(request.code);
    if (!to || !pin_id || !code) return std::nullopt;
    switch (static_cast<RecordKind>(request.head.kind)) {
        case RecordKind::send: {
            const auto number = PhoneNumber::parse("+" + std::string(*to));
            if (!number) return std::nullopt;
            return pins.send(*number);
        }
        case RecordKind::resend:
            if (!is_pin_id(*pin_id)) return std::nullopt;
            return pins.resend(Secret(*pin_id));
        case RecordKind::verify:
            if (!is_pin_id(*pin_id) || !is_code(*code)) return std::nullopt;
            return pins.verify(Secret(*pin_id), Secret(*code));
        case RecordKind::opening:
        case RecordKind::reply:
        case RecordKind::confined: break;
    }
    return std::nullopt;
}

}  // namespace

template <class Record>
Received Session::receive(Record& record) {
    pollfd readable{socket_, POLLIN, 0};
    for (;;) {
        const milliseconds left = end_ - clock_.since_boot();
        if (left.count() <= 0) return Received::closed;
        // In pieces: poll(2) does not count the time that the machine sleeps.
        const int ready = poll(&readable, 1, static_cast<int>(std::min<long>(left.count(), 1000)));
        // A host that was killed has left its records here. They are not for a helper that its
        // caller kept stopped until then: nobody waits for the message any more.
        if (ready > 0 && (readable.revents & POLLHUP) != 0) return Received::closed;
        // Nor for one that was stopped beyond its time.
        if (clock_.since_boot() >= end_) return Received::closed;
        if (ready > 0) return receive_record(socket_, &record, sizeof record);
        if (ready < 0 && errno != EINTR) return Received::failed;
    }
}

bool Session::reply(PinReply answer) {
    Wiped<ReplyRecord> record;
    record.outcome = static_cast<std::uint32_t>(answer.outcome);
    record.http_status = static_cast<std::uint32_t>(std::max(answer.http_status, 0));
    record.fresh_connection = answer.fresh_connection ? 1 : 0;
    record.date = answer.date ? answer.date->time_since_epoch().count() : 0;
    return put_text(record.address, answer.address) &&
           put_text(record.pin_id, answer.pin_id.reveal()) &&
           put_text(record.provider_request_id,
                    printable(answer.provider_request_id, sizeof record.provider_request_id - 1)) &&
           put_text(record.detail, printable(answer.detail, sizeof record.detail - 1)) &&
           send_record(socket_, static_cast<const ReplyRecord*>(&record), sizeof(ReplyRecord));
}

bool Session::say_confined(std::string_view problem) {
    ConfinedRecord said;
    return put_text(said.problem, printable(problem, sizeof said.problem - 1)) &&
           send_record(socket_, &said, sizeof said);
}

int Session::refuse(std::string_view reason) {
    return say_confined(reason) ? EX_UNAVAILABLE : EX_PROTOCOL;
}

// A reply before the request was taken would be lost: a socket that is closed with something
// unread fails at the other end before that end has read what it got.
int Session::refuse_next(std::string_view reason) {
    end_ = clock_.since_boot() + wait_for_request;
    Wiped<RequestRecord> request;
    if (receive(static_cast<RequestRecord&>(request)) == Received::closed) return EX_OK;
    PinReply unusable;
    unusable.outcome = PinOutcome::helper_unusable;
    unusable.detail = reason;
    return reply(std::move(unusable)) ? EX_UNAVAILABLE : EX_PROTOCOL;
}

int Session::refuse_version(std::uint32_t version) {
    return refuse_next("this helper speaks record version " + std::to_string(record_version) +
                       " and the module " + std::to_string(version) +
                       ": restart the service that runs the module from before an upgrade");
}

int Session::serve() {
    if (!say_confined("")) return EX_OK;  // the other side is gone
    end_ = clock_.since_boot() + wait_for_opening;
    Wiped<OpeningRecord> record;
    const Received received = receive(static_cast<OpeningRecord&>(record));
    if (received == Received::other_version) return refuse_version(record.head.version);
    if (received == Received::closed) return EX_OK;
    if (received != Received::record) return EX_PROTOCOL;
    auto opening = read_opening(record, version_);
    wipe_record(static_cast<OpeningRecord&>(record));
    if (!opening) return refuse_next("the helper cannot work: " + opening.error().message);
    end_ = clock_.since_boot() + opening->longest_life;
    auto transport = make_curl_transport(std::move(opening->connection), clock_);
    if (!transport) return refuse_next("the helper cannot work: " + transport.error().message);
    InfobipClient client(std::move(opening->pins), std::move(opening->api_key), **transport);
    return answer_requests(client);
}

int Session::answer_requests(PinService& pins) {
    for (;;) {
        Wiped<RequestRecord> request;
        const Received received = receive(static_cast<RequestRecord&>(request));
        if (received == Received::closed) return EX_OK;
        if (received != Received::record) return EX_PROTOCOL;
        std::optional<PinReply> answer;
        try {
            answer = exchange(pins, request);
        } catch (const std::bad_alloc&) {
            answer = out_of_memory();
        }
        if (!answer) return EX_PROTOCOL;
        if (!reply(*std::move(answer))) return EX_PROTOCOL;
    }
}

}  // namespace infobip_otp
