// SPDX-License-Identifier: MIT
// Machine: what the linter has to know of this machine, read from where it stands.
#pragma once

#include <optional>
#include <string>

#include "admin/command.hpp"
#include "config/settings.hpp"
#include "infobip_otp/result.hpp"
#include "stack/situation.hpp"
#include "stack/sshd_options.hpp"

namespace infobip_otp::admin {

// Folders of PAM, and the settings as a line of a service sees them. `conf` as in Invocation;
// `sshd_service`: the name that sshd gives to PAM.
[[nodiscard]] stack::Surroundings surroundings_of(const Invocation& invocation,
                                                  const std::string& sshd_service = "sshd");

// The settings as a line of ours in `service` with these arguments sees them.
[[nodiscard]] Result<Settings> settings_for(const Invocation& invocation,
                                            const std::string& service,
                                            const std::vector<std::string>& arguments);

// login_timeout as the service's first line of ours sees it; the default where the settings cannot
// be used.
[[nodiscard]] std::chrono::seconds login_timeout_of(const Invocation& invocation,
                                                    const stack::Service& service);

// Those of exempt_groups that this system does not know; none where it cannot be asked.
[[nodiscard]] std::vector<std::string> unknown_groups(const Settings& settings);
[[nodiscard]] std::string sentence_of_unknown_group(const std::string& group);
inline constexpr const char* todo_of_unknown_group =
    "Mend the name; getent group shows them. One with blanks stands in quotes: \"domain admins\".";

// The account with its groups; the Error says that there is none.
Result<stack::Person> find_person(const std::string& name, const std::string& remote_host);

// Which kind the account is to the service, by the settings that its first line of ours sees: its
// line in the users file, its groups.
Result<stack::Who> find_who(const stack::Person& person, const Invocation& invocation,
                            const stack::Service& service);

// Whether an ordinary account runs the program that asks for the service, which is setuid: su,
// chfn. Others run as root.
[[nodiscard]] bool runs_as_caller(const std::string& service);

// What sshd does: by --sshd FILE, or as it says itself of this person's login, or in general.
Result<stack::SshdOptions> read_sshd(const Invocation& invocation,
                                     const std::optional<stack::Person>& person);

}  // namespace infobip_otp::admin
