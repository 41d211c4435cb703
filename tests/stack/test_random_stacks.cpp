// SPDX-License-Identifier: MIT
// Random stacks: what libpam makes of them is what the linter foretold, in result, calls and
// messages.
//
// `test_random_stacks COUNT SEED`; ctest has it twice, with a fixed seed. A difference is made as
// small as it stays one, and printed as a case of tests/admin/stacks.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "cmocka.hpp"
#include "fakes/temporary_folder.hpp"
#include "stack/judge_pam.hpp"
#include "stack/logins.hpp"
#include "stack/pam_lines.hpp"
#include "stack/random_stack.hpp"
#include "stack/real_pam.hpp"
#include "stack/repair.hpp"
#include "stack/stand_in_modules.hpp"

using namespace infobip_otp;
using namespace infobip_otp::stack;
using namespace infobip_otp::testing;

namespace {

unsigned long stacks_to_try = 300;
unsigned long seed = 1;

constexpr const char* service_name = "svc";
constexpr unsigned long fixes_to_patch = 100;

Person alice() {
    return {"alice", 1000, 1000, {"domain users", "otp"}, "/bin/bash", ""};
}

// The machine of one random stack.
struct RandomMachine {
    PamFiles files;
    OtpSettings settings;
    bool key_accepted = false;
    bool caller_is_root = false;
    bool foreseeable = true;  // no module may answer one thing or another
    bool named = true;        // the linter is asked about alice, not about anybody
    unsigned long answers_seed = 0;
};

class Trial {
  public:
    Trial() {
        modules_ = folder_.path_of("modules");
        pam_ = folder_.path_of("pam.d");
        std::filesystem::create_directory(modules_);
        std::filesystem::create_directory(pam_);
        install_stand_ins(modules_);
    }

    [[nodiscard]] const std::string& modules() const { return modules_; }
    [[nodiscard]] const std::string& pam() const { return pam_; }

    void write(const PamFiles& files) const {
        std::filesystem::remove_all(pam_);
        std::filesystem::create_directory(pam_);
        for (const auto& [name, text] : files)
            std::ofstream(pam_ + "/" + name, std::ios::binary) << text;
    }

    [[nodiscard]] Surroundings surroundings(const RandomMachine& machine) const {
        Surroundings result;
        result.folders = {{pam_}, {modules_}};
        result.settings_of = [settings = machine.settings](const std::string&, const Line& line) {
            OtpSettings own = settings;
            for (const std::string& argument : line.arguments)
                if (argument != "tries=2") own.problem = "unknown option " + argument;
            return own;
        };
        return result;
    }

    // What differs in one of the logins; empty: nothing. In a process of its own: broken lines make
    // libpam 1.5.2 read memory that nobody has written.
    [[nodiscard]] std::string difference(const RandomMachine& machine) {
        write(machine.files);
        report_->text[0] = '\0';
        const pid_t child = fork();
        if (child == 0) {
            const std::string found = difference_here(machine);
            found.copy(report_->text, sizeof report_->text - 1);
            report_->text[std::min(found.size(), sizeof report_->text - 1)] = '\0';
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        if (!WIFEXITED(status)) return "libpam crashes, which was not foretold\n";
        return report_->text;
    }

    struct Report {
        unsigned long logins;
        unsigned long exact;    // foretold for certain, with every call
        unsigned long not_run;  // stacks at which libpam itself crashes
        unsigned long fixes;    // changes that --fix would show
        char text[8192];
    };
    [[nodiscard]] const Report& report() const { return *report_; }

    [[nodiscard]] static std::vector<Situation> situations(const RandomMachine& machine) {
        std::vector<Situation> all;
        for (const Home home : {Home::local, Home::elsewhere})
            for (const Who who : {Who::with_phone, Who::without_phone, Who::exempt})
                for (const bool password : {true, false})
                    for (const Code code : {Code::right, Code::wrong}) {
                        if (who != Who::with_phone && code == Code::right) continue;
                        if (home == Home::elsewhere && (who != Who::with_phone || !password))
                            continue;
                        Situation one;
                        one.service = service_name;
                        one.who = who;
                        one.password_right = password;
                        one.code = code;
                        one.home = home;
                        one.key_accepted = machine.key_accepted;
                        one.caller_is_root = machine.caller_is_root;
                        if (machine.named) one.person = alice();
                        all.push_back(one);
                    }
        return all;
    }

  private:
    std::string difference_here(const RandomMachine& machine) {
        const Surroundings around = surroundings(machine);
        const Service service = read_service(around.folders, service_name);
        if (service.broken.find("crash") != std::string::npos ||
            service.broken.find("never ends") != std::string::npos) {
            ++report_->not_run;
            return "";
        }
        for (const Situation& situation : situations(machine)) {
            std::string one = differs(machine, service, situation, around);
            if (!one.empty()) return one;
        }
        return machine.foreseeable ? fix_differs(machine, service, around) : "";
    }

    // The change that --fix shows, applied: what libpam then does otherwise than promised.
    std::string fix_differs(const RandomMachine& machine, const Service& service,
                            const Surroundings& around) {
        Circumstances everybody;
        everybody.service = service_name;
        everybody.who = {Who::with_phone, Who::without_phone, Who::exempt};
        everybody.key_accepted = machine.key_accepted;
        const Advice advice = repair(service, everybody, around);
        if (!advice.repair) return "";
        ++report_->fixes;
        PamFiles files = machine.files;
        files[service_name] = with_stand_in(advice.repair->after);
        if (advice.repair->before != machine.files.at(service_name))
            return "another file was read\n";
        if (std::string problem = patched(*advice.repair); !problem.empty()) return problem;
        for (const Situation& situation : situations(machine)) {
            write(machine.files);
            const auto [was, sent] = real_login(machine, situation);
            write(files);
            const auto [is, sends] = real_login(machine, situation);
            const bool right = situation.password_right &&
                               (situation.who != Who::with_phone || situation.code == Code::right);
            const bool asked_now = situation.who == Who::with_phone && was == PamResult::success;
            std::string wrong;
            if (right && was == PamResult::success && is != was) wrong = "locks out";
            if (was != PamResult::success && is == PamResult::success) wrong = "lets in";
            if (sends > std::max(sent, asked_now ? 1U : 0U)) wrong = "sends more";
            if (!wrong.empty()) return wrong + ":\n" + advice.repair->as_diff();
        }
        for (const Finding& finding :
             judge_pam(read_service(around.folders, service_name), everybody, around))
            if (finding.level == Level::failure && !finding.id.starts_with("otp."))
                return "leaves " + finding.id + ":\n" + advice.repair->as_diff();
        return "";
    }

    // A line of ours that was added names no folder: libpam would look for it in the machine's own.
    [[nodiscard]] std::string with_stand_in(std::string text) const {
        const std::string added = " required " + std::string(our_module) + ".so\n";
        if (const std::size_t at = text.find(added); at != std::string::npos)
            text.replace(at, added.size(),
                         " required " + modules_ + "/" + std::string(our_module) + ".so\n");
        return text;
    }

    // patch(1) makes of the one text the other; tried on the first of them.
    std::string patched(const Repair& change) {
        if (report_->fixes > fixes_to_patch) return "";
        const std::string file = folder_.path_of("patched");
        std::ofstream(file, std::ios::binary) << change.before;
        std::ofstream(file + ".diff", std::ios::binary) << change.as_diff();
        const std::string command = "patch --quiet --binary " + file + " " + file + ".diff >&2";
        if (std::system(command.c_str()) != 0) return "patch refuses " + change.as_diff();
        std::stringstream text;
        text << std::ifstream(file, std::ios::binary).rdbuf();
        return text.str() == change.after ? "" : "patch makes another text of " + change.as_diff();
    }

    std::pair<PamResult, unsigned> real_login(const RandomMachine& machine,
                                              const Situation& situation) const {
        std::mt19937_64 random(machine.answers_seed);
        StandInAnswers answers(situation, machine.settings, random);
        const RealLogin real = log_in_really(
            pam_, service_name, [&](const Call& call) { return answers.answer(call); });
        return {real.status, answers.messages()};
    }

    std::string differs(const RandomMachine& machine, const Service& service,
                        const Situation& situation, const Surroundings& around) {
        const Login foretold = try_login(service, situation, around);
        std::mt19937_64 random(machine.answers_seed);
        StandInAnswers answers(situation, machine.settings, random);
        const RealLogin real = log_in_really(
            pam_, service_name, [&](const Call& call) { return answers.answer(call); });
        ++report_->logins;
        std::string seen = std::string(word(real.status)) + ", " +
                           std::to_string(answers.messages()) + " messages";
        std::string expected;
        for (const Outcome& outcome : foretold.outcomes) {
            expected += std::string(word(outcome.status)) + ", " +
                        std::to_string(outcome.messages) + " messages; ";
            if (outcome.status != real.status || outcome.messages != answers.messages()) continue;
            if (foretold.outcomes.size() > 1 || is_open(outcome)) return "";
            ++report_->exact;
            if (calls_of(outcome) == text_of(real.calls)) return "";
            expected += calls_of(outcome);
            seen += "; " + text_of(real.calls);
        }
        return "foretold: " + expected + "\nseen:     " + seen + "\n";
    }

    // Whether a module might have answered otherwise, to the same result.
    static bool is_open(const Outcome& outcome) {
        return std::any_of(outcome.steps.begin(), outcome.steps.end(),
                           [](const Step& step) { return step.one_of_several; });
    }

    // Modules that answer module_unknown are left out on both sides: libpam answers so itself for a
    // file or a function that is not there.
    static std::string text_of(const std::vector<Call>& calls) {
        std::string text;
        for (const Call& call : calls)
            if (call.result != PamResult::module_unknown)
                text += call_text(call.module, call.arguments, call.result);
        return text;
    }

    static std::string calls_of(const Outcome& outcome) {
        std::string text;
        for (const Step& step : outcome.steps)
            if (step.line->kind == Line::Kind::module && step.result != PamResult::module_unknown)
                text += call_text(step.line->module_name(), step.line->arguments, step.result);
        return text;
    }

    static std::string call_text(std::string_view module, const std::vector<std::string>& arguments,
                                 PamResult result) {
        std::string text(module);
        for (const std::string& argument : arguments) text += " " + argument;
        return text + "=" + std::string(word(result)) + "; ";
    }

    TemporaryFolder folder_;
    std::string modules_;
    std::string pam_;
    Report* report_ = static_cast<Report*>(
        mmap(nullptr, sizeof(Report), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
};

RandomMachine random_machine(std::mt19937_64& random, const Trial& trial, bool odd) {
    RandomMachine machine;
    const auto coin = [&] { return random() % 2 == 0; };
    StackOptions options{trial.pam(), trial.modules(), coin(), odd};
    machine.foreseeable = options.foreseeable;
    machine.files = random_stack(random, options);
    machine.settings.ignores_without_phone = coin();
    machine.settings.has_exempt_groups = coin();
    machine.settings.wants_key = random() % 8 == 0;
    machine.settings.stop_code = coin() ? PamResult::abort : PamResult::maxtries;
    machine.key_accepted = coin();
    machine.caller_is_root = coin();
    machine.named = random() % 4 != 0;
    machine.answers_seed = random();
    return machine;
}

// Every text with one line less, and with one byte less where it is short already.
std::vector<std::string> smaller(const std::string& text) {
    std::vector<std::string> all;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        all.push_back(text.substr(0, begin) + text.substr(end));
        begin = end;
    }
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end =
            std::min(text.find_first_not_of(' ', text.find(' ', begin)), text.size());
        all.push_back(text.substr(0, begin) + text.substr(end));
        begin = end;
    }
    return all;
}

// The smallest machine that `differs` still finds something in.
template <class Differs>
RandomMachine shrunk(RandomMachine machine, Differs differs) {
    for (bool smaller_still = true; smaller_still;) {
        smaller_still = false;
        const PamFiles files = machine.files;
        for (const auto& [name, text] : files) {
            std::vector<PamFiles> candidates;
            if (name != service_name) {
                candidates.push_back(machine.files);
                candidates.back().erase(name);
            }
            for (const std::string& less : smaller(text)) {
                candidates.push_back(machine.files);
                candidates.back()[name] = less;
            }
            for (PamFiles& candidate : candidates) {
                RandomMachine one = machine;
                one.files = std::move(candidate);
                if (differs(one).empty()) continue;
                machine = std::move(one);
                smaller_still = true;
                break;
            }
        }
    }
    return machine;
}

// As the files of a folder of tests/admin/stacks.
std::string as_case(const Trial& trial, const RandomMachine& machine) {
    std::string all;
    for (const auto& [name, text] : machine.files) {
        std::string shown = text;
        for (const std::string& folder : {trial.pam() + "/", trial.modules() + "/"})
            for (std::size_t at = 0; (at = shown.find(folder)) != std::string::npos;)
                shown.erase(at, folder.size());
        all += "--- " + name + "\n";
        for (std::size_t begin = 0; begin < shown.size();) {
            const std::size_t end = std::min(shown.find('\n', begin), shown.size());
            all += escaped(std::string_view(shown).substr(begin, end - begin)) +
                   (end == shown.size() ? "\n(no line end)\n" : "\n");
            begin = end + 1;
        }
    }
    return all;
}

TEST(libpam_does_with_random_stacks_what_was_foretold) {
    Trial trial;
    std::mt19937_64 random(seed);
    unsigned long wrong = 0;
    for (unsigned long i = 0; i < stacks_to_try && wrong < 5; ++i) {
        const RandomMachine machine = random_machine(random, trial, i % 2 == 0);
        const auto differs = [&](const RandomMachine& one) { return trial.difference(one); };
        if (differs(machine).empty()) continue;
        ++wrong;
        const RandomMachine small = shrunk(machine, differs);
        print_error("stack %lu of seed %lu differs:\n%s%s", i, seed, as_case(trial, small).c_str(),
                    differs(small).c_str());
    }
    std::printf(
        "figure: %lu random stacks, %lu logins through libpam, %lu of them with every call "
        "foretold, %lu stacks that would crash it, %lu changes of "
        "--fix applied\n",
        stacks_to_try, trial.report().logins, trial.report().exact, trial.report().not_run,
        trial.report().fixes);
    assert_int_equal(wrong, 0);
    assert_true(trial.report().exact > trial.report().logins / 3);
}

TEST(a_difference_is_made_small) {
    RandomMachine machine;
    machine.files = {{service_name, "auth required a.so\nauth required b.so x y z\n"},
                     {"other", "auth required c.so\n"}};
    const RandomMachine small = shrunk(machine, [](const RandomMachine& one) {
        const auto own = one.files.find(service_name);
        return std::string(own->second.find("b.so") == std::string::npos ? "" : "differs");
    });
    assert_int_equal(small.files.size(), 1);
    assert_text(small.files.at(service_name), "b.so ");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1) stacks_to_try = std::strtoul(argv[1], nullptr, 10);
    if (argc > 2) seed = std::strtoul(argv[2], nullptr, 10);
    return run_the_tests("random_stacks");
}
