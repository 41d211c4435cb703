// SPDX-License-Identifier: MIT
// The Transport over libcurl.
#include "http/curl_transport.hpp"

#include <curl/curl.h>

#include <sys/socket.h>

#include <algorithm>
#include <ctime>
#include <string_view>
#include <utility>

#include "base/peer_address.hpp"
#include "base/secret_text.hpp"
#include "base/text.hpp"
#include "http/answer_watch.hpp"
#include "http/curl_attempt.hpp"
#include "http/curl_failure.hpp"
#include "http/curl_handles.hpp"
#include "http/curl_setup.hpp"
#include "http/kept_connection.hpp"
#include "http/local_resources.hpp"
#include "http/pace.hpp"

namespace infobip_otp {
namespace {

using std::chrono::milliseconds;

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
        set_watch(setter, watch_, options_.base.is_https());
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
        auto attempt = std::make_unique<CurlAttempt>(easy_.get(), watch_);
        run(*attempt, request, deadline, pace);
        CurlEnd end = end_of(*attempt);
        if (may_repeat(end) && clock_.since_boot() + pace.step() < deadline) {
            wait_a_step(pace);
            pace.mark();
            const bool hurried =
                name_failed(end) && deadline - clock_.since_boot() < options_.connect_timeout;
            attempt = std::make_unique<CurlAttempt>(easy_.get(), watch_);
            run(*attempt, request, deadline, pace);
            end = end_of(*attempt);
            end.hurried = hurried;
        }
        HttpReply reply = read(*attempt, end);
        if (reply.delivery != Delivery::answered || reply.status >= 500) kept_.forget();
        return believe(std::move(reply), *attempt, pace);
    }

  private:
    [[nodiscard]] bool by_proxy() const {
        return !options_.proxy.empty() && options_.base.is_https();
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

    void run(CurlAttempt& attempt, const HttpRequest& request, milliseconds deadline, Pace& pace) {
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
            if (has_no_body(status())) kept_.forget();
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

    long status() {
        long status = 0;
        curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
        return status;
    }

    // RFC 9110 section 6.4.1. A body that comes all the same would be read as the next answer.
    static bool has_no_body(long status) { return status == 204 || status == 304; }

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

    CurlEnd end_of(const CurlAttempt& attempt) {
        CurlEnd end;
        end.code = attempt.code;
        end.begun = attempt.begun;
        end.too_long = attempt.answer.too_long();
        end.resolved = !attempt.tried.empty() || attempt.begun;
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

    HttpReply read(const CurlAttempt& attempt, const CurlEnd& end) {
        HttpReply reply;
        reply.delivery = delivery_of(end);
        reply.fresh_connection = !attempt.on_kept && !end.hurried;
        reply.whole = end.code == CURLE_OK;
        if (reply.delivery == Delivery::answered) {
            reply.status = static_cast<int>(end.status);
            reply.request_id = request_id();
            reply.date = date();
            if (!by_proxy()) reply.address = address_of(attempt);
        }
        if (reply.whole)
            reply.body = Secret(attempt.answer.body());
        else
            reply.cause = cause_of(end);
        return reply;
    }

    // The proxy, or a gateway in the service's place, runs on this machine: people here can bring
    // it down. (An answer through a proxy is the service's.)
    [[nodiscard]] bool is_here(const CurlAttempt& attempt) const {
        return (by_proxy() || !options_.sandbox) && stayed_here(attempt);
    }

    [[nodiscard]] std::string not_doing_its_work(const std::string& cause) const {
        return std::string(by_proxy() ? "the proxy" : "the service of base_url") +
               " is on this machine, and does not do its work: " + cause;
    }

    // What this machine did to the exchange goes before what libcurl made of it.
    HttpReply believe(HttpReply reply, const CurlAttempt& attempt, const Pace& pace) const {
        if (reply.delivery == Delivery::answered && reply.status < 500) return reply;
        if (!pace.kept()) return local_failure("this process was stopped or starved meanwhile");
        const bool faulty = reply.delivery == Delivery::answered;
        if (faulty && !by_proxy() && is_here(attempt))
            return local_failure(not_doing_its_work("status " + std::to_string(reply.status)));
        if (faulty) return reply;
        if (auto tried = try_local_resources(); !tried) return local_failure(tried.error().message);
        const bool silent =
            reply.delivery == Delivery::not_reached || reply.delivery == Delivery::no_answer;
        if (!silent) return reply;
        if (is_here(attempt)) return local_failure(not_doing_its_work(reply.cause));
        // Of several addresses libcurl tells the last one's error only.
        for (const auto& to : attempt.tried)
            if (auto tried = try_way_to(to.get(), to.size); !tried)
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
