// SPDX-License-Identifier: MIT
// sshd and PAM together.
#include "stack/judge_sshd.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "stack/judge_pam.hpp"

namespace infobip_otp::stack {
namespace {

constexpr std::chrono::seconds time_for_the_rest(10);  // keys and password, before us
constexpr long fewest_tries = 3;                       // keys that a client offers count as well
constexpr long fewest_startups = 30;                   // logins that wait for a message
constexpr long fewest_per_source = 10;                 // of them, behind one address

std::string joined(const Methods& methods) {
    std::string text;
    for (const std::string& one : methods) text += (text.empty() ? "" : ",") + one;
    return text;
}

// The weaker of two things that must both hold.
Certainty both(Certainty a, Certainty b) {
    if (a == Certainty::no || b == Certainty::no) return Certainty::no;
    return a == Certainty::yes && b == Certainty::yes ? Certainty::yes : Certainty::depends;
}

Certainty either(Certainty a, Certainty b) {
    if (a == Certainty::yes || b == Certainty::yes) return Certainty::yes;
    return a == Certainty::no && b == Certainty::no ? Certainty::no : Certainty::depends;
}

// What PAM makes of one method of a way.
void ask_pam(SshWay& way, const Service& service, const Circumstances& circumstances,
             const Surroundings& surroundings) {
    for (const Login& login : try_logins(service, circumstances, surroundings)) {
        if (!login.situation.password_right || login.situation.home != Home::local) continue;
        way.sends = either(way.sends, login.sends());
        if (circumstances.blind) {
            way.without_code = both(way.without_code, login.gets_in());
            way.with_code = both(way.with_code, login.gets_in());
        } else if (login.situation.code == Code::right) {
            way.with_code = both(way.with_code, login.gets_in());
        } else {
            way.without_code = both(way.without_code, login.gets_in());
        }
    }
}

// A key alone asks the account lines of PAM only.
Certainty account_lets_in(const SshdOptions& options, const Service& service,
                          const Surroundings& surroundings) {
    if (!options.is("usepam", "yes")) return Certainty::yes;
    Situation situation;
    situation.service = service.name;
    for (const Outcome& outcome : simulate(service, Facility::account, situation, surroundings))
        if (outcome.gets_in()) return Certainty::yes;
    return Certainty::no;
}

SshWay try_way(const Methods& methods, const SshdOptions& options, const Service& service,
               Circumstances circumstances, const Surroundings& surroundings) {
    SshWay way;
    way.methods = methods;
    way.with_code = way.without_code = account_lets_in(options, service, surroundings);
    circumstances.who = {Who::with_phone};
    circumstances.key_accepted = key_comes_first(methods);
    for (const std::string& method : methods) {
        circumstances.blind = method == "password";
        const bool asks = method == "keyboard-interactive" ||
                          (method == "password" && options.is("usepam", "yes"));
        if (asks) ask_pam(way, service, circumstances, surroundings);
    }
    return way;
}

class SshJudge {
  public:
    SshJudge(const SshdOptions& options, const Service& service, const std::vector<SshWay>& ways)
        : options_(options), service_(service), ways_(ways) {}

    std::vector<Finding> run(std::chrono::seconds login_timeout) {
        if (asks_for_code(service_)) {
            questions();
            for (const SshWay& way : ways_) judge(way);
            if (ways_.empty())
                add("ssh.no-way", Level::failure, "authenticationmethods",
                    "no way to log in is left: what it asks for is not enabled.",
                    "Enable the methods that it names, or name others.");
            times(login_timeout);
        }
        return std::move(findings_);
    }

  private:
    void add(std::string id, Level level, const std::string& option, const std::string& seen,
             std::string todo) {
        findings_.push_back({std::move(id), level, service_.name, "sshd -T",
                             option + " " + options_.value(option) + ": " + seen, std::move(todo)});
    }

    void questions() {
        if (!options_.is("usepam", "yes"))
            return add("ssh.use-pam", Level::failure, "usepam",
                       "sshd asks PAM nothing, and nobody is asked for a code.", "UsePAM yes");
        if (!options_.is("kbdinteractiveauthentication", "yes"))
            add("ssh.kbd-interactive", Level::failure, "kbdinteractiveauthentication",
                "sshd cannot ask for a code.",
                "KbdInteractiveAuthentication yes, in a file of /etc/ssh/sshd_config.d that comes "
                "before others.");
    }

    void judge(const SshWay& way) {
        const std::string name = joined(way.methods);
        const bool asks_pam =
            has(way.methods, "keyboard-interactive") || has(way.methods, "password");
        if (way.without_code != Certainty::no && !asks_pam)
            add("ssh.key-alone", Level::warning, "authenticationmethods",
                name + " alone logs in without a code.",
                "Leave it as the way back in when phones fail; to have a code asked: "
                "AuthenticationMethods publickey,keyboard-interactive:pam (a comma means both, a "
                "blank means either).");
        // Where a condition of a line of PAM decides, the finding of that line has said so.
        else if (way.without_code == Certainty::yes)
            add("ssh.without-code", Level::failure, "authenticationmethods",
                name + " logs in without a code.",
                has(way.methods, "password") ? "PasswordAuthentication no"
                                             : "See what is said of the PAM lines.");
        else if (has(way.methods, "password") && way.sends != Certainty::no)
            add("ssh.password-method", Level::failure, "passwordauthentication",
                name + " sends a message and then fails: this method cannot ask for the code.",
                "PasswordAuthentication no");
        else if (way.with_code == Certainty::no)
            add("ssh.never", Level::failure, "authenticationmethods",
                name + " lets nobody in, with the right code neither.",
                has(way.methods, "password")
                    ? "Name keyboard-interactive:pam in the place of password."
                    : "See what is said of the PAM lines.");
    }

    void times(std::chrono::seconds login_timeout) {
        const long grace = options_.number("logingracetime");
        if (grace > 0 && std::chrono::seconds(grace) < login_timeout)
            add("ssh.login-grace-time", Level::warning, "logingracetime",
                "sshd ends a login before login_timeout (" + std::to_string(login_timeout.count()) +
                    "s), without a word.",
                "LoginGraceTime " + std::to_string((login_timeout + time_for_the_rest).count()) +
                    ", or a shorter login_timeout.");
        const long tries = options_.number("maxauthtries");
        if (tries >= 0 && tries < fewest_tries)
            add("ssh.max-auth-tries", Level::warning, "maxauthtries",
                "each key that a client offers is a try: who has several is never asked.",
                "MaxAuthTries 6");
        const long startups =
            SshdOptions::read("n " + first_of(options_.value("maxstartups"))).number("n");
        if (startups >= 0 && startups < fewest_startups)
            add("ssh.max-startups", Level::warning, "maxstartups",
                "logins that wait for a message count: more than these, and new ones are refused.",
                "MaxStartups 50:30:200");
        per_source();
        if (options_.is("permitrootlogin", "yes"))
            add("ssh.root", Level::warning, "permitrootlogin",
                "root may log in with a password and a code.",
                "PermitRootLogin prohibit-password, or no.");
    }

    // People behind one address share what it is allowed.
    void per_source() {
        const long startups = options_.number("persourcemaxstartups");
        if (startups >= 0 && startups < fewest_per_source)
            add("ssh.per-source", Level::warning, "persourcemaxstartups",
                "logins of one address that wait for a message count: more than these are refused.",
                "PerSourceMaxStartups none");
        const std::string penalties = options_.value("persourcepenalties");
        const long enforced = penalty(penalties, "min");
        for (const char* name : {"authfail", "grace-exceeded"})
            if (enforced > 0 && penalty(penalties, name) >= enforced)
                return add("ssh.per-source", Level::warning, "persourcepenalties",
                           "one login with wrong codes, or too slow, shuts its whole address out.",
                           "PerSourcePenalties authfail:5 grace-exceeded:10 min:15, or "
                           "PerSourcePenaltyExemptList for your own addresses.");
    }

    // "crash:90 authfail:5 min:15": seconds; -1: it has none.
    static long penalty(const std::string& penalties, std::string_view name) {
        for (const std::string_view one : split_words(penalties))
            if (one.size() > name.size() && one.starts_with(name) && one[name.size()] == ':')
                if (const auto seconds = parse_unsigned(one.substr(name.size() + 1)))
                    return static_cast<long>(std::min<std::uint64_t>(*seconds, 1'000'000));
        return -1;
    }

    static std::string first_of(const std::string& value) {
        return value.substr(0, value.find(':'));
    }

    const SshdOptions& options_;
    const Service& service_;
    const std::vector<SshWay>& ways_;
    std::vector<Finding> findings_;
};

}  // namespace

std::vector<SshWay> try_ssh_ways(const SshdOptions& options, const Service& service,
                                 const Circumstances& circumstances,
                                 const Surroundings& surroundings) {
    std::vector<SshWay> ways;
    for (const Methods& methods : ways_in(options))
        ways.push_back(try_way(methods, options, service, circumstances, surroundings));
    return ways;
}

Finding judge_silent_sshd(const std::string& service, const std::string& words, bool is_root) {
    const auto says = [&](const char* what) { return words.find(what) != std::string::npos; };
    Finding finding{"ssh.not-read", Level::warning, service, "sshd -t", "", ""};
    finding.seen = "sshd's settings are not known: " + words;
    if (says("is not there")) {
        finding.todo = "Install openssh-server, or leave sshd out: infobip-otp doctor sudo";
    } else if (!is_root) {
        finding.todo = "Run this as root.";
    } else if (says("privilege separation directory")) {
        finding.todo =
            "sshd does not run here. Start it, or mkdir -m 0755 /run/sshd; then look again.";
    } else {
        finding.id = "ssh.does-not-start";
        finding.level = Level::failure;
        finding.seen = "sshd does not start with these settings: " + words;
        finding.todo = says("no hostkeys")
                           ? "ssh-keygen -A, then sshd -t. Do not restart sshd before."
                           : "Mend what it names until `sshd -t` says nothing. Do not "
                             "restart sshd before: nobody would come in by ssh.";
    }
    return finding;
}

bool key_before_questions(const std::vector<SshWay>& ways) {
    bool any = false;
    for (const SshWay& way : ways) {
        if (!has(way.methods, "keyboard-interactive")) continue;
        if (!key_comes_first(way.methods)) return false;
        any = true;
    }
    return any;
}

std::vector<Finding> judge_sshd(const SshdOptions& options, const Service& service,
                                const std::vector<SshWay>& ways,
                                std::chrono::seconds login_timeout) {
    return SshJudge(options, service, ways).run(login_timeout);
}

}  // namespace infobip_otp::stack
