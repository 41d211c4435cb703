// SPDX-License-Identifier: MIT
// Commands: what the rows of the table run; each returns the exit status.
#pragma once

#include "admin/command.hpp"

namespace infobip_otp::admin {

int recovery_new(const Invocation& invocation);
int recovery_count(const Invocation& invocation);
int recovery_revoke(const Invocation& invocation);

int limits_show(const Invocation& invocation);
int limits_reset(const Invocation& invocation);

int usage(const Invocation& invocation);

int user_add(const Invocation& invocation);
int user_list(const Invocation& invocation);
int user_show(const Invocation& invocation);
int user_remove(const Invocation& invocation);
int user_test(const Invocation& invocation);

int setup(const Invocation& invocation);
int status(const Invocation& invocation);
int check(const Invocation& invocation);
int doctor(const Invocation& invocation);
int enable(const Invocation& invocation);
int disable(const Invocation& invocation);
int explain(const Invocation& invocation);
int try_login(const Invocation& invocation);

}  // namespace infobip_otp::admin
