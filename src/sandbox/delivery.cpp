// SPDX-License-Identifier: MIT
// Replies on the wire.
#include "sandbox/delivery.hpp"

#include <algorithm>
#include <thread>

#include "sandbox/connection.hpp"

namespace infobip_otp::sandbox {
namespace {

// The body byte by byte, `pause` before each.
void deliver_slowly(const Reply& reply, Length pause, httplib::Response& response) {
    response.set_content_provider(reply.content.body.size(), reply.content.content_type.c_str(),
                                  [body = reply.content.body, pause](
                                      std::size_t offset, std::size_t, httplib::DataSink& sink) {
                                      std::this_thread::sleep_for(pause);
                                      return sink.is_writable() &&
                                             sink.write(body.data() + offset, 1);
                                  });
}

void deliver_plainly(const Reply& reply, httplib::Response& response) {
    if (!reply.content.body.empty())
        response.set_content(reply.content.body, reply.content.content_type.c_str());
}

}  // namespace

void deliver_last(const Reply& reply, const httplib::Request& request) {
    const bool untyped = reply.fault && reply.fault->kind == FaultKind::no_content_type;
    const bool cut_short = reply.fault && reply.fault->kind == FaultKind::truncated;
    const std::string& body = reply.content.body;
    std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " \r\nConnection: close\r\n";
    head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    for (const auto& [name, value] : reply.headers) head += name + ": " + value + "\r\n";
    if (!untyped) head += "Content-Type: " + reply.content.content_type + "\r\n";
    const Connection connection(request);
    connection.write(head + "\r\n");
    if (request.method != "HEAD")
        connection.write(body.substr(0, cut_short ? body.size() / 2 : body.size()));
    connection.cut();
}

void deliver(const Reply& reply, const httplib::Request& request, httplib::Response& response) {
    response.status = reply.status;
    for (const auto& [name, value] : reply.headers)
        response.set_header(name.c_str(), value.c_str());
    if (!reply.fault) return deliver_plainly(reply, response);

    switch (reply.fault->kind) {
        case FaultKind::drop:
        case FaultKind::close: return Connection(request).cut();
        case FaultKind::slow: return deliver_slowly(reply, reply.fault->length, response);
        // The library would send all of it, and a Content-Type with it.
        case FaultKind::truncated:
        case FaultKind::no_content_type: return deliver_last(reply, request);
        case FaultKind::stall: std::this_thread::sleep_for(reply.fault->length); break;
        case FaultKind::status:
        case FaultKind::not_sent:
        case FaultKind::other_pinid:
        case FaultKind::no_pinid:
        case FaultKind::verified_as_text:
        case FaultKind::duplicate_member:
        case FaultKind::empty:
        case FaultKind::html:
        case FaultKind::malformed:
        case FaultKind::nul:
        case FaultKind::deep:
        case FaultKind::oversized: break;
    }
    deliver_plainly(reply, response);
}

}  // namespace infobip_otp::sandbox
