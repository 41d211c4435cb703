// SPDX-License-Identifier: MIT
// HeadCap: counting by OpenSSL's own counter of the bytes that it read.
#include "sandbox/head_cap.hpp"

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <cstdint>

namespace infobip_otp::sandbox {
namespace {

// What is too long is read to its end all the same, so that the refusal arrives, but not for ever.
constexpr std::uint64_t endless_head = 4 * longest_head;
constexpr std::uintptr_t no_limit = UINTPTR_MAX;

// Where a connection keeps the count at which it ends. 0: none was set yet.
int place() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

std::uint64_t bytes_read(const SSL* tls) {
    return BIO_number_read(SSL_get_rbio(tls));
}

std::uint64_t limit_of(const SSL* tls) {
    const auto limit = reinterpret_cast<std::uintptr_t>(SSL_get_ex_data(tls, place()));
    return limit == 0 ? endless_head : limit;
}

// The library hands out its connections as const only.
void set_limit(const SSL* tls, std::uint64_t limit) {
    SSL_set_ex_data(const_cast<SSL*>(tls), place(), reinterpret_cast<void*>(limit));
}

// SSL_CTX_set_msg_callback(3): called for each record.
void see_record(int written, int, int content_type, const void*, std::size_t, SSL* tls, void*) {
    if (written != 0 || content_type != SSL3_RT_HEADER || bytes_read(tls) <= limit_of(tls)) return;
    SSL_set_shutdown(tls, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    shutdown(SSL_get_fd(tls), SHUT_RDWR);
}

}  // namespace

void cap_heads(SSL_CTX* context) {
    static_cast<void>(place());
    SSL_CTX_set_msg_callback(context, see_record);
}

void end_head(const SSL* tls) {
    set_limit(tls, no_limit);
}

void begin_head(const SSL* tls) {
    set_limit(tls, bytes_read(tls) + endless_head);
}

}  // namespace infobip_otp::sandbox
