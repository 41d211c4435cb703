// SPDX-License-Identifier: MIT
// PamHost over pam_start_confdir(3).
#include "module/pam_host.hpp"

#include <security/pam_appl.h>
#include <syslog.h>

#include <cstdarg>
#include <cstring>

namespace infobip_otp::testing {
namespace {

std::string* log_of_this_call = nullptr;

struct Person {
    std::deque<Typed> typed;
    PamResult* result;
};

int converse(int count, const pam_message** messages, pam_response** responses, void* data) {
    auto& person = *static_cast<Person*>(data);
    auto* answers = static_cast<pam_response*>(
        std::calloc(static_cast<std::size_t>(count), sizeof(pam_response)));
    for (int i = 0; i < count; ++i) {
        person.result->transcript += std::string(messages[i]->msg) + "\n";
        const int style = messages[i]->msg_style;
        if (style != PAM_PROMPT_ECHO_ON && style != PAM_PROMPT_ECHO_OFF) continue;
        ++person.result->prompts;
        if (person.typed.empty()) ++person.result->answered_too_often;
        const Typed line = person.typed.empty() ? Typed::hang_up() : person.typed.front();
        if (!person.typed.empty()) person.typed.pop_front();
        const std::optional<std::string> text = line.make();
        if (!text || style == PAM_PROMPT_ECHO_OFF) {
            std::free(answers);
            return PAM_CONV_ERR;
        }
        answers[i].resp = strdup(text->c_str());
    }
    *responses = answers;
    return PAM_SUCCESS;
}

void keep(const char* format, va_list arguments) {
    if (log_of_this_call == nullptr) return;
    char line[8192];
    vsnprintf(line, sizeof line, format, arguments);
    *log_of_this_call += std::string(line) + "\n";
}

}  // namespace

PamHost::PamHost() {
    folder_.write("other", "", 0644);
}

void PamHost::stack(const std::string& service, const std::string& arguments) {
    folder_.write(service, "auth required " PAM_MODULE " " + arguments + "\n", 0644);
}

PamResult PamHost::authenticate(const std::string& service, const std::string& user,
                                std::deque<Typed> typed) {
    PamResult result;
    Person person{std::move(typed), &result};
    const pam_conv conversation{converse, &person};
    pam_handle_t* pamh = nullptr;
    if (pam_start_confdir(service.c_str(), user.c_str(), &conversation, folder_.path().c_str(),
                          &pamh) != PAM_SUCCESS)
        throw std::runtime_error("pam_start_confdir");
    for (const auto& [type, value] : items) pam_set_item(pamh, type, value.c_str());
    for (const auto& [name, value] : variables) pam_putenv(pamh, (name + "=" + value).c_str());
    log_of_this_call = &result.log;
    result.code = pam_authenticate(pamh, 0);
    log_of_this_call = nullptr;
    pam_end(pamh, result.code);
    return result;
}

}  // namespace infobip_otp::testing

// The program's own syslog(3): the module's calls come here first, as to any host that has one.
extern "C" {

__attribute__((visibility("default"))) void syslog(int, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    infobip_otp::testing::keep(format, arguments);
    va_end(arguments);
}

__attribute__((visibility("default"))) void __syslog_chk(int, int, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    infobip_otp::testing::keep(format, arguments);
    va_end(arguments);
}
}
