// SPDX-License-Identifier: MIT
// Putting the sandbox together.
#include "sandbox/sandbox.hpp"

#include "sandbox/terminal_phone.hpp"

namespace infobip_otp::sandbox {
namespace {

// No key of Infobip begins so: `infobip-otp setup` stores one that may do everything only where it
// can see that it is worth nothing.
constexpr const char* made_key_begins = "sandbox-";

}  // namespace

Sandbox::Sandbox(Options options)
    : options_(std::move(options)),
      provider_(options_.quirks),
      api_(provider_, options_.keys, faults_),
      controlled_{provider_, api_, faults_} {}

Result<void> Sandbox::open() {
    if (!options_.keys.has_key())
        if (auto made = options_.keys.add_key(made_key_begins + new_id()); !made) return made;
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

std::string Sandbox::introduction() const {
    return "listening " + seeded_.base_url + "\n" +
           (options_.seed ? to_text(seeded_) : "key         " + seeded_.api_key + "\n") +
           (page_ ? "phone page  " + page_->url() + "\n" : "");
}

void Sandbox::run() {
    if (page_) page_->serve();
    if (control_) control_->serve(controlled_);
    server_->run();
}

std::string Sandbox::control_path() const {
    return control_ ? control_->path() : "";
}

Result<void> Sandbox::open_server() {
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
    seeded_.base_url = endpoint->url(files ? "https" : "http", server_->port()) + options_.prefix;
    seeded_.api_key = options_.keys.first_key();
    return {};
}

Result<void> Sandbox::open_phone() {
    if (options_.phone == "none") return {};
    auto phone = TerminalPhone::open(options_.phone);
    if (!phone) return phone.error();
    provider_.outbox.add_listener(
        [phone = *phone](const Message& message) { phone->show(message); });
    return {};
}

Result<void> Sandbox::open_page() {
    if (options_.phone_page.empty()) return {};
    const auto endpoint = parse_endpoint(options_.phone_page, reach());
    if (!endpoint) return endpoint.error();
    auto opened = PhonePage::open(*endpoint, provider_.outbox);
    if (!opened) return opened.error();
    page_ = *std::move(opened);
    return {};
}

Result<void> Sandbox::open_control() {
    if (options_.control.empty()) return {};
    auto opened = ControlSocket::open(options_.control);
    if (!opened) return opened.error();
    control_ = *std::move(opened);
    return {};
}

}  // namespace infobip_otp::sandbox
