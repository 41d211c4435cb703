// SPDX-License-Identifier: MIT
// Server: the Api behind HTTP or HTTPS, on cpp-httplib.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "infobip_otp/result.hpp"
#include "sandbox/api.hpp"
#include "sandbox/certificate_authority.hpp"
#include "sandbox/endpoint.hpp"

namespace httplib {
class Server;
}

namespace infobip_otp::sandbox {

class Server {
  public:
    // Binds, does not listen yet. With `files` it speaks TLS 1.2 or newer, else plain HTTP.
    // `prefix` ("/x" or "") stands before every path.
    static Result<std::unique_ptr<Server>> open(const Endpoint& endpoint,
                                                const std::optional<TlsFiles>& files,
                                                std::string prefix, Api& api, Counters& counters);
    ~Server();

    [[nodiscard]] int port() const { return port_; }

    // Serves until the program ends.
    void run();

  private:
    Server(std::string prefix, Api& api);

    const std::string prefix_;
    Api& api_;
    std::unique_ptr<httplib::Server> http_;
    int socket_ = -1;  // the library's
    int port_ = 0;

    void set_up(Counters& counters);
};

// What every server of the sandbox has: no waiting for full packets, five seconds for the
// first request, body caps, a thread a connection; `socket` gets the listening descriptor.
void set_up_http(httplib::Server& http, Counters& counters, int& socket);
// Binds to the endpoint and makes room for a crowd at the door. The port, or an Error.
Result<int> bind_http(httplib::Server& http, const Endpoint& endpoint, const int& socket);

}  // namespace infobip_otp::sandbox
