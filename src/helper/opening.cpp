// SPDX-License-Identifier: MIT
// Opening: field by field.
#include "helper/opening.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "base/peer_address.hpp"
#include "base/secret_text.hpp"
#include "http/base_url.hpp"
#include "http/ca_source.hpp"
#include "infobip/sandbox_key.hpp"

namespace infobip_otp {
namespace {

constexpr std::uint32_t longest_request_ms = 60 * 1000;
constexpr std::uint32_t longest_life_ms = 60 * 60 * 1000;

// Nothing that could end a header line or hide in a log; blanks only inside names.
bool is_plain(std::string_view text, char first) {
    return std::all_of(text.begin(), text.end(), [&](char c) { return c >= first && c <= '~'; });
}

template <std::size_t Size>
std::string text(const char (&field)[Size]) {
    return std::string(get_text(field).value_or(""));
}

bool is_terminated(const OpeningRecord& record) {
    return get_text(record.base_url) && get_text(record.api_key) &&
           get_text(record.application_id) && get_text(record.message_id) &&
           get_text(record.sender) && get_text(record.ca_path) && get_text(record.ca_file) &&
           get_text(record.proxy) && get_text(record.known_address);
}

bool are_times(const OpeningRecord& record) {
    return record.connect_timeout_ms > 0 && record.request_timeout_ms > 0 &&
           record.request_timeout_ms <= longest_request_ms &&
           record.connect_timeout_ms <= longest_request_ms && record.longest_life_ms > 0 &&
           record.longest_life_ms <= longest_life_ms;
}

Result<PinTemplate> read_template(const OpeningRecord& record) {
    PinTemplate pins{text(record.application_id), text(record.message_id), text(record.sender), {}};
    if (pins.application_id.empty() || !is_plain(pins.application_id, '!'))
        return Error{"application_id is empty or not plain ASCII"};
    if (pins.message_id.empty() || !is_plain(pins.message_id, '!'))
        return Error{"message_id is empty or not plain ASCII"};
    if (!is_plain(pins.sender, ' ')) return Error{"sender is not plain ASCII"};
    switch (static_cast<NumberLookup>(record.number_lookup)) {
        case NumberLookup::unset: return pins;
        case NumberLookup::no: pins.number_lookup = false; return pins;
        case NumberLookup::yes: pins.number_lookup = true; return pins;
    }
    return Error{"number_lookup is none of unset, no, yes"};
}

Result<Secret> read_api_key(const OpeningRecord& record) {
    const std::string_view key = *get_text(record.api_key);
    if (key.empty() || !is_plain(key, '!')) return Error{"the API key is empty or not plain ASCII"};
    return Secret(key);
}

Result<CurlOptions> read_connection(const OpeningRecord& record, std::string_view version) {
    CurlOptions connection;
    auto base = parse_base_url(text(record.base_url));
    if (!base) return Error{"base_url: " + base.error().message};
    connection.base = *std::move(base);
    if (record.proxy[0] != '\0') {
        auto proxy = parse_proxy_url(text(record.proxy));
        if (!proxy) return Error{"proxy: " + proxy.error().message};
        connection.proxy = *std::move(proxy);
    }
    auto ca = find_ca_source(text(record.ca_path), text(record.ca_file));
    if (!ca) return ca.error();
    connection.ca = *std::move(ca);
    connection.known_address = text(record.known_address);
    if (!connection.known_address.empty() && !is_ip_address(connection.known_address))
        return Error{"known_address is no address"};
    connection.user_agent = "pam-infobip-otp/" + std::string(version);
    connection.connect_timeout = std::chrono::milliseconds(record.connect_timeout_ms);
    connection.request_timeout = std::chrono::milliseconds(record.request_timeout_ms);
    return connection;
}

}  // namespace

Result<Opening> read_opening(const OpeningRecord& record, std::string_view version) {
    if (!is_terminated(record)) return Error{"a text of the opening record has no end"};
    if (!are_times(record)) return Error{"a time of the opening record is 0 or too long"};
    auto pins = read_template(record);
    if (!pins) return pins.error();
    auto api_key = read_api_key(record);
    if (!api_key) return api_key.error();
    auto connection = read_connection(record, version);
    if (!connection) return connection.error();
    connection->sandbox = is_sandbox_key(api_key->reveal());
    connection->authorization = join_secret({"App ", api_key->reveal()});
    return Opening{*std::move(connection), *std::move(pins), *std::move(api_key),
                   std::chrono::milliseconds(record.longest_life_ms)};
}

}  // namespace infobip_otp
