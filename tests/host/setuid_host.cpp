// SPDX-License-Identifier: MIT
// setuid_host USER (or --help): a setuid root login program that keeps everything its caller set.
//
// su with one difference: PAM_RHOST is set, so that `when_unreachable = allow` is in force and a
// caller who could fake an outage would be let in. It prints "let-in" or PAM's reason.
#include <security/pam_appl.h>
#include <security/pam_misc.h>

#include <cstdio>
#include <string_view>

int main(int argc, char** argv) {
    const char* user = argc > 0 ? argv[argc - 1] : "";
    if (std::string_view(user) == "--help") return 0;
    const pam_conv conversation{misc_conv, nullptr};
    pam_handle_t* handle = nullptr;
    int code = pam_start("setuid_host", user, &conversation, &handle);
    if (code != PAM_SUCCESS) {
        std::puts(pam_strerror(handle, code));
        return 1;  // there is nothing to end
    }
    code = pam_set_item(handle, PAM_RHOST, "192.0.2.1");
    if (code == PAM_SUCCESS) code = pam_authenticate(handle, 0);
    std::printf("%s\n", code == PAM_SUCCESS ? "let-in" : pam_strerror(handle, code));
    return pam_end(handle, code) == PAM_SUCCESS && code == PAM_SUCCESS ? 0 : 1;
}
