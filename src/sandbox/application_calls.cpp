// SPDX-License-Identifier: MIT
// Operations on applications and templates.
#include "sandbox/application_calls.hpp"

#include "sandbox/provider.hpp"

namespace infobip_otp::sandbox {
namespace {

constexpr int created = 201;  // the application alone; a template answers 200

Answer full() {
    return refusal(400, "BAD_REQUEST", "The sandbox keeps no more of these; start it anew");
}

Answer shown(const Application* application, int status = 200) {
    return application ? success(to_json(*application), status) : not_found();
}

Answer shown(const Template* message) {
    return message ? success(message->json) : not_found();
}

Answer create_template(Provider& provider, const Call& call, Medium medium) {
    auto errors = check_body(call.body, template_fields(medium), provider.quirks);
    if (!errors.empty()) return bad_request(std::move(errors));
    if (!provider.applications.find(call.ids[0])) return not_found();
    const Template* made = provider.templates.create(call.ids[0], medium, call.body);
    return made ? shown(made) : full();
}

Answer update_template(Provider& provider, const Call& call, Medium medium) {
    auto errors = check_update(call.body, template_fields(medium), provider.quirks);
    if (!errors.empty()) return bad_request(std::move(errors));
    return shown(provider.templates.update(call.ids[0], medium, call.ids[1], call.body));
}

}  // namespace

Answer list_applications(Provider& provider, const Call&) {
    auto all = Json::array();
    for (const Application* each : provider.applications.all()) all.append(to_json(*each));
    return success(all);
}

Answer create_application(Provider& provider, const Call& call) {
    auto errors = check_body(call.body, application_fields(), provider.quirks);
    if (!errors.empty()) return bad_request(std::move(errors));
    const Application* made = provider.applications.create(call.body);
    return made ? shown(made, created) : full();
}

Answer get_application(Provider& provider, const Call& call) {
    return shown(provider.applications.find(call.ids[0]));
}

Answer update_application(Provider& provider, const Call& call) {
    auto errors = check_body(call.body, application_fields(), provider.quirks);
    if (!errors.empty()) return bad_request(std::move(errors));
    return shown(provider.applications.update(call.ids[0], call.body));
}

Answer list_messages(Provider& provider, const Call& call) {
    if (!provider.applications.find(call.ids[0])) return not_found();
    auto all = Json::array();
    for (const Template* each : provider.templates.of(call.ids[0])) all.append(each->json);
    return success(all);
}

Answer get_message(Provider& provider, const Call& call) {
    return shown(provider.templates.find(call.ids[0], call.ids[1]));
}

Answer create_message(Provider& provider, const Call& call) {
    return create_template(provider, call, Medium::phone);
}

Answer update_message(Provider& provider, const Call& call) {
    return update_template(provider, call, Medium::phone);
}

Answer create_email_message(Provider& provider, const Call& call) {
    return create_template(provider, call, Medium::email);
}

Answer update_email_message(Provider& provider, const Call& call) {
    return update_template(provider, call, Medium::email);
}

}  // namespace infobip_otp::sandbox
