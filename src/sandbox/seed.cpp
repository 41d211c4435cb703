// SPDX-License-Identifier: MIT
// The seed.
#include "sandbox/seed.hpp"

#include "sandbox/new_file.hpp"

namespace infobip_otp::sandbox {
namespace {

constexpr const char* application_json = R"({
    "name": "Logins", "enabled": true,
    "configuration": {
        "pinAttempts": 5, "allowMultiplePinVerifications": false, "pinTimeToLive": "5m",
        "verifyPinLimit": "100000/1m", "sendPinPerApplicationLimit": "1000000/1d",
        "sendPinPerPhoneNumberLimit": "100000/1d"}})";
constexpr const char* template_json = R"({
    "messageText": "Your code is {{pin}}", "pinType": "NUMERIC", "pinLength": 6,
    "senderId": "InfoSMS"})";

// Between single quotes for a shell; the values hold none but perhaps the file name.
std::string quoted(const std::string& value) {
    std::string text = "'";
    for (const char c : value) text += c == '\'' ? "'\\''" : std::string(1, c);
    return text + "'";
}

}  // namespace

void seed(Provider& provider, Seeded& seeded) {
    const Application* application =
        provider.applications.create(Json::parse(application_json).value());
    const Template* message = provider.templates.create(application->id, Medium::phone,
                                                        Json::parse(template_json).value());
    seeded.application_id = application->id;
    seeded.message_id = message->id;
}

std::string to_text(const Seeded& seeded) {
    return "application " + seeded.application_id + "\nmessage     " + seeded.message_id +
           "\nkey         " + seeded.api_key + "\n" +
           (seeded.ca_file.empty() ? "" : "ca file     " + seeded.ca_file + "\n");
}

Result<void> write_environment(const std::string& path, const Seeded& seeded) {
    const std::string text = "INFOBIP_BASE_URL=" + quoted(seeded.base_url) +
                             "\nINFOBIP_API_KEY=" + quoted(seeded.api_key) +
                             "\nINFOBIP_APPLICATION_ID=" + quoted(seeded.application_id) +
                             "\nINFOBIP_MESSAGE_ID=" + quoted(seeded.message_id) +
                             "\nINFOBIP_CA_FILE=" + quoted(seeded.ca_file) + "\n";
    return write_new_file(path, text, 0600);
}

}  // namespace infobip_otp::sandbox
