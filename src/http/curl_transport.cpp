// SPDX-License-Identifier: MIT
// The Transport over libcurl.
#include "http/curl_transport.hpp"

#include <curl/curl.h>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <string_view>
#include <utility>

#include "base/peer_address.hpp"
#include "base/secret_text.hpp"
#include "base/text.hpp"
#include "http/answer_watch.hpp"
#include "http/capped_answer.hpp"
#include "http/curl_failure.hpp"
#include "http/curl_handles.hpp"
#include "http/kept_connection.hpp"
#include "http/local_resources.hpp"
#include "http/pace.hpp"

namespace infobip_otp {
namespace {

using std::chrono::milliseconds;

// One attempt, as libcurl's callbacks see it.
struct Attempt {
    Attempt(CURL* its_easy, AnswerWatch& its_watch) : easy(its_easy), watch(its_watch) {}

    CURL* easy;
    AnswerWatch& watch;
    sockaddr_storage tried{};  // the address that was connected to last
    socklen_t tried_size = 0;  // 0: none
    int socket_errno = 0;
    bool head_whole = false;
    bool begun = false;    // the connection stood and was trusted: bytes may have been written
    bool on_kept = false;  // over a connection that was used before
    CappedAnswer answer;
    CURLcode code = CURLE_FAILED_INIT;
    std::array<char, CURL_ERROR_SIZE> error{};
};

// Where a reused connection dies unanswered, libcurl would repeat the request by itself: a second
// message, or a second try.
int begin_request(void* data, char*, char*, int, int) {
    Attempt& attempt = *static_cast<Attempt*>(data);
    attempt.watch.forget();
    if (std::exchange(attempt.begun, true)) return CURL_PREREQFUNC_ABORT;
    long new_connections = 0;
    curl_easy_getinfo(attempt.easy, CURLINFO_NUM_CONNECTS, &new_connections);
    attempt.on_kept = new_connections == 0;
    return CURL_PREREQFUNC_OK;
}

// The empty line ends the head; a status line begins another one, behind an interim answer.
std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* data) {
    Attempt& attempt = *static_cast<Attempt*>(data);
    const std::string_view line(bytes, size * count);
    if (line == "\r\n" || line == "\n") attempt.head_whole = true;
    if (line.starts_with("HTTP/")) attempt.head_whole = false;
    return attempt.answer.add_header(line.size()) ? line.size() : 0;
}

curl_socket_t open_socket(void* data, curlsocktype, curl_sockaddr* to) {
    Attempt& attempt = *static_cast<Attempt*>(data);
    attempt.tried_size = std::min<socklen_t>(to->addrlen, sizeof attempt.tried);
    std::memcpy(&attempt.tried, &to->addr, attempt.tried_size);
    const int socket = ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
    if (socket < 0) attempt.socket_errno = errno;
    return socket;
}

int close_plain_socket(void* watch, curl_socket_t socket) {
    static_cast<AnswerWatch*>(watch)->look_at(socket);
    return close(socket);
}

CURLcode watch_tls(CURL*, void* context, void* watch) {
    static_cast<AnswerWatch*>(watch)->attach(context);
    return CURLE_OK;
}

std::string text_of(const Attempt& attempt) {
    char text[NI_MAXHOST] = {};
    const auto* address = reinterpret_cast<const sockaddr*>(&attempt.tried);
    const bool known =
        attempt.tried_size > 0 && getnameinfo(address, attempt.tried_size, text, sizeof text,
                                              nullptr, 0, NI_NUMERICHOST) == 0;
    return known && is_ip_address(text) ? text : "";
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* attempt) {
    return static_cast<Attempt*>(attempt)->answer.add_body(bytes, size * count) ? size * count : 0;
}

void set_trust(Setter& setter, const CurlOptions& options) {
    const auto name = [](const std::string& path) { return path.empty() ? nullptr : path.c_str(); };
    setter.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2))
        .set(CURLOPT_SSL_VERIFYPEER, 1L)
        .set(CURLOPT_SSL_VERIFYHOST, 2L)
        .set(CURLOPT_CAINFO, name(options.ca.file))
        .set(CURLOPT_CAPATH, name(options.ca.directory))
        .set(CURLOPT_PROTOCOLS_STR, options.base.is_https() ? "https" : "http")
        .set(CURLOPT_FOLLOWLOCATION, 0L);
    // Explicitly, or libcurl asks the environment. In clear only to this machine itself.
    const bool by_proxy = !options.proxy.empty() && options.base.is_https();
    setter.set(CURLOPT_PROXY, by_proxy ? options.proxy.c_str() : "")
        .set(CURLOPT_NOPROXY, by_proxy ? "" : "*")
        .set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE))
        .set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

void set_connection(Setter& setter) {
    setter.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1))
        .set(CURLOPT_NOSIGNAL, 1L)
        .set(CURLOPT_TCP_NODELAY, 1L)
        .set(CURLOPT_TCP_KEEPALIVE, 1L)
        .set(CURLOPT_TCP_KEEPIDLE, 20L)
        .set(CURLOPT_TCP_KEEPINTVL, 20L)
        .set(CURLOPT_MAXAGE_CONN, static_cast<long>(KeptConnection::longest_idle.count()))
        // Or libcurl waits for a resolver that hangs, beyond every time limit.
        .set(CURLOPT_QUICK_EXIT, 1L);
}

void set_callbacks(Setter& setter) {
    setter.set(CURLOPT_HEADERFUNCTION, take_header)
        .set(CURLOPT_WRITEFUNCTION, take_body)
        .set(CURLOPT_OPENSOCKETFUNCTION, open_socket)
        .set(CURLOPT_PREREQFUNCTION, begin_request);
}

// A body in memory goes out with the header, in one write and one TLS record.
void set_method(Setter& setter, const HttpRequest& request) {
    setter.set(CURLOPT_CUSTOMREQUEST, request.method == Method::put ? "PUT" : nullptr);
    if (request.method == Method::get) {
        setter.set(CURLOPT_HTTPGET, 1L);
        return;
    }
    setter.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()))
        .set(CURLOPT_POSTFIELDS, request.body.c_str());
}

Result<Headers> make_headers(const CurlOptions& options) {
    Headers lines;
    const auto add = [&](const char* line) {
        curl_slist* longer = curl_slist_append(lines.get(), line);
        if (longer == nullptr) return false;
        static_cast<void>(lines.release());
        lines.reset(longer);
        return true;
    };
    const Secret authorization = join_secret({"Authorization: ", options.authorization.reveal()});
    const bool added = add("Content-Type: application/json") && add("Accept: application/json") &&
                       add("Expect:") && add(authorization.c_str());
    if (!added) return Error{"libcurl: out of memory"};
    return lines;
}

class CurlTransport final : public Transport {
  public:
    CurlTransport(CurlOptions options, const Clock& clock)
        : options_(std::move(options)),
          clock_(clock),
          multi_(curl_multi_init()),
          easy_(curl_easy_init()) {}

    Result<void> set_up() {
        if (!multi_ || !easy_) return Error{"libcurl: out of memory"};
        Result<Headers> headers = make_headers(options_);
        if (!headers) return headers.error();
        headers_ = *std::move(headers);
        options_.authorization.wipe();
        // Or a connection that no longer stands would be found again beside its successor.
        if (curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, 1L) != CURLM_OK)
            return Error{"libcurl refused to keep one connection only"};
        Setter setter(easy_.get());
        set_trust(setter, options_);
        set_connection(setter);
        set_callbacks(setter);
        set_watch(setter);
        setter.set(CURLOPT_HTTPHEADER, headers_.get())
            .set(CURLOPT_USERAGENT, options_.user_agent.c_str());
        if (setter.first_failure() != CURLE_OK)
            return Error{std::string("libcurl refused an option: ") +
                         curl_easy_strerror(setter.first_failure())};
        return {};
    }

    HttpReply exchange(const HttpRequest& request) override {
        if (!kept_.stands(clock_.since_boot())) {
            kept_.forget();
            pin(nullptr);
            if (auto tried = try_local_resources(); !tried)
                return local_failure(tried.error().message);
        }
        Pace pace(clock_, options_.connect_timeout, options_.request_timeout);
        const milliseconds deadline = clock_.since_boot() + options_.request_timeout;
        auto attempt = std::make_unique<Attempt>(easy_.get(), watch_);
        run(*attempt, request, deadline, pace);
        if (may_repeat(end_of(*attempt)) && clock_.since_boot() + pace.step() < deadline) {
            wait_a_step(pace);
            pace.mark();
            attempt = std::make_unique<Attempt>(easy_.get(), watch_);
            run(*attempt, request, deadline, pace);
        }
        HttpReply reply = read(*attempt, end_of(*attempt));
        if (reply.delivery != Delivery::answered || reply.status >= 500) kept_.forget();
        return believe(std::move(reply), *attempt, pace);
    }

  private:
    [[nodiscard]] bool by_proxy() const {
        return !options_.proxy.empty() && options_.base.is_https();
    }

    void set_watch(Setter& setter) {
        if (options_.base.is_https())
            setter.set(CURLOPT_SSL_CTX_FUNCTION, watch_tls).set(CURLOPT_SSL_CTX_DATA, &watch_);
        else
            setter.set(CURLOPT_CLOSESOCKETFUNCTION, close_plain_socket)
                .set(CURLOPT_CLOSESOCKETDATA, &watch_);
    }

    // From now on connections go to the known address; nullptr: to what the name says.
    void pin(const char* address) {
        Headers to;
        if (address != nullptr) {
            const std::string text(address);
            const bool six = text.find(':') != std::string::npos;
            to.reset(
                curl_slist_append(nullptr, ("::" + (six ? "[" + text + "]" : text) + ":").c_str()));
        }
        curl_easy_setopt(easy_.get(), CURLOPT_CONNECT_TO, to.get());
        connect_to_ = std::move(to);
    }

    // A name without an address gets the one that it had.
    bool may_repeat(const CurlEnd& end) {
        if (!name_failed(end) || by_proxy() || options_.known_address.empty())
            return worth_repeating(end);
        pin(options_.known_address.c_str());
        return true;
    }

    static HttpReply local_failure(std::string cause) {
        HttpReply reply;
        reply.cause = std::move(cause);
        return reply;
    }

    void run(Attempt& attempt, const HttpRequest& request, milliseconds deadline, Pace& pace) {
        const milliseconds left =
            std::max(deadline - clock_.since_boot(), milliseconds(1));  // 0 is libcurl's "no limit"
        const Secret url = join_secret({options_.base.text, request.path.reveal()});
        Setter setter(easy_.get());
        set_method(setter, request);
        setter.set(CURLOPT_URL, url.c_str())
            .set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()))
            .set(CURLOPT_CONNECTTIMEOUT_MS,
                 static_cast<long>(std::min(left, options_.connect_timeout).count()))
            .set(CURLOPT_FRESH_CONNECT, kept_.is_there() ? 0L : 1L)
            .set(CURLOPT_HEADERDATA, &attempt)
            .set(CURLOPT_WRITEDATA, &attempt)
            .set(CURLOPT_PREREQDATA, &attempt)
            .set(CURLOPT_OPENSOCKETDATA, &attempt)
            .set(CURLOPT_ERRORBUFFER, attempt.error.data());
        attempt.code = setter.first_failure();
        if (attempt.code != CURLE_OK) return;
        if (curl_multi_add_handle(multi_.get(), easy_.get()) == CURLM_OK) {
            attempt.code = drive(deadline, pace);
            kept_.remember(kept_socket(), clock_.since_boot());
            curl_multi_remove_handle(multi_.get(), easy_.get());
        } else {
            attempt.code = CURLE_FAILED_INIT;
        }
        curl_easy_setopt(easy_.get(), CURLOPT_ERRORBUFFER, nullptr);
        curl_easy_setopt(easy_.get(), CURLOPT_OPENSOCKETDATA, nullptr);
        pace.mark();
    }

    // Only while the handle belongs to multi_, which holds the connections.
    int kept_socket() {
        curl_socket_t socket = CURL_SOCKET_BAD;
        curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket);
        return socket;
    }

    CURLMcode wait_a_step(const Pace& pace) {
        return curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(pace.step().count()),
                               nullptr);
    }

    // Steps of at most pace.step() until libcurl is done.
    CURLcode drive(milliseconds deadline, Pace& pace) {
        for (;;) {
            int running = 0;
            if (curl_multi_perform(multi_.get(), &running) != CURLM_OK) return CURLE_FAILED_INIT;
            if (running == 0) break;
            // libcurl's clock stands still while the machine sleeps; this one does not.
            if (clock_.since_boot() > deadline + pace.step()) return CURLE_OPERATION_TIMEDOUT;
            if (wait_a_step(pace) != CURLM_OK) return CURLE_FAILED_INIT;
            pace.mark();
        }
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left))
            if (message->msg == CURLMSG_DONE) return message->data.result;
        return CURLE_FAILED_INIT;
    }

    CurlEnd end_of(const Attempt& attempt) {
        CurlEnd end;
        end.code = attempt.code;
        end.begun = attempt.begun;
        end.too_long = attempt.answer.too_long();
        end.resolved = attempt.tried_size > 0 || attempt.begun;
        end.head_whole = attempt.head_whole;
        end.answer_begun = attempt.watch.begun();
        end.socket_errno = attempt.socket_errno;
        curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_CONNECTCODE, &end.connect_status);
        curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &end.status);
        curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &end.connect_errno);
        end.text =
            attempt.error[0] != '\0' ? attempt.error.data() : curl_easy_strerror(attempt.code);
        return end;
    }

    HttpReply read(const Attempt& attempt, const CurlEnd& end) {
        HttpReply reply;
        reply.delivery = delivery_of(end);
        reply.fresh_connection = !attempt.on_kept;
        reply.whole = end.code == CURLE_OK;
        if (reply.delivery == Delivery::answered) {
            reply.status = static_cast<int>(end.status);
            reply.request_id = request_id();
            reply.date = date();
            if (!by_proxy()) reply.address = text_of(attempt);
        }
        if (reply.whole)
            reply.body = Secret(attempt.answer.body());
        else
            reply.cause = cause_of(end);
        return reply;
    }

    // What this machine did to the exchange goes before what libcurl made of it.
    HttpReply believe(HttpReply reply, const Attempt& attempt, const Pace& pace) const {
        if (reply.delivery == Delivery::answered && reply.status < 500) return reply;
        if (!pace.kept()) return local_failure("this process was stopped or starved meanwhile");
        if (reply.delivery == Delivery::answered) return reply;
        if (auto tried = try_local_resources(); !tried) return local_failure(tried.error().message);
        const bool silent =
            reply.delivery == Delivery::not_reached || reply.delivery == Delivery::no_answer;
        if (!silent || attempt.tried_size == 0) return reply;
        if (by_proxy() && !is_another_machine(text_of(attempt)))
            return local_failure("the proxy is on this machine, and does not do its work: " +
                                 reply.cause);
        const auto* address = reinterpret_cast<const sockaddr*>(&attempt.tried);
        if (auto tried = try_way_to(address, attempt.tried_size); !tried)
            return local_failure(tried.error().message);
        return reply;
    }

    // nullptr: the answer has no such line.
    const char* header(const char* name) {
        curl_header* found = nullptr;
        return curl_easy_header(easy_.get(), name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK
                   ? found->value
                   : nullptr;
    }

    std::string request_id() {
        const char* value = header("X-Request-ID");
        return value == nullptr ? "" : printable(value, 64);
    }

    std::optional<WallTime> date() {
        const char* value = header("Date");
        const time_t seconds = value == nullptr ? -1 : curl_getdate(value, nullptr);
        if (seconds < 0) return std::nullopt;
        return WallTime(std::chrono::seconds(seconds));
    }

    CurlOptions options_;
    const Clock& clock_;
    AnswerWatch watch_;  // before multi_, whose connections end after all else
    Headers connect_to_;
    Multi multi_;  // holds the connection that is kept
    KeptConnection kept_;
    Headers headers_;
    Easy easy_;  // before headers_ and multi_ when they go
};

}  // namespace

Result<std::unique_ptr<Transport>> make_curl_transport(CurlOptions options, const Clock& clock) {
    if (curl_global_init(CURL_GLOBAL_SSL) != CURLE_OK) return Error{"libcurl cannot be started"};
    auto transport = std::make_unique<CurlTransport>(std::move(options), clock);
    if (auto ready = transport->set_up(); !ready) return ready.error();
    return std::unique_ptr<Transport>(std::move(transport));
}

}  // namespace infobip_otp
