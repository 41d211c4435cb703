// SPDX-License-Identifier: MIT
// The built module as sshd and sudo see it, through the real helper to the sandbox over TLS: the
// dialogue, its codes and its log.
#include <security/pam_appl.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "cmocka.hpp"
#include "module/module_fixture.hpp"

using namespace infobip_otp::testing;

namespace {

TEST(the_right_code_is_a_success) {
    ModuleFixture login;
    const PamResult result = login.log_in({ModuleFixture::right_code()});
    assert_text(result.transcript,
                "A code was sent to ********6727. Type it, or r to send it again.\nCode: \n");
    assert_int_equal(result.code, PAM_SUCCESS);
    assert_int_equal(login.messages(), 1);
    assert_contains(result.log, "event=code_sent ");
    assert_contains(result.log, " to=********6727 verdict=granted cause=code_accepted ms=");
    assert_true(result.log.find("event=code_sent") < result.log.find("event=verdict"));
    assert_contains(result.log,
                    " user=daemon service=otp account=daemon to=********6727 channel=sms\n");
    assert_true(result.log.find("event=sending") < result.log.find("event=code_sent"));
    assert_true(result.log.find("event=checking") < result.log.find("event=code_checked"));
}

TEST(what_was_sent_and_not_used_is_told_until_the_right_code_is_typed) {
    ModuleFixture login;
    login.settings("resend_wait = 0s\ntries = 1\n");
    login.log_in({Typed::hang_up()});
    login.log_in({"000000"});
    const std::string told = "2 codes were sent to you and not used, the last on ";
    const PamResult owner = login.log_in({ModuleFixture::right_code()});
    assert_int_equal(owner.code, PAM_SUCCESS);
    assert_true(owner.transcript.starts_with(told));
    assert_contains(owner.transcript, " UTC, and 1 wrong code was typed, on ");
    assert_contains(owner.transcript,
                    " UTC. If it was not you, change your password.\nA code was ");
    assert_lacks(login.log_in({ModuleFixture::right_code()}).transcript, "not used");
}

TEST(a_limit_that_refuses_says_what_was_spent) {
    ModuleFixture login;
    login.settings("resend_wait = 0s\nunanswered_per_user = 2/1h\n");
    for (int sent = 0; sent < 2; ++sent) login.log_in({Typed::hang_up()});
    const PamResult owner = login.log_in({""});
    assert_int_equal(owner.code, PAM_ABORT);
    assert_true(
        owner.transcript.starts_with("2 codes were sent to you and not used, the last on "));
    assert_contains(owner.transcript, "change your password.\nToo many codes were sent.");
}

TEST(send_resend_and_verify_share_one_connection_and_one_handshake) {
    ModuleFixture login;
    login.settings("resend_wait = 0s\nverify_pause = 0s\n");
    ModuleFixture::sandbox().control("counters reset");
    const PamResult result = login.log_in({"r", "000000", ModuleFixture::right_code()});
    assert_int_equal(result.code, PAM_SUCCESS);
    const std::string counters = ModuleFixture::sandbox().control("counters");
    assert_contains(counters, "\"connections\":1,\"handshakes\":1,");
    assert_contains(counters, "\"verify\":2");
}

TEST(wrong_codes_then_the_right_one_is_a_success) {
    ModuleFixture login;
    login.settings("verify_pause = 0s\n");
    const PamResult result = login.log_in({"000000", "00 00-01", ModuleFixture::right_code()});
    assert_contains(result.transcript, "That code is wrong, 2 tries left.\nCode: \n");
    assert_contains(result.transcript, "That code is wrong, 1 try left.\nCode: \n");
    assert_int_equal(result.code, PAM_SUCCESS);
    assert_int_equal(login.messages(), 1);
}

TEST(three_wrong_codes_stop_sudo_with_abort_and_sshd_with_maxtries) {
    for (const bool in_sshd : {false, true}) {
        ModuleFixture login;
        login.settings("verify_pause = 0s\n");
        if (in_sshd) login.host.items[PAM_TTY] = "ssh";
        const PamResult result = login.log_in({"000000", "000001", "000002", "000003"});
        assert_int_equal(result.code, in_sshd ? PAM_MAXTRIES : PAM_ABORT);
        assert_int_equal(result.prompts, 3);
        assert_int_equal(login.messages(), 1);
        assert_contains(result.log, "verdict=denied cause=tries_used_up");
    }
}

TEST(what_is_no_code_never_reaches_the_provider) {
    for (const std::string& typed : {std::string("correct horse battery"), std::string(513, '1'),
                                     std::string("\x1b[2J"), std::string("12345")}) {
        ModuleFixture login;
        ModuleFixture::sandbox().control("counters reset");
        const PamResult result = login.log_in({typed, typed, typed});
        assert_int_equal(result.code, PAM_ABORT);
        assert_contains(result.transcript, "That is not a code. Type the 6 digits");
        assert_lacks(ModuleFixture::sandbox().control("counters"), "verify");
        assert_lacks(result.log, typed);
    }
}

TEST(r_sends_the_same_code_again) {
    ModuleFixture login;
    login.settings("resend_wait = 0s\n");
    const PamResult result = login.log_in({"r", ModuleFixture::right_code()});
    assert_contains(result.transcript, "The same code was sent again to ********6727.\n");
    assert_int_equal(result.code, PAM_SUCCESS);
    assert_int_equal(login.messages(), 2);
}

TEST(r_long_before_resend_wait_sends_nothing) {
    ModuleFixture login;
    login.settings("resend_wait = 60s\n");
    const PamResult result = login.log_in({"r", ModuleFixture::right_code()});
    assert_contains(result.transcript,
                    "A code was sent a moment ago. The next one can be sent in ");
    assert_int_equal(result.code, PAM_SUCCESS);
    assert_int_equal(login.messages(), 1);
}

TEST(two_logins_that_wait_at_once_send_one_message) {
    ModuleFixture login;
    login.settings("resend_wait = 10s\n");
    login.log_in({Typed::hang_up()});
    const pid_t other = fork();
    if (other == 0) _exit(login.log_in({Typed::hang_up()}).code == PAM_ABORT ? 0 : 1);
    const PamResult result = login.log_in({Typed::hang_up()});
    int status = 0;
    assert_int_equal(waitpid(other, &status, 0), other);
    assert_int_equal(status, 0);
    assert_contains(result.transcript, "The next one is sent in ");
    assert_int_equal(login.messages(), 2);
}

TEST(a_second_login_long_before_resend_wait_is_told_to_wait) {
    ModuleFixture login;
    login.settings("resend_wait = 60s\n");
    assert_int_equal(login.log_in({Typed::hang_up()}).code, PAM_ABORT);
    const PamResult second = login.log_in({""});
    assert_int_equal(second.code, PAM_ABORT);
    assert_int_equal(login.messages(), 1);
    assert_contains(second.transcript, "seconds. (reference ");
    assert_contains(second.transcript, ")\nPress Enter to close: \n");
    assert_contains(second.log, "cause=resend_wait");
}

TEST(after_a_success_the_next_login_gets_its_code_at_once) {
    ModuleFixture login;
    assert_int_equal(login.log_in({ModuleFixture::right_code()}).code, PAM_SUCCESS);
    assert_int_equal(login.log_in({ModuleFixture::right_code()}).code, PAM_SUCCESS);
    assert_int_equal(login.messages(), 2);
}

TEST(the_sixth_unanswered_message_of_an_hour_is_refused) {
    ModuleFixture login;
    login.settings("resend_wait = 0s\n");
    for (int sent = 0; sent < 5; ++sent) login.log_in({Typed::hang_up()});
    const PamResult sixth = login.log_in({""});
    assert_int_equal(login.messages(), 5);
    assert_contains(sixth.transcript, "Too many codes were sent. The next one can be sent in ");
    assert_contains(sixth.log, "cause=unanswered_per_user");
    assert_int_equal(sixth.code, PAM_ABORT);
}

TEST(what_infobip_refuses_for_certain_is_nobodys_message) {
    ModuleFixture login;
    login.settings("unanswered_per_user = 1/1h\n");
    for (const char* status : {"400", "401", "403", "404"}) {
        ModuleFixture::sandbox().control(std::string("faults set status=") + status +
                                         ",route=send");
        const std::string log = login.log_in({""}).log;
        ModuleFixture::sandbox().control("faults clear");
        assert_contains(log, std::string(" status=") + status);
    }
    assert_int_equal(login.messages(), 0);
    assert_int_equal(login.log_in({ModuleFixture::right_code()}).code, PAM_SUCCESS);
}

void check_refused_is_counted(const char* fault, const char* cause) {
    ModuleFixture login;
    login.settings("unanswered_per_user = 1/1h\n");
    ModuleFixture::sandbox().control(std::string("faults set ") + fault + ",route=send");
    const std::string log = login.log_in({""}).log;
    ModuleFixture::sandbox().control("faults clear");
    assert_contains(log, cause);
    assert_contains(login.log_in({""}).log, "cause=unanswered_per_user");
}

TEST(what_infobip_may_have_sent_in_spite_of_a_fault_is_counted) {
    check_refused_is_counted("status=503", "cause=provider_fault");
}

TEST(who_is_throttled_cannot_ask_infobip_without_end) {
    check_refused_is_counted("status=429", "cause=throttled");
}

TEST(a_hang_up_after_the_send_stops_the_host) {
    ModuleFixture login;
    login.host.items[PAM_TTY] = "ssh";
    const PamResult result = login.log_in({Typed::hang_up()});
    assert_int_equal(result.code, PAM_MAXTRIES);
    assert_contains(result.log, "cause=conversation_gone");
    assert_contains(result.log, "hint=PasswordAuthentication");
}

TEST(an_account_without_a_phone_is_user_unknown) {
    ModuleFixture login;
    const PamResult result = login.log_in({""}, other_user);
    assert_int_equal(result.code, PAM_USER_UNKNOWN);
    assert_contains(result.transcript, "Press Enter to close: ");
    assert_contains(result.log, "cause=no_phone");
    assert_int_equal(login.messages(), 0);
}

TEST(users_without_phone_ignore_is_ignored) {
    ModuleFixture login;
    login.settings("users_without_phone = ignore\n");
    // PAM_IGNORE as the only answer of a stack: libpam denies, which is why the example stacks end
    // with pam_permit.
    const PamResult result = login.log_in({}, other_user);
    assert_int_equal(result.prompts, 0);
    assert_contains(result.log, "verdict=exempt cause=no_phone_ignored");
    assert_int_equal(result.code, PAM_PERM_DENIED);
}

TEST(an_unknown_account_is_denied_in_any_case) {
    ModuleFixture login;
    login.settings("users_without_phone = ignore\n");
    const PamResult result = login.log_in({""}, "no-such-account");
    assert_int_equal(result.code, PAM_USER_UNKNOWN);
    assert_contains(result.log, "cause=unknown_account");
}

TEST(a_member_of_an_exempt_group_is_ignored) {
    ModuleFixture login;
    const PamResult result = login.log_in_with("exempt_groups=" + user, {});
    assert_int_equal(result.prompts, 0);
    assert_contains(result.log, "verdict=exempt cause=exempt_group");
    assert_int_equal(login.messages(), 0);
}

TEST(the_verdict_is_logged_as_authpriv_with_the_severity_of_its_cause) {
    const struct {
        const char* settings;
        Typed typed;
        const char* cause;
        int severity;
    } cases[] = {
        {"", ModuleFixture::right_code(), "code_accepted", LOG_INFO},
        {"tries = 1\n", "000000", "tries_used_up", LOG_NOTICE},
        {"countries = +385\n", "", "country_refused", LOG_WARNING},
        {"tries = none\n", "", "settings", LOG_ERR},
    };
    for (const auto& each : cases) {
        ModuleFixture login;
        login.settings(each.settings);
        const PamResult result = login.log_in({each.typed});
        const LogLine& verdict = result.log_lines.back();
        assert_contains(verdict.text, std::string(" cause=") + each.cause);
        assert_int_equal(verdict.priority, LOG_AUTHPRIV | each.severity);
    }
}

TEST(arguments_and_service_blocks_override_the_file) {
    ModuleFixture login;
    login.settings("verify_pause = 0s\ntries = 5\n[service otp]\ntries = 2\n");
    assert_int_equal(login.log_in({"1", "2", "3"}).prompts, 2);
    ModuleFixture argued;
    argued.settings("verify_pause = 0s\n[service otp]\ntries = 2\n");
    assert_int_equal(argued.log_in_with("tries=1", {"1", "2", "3"}).prompts, 1);
}

TEST(a_stop_code_that_is_set_is_used) {
    ModuleFixture login;
    assert_int_equal(login.log_in_with("stop_code=maxtries tries=1", {"1"}).code, PAM_MAXTRIES);
    login.settings("resend_wait = 0s\n");
    assert_int_equal(login.log_in_with("stop_code=auth_err tries=1", {"1"}).code, PAM_AUTH_ERR);
}

TEST(a_required_public_key_is_looked_for_in_the_pam_environment) {
    ModuleFixture login;
    login.host.items[PAM_TTY] = "ssh";
    assert_int_equal(login.log_in_with("require_first_factor=publickey", {""}).code, PAM_MAXTRIES);
    assert_int_equal(login.messages(), 0);
    login.host.variables["SSH_AUTH_INFO_0"] = "publickey ssh-ed25519 AAAA";
    assert_int_equal(
        login.log_in_with("require_first_factor=publickey", {ModuleFixture::right_code()}).code,
        PAM_SUCCESS);
}

TEST(debug_says_more_and_no_secret) {
    ModuleFixture login;
    login.settings("debug = yes\n");
    std::string code;
    const PamResult result = login.log_in({Typed(Typed::Later{[&] {
        code = ModuleFixture::sandbox().newest_code();
        return code;
    }})});
    assert_int_equal(result.code, PAM_SUCCESS);
    assert_contains(result.log, "event=debug");
    assert_lacks(result.log, code);
    assert_lacks(result.log, "41793026727");
    assert_lacks(result.log, ModuleFixture::sandbox().value("INFOBIP_API_KEY"));
}

TEST(credentials_without_a_login_before_are_set_and_nothing_happens) {
    ModuleFixture login;
    login.host.asked = {Asked::set_credentials};
    const PamResult result = login.log_in({});
    assert_int_equal(result.code, PAM_SUCCESS);
    assert_int_equal(result.prompts, 0);
    assert_text(result.log, "");
    // Settings that deny every login are not asked either.
    assert_int_equal(login.log_in_with("tries=none", {}).code, PAM_SUCCESS);
}

TEST(two_logins_of_one_handle_have_a_code_each_and_the_second_decides) {
    ModuleFixture login;
    login.host.asked = {Asked::authenticate, Asked::authenticate, Asked::set_credentials};
    const PamResult both = login.log_in({ModuleFixture::right_code(), ModuleFixture::right_code()});
    assert_int_equal(both.code, PAM_SUCCESS);
    assert_int_equal(login.messages(), 2);
    login.host.asked = {Asked::authenticate, Asked::authenticate};
    std::string first;
    const Typed right(Typed::Later{[&] { return first = ModuleFixture::sandbox().newest_code(); }});
    const Typed same_again(Typed::Later{[&] { return first; }});
    const PamResult second = login.log_in_with("tries=1", {right, same_again});
    assert_int_equal(second.code, PAM_ABORT);
    assert_int_equal(login.messages(), 4);
    assert_contains(second.log, "verdict=granted cause=code_accepted");
    assert_contains(second.log, "verdict=denied cause=tries_used_up");
}

TEST(a_folder_of_hashed_authorities_is_as_good_as_a_file) {
    ModuleFixture login;
    const std::string authorities = login.folder.path_of("authorities");
    std::filesystem::create_directory(authorities);
    const std::string whole = ModuleFixture::sandbox().value("INFOBIP_CA_FILE");
    const auto use_folder = [&] {
        login.whole_settings(
            "base_url = " + ModuleFixture::sandbox().value("INFOBIP_BASE_URL") +
            "\napplication_id = " + ModuleFixture::sandbox().value("INFOBIP_APPLICATION_ID") +
            "\nmessage_id = " + ModuleFixture::sandbox().value("INFOBIP_MESSAGE_ID") +
            "\nca_path = " + authorities + "\n");
    };
    chmod(login.folder.path().c_str(), 0755);  // the helper reads it as an account of its own
    use_folder();
    std::filesystem::copy_file(whole, authorities + "/sandbox.pem");
    assert_contains(login.log_in({""}).log, "cause=helper_unusable");
    assert_int_equal(std::system(("openssl rehash " + authorities).c_str()), 0);
    assert_int_equal(login.log_in({ModuleFixture::right_code()}).code, PAM_SUCCESS);
    assert_int_equal(login.messages(), 1);
}

TEST(two_logins_at_once_have_a_code_each) {
    ModuleFixture first;
    ModuleFixture second;
    second.users(other_user + ": +41790000001\n");
    // The second login runs while the first one waits at its prompt.
    std::string first_code;
    PamResult inner;
    const PamResult outer = first.log_in({Typed(Typed::Later{[&] {
        first_code = ModuleFixture::sandbox().newest_code();
        inner = second.log_in({ModuleFixture::right_code()}, other_user);
        return first_code;
    }})});
    assert_int_equal(inner.code, PAM_SUCCESS);
    assert_int_equal(outer.code, PAM_SUCCESS);
}

int end_sandbox(void**) {
    ModuleFixture::end_sandbox();
    return 0;
}

}  // namespace

int main() {
    return run_the_tests("module_login", nullptr, end_sandbox);
}
