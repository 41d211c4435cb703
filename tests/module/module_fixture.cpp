// SPDX-License-Identifier: MIT
// ModuleFixture.
#include "module/module_fixture.hpp"

#include "cmocka.hpp"
#include "fakes/past_outage.hpp"

namespace infobip_otp::testing {
namespace {

std::unique_ptr<SandboxProcess>& the_sandbox() {
    static std::unique_ptr<SandboxProcess> process;
    return process;
}

}  // namespace

SandboxProcess& ModuleFixture::sandbox() {
    if (!the_sandbox()) the_sandbox() = std::make_unique<SandboxProcess>();
    return *the_sandbox();
}

void ModuleFixture::end_sandbox() {
    the_sandbox().reset();
}

ModuleFixture::ModuleFixture(const SandboxProcess& its_sandbox)
    : sandbox_(its_sandbox), messages_before_(its_sandbox.messages()) {
    key(sandbox_.value("INFOBIP_API_KEY") + "\n");
    users(user + ": +41793026727\n");
    settings("");
}

void ModuleFixture::settings(const std::string& more) {
    whole_settings("base_url = " + sandbox_.value("INFOBIP_BASE_URL") +
                   "\n"
                   "application_id = " +
                   sandbox_.value("INFOBIP_APPLICATION_ID") +
                   "\n"
                   "message_id = " +
                   sandbox_.value("INFOBIP_MESSAGE_ID") +
                   "\n"
                   "ca_file = " +
                   sandbox_.value("INFOBIP_CA_FILE") + "\n" + more);
}

void ModuleFixture::whole_settings(const std::string& content) {
    folder.write(
        "conf",
        "api_key_file = " + folder.path_of("key") + "\nusers_file = " + folder.path_of("users") +
            "\nstate_dir = " + folder.path_of("state") + "\nhelper = " HELPER "\n" + content,
        0644);
}

void ModuleFixture::users(const std::string& content, mode_t mode) {
    folder.write("users", content, mode);
}

void ModuleFixture::key(const std::string& content, mode_t mode) {
    folder.write("key", content, mode);
}

void ModuleFixture::begin_outage() const {
    begin_past_outage(folder.path_of("state"));
}

Typed ModuleFixture::right_code() {
    // Looked up when the prompt is answered: the message has arrived then.
    return Typed(Typed::Later{[] { return sandbox().newest_code(); }});
}

PamResult ModuleFixture::log_in(std::deque<Typed> typed, const std::string& name) {
    return log_in_with("", std::move(typed), name);
}

PamResult ModuleFixture::log_in_with(const std::string& arguments, std::deque<Typed> typed,
                                     const std::string& name) {
    host.stack("otp", "conf=" + folder.path_of("conf") + " " + arguments);
    return host.authenticate("otp", name, std::move(typed));
}

unsigned ModuleFixture::messages() const {
    return sandbox_.messages() - messages_before_;
}

}  // namespace infobip_otp::testing
