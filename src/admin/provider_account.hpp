// SPDX-License-Identifier: MIT
// ProviderAccount: the account at Infobip as this tool sees and changes it, through a child that
// has given up everything.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "config/settings.hpp"
#include "infobip/management.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/result.hpp"
#include "infobip_otp/secret.hpp"

namespace infobip_otp::admin {

// How one call ended.
struct ProviderAnswer {
    Managed outcome = Managed::local_failure;
    int http_status = 0;  // 0: no answer
    std::string detail;
};

// What to look for.
struct Wanted {
    std::string application_id;    // empty: by name
    std::string application_name;  // empty: not by name
    std::string message_id;        // else one that is `message` but for its id
    MessageTemplate message;       // without a text: not that
};

struct Survey {
    ProviderAnswer answer;
    std::string addresses;  // of the host in base_url: "192.0.2.1 2001:db8::1"; empty: none
    // done; nullopt: there is none. Names and texts are printable and may be cut.
    std::optional<Application> application;
    unsigned same_name = 0;  // how many have that name, where it was looked for by name
    std::optional<MessageTemplate> message;
};

struct Made {
    ProviderAnswer answer;
    std::string id;  // done: of what was made or changed
};

struct ProviderRecord;

class ProviderAccount {
  public:
    // The way there is that of `settings`: base_url, ca_path, ca_file, proxy, timeouts. With
    // an empty key nothing is asked of Infobip: survey() has the addresses. Both must outlive this
    // object.
    // `forget` wipes the other secrets that this process has read: the child calls it first of all.
    ProviderAccount(
        const Settings& settings, const Secret& key, const Clock& clock,
        std::function<void()> forget = [] {})
        : settings_(settings), key_(key), clock_(clock), forget_(std::move(forget)) {}

    [[nodiscard]] Survey survey(const Wanted& wanted) const;
    [[nodiscard]] Made create_application(const std::string& name,
                                          const ApplicationRules& rules) const;
    // Name and everything else stay.
    [[nodiscard]] Made change_rules(const std::string& application_id,
                                    const ApplicationRules& rules) const;
    [[nodiscard]] Made create_template(const std::string& application_id,
                                       const MessageTemplate& message) const;

  private:
    using Work = std::function<void(Management&, ProviderRecord&)>;
    // What `work` did in the child; `look_up`: the addresses of base_url as well.
    [[nodiscard]] ProviderRecord call(bool look_up, const Work& work) const;

    const Settings& settings_;
    const Secret& key_;
    const Clock& clock_;
    std::function<void()> forget_;
};

// What to tell where the outcome is not `done`: a sentence on what happened and what to do, and the
// exit status for it.
struct ProviderProblem {
    int status = 0;
    std::string sentence;
};
[[nodiscard]] ProviderProblem problem_of(const ProviderAnswer& answer);

}  // namespace infobip_otp::admin
