// SPDX-License-Identifier: MIT
// infobip-otp-sandbox: a stand-in for Infobip's 2FA API, and `ctl`, which talks to one.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <thread>

#include "sandbox/completion.hpp"
#include "sandbox/control_socket.hpp"
#include "sandbox/help.hpp"
#include "sandbox/options.hpp"
#include "sandbox/sandbox.hpp"

namespace infobip_otp::sandbox {
namespace {

constexpr int failed = 1;
constexpr int wrong_usage = 2;

int fail(const Error& error, int status) {
    std::fprintf(stderr, "infobip-otp-sandbox: %s\n", error.message.c_str());
    return status;
}

void print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

// A thousand idle connections are more than the usual limit of open files.
void raise_file_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 4096);
    setrlimit(RLIMIT_NOFILE, &limit);
}

// SIGINT and SIGTERM end the program from a thread of their own: connections are not waited for.
sigset_t block_ending_signals() {
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    return ending;
}

void end_on(sigset_t signals, std::string control_path) {
    std::thread([signals, control_path = std::move(control_path)] {
        int which = 0;
        sigwait(&signals, &which);
        if (!control_path.empty()) unlink(control_path.c_str());
        _exit(0);
    }).detach();
}

int serve(Options options) {
    raise_file_limit();
    const sigset_t ending = block_ending_signals();
    Sandbox sandbox(std::move(options));
    if (auto opened = sandbox.open(); !opened) return fail(opened.error(), failed);
    end_on(ending, sandbox.control_path());
    print(sandbox.introduction());
    sandbox.run();
    return fail(Error{"the server ended by itself"}, failed);
}

int control(const Options& options) {
    const auto printed = send_command(options.control, options.ctl);
    if (!printed) return fail(printed.error(), failed);
    print(*printed);
    return EXIT_SUCCESS;
}

int run(const std::vector<std::string>& arguments) {
    auto options = parse_options(arguments);
    if (!options) return fail(options.error(), wrong_usage);
    if (options->help) {
        print(help_text());
        return EXIT_SUCCESS;
    }
    if (options->version || options->completion) {
        print(options->version ? "infobip-otp-sandbox " INFOBIP_OTP_VERSION "\n"
                               : bash_completion());
        return EXIT_SUCCESS;
    }
    return options->is_ctl ? control(*options) : serve(*std::move(options));
}

}  // namespace
}  // namespace infobip_otp::sandbox

int main(int argc, char** argv) {
    try {
        return infobip_otp::sandbox::run({argv + std::min(argc, 1), argv + argc});
    } catch (const std::exception& bug) {
        std::fprintf(stderr, "infobip-otp-sandbox: a bug: %s\n", bug.what());
        return EXIT_FAILURE;
    }
}
