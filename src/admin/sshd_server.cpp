// SPDX-License-Identifier: MIT
// Asking sshd.
#include "admin/sshd_server.hpp"

#include <unistd.h>

#include "admin/program.hpp"
#include "admin/temporary_folder.hpp"
#include "base/text.hpp"
#include "stack/sshd_options.hpp"

namespace infobip_otp::admin {
namespace {

constexpr const char* sshd_program = "/usr/sbin/sshd";
// A stranger from nowhere, for an sshd that wants to know of everything a block asks about.
constexpr const char* stranger =
    "user=nobody,host=invalid,addr=192.0.2.1,laddr=192.0.2.2,lport=65535,rdomain=";

// sshd ends its lines with CR LF.
std::string in_one_sentence(std::string_view said) {
    std::string text;
    for (const char one : trim(said))
        if (one == '\n')
            text += "; ";
        else if (one != '\r')
            text += one;
    return printable(text, 300);
}

Result<std::string> run_sshd(const std::vector<std::string>& arguments) {
    auto output = run_program(sshd_program, arguments);
    if (!output) return output.error();
    if (output->status != 0)
        return Error{in_one_sentence(output->err.empty() ? output->out : output->err)};
    return std::move(output->out);
}

}  // namespace

Result<SshdServer> SshdServer::ask() {
    if (access(sshd_program, X_OK) != 0) return Error{std::string(sshd_program) + " is not there"};
    if (auto starts = run_sshd({"-t"}); !starts) return starts.error();
    SshdServer server;
    auto general = run_sshd({"-T"});
    if (!general) general = run_sshd({"-T", "-C", stranger});
    if (!general) return general.error();
    server.general_ = std::move(*general);
    return server;
}

Result<std::string> SshdServer::settings_of(const std::string& connection) const {
    return run_sshd({"-T", "-C", connection});
}

Result<std::set<std::size_t>> SshdServer::met(const std::vector<stack::MatchBlock>& blocks,
                                              const std::string& connection) const {
    const auto folder = TemporaryFolder::make();
    if (!folder) return folder.error();
    if (auto done = folder->write("probe", stack::probing_settings(blocks, general_), 0600); !done)
        return done.error();
    auto printed = run_sshd({"-T", "-f", folder->file("probe"), "-C", connection});
    if (!printed) return printed.error();
    return stack::met_blocks(*printed);
}

std::string SshdServer::port() const {
    const std::string port = stack::SshdOptions::read(general_).value("port");
    return port.empty() ? "22" : port;
}

}  // namespace infobip_otp::admin
