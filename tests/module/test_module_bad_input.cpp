// SPDX-License-Identifier: MIT
// Bad settings, keys, users files, helpers and servers: each denied with its PAM code, a log line
// that names the file or option, and a sentence that says what to do.
#include <arpa/inet.h>
#include <security/pam_appl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>

#include "cmocka.hpp"
#include "module/driven_login.hpp"
#include "module/module_fixture.hpp"

using namespace infobip_otp::testing;

namespace {

namespace fs = std::filesystem;

struct Case {
    const char* name;
    std::function<void(ModuleFixture&)> spoil;
    int code;
    const char* cause;  // of the verdict line
    const char* named;  // what the log names
};

void run(const Case& each) {
    ModuleFixture login;
    each.spoil(login);
    const PamResult result = login.log_in({""});
    if (result.code != each.code) print_error("%s: code %d\n", each.name, result.code);
    assert_int_equal(result.code, each.code);
    assert_contains(result.log, std::string("verdict=denied cause=") + each.cause);
    assert_contains(result.log, each.named);
    assert_contains(result.transcript, "our administrator");
    assert_contains(result.transcript, "(reference ");
    assert_contains(result.transcript, "Press Enter to close: ");
    assert_int_equal(login.messages(), 0);
}

template <std::size_t Size>
void run_all(const Case (&cases)[Size]) {
    for (const Case& each : cases) {
        print_message("           %s\n", each.name);
        run(each);
    }
}

TEST(settings_that_are_wrong) {
    const Case cases[] = {
        {"no file", [](ModuleFixture& f) { fs::remove(f.folder.path_of("conf")); }, PAM_SERVICE_ERR,
         "settings", "/conf: No such file or directory"},
        {"unknown option", [](ModuleFixture& f) { f.settings("trys = 2\n"); }, PAM_SERVICE_ERR,
         "settings", "conf:9"},
        {"repeated option", [](ModuleFixture& f) { f.settings("tries = 2\ntries = 3\n"); },
         PAM_SERVICE_ERR, "settings", "conf:10"},
        {"bad value", [](ModuleFixture& f) { f.settings("code_lifetime = 10\n"); }, PAM_SERVICE_ERR,
         "settings", "code_lifetime"},
        {"missing required", [](ModuleFixture& f) { f.whole_settings("application_id = A\n"); },
         PAM_SERVICE_ERR, "settings", "base_url"},
        {"plain http to a name",
         [](ModuleFixture& f) {
             f.whole_settings(
                 "base_url = http://localhost:1\napplication_id = A\nmessage_id = B\n");
         },
         PAM_SERVICE_ERR, "settings", "base_url"},
        {"writable by others",
         [](ModuleFixture& f) { chmod(f.folder.path_of("conf").c_str(), 0666); }, PAM_SERVICE_ERR,
         "settings", "/conf can be written by others"},
    };
    run_all(cases);
}

TEST(a_key_file_that_is_wrong) {
    const Case cases[] = {
        {"missing", [](ModuleFixture& f) { fs::remove(f.folder.path_of("key")); }, PAM_SERVICE_ERR,
         "key_file", "/key: No such file or directory"},
        {"empty", [](ModuleFixture& f) { f.key(" \n"); }, PAM_SERVICE_ERR, "key_file", "/key"},
        {"readable by others", [](ModuleFixture& f) { f.key("KEY\n", 0644); }, PAM_SERVICE_ERR,
         "key_file", "chmod 0600"},
        {"inner white space", [](ModuleFixture& f) { f.key("one two\n"); }, PAM_SERVICE_ERR,
         "key_file", "/key"},
        {"App in front", [](ModuleFixture& f) { f.key("App 0123\n"); }, PAM_SERVICE_ERR, "key_file",
         "App"},
    };
    run_all(cases);
}

TEST(a_users_file_that_is_wrong) {
    const auto users = [](const char* content) {
        return [content](ModuleFixture& f) { f.users(content); };
    };
    const Case cases[] = {
        {"missing", [](ModuleFixture& f) { fs::remove(f.folder.path_of("users")); },
         PAM_SERVICE_ERR, "users_file", "/users: No such file or directory"},
        {"a link",
         [](ModuleFixture& f) {
             fs::rename(f.folder.path_of("users"), f.folder.path_of("real"));
             fs::create_symlink(f.folder.path_of("real"), f.folder.path_of("users"));
         },
         PAM_SERVICE_ERR, "users_file", "symbolic link"},
        {"a FIFO",
         [](ModuleFixture& f) {
             fs::remove(f.folder.path_of("users"));
             mkfifo(f.folder.path_of("users").c_str(), 0600);
         },
         PAM_SERVICE_ERR, "users_file", "not a regular file"},
        {"readable by others", [](ModuleFixture& f) { f.users("daemon: +41793026727\n", 0644); },
         PAM_SERVICE_ERR, "users_file", "chmod 0600"},
        {"no plus", users("daemon: 41793026727\n"), PAM_SERVICE_ERR, "number_malformed", "users:1"},
        {"blanks in the number", users("# x\ndaemon: +41 79 302 67 27\n"), PAM_SERVICE_ERR,
         "number_malformed", "users:2"},
        {"too long", users("daemon: +4179302672712345\n"), PAM_SERVICE_ERR, "number_malformed",
         "users:1"},
        {"leading zero", users("daemon: +041793026727\n"), PAM_SERVICE_ERR, "number_malformed",
         "users:1"},
        {"no colon", users("daemon +41793026727\n"), PAM_SERVICE_ERR, "number_malformed",
         "users:1"},
        {"twice", users("daemon: +41793026727\ndaemon: +41793026728\n"), PAM_SERVICE_ERR,
         "number_malformed", "users"},
    };
    run_all(cases);
}

TEST(a_line_of_somebody_else_does_not_matter_to_the_enrolled) {
    ModuleFixture login;
    login.users("bin 4179\n\x01\xff nonsense\n" + user + ": +41793026727\n");
    assert_int_equal(login.log_in({ModuleFixture::right_code()}).code, PAM_SUCCESS);
}

TEST(while_any_line_is_unreadable_nobody_is_exempt_by_absence) {
    ModuleFixture login;
    login.settings("users_without_phone = ignore\n");
    login.users("alice 41793026727\n");
    const PamResult result = login.log_in({""});
    assert_int_equal(result.code, PAM_SERVICE_ERR);
    assert_contains(result.log, "cause=users_file");
}

TEST(a_million_lines_are_read_to_the_end) {
    ModuleFixture login;
    std::string content;
    for (int line = 0; line < 1'000'000; ++line)
        content +=
            "user" + std::to_string(line) + ": +4179" + std::to_string(1'000'000 + line) + "\n";
    login.users(content + user + ": +41793026727\n");
    assert_int_equal(login.log_in({ModuleFixture::right_code()}).code, PAM_SUCCESS);
}

TEST(a_helper_that_is_missing_or_not_executable) {
    const auto with_helper = [](ModuleFixture& f, const std::string& path) {
        f.whole_settings("base_url = https://localhost:1\napplication_id = A\nmessage_id = B\n");
        std::string content;
        std::ifstream in(f.folder.path_of("conf"));
        for (std::string line; std::getline(in, line);)
            if (!line.starts_with("helper")) content += line + "\n";
        f.folder.write("conf", content + "helper = " + path + "\n", 0644);
    };
    const Case cases[] = {
        {"missing", [&](ModuleFixture& f) { with_helper(f, f.folder.path_of("none")); },
         PAM_SERVICE_ERR, "helper_unusable", "/none: No such file or directory"},
        {"not executable",
         [&](ModuleFixture& f) { with_helper(f, f.folder.write("plain", "x", 0644)); },
         PAM_SERVICE_ERR, "helper_unusable", "/plain: Permission denied"},
        {"writable by others",
         [&](ModuleFixture& f) { with_helper(f, f.folder.write("open", "x", 0777)); },
         PAM_SERVICE_ERR, "helper_unusable", "/open can be written by others"},
    };
    run_all(cases);
}

TEST(a_helper_killed_at_the_prompt_denies_and_sends_nothing_more) {
    for (const char* typed : {"123456", "r"}) {
        ModuleFixture login;
        login.settings("resend_wait = 0s\n");
        const PamResult result = login.log_in({Typed(Typed::Later{[&] {
            const pid_t helper = helper_of(getpid());
            assert_true(helper > 0);
            kill(helper, SIGKILL);
            return std::string(typed);
        }})});
        assert_int_equal(result.code, PAM_ABORT);
        assert_contains(result.log, "verdict=denied cause=helper_failed");
        assert_int_equal(login.messages(), 1);
    }
}

// A port on which nothing listens.
int closed_port() {
    const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(descriptor, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
    close(descriptor);
    return ntohs(address.sin_port);
}

std::string settings_for(const std::string& base_url, const std::string& ca_file) {
    return "base_url = " + base_url + "\napplication_id = A\nmessage_id = B\nca_file = " + ca_file +
           "\n";
}

TEST(a_server_that_is_down) {
    ModuleFixture login;
    const std::string ca = ModuleFixture::sandbox().value("INFOBIP_CA_FILE");
    login.whole_settings(settings_for("https://127.0.0.1:" + std::to_string(closed_port()), ca));
    const PamResult result = login.log_in({""});
    assert_int_equal(result.code, PAM_ABORT);
    assert_contains(result.log, "verdict=denied cause=not_reached");
    assert_contains(result.transcript, "The message service cannot be reached. Try again later.");
    // Nothing reached the provider: the message is given back, the next login may try at once.
    assert_contains(login.log_in({""}).log, "cause=not_reached");
}

TEST(an_unknown_authority_is_not_trusted) {
    ModuleFixture login;
    login.whole_settings(settings_for(ModuleFixture::sandbox().value("INFOBIP_BASE_URL"),
                                      "/etc/ssl/certs/ca-certificates.crt"));
    const PamResult result = login.log_in({""});
    assert_int_equal(result.code, PAM_ABORT);
    assert_contains(result.log, "verdict=denied cause=not_trusted");
}

TEST(when_unreachable_allow_lets_in_remote_logins_only) {
    const std::string ca = ModuleFixture::sandbox().value("INFOBIP_CA_FILE");
    const std::string settings =
        settings_for("https://127.0.0.1:" + std::to_string(closed_port()), ca) +
        "when_unreachable = allow\n";
    ModuleFixture local;
    local.whole_settings(settings);
    local.begin_outage();
    assert_int_equal(local.log_in({""}).code, PAM_ABORT);
    ModuleFixture remote;
    remote.whole_settings(settings);
    remote.host.items[PAM_RHOST] = "192.0.2.7";
    const PamResult young = remote.log_in({""});
    assert_int_equal(young.code, PAM_ABORT);
    assert_contains(young.transcript, "cannot be reached. Try again in 60 seconds.");
    remote.begin_outage();
    const PamResult result = remote.log_in({});
    assert_int_equal(result.code, PAM_SUCCESS);
    assert_contains(result.log, "verdict=granted cause=unreachable_allowed");
}

TEST(a_wrong_key_or_template_is_named_in_the_log) {
    ModuleFixture login;
    login.key("not-the-key\n");
    login.settings("when_unreachable = allow\n");
    login.host.items[PAM_RHOST] = "192.0.2.7";
    const PamResult result = login.log_in({""});
    assert_int_equal(result.code, PAM_ABORT);
    assert_contains(result.log, "cause=key_refused");
    assert_contains(result.log, "status=401");

    ModuleFixture other;
    const PamResult refused = other.log_in_with("message_id=UNKNOWN", {""});
    assert_int_equal(refused.code, PAM_ABORT);
    assert_contains(refused.log, "cause=request_refused");
}

TEST(a_state_folder_that_others_can_write_is_refused) {
    ModuleFixture login;
    fs::create_directory(login.folder.path_of("state"));
    chmod(login.folder.path_of("state").c_str(), 0777);
    const PamResult result = login.log_in({""});
    assert_int_equal(result.code, PAM_SERVICE_ERR);
    assert_contains(result.log, "verdict=denied cause=state_folder");
    assert_contains(result.log, "/state");
}

int end_sandbox(void**) {
    ModuleFixture::end_sandbox();
    return 0;
}

}  // namespace

int main() {
    return run_the_tests("module_bad_input", nullptr, end_sandbox);
}
