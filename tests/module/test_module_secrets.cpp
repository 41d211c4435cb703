// SPDX-License-Identifier: MIT
// The API key, PINs, pinIds, phone numbers and what was typed: looked for, with debug = yes and in
// every way out of a login, in the log, on the screen, in processes, files, writes and memory.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cmocka.hpp"
#include "module/driven_login.hpp"

using namespace infobip_otp::testing;

namespace {

namespace fs = std::filesystem;

struct Planted {
    std::string what;
    std::string text;
};
using Secrets = std::vector<Planted>;

// Its host was forked before anything secret was known here. Six digits are found by chance: in
// what a sanitizer read of /proc/self/maps, for one.
Door& the_door() {
    static Door door{"in sshd, deny", true, true, false, "debug = yes\n", true};
    prepare(door);
    return door;
}

std::vector<DocRow> ways() {
    return read_doc_table(VERDICTS, "How each row is brought about");
}

std::string read_all(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

// The values of every member of this name.
std::vector<std::string> members(const std::string& json, const std::string& name) {
    const std::string before = "\"" + name + "\":\"";
    std::vector<std::string> values;
    for (std::size_t at = 0; (at = json.find(before, at)) != std::string::npos;) {
        at += before.size();
        values.push_back(json.substr(at, json.find('"', at) - at));
    }
    return values;
}

void add(Secrets& secrets, const char* what, const std::vector<std::string>& texts) {
    for (const std::string& text : texts)
        if (text.size() >= 6) secrets.push_back({what, text});
}

// Everything that must not be found after this login. Parts, too: half a key is a leak.
Secrets secrets_of(const DrivenResult& seen, const SandboxProcess& sandbox) {
    const std::string key = sandbox.value("INFOBIP_API_KEY");
    Secrets secrets;
    add(secrets, "the key", {key.substr(0, key.size() / 2), key.substr(key.size() / 2)});
    add(secrets, "the number", {seen.number.substr(1)});
    const std::string messages = sandbox.is_running() ? sandbox.control("messages list") : "";
    add(secrets, "a PIN", members(messages, "pin"));
    for (const std::string& pin_id : members(messages, "pinId"))
        add(secrets, "a pinId", {pin_id.substr(0, 16), pin_id.substr(16)});
    add(secrets, "what was typed", seen.typed);
    return secrets;
}

// "a PIN; the key; " of what is in there.
std::string found_in(std::string_view text, const Secrets& secrets) {
    std::string found;
    for (const Planted& each : secrets)
        if (text.find(each.text) != std::string_view::npos) found += each.what + "; ";
    return found;
}

// Nothing of a host is larger; the shadow of a sanitizer is.
constexpr unsigned long largest_mapping = 1UL << 30;

// Every readable and writable mapping of the process.
std::string found_in_memory(pid_t process, const Secrets& secrets) {
    const std::string folder = "/proc/" + std::to_string(process);
    std::ifstream maps(folder + "/maps");
    const int memory = open((folder + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
    if (memory < 0) return "its memory cannot be read; ";
    std::string found;
    std::size_t read_bytes = 0;
    for (std::string line; std::getline(maps, line);) {
        unsigned long begin = 0;
        unsigned long end = 0;
        char mode[5] = {};
        if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, mode) != 3) continue;
        if (std::strncmp(mode, "rw", 2) != 0 || end - begin > largest_mapping) continue;
        std::string bytes(end - begin, '\0');
        const ssize_t got = pread(memory, bytes.data(), bytes.size(), static_cast<off_t>(begin));
        if (got <= 0) continue;
        read_bytes += static_cast<std::size_t>(got);
        for (const Planted& each : secrets) {
            const std::size_t at = bytes.find(each.text);
            if (at == std::string::npos) continue;
            std::string around = bytes.substr(at < 40 ? 0 : at - 40, 120);
            std::replace_if(
                around.begin(), around.end(), [](char c) { return c < ' ' || c > '~'; }, '.');
            found += each.what + " in " + line.substr(line.find_last_of(' ') + 1) + " (" + around +
                     "); ";
        }
    }
    close(memory);
    if (read_bytes < 100'000) found += "hardly any memory was read; ";
    return found;
}

// Arguments and environments of all processes.
std::string found_in_processes(const Secrets& secrets) {
    std::string found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        for (const char* file : {"cmdline", "environ"})
            if (const std::string here = found_in(read_all(entry.path() / file), secrets);
                !here.empty())
                found += std::string(file) + " of " + name + ": " + here;
    }
    return found;
}

std::string found_in_files(const fs::path& folder, const Secrets& secrets) {
    std::string found;
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(folder, ignored))
        if (const std::string here =
                found_in(entry.path().string() + read_all(entry.path()), secrets);
            !here.empty())
            found += entry.path().string() + ": " + here;
    return found;
}

// A helper that is killed by a signal leaves no file: no size allowed.
bool may_dump_core(pid_t process) {
    const std::string limits = read_all("/proc/" + std::to_string(process) + "/limits");
    const std::size_t line = limits.find("Max core file size        0                    0 ");
    return line == std::string::npos;
}

TEST(nothing_is_logged_shown_or_left_in_memory) {
    std::string wrong;
    unsigned logins = 0;
    for (const DocRow& how : ways()) {
        // They leave the host without a memory of its own to look at.
        if (how.at("row").starts_with("no-memory")) continue;
        Door& door = the_door();
        door.sandbox->control("messages clear");
        const DrivenResult seen = drive(how, door);
        const Secrets secrets = secrets_of(seen, *door.sandbox);
        const std::string& row = how.at("row");
        if (auto found = found_in(seen.pam.log, secrets); !found.empty())
            wrong += row + ", log: " + found + "\n" + seen.pam.log;
        if (auto found = found_in(seen.pam.transcript, secrets); !found.empty())
            wrong += row + ", screen: " + found + "\n";
        if (auto found = found_in_memory(door.host->pid(), secrets); !found.empty())
            wrong += row + ", memory: " + found + "\n";
        if (seen.pam.log.find("event=debug") != std::string::npos) ++logins;
    }
    std::fputs(wrong.c_str(), stderr);
    assert_true(wrong.empty());
    assert_true(logins > 30);  // debug was on
}

// The search finds what is there: the number while the login lasts, and not a moment longer.
TEST(the_number_is_in_memory_at_the_prompt_only) {
    Door& door = the_door();
    std::vector<bool> found;
    const Look look = [&](const ModuleFixture& login) {
        const std::string users = read_all(login.folder.path_of("users"));
        const std::string number = users.substr(users.find('+') + 1, 11);
        found.push_back(!found_in_memory(door.host->pid(), {{"the number", number}}).empty());
    };
    for (const DocRow& how : ways())
        if (how.at("row") == "code") static_cast<void>(drive(how, door, look));
    assert_int_equal(found.size(), 2);
    assert_true(found[0]);
    assert_false(found[1]);
}

TEST(nothing_stands_in_arguments_environments_or_files) {
    std::string wrong;
    unsigned helpers = 0;
    for (const DocRow& how : ways()) {
        const std::string& row = how.at("row");
        if (row != "code-sent-again" && row != "code-at-second-try" && row != "recovery-code" &&
            row != "key-refused-later" && row != "no-answer-later" && row != "helper-killed" &&
            row != "not-sent" && row != "no-codes")
            continue;
        Door& door = the_door();
        door.sandbox->control("messages clear");
        DrivenResult so_far;
        const Look look = [&](const ModuleFixture& login) {
            // The number of the login is in its users file alone.
            const std::string users = read_all(login.folder.path_of("users"));
            so_far.number = users.substr(users.find('+'), users.find('\n') - users.find('+'));
            const Secrets secrets = secrets_of(so_far, *door.sandbox);
            wrong += found_in_processes(secrets);
            wrong += found_in_files(login.folder.path_of("state"), secrets);
            const pid_t process = helper_of(door.host->pid());
            if (process <= 0) return;
            ++helpers;
            if (may_dump_core(process)) wrong += "the helper may dump its core\n";
        };
        static_cast<void>(drive(how, door, look));
    }
    std::fputs(wrong.c_str(), stderr);
    assert_true(wrong.empty());
    assert_true(helpers >= 7);  // they were looked at while they lived
}

// strace(1) on the host and what it starts.
class Trace {
  public:
    explicit Trace(pid_t process) : file_(folder_.path_of("trace")) {
        chmod(folder_.path().c_str(), 0755);
        int said[2];
        assert_int_equal(pipe(said), 0);
        pid_ = fork();
        if (pid_ == 0) {
            dup2(said[1], STDERR_FILENO);
            execlp("strace", "strace", "-f", "-yy", "-s", "100000", "-o", file_.c_str(), "-e",
                   "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,sendmmsg,execve", "-p",
                   std::to_string(process).c_str(), static_cast<char*>(nullptr));
            _exit(127);
        }
        close(said[1]);
        char c = 0;
        while (read(said[0], &c, 1) == 1 && c != '\n') first_line_ += c;
        close_ = said[0];
    }
    ~Trace() {
        kill(pid_, SIGINT);
        waitpid(pid_, nullptr, 0);
        close(close_);
    }
    Trace(const Trace&) = delete;
    Trace& operator=(const Trace&) = delete;

    [[nodiscard]] bool is_attached() const {
        return first_line_.find("attached") != std::string::npos;
    }
    [[nodiscard]] std::string lines() const { return read_all(file_); }

  private:
    TemporaryFolder folder_;
    std::string file_;
    std::string first_line_;
    pid_t pid_ = -1;
    int close_ = -1;
};

// The wall is a send(2) on a SOCK_SEQPACKET; what the test's own host says to the test is sendmsg.
bool crosses_the_wall(const std::string& line) {
    return line.find("sendto(") != std::string::npos && line.find("<UNIX") != std::string::npos;
}

TEST(nothing_is_written_but_over_the_wall) {
    std::string wrong;
    unsigned over_the_wall = 0;
    unsigned written = 0;
    for (const DocRow& how : ways()) {
        const std::string& row = how.at("row");
        if (row != "code-sent-again" && row != "code-at-second-try" && row != "recovery-code" &&
            row != "key-refused" && row != "no-answer-later" && row != "fault" && row != "no-codes")
            continue;
        Door& door = the_door();
        door.sandbox->control("messages clear");
        Trace trace(door.host->pid());
        assert_true(trace.is_attached());
        const DrivenResult seen = drive(how, door);
        const Secrets secrets = secrets_of(seen, *door.sandbox);
        std::istringstream lines(trace.lines());
        for (std::string line; std::getline(lines, line); ++written) {
            const std::string found = found_in(line, secrets);
            if (found.empty()) continue;
            if (crosses_the_wall(line))
                ++over_the_wall;
            else
                wrong += row + ": " + found + line.substr(0, 300) + "\n";
        }
    }
    std::fputs(wrong.c_str(), stderr);
    assert_true(wrong.empty());
    assert_true(over_the_wall >= 10);  // the trace saw what it is for
    assert_true(written > 60);
}

int close_door(void**) {
    the_door().host.reset();
    the_door().sandbox.reset();
    return 0;
}

}  // namespace

int main() {
    the_door();
    return run_the_tests("module_secrets", nullptr, close_door);
}
