// SPDX-License-Identifier: MIT
// HelperPinService: filling requests, believing replies.
#include "link/helper_pin_service.hpp"

#include <algorithm>
#include <utility>

#include "base/peer_address.hpp"
#include "base/text.hpp"

namespace infobip_otp {
namespace {

// Beyond its own limit the helper is stuck, and killed.
constexpr std::chrono::seconds grace(1);

std::uint32_t milliseconds(std::chrono::milliseconds length) {
    return static_cast<std::uint32_t>(length.count());
}

bool fill(OpeningRecord& opening, const HelperSetup& setup, const Secret& api_key) {
    opening.connect_timeout_ms = milliseconds(setup.connect_timeout);
    opening.request_timeout_ms = milliseconds(setup.request_timeout);
    opening.longest_life_ms = milliseconds(setup.longest_life);
    opening.number_lookup = static_cast<std::uint32_t>(setup.number_lookup);
    return put_text(opening.base_url, setup.base_url) &&
           put_text(opening.api_key, api_key.reveal()) &&
           put_text(opening.application_id, setup.application_id) &&
           put_text(opening.message_id, setup.message_id) &&
           put_text(opening.sender, setup.sender) && put_text(opening.ca_path, setup.ca_path) &&
           put_text(opening.ca_file, setup.ca_file) && put_text(opening.proxy, setup.proxy) &&
           put_text(opening.known_address, setup.known_address());
}

PinReply unusable(std::string detail) {
    PinReply reply;
    reply.outcome = PinOutcome::helper_unusable;
    reply.detail = std::move(detail);
    return reply;
}

bool is_known(std::uint32_t outcome) {
    return outcome >= static_cast<std::uint32_t>(PinOutcome::sent) &&
           outcome <= static_cast<std::uint32_t>(PinOutcome::not_resolved);
}

// The answer to another question is no answer: "verified" counts only for a verify.
bool answers(RecordKind kind, PinOutcome outcome) {
    if (outcome == PinOutcome::verified) return kind == RecordKind::verify;
    if (outcome == PinOutcome::sent) return kind == RecordKind::send || kind == RecordKind::resend;
    return true;
}

// docs/infobip-contract.md section 3: what may stand in a path.
bool is_pin_id(std::string_view text) {
    const auto safe = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_';
    };
    return std::all_of(text.begin(), text.end(), safe);
}

// nullopt: a record that this module cannot believe.
std::optional<PinReply> read_reply(RecordKind kind, const ReplyRecord& record) {
    const auto address = get_text(record.address);
    const auto pin_id = get_text(record.pin_id);
    const auto request_id = get_text(record.provider_request_id);
    const auto detail = get_text(record.detail);
    if (!address || !pin_id || !request_id || !detail || !is_known(record.outcome) ||
        !is_pin_id(*pin_id))
        return std::nullopt;
    PinReply reply;
    reply.outcome = static_cast<PinOutcome>(record.outcome);
    if (!answers(kind, reply.outcome) || record.http_status > 999 || record.fresh_connection > 1)
        return std::nullopt;
    if (!address->empty() && !is_ip_address(std::string(*address))) return std::nullopt;
    reply.address = *address;
    reply.pin_id = Secret(*pin_id);
    reply.http_status = static_cast<int>(record.http_status);
    reply.fresh_connection = record.fresh_connection == 1;
    if (record.date > 0) reply.date = WallTime(std::chrono::seconds(record.date));
    reply.provider_request_id = printable(*request_id, sizeof record.provider_request_id);
    reply.detail = printable(*detail, sizeof record.detail);
    return reply;
}

}  // namespace

Result<void> HelperPinService::make_ready() {
    auto key = setup_.api_key();
    if (!key) return key.error();
    api_key_ = *std::move(key);
    return {};
}

std::optional<PinReply> HelperPinService::start() {
    started_ = true;
    opening_ = std::make_unique<Wiped<OpeningRecord>>();
    const bool fits = fill(*opening_, setup_, api_key_);
    api_key_.wipe();
    if (!fits) return unusable("a setting is too long for the helper");
    auto helper = HelperProcess::start(setup_.program);
    if (!helper) return unusable(helper.error().message);
    helper_.emplace(*std::move(helper));
    return std::nullopt;
}

std::optional<PinReply> HelperPinService::open(std::chrono::milliseconds deadline) {
    const auto opening = std::move(opening_);
    ConfinedRecord said;
    const auto answered = helper_->receive(said, deadline, clock_);
    if (answered != HelperProcess::Answered::record) return fail(answered, said.head.version);
    const auto problem = get_text(said.problem);
    if (!problem) return fail("a record of the helper that makes no sense");
    if (!problem->empty()) {
        helper_.reset();
        return unusable(printable(*problem, sizeof said.problem));
    }
    // A helper that is gone by now says so at the request.
    static_cast<void>(helper_->send(static_cast<const OpeningRecord&>(*opening)));
    return std::nullopt;
}

void HelperPinService::prepare() {
    if (!started_) not_started_ = start();
}

PinReply HelperPinService::fail(std::string detail) {
    helper_.reset();
    PinReply reply;
    reply.outcome = PinOutcome::helper_failed;
    reply.detail = std::move(detail);
    return reply;
}

PinReply HelperPinService::fail(HelperProcess::Answered answered, std::uint32_t version) {
    switch (answered) {
        case HelperProcess::Answered::other_version:
            return fail("the helper speaks record version " + std::to_string(version) +
                        " and this module " + std::to_string(record_version) +
                        ": restart this service, it still runs the module from before an upgrade");
        case HelperProcess::Answered::malformed: return fail("a malformed record of the helper");
        case HelperProcess::Answered::too_late: return fail("the helper did not answer in time");
        case HelperProcess::Answered::record:
        case HelperProcess::Answered::closed: break;
    }
    return fail("the helper ended before it answered");
}

PinReply HelperPinService::exchange(RecordKind kind, RequestRecord& request) {
    prepare();
    if (not_started_) return *std::exchange(not_started_, std::nullopt);
    if (!helper_) return fail("the helper has ended before");
    const auto deadline = clock_.since_boot() + setup_.request_timeout + grace;
    if (opening_)
        if (auto not_opened = open(deadline)) return *std::move(not_opened);
    request.head.version = record_version;
    request.head.kind = static_cast<std::uint32_t>(kind);
    // What a helper wrote before it ended is still there to be read.
    static_cast<void>(helper_->send(request));

    Wiped<ReplyRecord> record;
    const auto answered = helper_->receive(static_cast<ReplyRecord&>(record), deadline, clock_);
    if (answered != HelperProcess::Answered::record) return fail(answered, record.head.version);
    auto reply = read_reply(kind, record);
    if (!reply) return fail("a record of the helper that makes no sense");
    // Nothing is asked after the right code: its end passes beside what is left to do.
    if (reply->outcome == PinOutcome::verified) helper_->end();
    if (reply->outcome == PinOutcome::helper_unusable ||
        reply->outcome == PinOutcome::helper_failed)
        helper_.reset();
    return std::move(*reply);
}

PinReply HelperPinService::send(const PhoneNumber& to) {
    Wiped<RequestRecord> request;
    if (!put_text(request.to, to.digits())) return fail("a phone number that is too long");
    return exchange(RecordKind::send, request);
}

PinReply HelperPinService::resend(const Secret& pin_id) {
    Wiped<RequestRecord> request;
    if (!put_text(request.pin_id, pin_id.reveal())) return fail("a pinId that is too long");
    return exchange(RecordKind::resend, request);
}

PinReply HelperPinService::verify(const Secret& pin_id, const Secret& code) {
    Wiped<RequestRecord> request;
    if (!put_text(request.pin_id, pin_id.reveal()) || !put_text(request.code, code.reveal()))
        return fail("a code that is too long");
    return exchange(RecordKind::verify, request);
}

}  // namespace infobip_otp
