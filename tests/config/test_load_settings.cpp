// SPDX-License-Identifier: MIT
// load_settings: precedence, scopes, and every mistake a denial with its place.
#include "config/load_settings.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "cmocka.hpp"
#include "config/options.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;
using namespace std::chrono_literals;
using testing::TemporaryFolder;

namespace {

const std::string required =
    "base_url = https://abcde.api.infobip.com\n"
    "application_id = APP\n"
    "message_id = MESSAGE\n";

Result<SettingsWithOrigins> load_file(const std::string& path,
                                      const std::vector<std::string>& arguments = {},
                                      const std::string& service = "sudo") {
    const std::string conf = "conf=" + path;
    std::vector<const char*> argv{conf.c_str()};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    return load_settings_with_origins(service, static_cast<int>(argv.size()), argv.data());
}

// The required lines 1 to 3, then `text` from line 4 on.
Result<SettingsWithOrigins> load(std::string_view text,
                                 const std::vector<std::string>& arguments = {},
                                 const std::string& service = "sudo") {
    const TemporaryFolder folder;
    return load_file(folder.write("conf", required + std::string(text), 0644), arguments, service);
}

std::string error_of(std::string_view text, const std::vector<std::string>& arguments = {}) {
    const auto loaded = load(text, arguments);
    if (loaded) fail_msg("accepted: %s", std::string(text).c_str());
    const std::string& message = loaded.error().message;
    assert_true(message.find('\n') == std::string::npos);
    return message;
}

Origin origin_of(const SettingsWithOrigins& loaded, std::string_view name) {
    return loaded.origins[*find_option(name)];
}

TEST(what_is_not_set_has_its_default) {
    const auto loaded = load("");
    assert_text(loaded->settings.base_url, "https://abcde.api.infobip.com");
    const Settings defaults;
    for (const Option& option : options())
        if (option.presence == Presence::optional && option.name != "conf")
            assert_text(option.print(loaded->settings), option.print(defaults));
    assert_same(origin_of(*loaded, "tries").layer, Origin::Layer::standard);
}

TEST(argument_wins_over_block_wins_over_file) {
    const char* text =
        "tries = 4\nresends = 4\nresend_wait = 4s\n[service sudo su]\nresends = 5\n"
        "resend_wait = 5s\n";
    const auto loaded = load(text, {"resend_wait=6s"});
    assert_int_equal(loaded->settings.login.tries, 4);
    assert_int_equal(loaded->settings.login.resends, 5);
    assert_true(loaded->settings.resend_wait == 6s);
    assert_same(origin_of(*loaded, "tries").layer, Origin::Layer::file);
    assert_int_equal(origin_of(*loaded, "tries").line, 4);
    assert_same(origin_of(*loaded, "resends").layer, Origin::Layer::service);
    assert_int_equal(origin_of(*loaded, "resends").line, 8);
    assert_same(origin_of(*loaded, "resend_wait").layer, Origin::Layer::argument);
    assert_int_equal(origin_of(*loaded, "resend_wait").line, 2);
}

TEST(the_block_of_another_service_changes_nothing) {
    const auto loaded = load("[service sshd]\ntries = 9\n");
    assert_int_equal(loaded->settings.login.tries, 3);
    assert_int_equal(load("[service sshd]\ntries = 9\n", {}, "sshd")->settings.login.tries, 9);
    // A service that only begins alike is another one.
    assert_int_equal(load("[service sudo-i]\ntries = 9\n")->settings.login.tries, 3);
}

TEST(a_block_can_take_back_what_the_file_says) {
    const auto loaded = load(
        "exempt_groups = robots\nsender = Co\n[service sudo]\n"
        "exempt_groups = none\nsender = template\n");
    assert_true(loaded->settings.login.exempt_groups.empty());
    assert_true(loaded->settings.sender.empty());
}

TEST(required_values_may_stand_in_a_block_or_an_argument) {
    const TemporaryFolder folder;
    const std::string path = folder.write("conf",
                                          "base_url = https://h\nmessage_id = M\n[service sudo]\n"
                                          "application_id = SUDO\n",
                                          0644);
    assert_text(load_file(path)->settings.application_id, "SUDO");
    assert_text(load_file(path, {"application_id=ARG"}, "sshd")->settings.application_id, "ARG");
    const auto missing = load_file(path, {}, "sshd");
    assert_contains(missing.error().message, path + ": application_id is missing for service sshd");
}

TEST(a_missing_required_value_is_named) {
    const TemporaryFolder folder;
    for (const std::string name : {"base_url", "application_id", "message_id"}) {
        std::string text = required;
        const std::size_t begin = text.find(name);
        text.erase(begin, text.find('\n', begin) + 1 - begin);
        const std::string path = folder.write("conf", text, 0644);
        assert_contains(load_file(path).error().message, path + ": " + name + " is missing");
    }
}

TEST(an_unknown_name_gets_the_nearest_known_one) {
    const std::string message = error_of("\ntrys = 3\n");
    assert_contains(message, "/conf:5: unknown option \"trys\"; did you mean \"tries\"?");
    assert_contains(error_of("Tries = 3\n"), "did you mean \"tries\"?");
    assert_contains(error_of("", {"trys=3"}), "module argument 2: unknown option \"trys\"");
}

// Somebody pastes the key into the wrong file; base64 ends in "=", so it looks like an assignment.
TEST(what_cannot_be_a_name_is_not_quoted) {
    const std::string message = error_of("c2VjcmV0LWtleS1vZi1pbmZvYmlw==\n");
    assert_contains(message, "/conf:4: unknown option");
    assert_true(message.find("c2Vj") == std::string::npos);
    assert_true(error_of("api_key = s3cr3t\n").find("s3cr3t") == std::string::npos);
}

TEST(a_name_given_twice_is_refused_wherever_it_stands) {
    assert_contains(error_of("tries = 3\ntries = 3\n"),
                    "/conf:5: tries is given twice, first in "
                    "line 4");
    assert_contains(error_of("message_id = X\n"),
                    "/conf:4: message_id is given twice, first in "
                    "line 3");
    assert_contains(error_of("[service sudo]\ntries = 3\ntries = 4\n"),
                    "/conf:6: tries is given twice, first in line 5");
    assert_contains(error_of("", {"tries=3", "tries=3"}),
                    "module argument 3: tries is given twice, first in argument 2");
    assert_contains(error_of("", {"conf=/etc/other"}),
                    "module argument 2: conf is given twice, first in argument 1");
}

TEST(a_bad_value_names_file_line_and_option) {
    assert_contains(error_of("tries = 10x\n"), "/conf:4: tries: write a number from 1 to 10");
    assert_contains(error_of("[service sudo]\ntries = 0\n"), "/conf:5: tries: write a number");
    assert_contains(error_of("", {"tries=0"}), "module argument 2: tries: write a number");
    assert_contains(error_of("debug = maybe\n"), "/conf:4: debug: write one of: yes, no");
    assert_contains(error_of("proxy = http://u:pw@h:1\n"), "/conf:4: proxy: ");
}

TEST(quotes_stand_in_lists_only) {
    const auto loaded = load("exempt_groups = \"domain admins\" robots\n");
    if (!loaded) fail_msg("%s", loaded.error().message.c_str());
    assert_int_equal(loaded->settings.login.exempt_groups.size(), 2);
    assert_text(loaded->settings.login.exempt_groups[0], "domain admins");
    assert_text(load("", {"exempt_groups=\"domain admins\""})->settings.login.exempt_groups[0],
                "domain admins");
    for (const char* value : {"\"My Co\"", "'My Co'"})
        assert_contains(error_of(std::string("sender = ") + value + "\n"),
                        ":4: sender: values are written without quotes");
    assert_contains(error_of("exempt_groups = 'domain admins'\n"), ":4: exempt_groups: ");
}

TEST(a_mistake_in_the_block_of_another_service_counts) {
    assert_contains(error_of("[service sshd]\ntrys = 3\n"), "/conf:5: unknown option \"trys\"");
    assert_contains(error_of("[service sshd]\ntries = x\n"), "/conf:5: tries: ");
}

TEST(an_option_of_the_whole_file_is_refused_elsewhere) {
    for (const Option& option : options()) {
        const std::string name(option.name);
        const std::string value =
            option.standard.empty() ? "https://h" : std::string(option.standard);
        if (option.scope == Scope::file) {
            assert_contains(error_of("[service sshd]\n" + name + " = " + value + "\n"),
                            "/conf:5: " + name + " is the same for every service: move it above");
            assert_contains(error_of("", {name + "=" + value}),
                            "module argument 2: " + name + " is the same for every service");
        }
        if (option.scope == Scope::everywhere && option.presence == Presence::optional) {
            assert_true(load("[service sudo]\n" + name + " = " + value + "\n").has_value());
            assert_true(load("", {name + "=" + value}).has_value());
        }
    }
}

TEST(conf_can_only_be_an_argument) {
    assert_contains(error_of("conf = /etc/x\n"), "/conf:4: conf can only be a module argument");
    assert_contains(error_of("[service su]\nconf = /etc/x\n"), "/conf:5: conf can only be");
}

TEST(an_argument_is_name_and_value) {
    assert_contains(error_of("", {"debug"}), "module argument 2: no = found");
    assert_contains(error_of("", {"debug="}), "module argument 2: no value");
    assert_contains(error_of("", {""}), "module argument 2: no = found");
    std::string groups = "exempt_groups=a";
    while (groups.size() < 5000) groups += ",a";
    assert_contains(error_of("", {groups}), "module argument 2: longer than 4096 bytes");
    assert_contains(error_of("", {"sender=a\x1b[1m"}), "module argument 2: a byte that is not");
    assert_text(load("", {"sender=My Co"})->settings.sender, "My Co");
}

TEST(connecting_takes_no_longer_than_the_whole_exchange) {
    assert_true(load("connect_timeout = 5s\nrequest_timeout = 5s\n").has_value());
    const std::string message = error_of("request_timeout = 2s\n");
    assert_contains(message, "connect_timeout (3s) is longer than request_timeout (2s)");
    assert_contains(message, "/conf: ");
}

TEST(a_settings_file_that_cannot_be_trusted_is_refused) {
    const TemporaryFolder folder;
    const std::string path = folder.write("conf", required, 0644);
    assert_true(load_file(path).has_value());

    assert_contains(load_file(folder.path_of("missing")).error().message,
                    folder.path_of("missing") + ": No such file");
    assert_int_equal(chmod(path.c_str(), 0664), 0);
    assert_contains(load_file(path).error().message, "chmod go-w " + path);
    assert_int_equal(chmod(path.c_str(), 0644), 0);

    const std::string link = folder.path_of("link");
    assert_int_equal(symlink(path.c_str(), link.c_str()), 0);
    assert_contains(load_file(link).error().message, link + " is a symbolic link");
    const std::string fifo = folder.path_of("fifo");
    assert_int_equal(mkfifo(fifo.c_str(), 0600), 0);
    assert_contains(load_file(fifo).error().message, fifo + " is not a regular file");
    assert_contains(load_file(folder.path_of("")).error().message, "is not a regular file");
    const std::string large = folder.write("large", std::string(300'000, '\n'), 0644);
    assert_contains(load_file(large).error().message, large + " is larger than 262144 bytes");
    assert_contains(load_file("relative.conf").error().message,
                    "module argument 1: conf: write the whole path");
}

TEST(load_settings_is_the_same_without_origins) {
    const TemporaryFolder folder;
    const std::string conf = "conf=" + folder.write("conf", required, 0644);
    const char* argv[] = {conf.c_str(), "tries=7"};
    const auto settings = load_settings("sshd", 2, argv);
    assert_int_equal(settings->login.tries, 7);
    assert_text("conf=" + settings->conf, conf);
    const char* bad[] = {conf.c_str(), "tries=70"};
    assert_false(load_settings("sshd", 2, bad).has_value());
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("load settings");
}
