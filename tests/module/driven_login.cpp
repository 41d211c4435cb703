// SPDX-License-Identifier: MIT
// DrivenLogin: the words of the rows.
#include "module/driven_login.hpp"

#include <security/pam_appl.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/system_clock.hpp"
#include "fakes/yardstick.hpp"
#include "recovery/file_recovery_codes.hpp"

namespace infobip_otp::testing {
namespace {

namespace fs = std::filesystem;

// Every login has a number of its own, so that nobody reads the message of another.
std::string fresh_number() {
    static std::atomic<unsigned> last{1000};
    return "+417930" + std::to_string(26000 + ++last);
}

// One that is not the right one.
std::string spoiled(std::string code) {
    if (!code.empty()) code.back() = code.back() == '9' ? '0' : '9';
    return code;
}

// The short time limits of the rows, as long as this machine needs and the settings take.
std::string stretched_setting(const std::string& name, const std::string& value) {
    static const std::map<std::string, int> longest_ms = {{"connect_timeout", 9'000},
                                                          {"request_timeout", 9'000},
                                                          {"code_lifetime", 60'000},
                                                          {"login_timeout", 60'000}};
    const auto longest = longest_ms.find(name);
    if (longest == longest_ms.end() || !value.ends_with("s")) return value;
    const auto length = stretched(std::chrono::seconds(std::stoi(value)));
    return std::to_string(std::min<std::int64_t>(length.count(), longest->second)) + "ms";
}

class Driven {
  public:
    Driven(const DocRow& how, Door& door, const Look& look)
        : how_(how), door_(door), look_(look), login_(*door.sandbox), number_(fresh_number()) {
        login_.host.process = door.host.get();
        login_.users(user + ": " + number_ + "\n" + other_user + ": " + number_ + "\n");
        write_settings();
    }

    DrivenResult run(const Look& ready) {
        for (const std::string& fault : in_backticks(how_.at("the service")))
            door_.sandbox->control("faults set " + fault);
        for (const std::string& word : between_commas(how_.at("before"))) prepare(word);
        set_items();
        const unsigned before = door_.sandbox->messages(number_);
        std::deque<Typed> typed;
        for (const std::string& words : between_commas(how_.at("typed")))
            typed.push_back(type(words));
        if (ready) ready(login_);
        DrivenResult result;
        result.pam = log_in(std::move(typed), name_);
        result.messages = door_.sandbox->messages(number_) - before;
        if (look_) look_(login_);
        result.problem = problem_;
        result.number = number_;
        result.typed = typed_;
        return result;
    }

  private:
    void write_settings() {
        std::map<std::string, std::string> values = {
            {"base_url", door_.sandbox->value("INFOBIP_BASE_URL")},
            {"application_id", door_.sandbox->value("INFOBIP_APPLICATION_ID")},
            {"message_id", door_.sandbox->value("INFOBIP_MESSAGE_ID")},
            {"ca_file", door_.sandbox->value("INFOBIP_CA_FILE")},
            {"api_key_file", login_.folder.path_of("key")},
            {"users_file", login_.folder.path_of("users")},
            {"state_dir", login_.folder.path_of("state")},
            {"helper", HELPER},
            {"resend_wait", "0s"},
            {"verify_pause", "0s"},
            {"when_unreachable", door_.allows ? "allow" : "deny"}};
        for (const std::string& line : in_backticks(how_.at("settings"))) {
            const std::size_t equals = line.find(" = ");
            const std::string name = line.substr(0, equals);
            values[name] = stretched_setting(name, line.substr(equals + 3));
        }
        if (door_.codes_of_letters) {
            values["code_length"] = "8";
            values["code_type"] = "alphanumeric";
        }
        std::string content = door_.more_settings;
        for (const auto& [name, value] : values) content += name + " = " + value + "\n";
        login_.folder.write("conf", content, 0644);
    }

    void set_items() {
        login_.host.items[PAM_TTY] = door_.in_sshd ? "ssh" : "/dev/pts/7";
        if (door_.remote) login_.host.items[PAM_RHOST] = "192.0.2.7";
    }

    PamResult log_in(std::deque<Typed> typed, const std::string& name) {
        login_.host.stack_with_ignore("otp", "conf=" + login_.folder.path_of("conf"));
        return login_.host.authenticate("otp", name, std::move(typed));
    }

    // One word of the column "before".
    void prepare(const std::string& word) {
        if (word == "a login without an answer")
            log_in({Typed::hang_up()}, user);
        else if (word == "a login with the right code")
            log_in({type("right")}, user);
        else if (word == "a login with a wrong code")
            log_in({type("wrong"), Typed::hang_up()}, user);
        else if (word == "a login of another account")
            log_in({Typed::hang_up()}, other_user);
        else if (word == "an outage")
            login_.begin_outage();
        else if (word == "no line of the account")
            login_.users("nobody: " + number_ + "\n");
        else if (word == "a number without a plus")
            login_.users(user + ": " + number_.substr(1) + "\n");
        else if (word == "recovery codes")
            make_recovery_code();
        else if (word == "a name of nobody")
            name_ = "no-such-account";
        else if (word == "no name")
            login_.host.without_user = true;
        else if (word == "another key")
            login_.key("not-the-key\n");
        else if (word == "the accounts fail")
            login_.host.failing.push_back(Failing::accounts);
        else if (word == "no random bytes")
            login_.host.failing.push_back(Failing::random);
        else if (word == "no memory")
            login_.host.failing.push_back(Failing::memory);
        else
            problem_ += "before: " + word + "; ";
    }

    void make_recovery_code() {
        SystemClock clock;
        FileRecoveryCodes recovery(login_.folder.path_of("state"), std::chrono::seconds(2), clock);
        auto codes = recovery.renew(user);
        if (codes)
            recovery_code_ = codes->front().reveal();
        else
            problem_ += codes.error().message;
    }

    // The words of one prompt: what happens, then what is typed. "wait right"
    Typed type(const std::string& words) {
        Typed typed(Typed::Later{[this, words] { return answer(words); }});
        if (words.find("no-memory") != std::string::npos) typed.failing = Failing::memory;
        if (words.find("throw") != std::string::npos) typed.failing = Failing::host;
        return typed;
    }

    std::optional<std::string> answer(const std::string& words) {
        if (look_) look_(login_);
        std::optional<std::string> line;
        std::istringstream in(words);
        for (std::string word; in >> word;) {
            const std::string code = door_.sandbox->newest_code(number_);
            if (word == "right")
                line = code;
            else if (word == "wrong")
                line = spoiled(code);
            else if (word == "r")
                line = "r";
            else if (word == "nothing")
                line = "";
            else if (word == "text")
                line = "correct horse battery";
            else if (word == "recovery")
                line = recovery_code_;
            else if (word == "hang-up")
                line = std::nullopt;
            else if (word.find_first_not_of("0123456789") == std::string::npos)
                line = word;
            else if (!happen(word))
                problem_ += "typed: " + word + "; ";
        }
        if (line) typed_.push_back(*line);
        return line;
    }

    bool happen(const std::string& word) {
        if (word == "no-memory" || word == "throw") return true;  // in the host
        if (word == "wait")
            std::this_thread::sleep_for(stretched(std::chrono::milliseconds(1200)));
        else if (word == "clock")
            door_.sandbox->control("clock advance 6m");
        else if (word == "end")
            door_.sandbox->end();
        else if (word == "kill")
            signal_helper(SIGKILL);
        else if (word == "stop")
            signal_helper(SIGSTOP);
        else if (word == "outage")
            login_.begin_outage();
        else if (word == "open-state")
            chmod(login_.folder.path_of("state").c_str(), 0777);
        else
            return false;
        return true;
    }

    void signal_helper(int number) {
        const pid_t process = helper_of(door_.host->pid());
        if (process <= 0 || kill(process, number) != 0) problem_ += "no helper to signal; ";
    }

    const DocRow& how_;
    Door& door_;
    const Look& look_;
    ModuleFixture login_;
    std::string number_;
    std::string name_ = user;
    std::string recovery_code_;
    std::string problem_;
    std::vector<std::string> typed_;
};

}  // namespace

bool can_be_driven(const DocRow& how) {
    const bool starves = how.at("before").find("no memory") != std::string::npos ||
                         how.at("typed").find("no-memory") != std::string::npos;
    return is_plain_build || !starves;
}

void prepare(Door& door) {
    if (!door.host || door.host->spent()) {
        door.host.reset();
        door.host = std::make_unique<HostProcess>();
    }
    if (!door.sandbox || !door.sandbox->is_running()) {
        door.sandbox.reset();
        door.sandbox = std::make_unique<SandboxProcess>();
        if (door.codes_of_letters) door.sandbox->send_letters();
    }
}

DrivenResult drive(const DocRow& how, Door& door, const Look& look, const Look& before) {
    DrivenResult result = Driven(how, door, look).run(before);
    if (door.sandbox->is_running() && !how.at("the service").empty())
        door.sandbox->control("faults clear");
    result.starved = result.pam.log.find("stopped or starved") != std::string::npos;
    return result;
}

std::string unless_starved(const std::function<std::string(std::atomic<bool>& starved)>& attempt) {
    constexpr int most = 5;
    for (int i = 1;; ++i) {
        std::atomic<bool> starved = false;
        std::string wrong = attempt(starved);
        if (!starved || i == most) return wrong;
    }
}

}  // namespace infobip_otp::testing
