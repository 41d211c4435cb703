// SPDX-License-Identifier: MIT
// pam_terminal CONFDIR SERVICE USER: a PAM login on this terminal with a service file of CONFDIR.
#include <security/pam_appl.h>
#include <security/pam_misc.h>

#include <cstdio>

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: pam_terminal CONFDIR SERVICE USER\n");
        return 64;
    }
    const pam_conv conversation{misc_conv, nullptr};
    pam_handle_t* handle = nullptr;
    int code = pam_start_confdir(argv[2], argv[3], &conversation, argv[1], &handle);
    if (code != PAM_SUCCESS) {
        std::fprintf(stderr, "pam_terminal: libpam does not start: %s\n",
                     pam_strerror(handle, code));
        return 2;
    }
    code = pam_authenticate(handle, 0);
    std::printf("%s: %s\n", argv[3],
                code == PAM_SUCCESS ? "you are in" : pam_strerror(handle, code));
    return pam_end(handle, code) == PAM_SUCCESS && code == PAM_SUCCESS ? 0 : 1;
}
