// SPDX-License-Identifier: MIT
// Through libpam.
#include "stack/real_pam.hpp"

#include <syslog.h>

#include <cerrno>
#include <cstdarg>
#include <string_view>

#include "stack/stand_in.hpp"

using namespace infobip_otp;
using infobip_otp::testing::Call;

namespace {

const testing::Answering* answering_now = nullptr;
std::vector<Call>* calls_now = nullptr;

int never_converses(int, const pam_message**, pam_response**, void*) {
    return PAM_CONV_ERR;
}

std::string name_of(std::string_view path) {
    path.remove_prefix(path.rfind('/') + 1);
    return std::string(path.substr(0, path.rfind(".so")));
}

}  // namespace

extern "C" {

int stand_in_answer(pam_handle_t*, const char* module, char facility, int argc, const char** argv) {
    Call call;
    call.facility = facility == 'a' ? stack::Facility::auth : stack::Facility::account;
    call.module = name_of(module);
    call.arguments.assign(argv, argv + argc);
    call.result = (*answering_now)(call);
    calls_now->push_back(call);
    return static_cast<int>(call.result);
}

// libpam writes a line of the log for each broken line: ten thousand stacks would fill the
// machine's journal and its audit log.
void vsyslog(int, const char*, va_list) {}
void __vsyslog_chk(int, int, const char*, va_list) {}
int audit_open() {
    errno = EPROTONOSUPPORT;
    return -1;
}
}

namespace infobip_otp::testing {

RealLogin log_in_really(const std::string& folder, const std::string& service,
                        const Answering& answering) {
    RealLogin login;
    answering_now = &answering;
    calls_now = &login.calls;
    const pam_conv conversation{never_converses, nullptr};
    pam_handle_t* handle = nullptr;
    int result =
        pam_start_confdir(service.c_str(), "alice", &conversation, folder.c_str(), &handle);
    if (result == PAM_SUCCESS) {
        result = pam_authenticate(handle, 0);
        if (result == PAM_SUCCESS) result = pam_acct_mgmt(handle, 0);
        pam_end(handle, result);
    }
    login.status = static_cast<stack::PamResult>(result);
    return login;
}

}  // namespace infobip_otp::testing
