// SPDX-License-Identifier: MIT
// Every cause to its PAM code: before and after a send, in sshd and elsewhere.
#include "assembly/pam_verdict.hpp"

#include <security/_pam_types.h>

#include "cmocka.hpp"

using namespace infobip_otp;

namespace {

// PAM codes of a denial before a send; 0 is the stop code, -1 a cause of no denial.
constexpr int stop = 0;
constexpr int never = -1;

struct Row {
    Cause cause;
    int before_send;
};

const Row rows[] = {
    {Cause::code_accepted, never},
    {Cause::recovery_code_accepted, never},
    {Cause::unreachable_allowed, never},
    {Cause::exempt_group, never},
    {Cause::no_phone_ignored, never},
    {Cause::tries_used_up, stop},
    {Cause::expired, stop},
    {Cause::unanswered_per_user, stop},
    {Cause::sends_per_user, stop},
    {Cause::sends_per_host, stop},
    {Cause::failures_per_user, stop},
    {Cause::resend_wait, stop},
    {Cause::no_phone, PAM_USER_UNKNOWN},
    {Cause::unknown_account, PAM_USER_UNKNOWN},
    {Cause::number_malformed, PAM_SERVICE_ERR},
    {Cause::country_refused, stop},
    {Cause::first_factor_missing, stop},
    {Cause::conversation_gone, PAM_CONV_ERR},
    {Cause::key_refused, stop},
    {Cause::forbidden, stop},
    {Cause::request_refused, stop},
    {Cause::throttled, stop},
    {Cause::not_sent, stop},
    {Cause::provider_rejected, stop},
    {Cause::provider_fault, stop},
    {Cause::not_reached, stop},
    {Cause::not_resolved, stop},
    {Cause::no_answer, stop},
    {Cause::not_trusted, stop},
    {Cause::not_understood, stop},
    {Cause::helper_unusable, PAM_SERVICE_ERR},
    {Cause::helper_failed, stop},
    {Cause::settings, PAM_SERVICE_ERR},
    {Cause::key_file, PAM_SERVICE_ERR},
    {Cause::users_file, PAM_SERVICE_ERR},
    {Cause::accounts, PAM_SERVICE_ERR},
    {Cause::state_folder, PAM_SERVICE_ERR},
    {Cause::out_of_memory, PAM_BUF_ERR},
    {Cause::bug, PAM_SYSTEM_ERR},
};

int code(Ruling ruling, Cause cause, bool send_tried, bool in_sshd,
         StopCode stop_code = StopCode::automatic) {
    return pam_code({{ruling, cause, send_tried}, stop_code, in_sshd});
}

TEST(every_cause_stands_in_the_table_once) {
    assert_int_equal(sizeof rows / sizeof rows[0], static_cast<int>(Cause::bug) + 1);
    for (int number = 0; number <= static_cast<int>(Cause::bug); ++number)
        assert_int_equal(static_cast<int>(rows[number].cause), number);
}

TEST(a_denial_before_a_send_has_the_code_of_its_cause) {
    for (const Row& row : rows) {
        if (row.before_send == never) continue;
        const bool stops = row.before_send == stop;
        assert_int_equal(code(Ruling::denied, row.cause, false, true),
                         stops ? PAM_MAXTRIES : row.before_send);
        assert_int_equal(code(Ruling::denied, row.cause, false, false),
                         stops ? PAM_ABORT : row.before_send);
    }
}

TEST(every_denial_after_a_send_stops_the_host) {
    for (const Row& row : rows) {
        assert_int_equal(code(Ruling::denied, row.cause, true, true), PAM_MAXTRIES);
        assert_int_equal(code(Ruling::denied, row.cause, true, false), PAM_ABORT);
    }
}

TEST(a_denial_is_never_a_success_or_ignored_whatever_its_cause) {
    for (const Row& row : rows)
        for (const bool send_tried : {false, true})
            for (const bool in_sshd : {false, true}) {
                const int seen = code(Ruling::denied, row.cause, send_tried, in_sshd);
                assert_int_not_equal(seen, PAM_SUCCESS);
                assert_int_not_equal(seen, PAM_IGNORE);
            }
}

TEST(a_set_stop_code_is_used_in_every_host) {
    for (const bool in_sshd : {false, true}) {
        assert_int_equal(
            code(Ruling::denied, Cause::tries_used_up, true, in_sshd, StopCode::maxtries),
            PAM_MAXTRIES);
        assert_int_equal(code(Ruling::denied, Cause::tries_used_up, true, in_sshd, StopCode::abort),
                         PAM_ABORT);
        assert_int_equal(
            code(Ruling::denied, Cause::tries_used_up, true, in_sshd, StopCode::auth_err),
            PAM_AUTH_ERR);
    }
}

TEST(grants_and_exemptions_have_one_code_each) {
    assert_int_equal(code(Ruling::granted, Cause::code_accepted, true, true), PAM_SUCCESS);
    assert_int_equal(code(Ruling::exempt, Cause::exempt_group, false, true), PAM_IGNORE);
}

TEST(an_untouched_verdict_is_a_denial) {
    assert_int_equal(pam_code({}), PAM_SYSTEM_ERR);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("pam_verdict");
}
