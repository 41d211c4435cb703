// SPDX-License-Identifier: MIT
// Which Defaults matter to a code, and what is said of them.
#include "stack/sudo_defaults.hpp"

#include <algorithm>
#include <cstdlib>

namespace infobip_otp::stack {
namespace {

// sudo passes over one without a value.
bool names_service(const SudoDefault& one) {
    return !one.value.empty() && (one.name == "pam_service" || one.name == "pam_login_service" ||
                                  one.name == "pam_askpass_service");
}

bool names_other_account(const SudoDefault& one) {
    return one.name == "targetpw" || one.name == "rootpw" || one.name == "runaspw";
}

// Of settings for everybody the last one counts.
std::vector<SudoDefault> without_overridden(const std::vector<SudoDefault>& defaults) {
    std::vector<SudoDefault> kept;
    for (std::size_t i = 0; i < defaults.size(); ++i) {
        const SudoDefault& one = defaults[i];
        const bool is_overridden =
            std::any_of(defaults.begin() + static_cast<std::ptrdiff_t>(i) + 1, defaults.end(),
                        [&](const SudoDefault& later) {
                            return later.name == one.name && later.whom == one.whom;
                        });
        if (!is_overridden) kept.push_back(one);
    }
    return kept;
}

class DefaultsJudge {
  public:
    DefaultsJudge(std::string file, const std::function<bool(const std::string&)>& asks,
                  std::chrono::seconds login_timeout)
        : file_(std::move(file)), asks_(asks), login_timeout_(login_timeout) {}

    std::vector<Finding> run(const std::vector<SudoDefault>& defaults) {
        for (const SudoDefault& one : without_overridden(defaults)) {
            if (names_service(one)) service(one);
            if (names_other_account(one) && one.is_on)
                add("sudo.other-account", Level::warning, one,
                    std::string("sudo asks for the password of ") +
                        (one.name == "rootpw" ? "root" : "the account that one changes to") +
                        ", and the code goes to that account's phone.",
                    "Take it out, so that each person's own phone is asked; or enrol that "
                    "account.");
            times(one);
        }
        return std::move(findings_);
    }

  private:
    void add(std::string id, Level level, const SudoDefault& one, const std::string& seen,
             std::string todo) {
        findings_.push_back({std::move(id), level, "sudo", file_, "\"" + one.text() + "\": " + seen,
                             std::move(todo)});
    }

    void service(const SudoDefault& one) {
        const std::string usual = one.name == "pam_login_service" ? "sudo-i" : "sudo";
        if (one.value == usual) return;
        if (asks_(one.value))
            return add("sudo.pam-service", Level::ok, one,
                       "the PAM service " + one.value + " is asked, and it asks for a code.", "");
        const bool loses = asks_("sudo") || asks_("sudo-i");
        add("sudo.pam-service", loses ? Level::failure : Level::warning, one,
            "the PAM service " + one.value + " is asked in the place of " + usual +
                ", and it asks for no code: root for the password alone.",
            "Give /etc/pam.d/" + one.value +
                " the lines of /etc/pam.d/sudo, or take the setting out.");
    }

    void times(const SudoDefault& one) {
        const double minutes = std::strtod(one.value.c_str(), nullptr);
        if (one.name == "timestamp_timeout" && minutes < 0)
            add("sudo.timestamp", Level::warning, one,
                "one code is remembered until the machine starts again.", "timestamp_timeout=15");
        if (one.name == "timestamp_type" && one.value == "global")
            add("sudo.timestamp", Level::warning, one,
                "one code opens every terminal of the account, a thief's too.",
                "timestamp_type=tty");
        const double needed = static_cast<double>(login_timeout_.count()) / 60;
        if (one.name == "passwd_timeout" && minutes > 0 && minutes < needed)
            add("sudo.passwd-timeout", Level::warning, one,
                "sudo gives up before login_timeout (" + std::to_string(login_timeout_.count()) +
                    "s): the message was sent in vain.",
                "passwd_timeout=" + std::to_string((login_timeout_.count() + 59) / 60) +
                    ", or a shorter login_timeout.");
    }

    std::string file_;
    const std::function<bool(const std::string&)>& asks_;
    std::chrono::seconds login_timeout_;
    std::vector<Finding> findings_;
};

}  // namespace

std::string SudoDefault::text() const {
    const std::string setting = value.empty() ? (is_on ? "" : "!") + name : name + "=" + value;
    return "Defaults" + whom + " " + setting;
}

SudoInForce sudo_in_force(const std::vector<SudoDefault>& defaults, const std::string& account,
                          bool is_login) {
    SudoInForce result{is_login ? "sudo-i" : "sudo", account, ""};
    std::string runas = "root";
    const SudoDefault* service = nullptr;
    const SudoDefault* rootpw = nullptr;
    const SudoDefault* runaspw = nullptr;
    const SudoDefault* targetpw = nullptr;
    for (const SudoDefault& one : defaults) {
        if (names_service(one) && one.name == (is_login ? "pam_login_service" : "pam_service"))
            service = &one;
        if (one.name == "rootpw") rootpw = &one;
        if (one.name == "runaspw") runaspw = &one;
        if (one.name == "targetpw") targetpw = &one;
        if (one.name == "runas_default") runas = one.value;
    }
    const auto say = [&](const SudoDefault& one) {
        result.because += (result.because.empty() ? "" : ", ") + one.text();
    };
    if (service != nullptr && service->value != result.service) {
        result.service = service->value;
        say(*service);
    }
    // In the order in which sudo looks at them; a command names no other target here.
    for (const SudoDefault* one : {rootpw, runaspw, targetpw})
        if (one != nullptr && one->is_on) {
            result.account = one == runaspw ? runas : "root";
            say(*one);
            break;
        }
    return result;
}

std::vector<std::string> named_sudo_services(const std::vector<SudoDefault>& defaults) {
    std::vector<std::string> names;
    for (const SudoDefault& one : without_overridden(defaults))
        if (names_service(one) && std::find(names.begin(), names.end(), one.value) == names.end())
            names.push_back(one.value);
    return names;
}

std::vector<Finding> judge_sudo_defaults(
    const std::vector<SudoDefault>& defaults, const std::string& file,
    const std::function<bool(const std::string& service)>& asks,
    std::chrono::seconds login_timeout) {
    return DefaultsJudge(file, asks, login_timeout).run(defaults);
}

}  // namespace infobip_otp::stack
