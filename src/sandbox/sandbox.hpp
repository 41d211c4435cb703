// SPDX-License-Identifier: MIT
// Sandbox: the whole program, put together as its options want it.
#pragma once

#include <memory>
#include <string>

#include "infobip_otp/result.hpp"
#include "sandbox/api.hpp"
#include "sandbox/control_socket.hpp"
#include "sandbox/options.hpp"
#include "sandbox/phone_page.hpp"
#include "sandbox/seed.hpp"
#include "sandbox/server.hpp"

namespace infobip_otp::sandbox {

class Sandbox {
  public:
    explicit Sandbox(Options options);

    // Opens everything; nothing is served before all of it is open.
    Result<void> open();

    // What to print once it is open: "listening URL", then what a person needs to use it.
    [[nodiscard]] std::string introduction() const;

    // Serves; returns when the server cannot go on.
    void run();

    // Empty where there is none.
    [[nodiscard]] std::string control_path() const;

  private:
    [[nodiscard]] Reach reach() const { return options_.i_know ? Reach::any : Reach::loopback; }
    Result<void> open_server();
    Result<void> open_phone();
    Result<void> open_page();
    Result<void> open_control();

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

}  // namespace infobip_otp::sandbox
