// SPDX-License-Identifier: MIT
// Take back later: systemd-run(1), or fork(2) and setsid(2).
#include "admin/take_back_later.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>

#include "admin/file_image.hpp"
#include "admin/program.hpp"
#include "admin/trial.hpp"
#include "base/file.hpp"
#include "base/system_clock.hpp"

namespace infobip_otp::admin {
namespace {

constexpr const char* systemd_units = "/etc/systemd/system";
constexpr const char* boot_unit = "infobip-otp-take-back.service";
constexpr const char* wanted_by = "multi-user.target.wants";

// A full disk, a lock that is held.
constexpr std::chrono::seconds before_another_try{30};

bool has_systemd() {
    return access("/run/systemd/system", F_OK) == 0;
}

std::string boot_unit_text(const std::string& program) {
    return "# Written by infobip-otp enable, and removed when its change is kept or taken back.\n"
           "[Unit]\n"
           "Description=Put back what infobip-otp enable changed for a while\n"
           "ConditionPathExists=" +
           std::string(trial_folder) +
           "/pending\n"
           "Before=systemd-user-sessions.service\n"
           "[Service]\n"
           "Type=oneshot\n"
           "Restart=on-failure\n"
           "RestartSec=" +
           std::to_string(before_another_try.count()) + "\nExecStart=" + program +
           " enable --take-back any\n";
}

Result<std::string> own_program() {
    char path[4096];
    const ssize_t size = readlink("/proc/self/exe", path, sizeof path);
    if (size <= 0 || size == sizeof path) return system_error("reading /proc/self/exe", errno);
    return std::string(path, static_cast<std::size_t>(size));
}

bool by_systemd(const std::string& program, const std::string& id, std::chrono::seconds wait) {
    if (!has_systemd()) return false;
    const auto run =
        run_program("/usr/bin/systemd-run",
                    {"--quiet", "--collect", "--unit=infobip-otp-take-back-" + id,
                     "--on-active=" + std::to_string(wait.count()) + "s",
                     "--timer-property=AccuracySec=1s", "--property=Restart=on-failure",
                     "--property=RestartSec=" + std::to_string(before_another_try.count()), program,
                     "enable", "--take-back", id});
    return run && run->status == 0;
}

bool run_take_back(const std::string& program, const std::string& id) {
    const auto run = run_program(program, {"enable", "--take-back", id});
    return run && run->status == 0;
}

// Without a terminal, a parent or a signal of the session that ends it.
[[noreturn]] void wait_and_take_back(const std::string& program, const std::string& id,
                                     std::chrono::seconds wait) {
    setsid();
    if (const pid_t again = fork(); again != 0) _exit(again < 0 ? 1 : 0);
    std::signal(SIGHUP, SIG_IGN);
    if (chdir("/") != 0) _exit(1);
    const int nothing = open("/dev/null", O_RDWR);
    for (int number = 0; number < 3; ++number) dup2(nothing, number);
    close_range(3, ~0U, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    SystemClock clock;
    clock.sleep(wait);
    while (!run_take_back(program, id)) clock.sleep(before_another_try);
    _exit(0);
}

}  // namespace

Result<void> take_back_at_boot() {
    if (!has_systemd()) return {};
    const auto program = own_program();
    if (!program) return program.error();
    const std::string folder = std::string(systemd_units) + "/" + wanted_by;
    const std::string unit = std::string(systemd_units) + "/" + boot_unit;
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (auto written = write_image(unit, {boot_unit_text(*program), 0, 0, 0644}); !written)
        return written;
    const std::string link = folder + "/" + boot_unit;
    if (symlink(unit.c_str(), link.c_str()) != 0 && errno != EEXIST)
        return system_error("making " + link, errno);
    return {};
}

void forget_boot() {
    unlink((std::string(systemd_units) + "/" + wanted_by + "/" + boot_unit).c_str());
    unlink((std::string(systemd_units) + "/" + boot_unit).c_str());
}

Result<std::string> take_back_later(const std::string& id, std::chrono::seconds wait) {
    const auto program = own_program();
    if (!program) return program.error();
    if (by_systemd(*program, id, wait)) return std::string("a timer of systemd");
    const pid_t child = fork();
    if (child < 0) return system_error("starting a process", errno);
    if (child == 0) wait_and_take_back(*program, id, wait);
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return system_error("waiting for a process", errno);
    if (status != 0) return Error{"no process could be started"};
    return std::string("a process of its own");
}

}  // namespace infobip_otp::admin
