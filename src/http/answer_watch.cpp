// SPDX-License-Identifier: MIT
// AnswerWatch: OpenSSL's view of the records, and the kernel's of the bytes.
#include "http/answer_watch.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

namespace infobip_otp {
namespace {

// SSL_CTX_set_msg_callback(3). TLS 1.3 hides the type of a record inside it.
void see_record(int written, int, int content_type, const void* bytes, std::size_t size, SSL* tls,
                void* watch) {
    const int where =
        SSL_version(tls) == TLS1_3_VERSION ? SSL3_RT_INNER_CONTENT_TYPE : SSL3_RT_HEADER;
    if (written != 0 || content_type != where || size == 0) return;
    if (*static_cast<const unsigned char*>(bytes) == SSL3_RT_APPLICATION_DATA)
        static_cast<AnswerWatch*>(watch)->note_application_data();
}

}  // namespace

void AnswerWatch::attach(void* context) {
    auto* const tls = static_cast<SSL_CTX*>(context);
    SSL_CTX_set_msg_callback(tls, see_record);
    SSL_CTX_set_msg_callback_arg(tls, this);
}

void AnswerWatch::look_at(int socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    // The end of the stream counts as one.
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
        info.tcpi_bytes_received > 1)
        begun_ = true;
}

}  // namespace infobip_otp
