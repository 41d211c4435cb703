// SPDX-License-Identifier: MIT
// stand_in_answer(): what a stand-in module answers; the program that libpam runs in has it.
#pragma once

#include <security/pam_appl.h>

// `facility`: 'a' for authenticate, 'c' for acct_mgmt. Returns a code of PAM.
extern "C" int stand_in_answer(pam_handle_t* handle, const char* module, char facility, int argc,
                               const char** argv);
