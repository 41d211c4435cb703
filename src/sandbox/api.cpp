// SPDX-License-Identifier: MIT
// One request, from its headers to the bytes of the reply.
#include "sandbox/api.hpp"

#include <algorithm>
#include <cstring>
#include <initializer_list>

#include "base/text.hpp"
#include "sandbox/spoiled_answer.hpp"

namespace infobip_otp::sandbox {
namespace {

// Whether one of `types` stands in the header, in any letters. A header that is not there names
// all; weights and other parameters do not matter.
bool names_one(std::string_view header, std::initializer_list<const char*> types) {
    if (header.find_first_not_of(" ,") == std::string_view::npos) return true;
    const std::string text(header);
    return std::any_of(types.begin(), types.end(),
                       [&](const char* type) { return strcasestr(text.c_str(), type) != nullptr; });
}

std::optional<Answer> read_body(const Request& request, const Route& route, Json& body) {
    body = Json::object();
    if (route.body == Route::Body::none) return std::nullopt;
    if (trim(request.body).empty()) {
        if (route.body == Route::Body::optional) return std::nullopt;
        return bad_request({{"body", {"must not be empty"}}});
    }
    if (!names_one(request.content_type, {"application/json"})) return refusal(415);
    auto parsed = Json::parse(request.body);
    if (!parsed) return bad_request({{"body", {"must be JSON: " + parsed.error().message}}});
    body = *parsed;
    return std::nullopt;
}

Answer options_answer(const RouteMatch& found) {
    Answer answer;
    answer.headers.emplace_back("Allow", found.methods);
    return answer;
}

}  // namespace

Reply Api::answer(const Request& request) {
    const std::lock_guard lock(mutex_);
    const RouteMatch found = find_route(request);
    const std::string name(found.route ? found.route->name : "other");
    provider_.counters.request(name);
    const std::optional<Fault> fault = faults_.next(name);

    Reply reply;
    Answer answer = perform(request, found, fault);
    if (fault) spoil(answer, *fault);
    reply.status = answer.status;
    reply.content = render(answer, provider_.quirks);
    if (request.method == "OPTIONS" && answer.status == 200) reply.content = {};
    if (fault) spoil(reply.content, *fault);
    reply.headers = std::move(answer.headers);
    add_common_headers(reply.headers);
    reply.fault = fault;
    return reply;
}

Reply Api::error(int status) {
    const std::lock_guard lock(mutex_);
    provider_.counters.request("other");
    const Answer answer = refusal(status);
    Reply reply{status, render(answer, provider_.quirks), {}, std::nullopt};
    add_common_headers(reply.headers);
    return reply;
}

void Api::add_common_headers(Headers& headers) const {
    headers.emplace_back("Server", "SMS,API");
    headers.emplace_back("X-Request-ID", new_id());
    headers.emplace_back("Date", to_http_date(provider_.clock.now()));
}

Answer Api::perform(const Request& request, const RouteMatch& found,
                    const std::optional<Fault>& fault) {
    if (fault && fault->kind == FaultKind::status) return refusal(static_cast<int>(fault->number));
    if (fault && fault->kind == FaultKind::drop) return Answer();
    if (auto refused = turned_away(request, found)) return *std::move(refused);
    Json body;
    if (auto refused = read_body(request, *found.route, body)) return *std::move(refused);
    const bool not_sent = fault && fault->kind == FaultKind::not_sent;
    return found.route->answer(provider_, Call{request, found.ids, body, not_sent});
}

std::optional<Answer> Api::turned_away(const Request& request, const RouteMatch& found) {
    if (request.method == "OPTIONS" && !found.methods.empty()) return options_answer(found);
    const std::string_view scopes = found.route ? found.route->scopes : "";
    const Keys::Access access = keys_.check(request.authorization, scopes);
    if (access == Keys::Access::unknown) return refusal(401);
    if (found.methods.empty()) return not_found();
    if (!found.route) {
        Answer answer = refusal(405);
        answer.headers.emplace_back("Allow", found.methods);
        return answer;
    }
    if (access == Keys::Access::out_of_scope) return refusal(403);
    if (!names_one(request.accept, {"application/json", "application/*", "*/*"}))
        return refusal(406);
    return std::nullopt;
}

Result<void> Api::set_quirk(std::string_view assignment) {
    const std::lock_guard lock(mutex_);
    return provider_.quirks.set(assignment);
}

std::string Api::quirk(Quirk quirk) const {
    const std::lock_guard lock(mutex_);
    return provider_.quirks.value(quirk);
}

}  // namespace infobip_otp::sandbox
