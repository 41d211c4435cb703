// SPDX-License-Identifier: MIT
// Records: what crosses the wall between the module and its helper, in fixed sizes.
//
// A SOCK_SEQPACKET pair keeps the boundaries, so there is nothing to parse: a record has the size
// of its struct or it is refused. The helper speaks first: one Confined, before which it is told
// nothing. The module then sends one Opening and Requests; each Request is answered by one Reply.
// `version` stands first in every record of every version: a module that met a newer helper (an
// upgrade while sshd runs) can say so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

namespace infobip_otp {

inline constexpr std::uint32_t record_version = 2;

enum class RecordKind : std::uint32_t { opening = 1, send, resend, verify, reply, confined };

struct RecordHead {
    std::uint32_t version = record_version;
    std::uint32_t kind = 0;
};

enum class NumberLookup : std::uint32_t { unset, no, yes };  // ncNeeded: not sent, false, true

// Helper to module, once and first: it has given up everything, or says which step failed, and
// ends.
struct ConfinedRecord {
    RecordHead head{record_version, static_cast<std::uint32_t>(RecordKind::confined)};
    char problem[257] = {};  // "": it is confined
    char zero[3] = {};       // else the compiler pads with what happens to lie there
};

// Module to helper, once. Texts are NUL-terminated inside their arrays; "" where there is none.
struct OpeningRecord {
    RecordHead head{record_version, static_cast<std::uint32_t>(RecordKind::opening)};
    std::uint32_t connect_timeout_ms = 0;
    std::uint32_t request_timeout_ms = 0;
    std::uint32_t longest_life_ms = 0;  // the helper ends by itself after this
    std::uint32_t number_lookup = 0;
    char base_url[512] = {};  // without a trailing slash
    char api_key[512] = {};
    char application_id[256] = {};
    char message_id[256] = {};
    char sender[128] = {};
    char ca_path[1024] = {};
    char ca_file[1024] = {};
    char proxy[512] = {};
    char known_address[48] = {};  // of the service (of the proxy, where there is one) a moment ago
};

// Module to helper: send (to), resend (pin_id) or verify (pin_id, code).
struct RequestRecord {
    RecordHead head{};
    char to[16] = {};  // digits without the plus
    char pin_id[129] = {};
    char code[33] = {};
    char zero[2] = {};
};

// Helper to module.
struct ReplyRecord {
    RecordHead head{record_version, static_cast<std::uint32_t>(RecordKind::reply)};
    std::uint32_t outcome = 0;  // PinOutcome
    std::uint32_t http_status = 0;
    std::int64_t date = 0;               // seconds since 1970 by the provider's clock; 0: not told
    std::uint32_t fresh_connection = 0;  // 1: PinReply::fresh_connection
    char address[48] = {};               // where the request went; "": not known
    char pin_id[129] = {};
    char provider_request_id[65] = {};
    char detail[257] = {};
    char zero[1] = {};
};

// Every byte that crosses the wall was set by somebody: no padding, nothing of a stack or heap.
static_assert(std::has_unique_object_representations_v<ConfinedRecord>);
static_assert(std::has_unique_object_representations_v<OpeningRecord>);
static_assert(std::has_unique_object_representations_v<RequestRecord>);
static_assert(std::has_unique_object_representations_v<ReplyRecord>);

// Copies `text` into the array of a record; false, and nothing copied, where it does not fit with
// its NUL or holds one.
template <std::size_t Size>
[[nodiscard]] bool put_text(char (&field)[Size], std::string_view text) {
    if (text.size() >= Size || text.find('\0') != std::string_view::npos) return false;
    std::memset(field, 0, Size);
    if (!text.empty()) std::memcpy(field, text.data(), text.size());
    return true;
}

// The text of a record's array; nullopt where no NUL ends it.
template <std::size_t Size>
[[nodiscard]] std::optional<std::string_view> get_text(const char (&field)[Size]) {
    const void* end = std::memchr(field, '\0', Size);
    if (end == nullptr) return std::nullopt;
    return std::string_view(field, static_cast<std::size_t>(static_cast<const char*>(end) - field));
}

enum class Received {
    record,         // whole, of this size and version
    other_version,  // `head.version` of the record says which
    malformed,      // shorter or longer than the struct, or of a kind that was not asked for
    closed,         // the other side is gone
    failed,         // errno says why
};

// One record, without waiting for the other side to take it (MSG_DONTWAIT | MSG_NOSIGNAL); false:
// it was not taken whole.
[[nodiscard]] bool send_record(int socket, const void* record, std::size_t size);

// Waits for one record of exactly `size` bytes (recv with MSG_TRUNC, never recvmsg: passed
// descriptors vanish) whose kind is one of those that have this size. Whatever is refused leaves
// `record` zeroed, but for head.version of another version.
[[nodiscard]] Received receive_record(int socket, void* record, std::size_t size);

// Overwrites the record: it held a key, a code or a pinId.
template <class Record>
void wipe_record(Record& record) {
    static_assert(std::is_trivially_copyable_v<Record>);
    explicit_bzero(&record, sizeof record);
}

// A record that wipes itself at its end.
template <class Record>
struct Wiped : Record {
    Wiped() = default;
    ~Wiped() { wipe_record(static_cast<Record&>(*this)); }
    Wiped(const Wiped&) = delete;
    Wiped& operator=(const Wiped&) = delete;
};

}  // namespace infobip_otp
