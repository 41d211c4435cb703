// SPDX-License-Identifier: MIT
// Answers about applications and templates: any bytes become an id that may stand in a path, or
// nothing; and what crosses to the tool is printable.
#include <string>

#include "admin/provider_records.hpp"
#include "fuzz/demand.hpp"
#include "infobip/management.hpp"
#include "infobip/wire.hpp"

using namespace infobip_otp;
using namespace infobip_otp::admin;
using namespace infobip_otp::testing;

namespace {

class OneAnswer final : public Transport {
  public:
    OneAnswer(int status, std::string_view body) : status_(status), body_(body) {}

    HttpReply exchange(const HttpRequest&) override {
        HttpReply reply;
        reply.delivery = Delivery::answered;
        reply.status = status_;
        reply.whole = true;
        reply.body = Secret(body_);
        return reply;
    }

  private:
    int status_;
    std::string_view body_;
};

void demand_readable(const Application& one) {
    demand(is_pin_id(one.id));
    ProviderRecord record;
    put_application(record, one);
    const Application read = read_application(record);
    demand(read.id == one.id && read.enabled == one.enabled);
    demand(is_printable(read.name) && is_printable(read.rules.pin_time_to_live));
    static_cast<void>(parse_provider_length(one.rules.pin_time_to_live));
    static_cast<void>(parse_provider_limit(one.rules.verify_pin_limit));
}

void demand_readable(const MessageTemplate& one) {
    demand(is_pin_id(one.id));
    ProviderRecord record;
    put_template(record, one);
    const MessageTemplate read = read_template(record);
    demand(read.id == one.id);
    demand(is_printable(read.text) && is_printable(read.pin_type) && is_printable(read.sender));
}

template <class T, class Each>
void check(const ManagementReply<T>& reply, Each each) {
    demand(is_printable(reply.detail));
    if (reply.outcome == Managed::done)
        each(reply.value);
    else
        demand(!reply.detail.empty() || reply.http_status != 200);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    constexpr int statuses[] = {200, 201, 400, 401, 403, 404, 429, 500};
    std::string_view input = as_text(bytes, size);
    const int status = statuses[take_byte(input) % std::size(statuses)];
    OneAnswer transport(status, input);
    Management account(Secret("a-key"), transport);
    const auto one = [](const auto& value) { demand_readable(value); };
    const auto all = [](const auto& values) {
        for (const auto& value : values) demand_readable(value);
    };
    check(account.application("A"), one);
    check(account.applications(), all);
    check(account.templates("A"), all);
    check(account.create("A", MessageTemplate{}), one);
    return 0;
}
