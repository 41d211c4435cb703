// SPDX-License-Identifier: MIT
// Making stacks.
#include "stack/random_stack.hpp"

#include <array>
#include <string_view>
#include <vector>

#include "stack/pam_result.hpp"

namespace infobip_otp::testing {
namespace {

using std::string_literals::operator""s;

class Maker {
  public:
    Maker(std::mt19937_64& random, const StackOptions& options)
        : random_(random), options_(options) {}

    PamFiles run() {
        if (!options_.odd && one_in(2)) return {{"svc", likely()}};
        files_["svc"] = file(0);
        if (one_in(2)) files_["other"] = file(2);
        return std::move(files_);
    }

  private:
    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
    bool one_in(unsigned n) { return below(n) == 0; }

    template <std::size_t Size>
    std::string pick(const std::string_view (&from)[Size]) {
        return std::string(from[below(Size)]);
    }

    std::string file(unsigned depth) {
        std::string text;
        if (options_.odd && one_in(60)) text += "\xEF\xBB\xBF";
        const unsigned lines = below(depth == 0 ? 7 : 4) + (depth == 0 ? 1 : 0);
        for (unsigned i = 0; i < lines; ++i) text += line(depth);
        if (options_.odd && one_in(40)) text += "\\";
        if (options_.odd && one_in(20) && !text.empty()) text.pop_back();
        return text;
    }

    // As people write them, with one mistake or none.
    std::string likely() {
        const std::string place = options_.modules + "/";
        static constexpr std::string_view first[] = {"requisite", "required", "sufficient",
                                                     "optional", "[success=1 default=ignore]"};
        static constexpr std::string_view second[] = {"required", "required", "sufficient",
                                                      "[success=1 default=ignore]", "optional"};
        std::vector<std::string> lines = {
            "auth " + pick(first) + " " + place + "pam_unix.so\n",
            "auth " + pick(second) + " " + place + "pam_infobip_otp.so\n"};
        if (one_in(4)) std::swap(lines[0], lines[1]);
        if (one_in(3)) lines.insert(lines.begin() + 1, line(3));
        if (one_in(3)) lines.push_back("auth required " + place + "pam_permit.so\n");
        std::string text;
        for (const std::string& one : lines) text += one;
        return text + "account required " + place + "pam_unix.so\n";
    }

    std::string line(unsigned depth) {
        if (one_in(12)) return "# a comment\n";
        if (one_in(15)) return "\n";
        std::vector<std::string> words;
        if (depth < 3 && one_in(4))
            words = include(depth);
        else
            words = {facility(), control(), module()};
        if (words.size() == 3 && words[1] != "include" && words[1] != "substack")
            for (const std::string& argument : arguments_) words.push_back(argument);
        arguments_.clear();
        if (options_.odd && one_in(12)) spoil(words);
        return joined(words);
    }

    std::string facility() {
        static constexpr std::string_view usual[] = {"auth",    "auth",    "auth",    "auth",
                                                     "account", "session", "password"};
        static constexpr std::string_view odd[] = {"-auth", "AUTH", "auht", "-", "@auth", "[auth]"};
        return options_.odd && one_in(15) ? pick(odd) : pick(usual);
    }

    std::string control() {
        static constexpr std::string_view usual[] = {"required", "requisite", "sufficient",
                                                     "optional"};
        static constexpr std::string_view odd[] = {"Required",
                                                   "[required]",
                                                   "[]",
                                                   "[success]",
                                                   "[success=]",
                                                   "requird",
                                                   "[success=okdefault=bad]",
                                                   "[success=0]",
                                                   "[success=ok",
                                                   "success=ok",
                                                   "[ default = 1 ]",
                                                   "[success=1\tdefault=\vignore]",
                                                   "[success=ok]]",
                                                   "[default=1x]"};
        if (options_.odd && one_in(15)) return pick(odd);
        return one_in(2) ? pick(usual) : list();
    }

    std::string list() {
        static constexpr std::string_view actions[] = {"ignore", "ok", "done", "bad", "die",
                                                       "reset",  "1",  "1",    "2",   "3"};
        std::string text;
        for (unsigned i = below(3); i-- > 0;) text += result() + "=" + pick(actions) + " ";
        if (one_in(2)) text += "success=" + pick(actions) + " ";
        if (!one_in(4)) text += "default=" + pick(actions);
        return "[" + text + "]";
    }

    std::string result() {
        static constexpr std::string_view likely[] = {"success",       "auth_err",     "ignore",
                                                      "perm_denied",   "user_unknown", "abort",
                                                      "module_unknown"};
        if (one_in(2)) return pick(likely);
        return std::string(word(static_cast<stack::PamResult>(below(stack::pam_results))));
    }

    std::string module() {
        static constexpr std::string_view usual[] = {
            "pam_unix",       "pam_unix",   "pam_infobip_otp", "pam_infobip_otp",
            "pam_debug",      "pam_debug",  "pam_permit",      "pam_deny",
            "pam_succeed_if", "pam_rootok", "pam_faillock"};
        static constexpr std::string_view open[] = {"pam_sss", "pam_access", "pam_u2f", "pam_wheel",
                                                    "pam_mystery"};
        if (one_in(15)) return one_in(2) ? "pam_not_there.so" : "/not/there/pam_unix.so";
        const std::string name = !options_.foreseeable && one_in(3) ? pick(open) : pick(usual);
        if (name == "pam_debug") {
            arguments_ = {"auth=" + answer(), "acct=" + answer()};
        } else if (name == "pam_succeed_if") {
            arguments_ = condition();
        } else if (name == "pam_access") {
            arguments_ = {"accessfile=/not/there"};
        } else if (name == "pam_infobip_otp" && one_in(10)) {
            arguments_ = {one_in(2) ? "nonsense" : "tries=2"};
        }
        return options_.modules + "/" + name + ".so";
    }

    // Any but incomplete, which asks for the stack to be run again.
    std::string answer() {
        const std::string text = one_in(2) ? "success" : result();
        return text == "incomplete" ? "auth_err" : text;
    }

    std::vector<std::string> condition() {
        switch (below(6)) {
            case 0: return {"user", "=", "alice"};
            case 1: return {"quiet", "user", "!=", "alice"};
            case 2: return {"user", "ingroup", "[domain users]"};
            case 3: return {"user", "notingroup", "users"};
            case 4: return {"uid", ">=", "1000", "user", "in", "bob:alice"};
            default: return {"uid", "eq", "1", "quiet"};
        }
    }

    std::vector<std::string> include(unsigned depth) {
        std::string name = "nothing";
        if (!one_in(10)) {
            name = "part-" + std::to_string(files_.size());
            files_[name] = "";  // its place is taken
            files_[name] = file(depth + 1);
        }
        name = options_.folder + "/" + name;
        if (options_.odd && one_in(60)) name = options_.folder;
        if (one_in(3)) return {one_in(8) ? "@INCLUDE" : "@include", name};
        return {facility(), one_in(2) ? "include" : "substack", name};
    }

    void spoil(std::vector<std::string>& words) {
        static const std::string odd[] = {"\r", "\v",      "\f", "\xC3\xBC", "\x80", "\0"s, "[",
                                          "]",  "[a\\]b]", "\\", "=",        "#",    "\x7f"};
        const std::string& one = odd[below(std::size(odd))];
        const unsigned at = below(static_cast<unsigned>(words.size()));
        switch (below(5)) {
            case 0: words.resize(1 + below(static_cast<unsigned>(words.size()))); break;
            case 1: words.insert(words.begin() + at, one); break;
            case 2: words[at] += one; break;
            case 3: words.push_back(one + std::string(below(1200), 'x')); break;
            default: words.erase(words.begin() + at); break;
        }
        if (words.empty()) words.emplace_back();
    }

    std::string joined(const std::vector<std::string>& words) {
        std::string text = one_in(10) ? " \t" : "";
        for (std::size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "" : blank()) + words[i];
        if (one_in(12)) text += " # why";
        if (options_.odd && one_in(25)) text += " \\";
        if (options_.odd && one_in(25)) text += "\r";
        return text + "\n";
    }

    std::string blank() {
        static constexpr std::string_view joins[] = {"\\\n", " \\ \t\n  ", "\\\n# between\n",
                                                     "\\\n\n"};
        if (options_.odd && one_in(30)) return " " + pick(joins);
        return one_in(8) ? "\t " : " ";
    }

    std::mt19937_64& random_;
    const StackOptions& options_;
    PamFiles files_;
    std::vector<std::string> arguments_;  // of the module that was made last
};

}  // namespace

PamFiles random_stack(std::mt19937_64& random, const StackOptions& options) {
    return Maker(random, options).run();
}

}  // namespace infobip_otp::testing
