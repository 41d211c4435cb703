// SPDX-License-Identifier: MIT
// infobip-otp-sandbox: a stand-in for Infobip's 2FA API. This file puts it together.
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <thread>

#include "sandbox/api.hpp"
#include "sandbox/control_socket.hpp"
#include "sandbox/help.hpp"
#include "sandbox/options.hpp"
#include "sandbox/phone_page.hpp"
#include "sandbox/seed.hpp"
#include "sandbox/server.hpp"
#include "sandbox/terminal_phone.hpp"

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

class Sandbox {
  public:
    explicit Sandbox(Options options)
        : options_(std::move(options)),
          provider_(options_.quirks),
          api_(provider_, options_.keys, faults_),
          controlled_{provider_, api_, faults_} {}

    // Opens everything; nothing is served before all of it is open.
    Result<void> open() {
        if (!options_.keys.has_key())
            if (auto made = options_.keys.add_key(new_id()); !made) return made;
        for (const std::string& fault : options_.faults)
            if (auto set = faults_.set(fault); !set) return set;
        if (auto opened = open_server(); !opened) return opened;
        if (options_.seed) seed(provider_, seeded_);
        if (!options_.env.empty())
            if (auto written = write_environment(options_.env, seeded_); !written) return written;
        if (auto opened = open_phone(); !opened) return opened;
        if (auto opened = open_page(); !opened) return opened;
        return open_control();
    }

    // Never returns but for a failure.
    void run() {
        print("listening " + seeded_.base_url + "\n");
        if (options_.seed)
            print(to_text(seeded_));
        else
            print("key         " + seeded_.api_key + "\n");
        if (page_) {
            print("phone page  " + page_->url() + "\n");
            page_->serve();
        }
        if (control_) control_->serve(controlled_);
        server_->run();
    }

    [[nodiscard]] std::string control_path() const { return control_ ? control_->path() : ""; }

  private:
    [[nodiscard]] Reach reach() const { return options_.i_know ? Reach::any : Reach::loopback; }

    Result<void> open_server() {
        const auto endpoint = parse_endpoint(options_.listen, reach());
        if (!endpoint) return endpoint.error();
        std::optional<TlsFiles> files;
        if (!options_.plain_http) {
            auto made = tls_files(options_.tls_dir);
            if (!made) return made.error();
            files = *std::move(made);
            seeded_.ca_file = files->authority;
        }
        auto opened = Server::open(*endpoint, files, options_.prefix, api_, provider_.counters);
        if (!opened) return opened.error();
        server_ = *std::move(opened);
        seeded_.base_url =
            endpoint->url(files ? "https" : "http", server_->port()) + options_.prefix;
        seeded_.api_key = options_.keys.first_key();
        return {};
    }

    Result<void> open_phone() {
        if (options_.phone == "none") return {};
        auto phone = TerminalPhone::open(options_.phone);
        if (!phone) return phone.error();
        provider_.outbox.add_listener(
            [phone = *phone](const Message& message) { phone->show(message); });
        return {};
    }

    Result<void> open_page() {
        if (options_.phone_page.empty()) return {};
        const auto endpoint = parse_endpoint(options_.phone_page, reach());
        if (!endpoint) return endpoint.error();
        auto opened = PhonePage::open(*endpoint, provider_.outbox);
        if (!opened) return opened.error();
        page_ = *std::move(opened);
        return {};
    }

    Result<void> open_control() {
        if (options_.control.empty()) return {};
        auto opened = ControlSocket::open(options_.control);
        if (!opened) return opened.error();
        control_ = *std::move(opened);
        return {};
    }

    Options options_;
    Provider provider_;
    Faults faults_;
    Api api_;
    Controlled controlled_;
    Seeded seeded_;
    std::unique_ptr<Server> server_;
    std::unique_ptr<PhonePage> page_;
    std::unique_ptr<ControlSocket> control_;
};

int serve(Options options) {
    raise_file_limit();
    const sigset_t ending = block_ending_signals();
    Sandbox sandbox(std::move(options));
    if (auto opened = sandbox.open(); !opened) return fail(opened.error(), failed);
    end_on(ending, sandbox.control_path());
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
