// SPDX-License-Identifier: MIT
// The phone page and its stream of messages (server-sent events).
#include "sandbox/phone_page.hpp"

#include <httplib.h>
#include <openssl/crypto.h>

#include <thread>

#include "base/text.hpp"
#include "sandbox/applications.hpp"
#include "sandbox/phone_page_html.hpp"
#include "sandbox/server.hpp"

namespace infobip_otp::sandbox {
namespace {

using Handled = httplib::Server::HandlerResponse;

// Also the time after which a stream notices that its reader is gone.
constexpr std::chrono::milliseconds patience = std::chrono::seconds(10);

// "id: 7\ndata: {...}\n\n"; JSON has no line ends.
std::string as_event(const Message& message) {
    return "id: " + std::to_string(message.number) + "\ndata: " + to_json(message).dump() + "\n\n";
}

void add_headers(httplib::Response& response) {
    response.set_header("Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; script-src "
                        "'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'");
    response.set_header("Referrer-Policy", "no-referrer");
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_header("Cache-Control", "no-store");
}

// Sends what is new since `last`, or a comment when nothing is. False: the reader is gone.
bool send_news(Outbox& outbox, std::uint64_t& last, httplib::DataSink& sink) {
    std::string text;
    for (const Message& each : outbox.after(last, patience)) {
        text += as_event(each);
        last = each.number;
    }
    if (text.empty()) text = ": nothing new\n\n";
    return sink.is_writable() && sink.write(text.data(), text.size());
}

}  // namespace

PhonePage::PhonePage(Outbox& outbox) : outbox_(outbox) {}
PhonePage::~PhonePage() = default;

Result<std::unique_ptr<PhonePage>> PhonePage::open(const Endpoint& endpoint, Outbox& outbox) {
    std::unique_ptr<PhonePage> page(new PhonePage(outbox));
    page->token_ = new_id();
    page->http_ = std::make_unique<httplib::Server>();
    page->set_up();
    const auto port = bind_http(*page->http_, endpoint, page->socket_);
    if (!port) return port.error();
    page->url_ = endpoint.url("http", *port) + "/" + page->token_ + "/";
    return page;
}

void PhonePage::set_up() {
    set_up_http(*http_, counters_, socket_);
    http_->set_pre_routing_handler([this](const httplib::Request& request,
                                          httplib::Response& response) {
        add_headers(response);
        const std::string wanted = "/" + token_ + "/";
        const bool knows = request.path.size() >= wanted.size() &&
                           CRYPTO_memcmp(request.path.data(), wanted.data(), wanted.size()) == 0;
        if (request.method == "GET" && knows) return Handled::Unhandled;
        response.status = 404;
        response.set_content("The address of the phone is printed when the sandbox starts.\n",
                             "text/plain");
        return Handled::Handled;
    });
    http_->Get("/[0-9A-F]+/", [](const httplib::Request&, httplib::Response& response) {
        response.set_content(phone_page_html, "text/html;charset=UTF-8");
    });
    http_->Get("/[0-9A-F]+/messages",
               [this](const httplib::Request& request, httplib::Response& response) {
                   if (++streams_ > most_streams) {
                       --streams_;
                       response.status = 503;
                       return;
                   }
                   // A browser that lost the stream says what it saw last.
                   const auto last = std::make_shared<std::uint64_t>(
                       parse_unsigned(request.get_header_value("Last-Event-ID")).value_or(0));
                   response.set_chunked_content_provider(
                       "text/event-stream",
                       [this, last](std::size_t, httplib::DataSink& sink) {
                           return send_news(outbox_, *last, sink);
                       },
                       [this](bool) { --streams_; });
               });
}

void PhonePage::serve() {
    std::thread([this] { http_->listen_after_bind(); }).detach();
}

}  // namespace infobip_otp::sandbox
