// SPDX-License-Identifier: MIT
// Records: sending and receiving one, whole or not at all.
#include "link/records.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace infobip_otp {
namespace {

bool kind_has_size(std::uint32_t kind, std::size_t size) {
    switch (static_cast<RecordKind>(kind)) {
        case RecordKind::opening: return size == sizeof(OpeningRecord);
        case RecordKind::send:
        case RecordKind::resend:
        case RecordKind::verify: return size == sizeof(RequestRecord);
        case RecordKind::reply: return size == sizeof(ReplyRecord);
        case RecordKind::confined: return size == sizeof(ConfinedRecord);
    }
    return false;
}

// `length` is what the other side sent, which may be more than the `size` bytes that were kept.
Received judge(const void* record, std::size_t size, std::size_t length) {
    if (length == 0) return Received::closed;  // an empty record looks the same and deserves it
    RecordHead head;
    if (length < sizeof head) return Received::malformed;
    std::memcpy(&head, record, sizeof head);
    // Before the size: records of another version may well have another one.
    if (head.version != record_version) return Received::other_version;
    return length == size && kind_has_size(head.kind, size) ? Received::record
                                                            : Received::malformed;
}

}  // namespace

bool send_record(int socket, const void* record, std::size_t size) {
    const ssize_t sent = ::send(socket, record, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent >= 0 && static_cast<std::size_t>(sent) == size;
}

Received receive_record(int socket, void* record, std::size_t size) {
    ssize_t length = 0;
    do length = ::recv(socket, record, size, MSG_TRUNC);
    while (length < 0 && errno == EINTR);
    const int reason = errno;
    const Received received =
        length < 0 ? Received::failed : judge(record, size, static_cast<std::size_t>(length));
    if (received == Received::record) return received;
    RecordHead head{0, 0};
    if (received == Received::other_version)
        std::memcpy(&head.version, record, sizeof head.version);
    explicit_bzero(record, size);
    std::memcpy(record, &head, sizeof head);
    errno = reason;
    return received;
}

}  // namespace infobip_otp
