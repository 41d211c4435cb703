// SPDX-License-Identifier: MIT
// ControlSocket: the commands of Control on a Unix socket, and the client that sends them.
//
// Any local user could read PINs from a loopback port; this is a socket of mode 0600, and the peer
// has to be root or the user that runs the sandbox. One exchange a connection: the words, each
// followed by a NUL, then end of file; back come "ok\n" or "error\n" and the text.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/descriptor.hpp"
#include "infobip_otp/result.hpp"
#include "sandbox/control.hpp"

namespace infobip_otp::sandbox {

class ControlSocket {
  public:
    // Makes the socket; one that nobody listens on any more is replaced.
    static Result<std::unique_ptr<ControlSocket>> open(const std::string& path);
    ~ControlSocket();

    // Answers from threads of its own, for as long as the program runs. `controlled` has to live
    // as long.
    void serve(Controlled& controlled);

    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    ControlSocket(std::string path, Descriptor listening)
        : path_(std::move(path)), listening_(std::move(listening)) {}

    std::string path_;
    Descriptor listening_;
};

// What the sandbox at `path` answers to these words.
Result<std::string> send_command(const std::string& path, const Words& words);

}  // namespace infobip_otp::sandbox
