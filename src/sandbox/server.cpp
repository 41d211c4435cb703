// SPDX-License-Identifier: MIT
// The HTTP side of the sandbox.
#include "sandbox/server.hpp"

#include <httplib.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <chrono>

#include "sandbox/connection.hpp"
#include "sandbox/delivery.hpp"
#include "sandbox/framing.hpp"
#include "sandbox/head_cap.hpp"
#include "sandbox/workers.hpp"

namespace infobip_otp::sandbox {
namespace {

using namespace std::chrono_literals;

// For its first request; the library waits as long for what is missing of one.
constexpr time_t first_request_seconds = 5;
constexpr std::chrono::seconds longest_idle{200};
constexpr std::size_t requests_per_connection = 1000;
constexpr std::size_t longest_body = 64 * 1024;
constexpr std::size_t endless_body = 16 * 1024 * 1024;
constexpr int waiting_connections = 1024;

Request to_request(const httplib::Request& http, std::string body, const std::string& prefix) {
    Request request;
    request.method = http.method;
    parse_target(http.target, prefix, request);
    request.authorization = http.get_header_value("Authorization");
    request.content_type = http.get_header_value("Content-Type");
    const auto [first, last] = http.headers.equal_range("Accept");
    for (auto line = first; line != last; ++line) request.accept += line->second + ",";
    request.body = std::move(body);
    return request;
}

// The body, or the status to refuse it with. The library caps a body whose length was announced,
// and neither chunks nor what it unpacks. What is too long is read to its end all the same, so that
// the refusal arrives, but not for ever.
struct ReadBody {
    std::string text;
    int refused = 0;
    bool ended = true;  // what comes next is another request
};

ReadBody read_body(const httplib::Request& http, const httplib::Response& response,
                   const httplib::ContentReader& read) {
    ReadBody body;
    std::size_t size = 0;
    const auto take = [&](const char* bytes, std::size_t more) {
        size += more;
        if (size <= longest_body) body.text.append(bytes, more);
        return size <= endless_body;
    };
    body.ended = http.is_multipart_form_data()
                     ? read([](const httplib::MultipartFormData&) { return true; }, take)
                     : read(take);
    if (!body.ended) body.refused = response.status;  // the library's word for what it cannot read
    if (size > longest_body) body.refused = 413;
    return body;
}

// An API has no ranges; the library would cut them out of the JSON, which is const only here.
void forget_ranges(const httplib::Request& http) {
    const_cast<httplib::Request&>(http).ranges.clear();
}

// Between two requests the library looks a hundred times a second whether there is another one; two
// hundred waiting logins would take half a processor. So the waiting is done here, after an answer,
// and ends early where others want the thread.
void wait_for_next(const httplib::Request& http, const httplib::Response& response,
                   const Counters& counters) {
    if (http.version != "HTTP/1.1" || response.get_header_value("Connection") == "close") return;
    const Connection connection(http);
    for (auto idle = 0s; idle < longest_idle; ++idle) {
        if (connection.wait(1s)) return;
        if (counters.open() >= Workers::crowd) break;
    }
    connection.cut();
}

bool is_too_long(const httplib::Headers& head) {
    std::size_t size = 0;
    for (const auto& [name, value] : head) size += name.size() + value.size();
    return size > longest_head;
}

std::unique_ptr<httplib::Server> make_tls_server(const TlsFiles& files, Counters& counters) {
    return std::make_unique<httplib::SSLServer>([&files, &counters](SSL_CTX& context) {
        SSL_CTX_set_app_data(&context, &counters);
        SSL_CTX_set_info_callback(&context, [](const SSL* tls, int where, int) {
            if (!(where & SSL_CB_HANDSHAKE_DONE)) return;
            static_cast<Counters*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(tls)))->handshake();
        });
        cap_heads(&context);
        return SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION) == 1 &&
               SSL_CTX_use_certificate_chain_file(&context, files.certificate.c_str()) == 1 &&
               SSL_CTX_use_PrivateKey_file(&context, files.key.c_str(), SSL_FILETYPE_PEM) == 1 &&
               SSL_CTX_check_private_key(&context) == 1;
    });
}

}  // namespace

void set_up_http(httplib::Server& http, Counters& counters, int& socket) {
    http.new_task_queue = [&counters] { return new Workers(counters); };
    http.set_tcp_nodelay(true);
    http.set_keep_alive_timeout(first_request_seconds);
    http.set_keep_alive_max_count(requests_per_connection);
    http.set_payload_max_length(longest_body);
    http.set_socket_options([&socket](int descriptor) {
        const int yes = 1;
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
        socket = descriptor;
    });
}

Result<int> bind_http(httplib::Server& http, const Endpoint& endpoint, const int& socket) {
    const int port = endpoint.port == 0 ? http.bind_to_any_port(endpoint.host)
                     : http.bind_to_port(endpoint.host, endpoint.port) ? endpoint.port
                                                                       : -1;
    if (port < 0)
        return Error{"cannot listen on " + endpoint.host + ":" + std::to_string(endpoint.port) +
                     "; is the port taken?"};
    // The library lets five connections wait; two hundred logins may come at once.
    ::listen(socket, waiting_connections);
    return port;
}

Server::Server(std::string prefix, Api& api) : prefix_(std::move(prefix)), api_(api) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::open(const Endpoint& endpoint,
                                             const std::optional<TlsFiles>& files,
                                             std::string prefix, Api& api, Counters& counters) {
    std::unique_ptr<Server> server(new Server(std::move(prefix), api));
    if (files)
        server->http_ = make_tls_server(*files, counters);
    else
        server->http_ = std::make_unique<httplib::Server>();
    if (!server->http_->is_valid())
        return Error{"cannot use " + files->certificate + " with " + files->key +
                     "; remove both to have new ones made"};
    server->set_up(counters);
    auto port = bind_http(*server->http_, endpoint, server->socket_);
    if (!port) return port.error();
    server->port_ = *port;
    return server;
}

void Server::set_up(Counters& counters) {
    set_up_http(*http_, counters, socket_);
    const auto answer = [this](const httplib::Request& request, httplib::Response& response) {
        deliver(api_.answer(to_request(request, "", prefix_)), request, response);
    };
    const auto answer_body = [this](const httplib::Request& request, httplib::Response& response,
                                    const httplib::ContentReader& read) {
        ReadBody body = read_body(request, response, read);
        if (!body.ended) return deliver_last(api_.error(body.refused), request);
        if (body.refused != 0) return deliver(api_.error(body.refused), request, response);
        deliver(api_.answer(to_request(request, std::move(body.text), prefix_)), request, response);
    };
    using Handled = httplib::Server::HandlerResponse;
    http_->set_pre_routing_handler(
        [this, answer](const httplib::Request& request, httplib::Response& response) {
            if (request.ssl) end_head(request.ssl);
            if (is_too_long(request.headers)) {
                deliver_last(api_.error(431), request);
                return Handled::Handled;
            }
            forget_ranges(request);
            switch (framing_of(request)) {
                case Framing::body: return Handled::Unhandled;
                // The library would wait for a body until its time limit.
                case Framing::no_body: answer(request, response); break;
                case Framing::malformed: deliver_last(api_.error(400), request); break;
                case Framing::unknown_coding: deliver_last(api_.error(501), request); break;
            }
            return Handled::Handled;
        });
    const std::string any = R"([\s\S]*)";
    http_->Get(any, answer).Options(any, answer);
    http_->Post(any, answer_body).Put(any, answer_body);
    http_->Patch(any, answer_body).Delete(any, answer_body);
    // Called when an answer is out.
    http_->set_logger(
        [&counters](const httplib::Request& request, const httplib::Response& response) {
            if (request.ssl) begin_head(request.ssl);
            wait_for_next(request, response, counters);
        });
    http_->set_error_handler([this](const httplib::Request& request, httplib::Response& response) {
        // Only what the library refused by itself: too long, not HTTP, an unknown method.
        if (!response.has_header("X-Request-ID"))
            deliver(api_.error(response.status), request, response);
    });
    http_->set_exception_handler(
        [this](const httplib::Request& request, httplib::Response& response,
               const std::exception_ptr&) { deliver(api_.error(500), request, response); });
}

void Server::run() {
    http_->listen_after_bind();
}

}  // namespace infobip_otp::sandbox
