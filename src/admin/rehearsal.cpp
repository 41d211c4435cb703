// SPDX-License-Identifier: MIT
// The login, on paper.
#include "admin/rehearsal.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "admin/signals_wait.hpp"
#include "admin/temporary_folder.hpp"
#include "assembly/pam_verdict.hpp"
#include "assembly/services.hpp"
#include "base/account_file.hpp"
#include "base/file.hpp"
#include "base/folder.hpp"
#include "base/system_clock.hpp"
#include "config/api_key.hpp"
#include "directory/system_accounts.hpp"

namespace infobip_otp::admin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view code_prompt = "Code: ";

// What is waited for is over at once.
class Patient final : public Clock {
  public:
    [[nodiscard]] std::chrono::milliseconds since_boot() const override {
        return clock_.since_boot() + slept_;
    }
    [[nodiscard]] WallTime wall() const override {
        return clock_.wall() + std::chrono::ceil<std::chrono::seconds>(slept_);
    }
    void sleep(std::chrono::milliseconds length) override { slept_ += length; }

  private:
    SystemClock clock_;
    std::chrono::milliseconds slept_{0};
};

// A provider that sends nothing, and knows whether the course wants its codes to be right.
class PaperPins final : public PinService {
  public:
    PaperPins(Course course, std::string key_file)
        : course_(course), key_file_(std::move(key_file)) {}

    Result<void> make_ready() override {
        const auto key = load_api_key(key_file_);
        if (!key) return key.error();
        return {};
    }
    PinReply send(const PhoneNumber&) override {
        if (course_ == Course::unreachable) return reply(PinOutcome::not_reached);
        ++messages;
        return reply(PinOutcome::sent);
    }
    PinReply resend(const Secret&) override { return reply(PinOutcome::not_reached); }
    PinReply verify(const Secret&, const Secret&) override {
        return reply(course_ == Course::right_code ? PinOutcome::verified : PinOutcome::wrong_code);
    }

    unsigned messages = 0;

  private:
    static PinReply reply(PinOutcome outcome) {
        PinReply reply;
        reply.outcome = outcome;
        reply.pin_id = Secret("rehearsal");
        // An outage that is there, and has been for long.
        reply.fresh_connection = true;
        reply.unreached_for = std::chrono::hours(24);
        return reply;
    }

    Course course_;
    std::string key_file_;
};

class PaperPerson final : public Conversation {
  public:
    PaperPerson(Course course, const CodeShape& shape, std::string recovery_code,
                std::vector<std::string>& shown)
        : course_(course),
          code_(shape.length, shape.type == CodeType::alpha ? 'A' : '1'),
          recovery_code_(std::move(recovery_code)),
          shown_(shown) {}

    void tell(std::string_view line) override { shown_.emplace_back(line); }
    std::optional<Secret> ask(std::string_view prompt) override {
        shown_.emplace_back(prompt);
        // An empty line goes on to the message, or closes.
        if (course_ == Course::recovery_code) return Secret(recovery_code_);
        return prompt == code_prompt ? Secret(code_) : Secret();
    }

  private:
    Course course_;
    std::string code_;
    std::string recovery_code_;
    std::vector<std::string>& shown_;
};

// The rules from the lines of `debug = yes`, and the last fault.
class PaperLog final : public AuditLog {
  public:
    explicit PaperLog(Rehearsed& result) : result_(result) {}

    void record(const AuditEvent& event) override {
        for (const AuditField& field : event.fields) {
            if (event.event == "debug")
                result_.rules.push_back({std::string(field.name), field.value});
            else if (field.name == "detail")
                result_.problem = field.value;
            else if (event.event == "group_unknown" && field.name == "group")
                result_.rules.push_back({"group_unknown", field.value});
        }
    }

    void set_account(std::string_view /*account*/) override {}

  private:
    Rehearsed& result_;
};

// Owner and mode too: a file that the login would not trust must not be trusted here.
Result<void> copy_as_it_is(const std::string& from, const std::string& to) {
    struct stat about {};
    if (lstat(from.c_str(), &about) != 0) return system_error("looking at " + from, errno);
    std::error_code failed;
    if (S_ISDIR(about.st_mode))
        fs::create_directory(to, failed);
    else
        fs::copy(from, to, fs::copy_options::copy_symlinks, failed);
    if (failed) return system_error("copying " + from, failed.value());
    if (lchown(to.c_str(), about.st_uid, about.st_gid) != 0 ||
        (!S_ISLNK(about.st_mode) && chmod(to.c_str(), about.st_mode & 07777) != 0))
        return system_error("copying " + from, errno);
    return {};
}

// The state folder that the rehearsal may write to: a copy of what concerns the account. One that
// a login could not open stays itself, and fails here as it does there.
Result<std::string> paper_state(const Settings& settings, const std::string& account,
                                const TemporaryFolder& folder) {
    struct stat about {};
    const std::string copy = folder.file("state");
    if (lstat(settings.state_dir.c_str(), &about) != 0 && errno == ENOENT) {
        const std::string parent = fs::path(settings.state_dir).parent_path().string();
        return fs::exists(parent) ? copy : settings.state_dir;
    }
    const auto state = Folder::open_private(settings.state_dir);
    if (!state) return settings.state_dir;
    if (auto made = copy_as_it_is(settings.state_dir, copy); !made) return made.error();
    std::vector<std::string> names = {"host-sends", "host-sends.old"};
    for (const std::string_view kind : {"limits", "recovery"})
        if (const auto name = account_file(account, kind)) names.push_back(*name);
    for (const std::string& name : names)
        if (state->has(name))
            if (auto copied = copy_as_it_is(state->path_of(name), copy + "/" + name); !copied)
                return copied.error();
    return copy;
}

// The codes exist as hashes only: the copy gets others, where there are any.
std::string other_recovery_code(const Settings& settings, const std::string& account,
                                Clock& clock) {
    FileRecoveryCodes recovery(settings.state_dir, settings.recovery_pause, clock);
    const auto left = recovery.count(account);
    if (!left || *left == 0) return "";
    const auto codes = recovery.renew(account);
    return codes ? std::string(codes->front().reveal()) : "";
}

// What a fault is said of is the real folder.
void name_the_real_one(std::string& problem, const std::string& copy, const std::string& real) {
    for (std::size_t at = 0; (at = problem.find(copy)) != std::string::npos;)
        problem.replace(at, copy.size(), real);
}

}  // namespace

Result<Rehearsed> rehearse(const Settings& settings, const LoginRequest& request, Course course) {
    const SignalsWait signals_wait;  // until the folder, with what it copies, is gone
    auto folder = TemporaryFolder::make();
    if (!folder) return folder.error();
    const auto account = SystemAccounts().find(request.user);
    const std::string name = account && account->has_value() ? (*account)->name : request.user;
    Settings paper = settings;
    auto state = paper_state(settings, name, *folder);
    if (!state) return state.error();
    paper.state_dir = *state;

    Rehearsed result;
    Patient clock;
    PaperLog log(result);
    PaperPins pins(course, settings.api_key_file);
    std::string recovery_code;
    if (course == Course::recovery_code && paper.state_dir != settings.state_dir)
        recovery_code = other_recovery_code(paper, name, clock);
    PaperPerson person(course, paper.login.code, recovery_code, result.shown);
    // Nobody asks for its key: the pins are those above.
    Services services(paper, nullptr, clock, log);
    const LoginPorts real = services.ports(person);
    authenticate(
        request, paper.login,
        {real.accounts, real.directory, pins, real.limits, real.recovery, person, log, clock},
        result.verdict);
    if (*state != settings.state_dir) name_the_real_one(result.problem, *state, settings.state_dir);
    result.messages = pins.messages;
    result.pam_code = pam_code({result.verdict, settings.stop_code, request.in_sshd});
    return result;
}

}  // namespace infobip_otp::admin
