// SPDX-License-Identifier: MIT
// Boundary: the edge to the host; no exception passes it.
#pragma once

#include <cxxabi.h>
#include <security/pam_modules.h>

#include <exception>
#include <new>

#include "assembly/pam_verdict.hpp"
#include "audit/syslog_audit_log.hpp"
#include "pam/pam_conversation.hpp"
#include "pam/pam_request.hpp"

namespace infobip_otp {

// Runs `body(PamVerdict&)` and answers PAM. sshd and sudo are C: an exception in them is an abort.
// The verdict is a denial until `body` says otherwise, and keeps what it knows (whether a message
// was tried, which login it is) when an exception ends it. Only the forced unwinding of
// pthread_cancel(3) goes on.
template <class Body>
int inside_boundary(pam_handle_t* pamh, Body body) {
    PamVerdict result;
    const auto deny = [&](Cause cause, const char* what) {
        result.verdict.ruling = Ruling::denied;
        result.verdict.cause = cause;
        log_exception(service_of(pamh), result.request, result.verdict, what);
        tell_of_fault(pamh, result.request);
    };
    try {
        body(result);
    } catch (const std::bad_alloc&) {
        deny(Cause::out_of_memory, "out of memory");
    } catch (const abi::__forced_unwind&) {
        throw;
    } catch (const std::exception& error) {
        deny(Cause::bug, error.what());
    } catch (...) {
        deny(Cause::bug, "an unknown exception");
    }
    return pam_code(result);
}

}  // namespace infobip_otp
