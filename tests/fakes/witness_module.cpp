// SPDX-License-Identifier: MIT
// pam_witness.so: around another module of a stack, sees whether it wrote PAM items that are not
// its.
//
//   auth required pam_witness.so before
//   auth required the_other.so
//   auth required pam_witness.so after
#include <security/pam_ext.h>
#include <security/pam_modules.h>

#include <cstring>
#include <initializer_list>

namespace {

constexpr char planted[] = "the-password-of-the-account";

// PAM_USER, PAM_AUTHTOK and PAM_OLDAUTHTOK as one text, in a buffer of the handle's data.
struct Items {
    char text[512] = {};
};

void add(pam_handle_t* pamh, int type, Items& items) {
    const void* value = nullptr;
    const char* text = pam_get_item(pamh, type, &value) == PAM_SUCCESS && value != nullptr
                           ? static_cast<const char*>(value)
                           : "(none)";
    std::strncat(items.text, text, sizeof items.text - std::strlen(items.text) - 2);
    std::strncat(items.text, "\n", 2);
}

Items items_of(pam_handle_t* pamh) {
    Items items;
    for (const int type : {PAM_USER, PAM_AUTHTOK, PAM_OLDAUTHTOK, PAM_RUSER, PAM_RHOST, PAM_TTY,
                           PAM_USER_PROMPT, PAM_SERVICE})
        add(pamh, type, items);
    return items;
}

void forget(pam_handle_t*, void* items, int) {
    delete static_cast<Items*>(items);
}

}  // namespace

extern "C" {

int pam_sm_authenticate(pam_handle_t* pamh, int, int argc, const char** argv) {
    if (argc == 1 && std::strcmp(argv[0], "before") == 0) {
        if (pam_set_item(pamh, PAM_AUTHTOK, planted) != PAM_SUCCESS) return PAM_SYSTEM_ERR;
        return pam_set_data(pamh, "witness", new Items(items_of(pamh)), forget);
    }
    const void* before = nullptr;
    if (pam_get_data(pamh, "witness", &before) != PAM_SUCCESS) return PAM_SYSTEM_ERR;
    const Items now = items_of(pamh);
    const bool same = std::strcmp(static_cast<const Items*>(before)->text, now.text) == 0;
    return same ? PAM_SUCCESS : PAM_AUTHTOK_ERR;
}

int pam_sm_setcred(pam_handle_t*, int, int, const char**) {
    return PAM_SUCCESS;
}
}
