// SPDX-License-Identifier: MIT
// The sandbox's request side over any bytes: each request is answered, success only with the key.
#include <memory>
#include <string>

#include "fuzz/demand.hpp"
#include "json/json.hpp"
#include "sandbox/api.hpp"
#include "sandbox/seed.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;
using namespace infobip_otp::sandbox;

namespace {

constexpr const char* methods[] = {"GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "X"};

std::string take_line(std::string_view& input) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    std::string line(input.substr(0, end));
    input.remove_prefix(std::min(end + 1, input.size()));
    return line;
}

// One sandbox an input: what one request leaves must not hide what the next one does.
struct Everything {
    Everything() {
        sandbox::seed(provider, seeded);
        demand(keys.add_key(key).has_value());
    }

    static constexpr const char* key = "k";
    Provider provider{Quirks{}};
    Keys keys;
    Faults faults;
    Api api{provider, keys, faults};
    Seeded seeded;
};

// "{app}" and "{msg}" stand for the seeded ids, which are random.
std::string filled(std::string text, const Seeded& seeded) {
    const std::pair<std::string_view, const std::string&> ids[] = {{"{app}", seeded.application_id},
                                                                   {"{msg}", seeded.message_id}};
    for (const auto& [name, id] : ids)
        for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += id.size())
            text.replace(at, name.size(), id);
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    Everything all;
    std::string_view input = as_text(bytes, size);
    const unsigned choice = take_byte(input);
    Request request;
    request.method = methods[choice % 7];
    if (choice < 224) request.authorization = std::string("App ") + Everything::key;
    request.content_type = choice % 2 == 0 ? "application/json" : take_line(input);
    parse_target(filled(take_line(input), all.seeded), "", request);
    request.body = filled(std::string(input), all.seeded);
    const Reply reply = all.api.answer(request);
    demand(reply.status >= 200 && reply.status < 600);
    demand(choice < 224 || reply.status >= 400 || request.method == std::string("OPTIONS"));
    if (reply.content.content_type.starts_with("application/json"))
        demand(reply.content.body.size() > Json::longest ||
               Json::parse(reply.content.body).has_value());
    return 0;
}
