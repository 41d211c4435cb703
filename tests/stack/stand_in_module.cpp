// SPDX-License-Identifier: MIT
// A PAM module that asks the program that it was loaded into what to answer. The file's name says
// which module it stands in for.
#include <dlfcn.h>
#include <security/pam_modules.h>

#include "stack/stand_in.hpp"

namespace {

int answer(pam_handle_t* handle, char facility, int argc, const char** argv) {
    Dl_info own = {};
    if (dladdr(reinterpret_cast<const void*>(&answer), &own) == 0) return PAM_ABORT;
    return stand_in_answer(handle, own.dli_fname, facility, argc, argv);
}

}  // namespace

PAM_EXTERN int pam_sm_authenticate(pam_handle_t* handle, int, int argc, const char** argv) {
    return answer(handle, 'a', argc, argv);
}

PAM_EXTERN int pam_sm_setcred(pam_handle_t*, int, int, const char**) {
    return PAM_SUCCESS;
}

#ifdef STAND_IN_HAS_ACCOUNT
PAM_EXTERN int pam_sm_acct_mgmt(pam_handle_t* handle, int, int argc, const char** argv) {
    return answer(handle, 'c', argc, argv);
}
#endif
