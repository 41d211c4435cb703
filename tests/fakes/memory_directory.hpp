// SPDX-License-Identifier: MIT
// MemoryDirectory: a UserDirectory of a few numbers.
#pragma once

#include <map>
#include <string>

#include "infobip_otp/user_directory.hpp"

namespace infobip_otp::testing {

class MemoryDirectory final : public UserDirectory {
  public:
    [[nodiscard]] Result<Enrolled> find(std::string_view account) override {
        if (broken) return Error{"/etc/infobip-otp/users: Permission denied"};
        Enrolled found;
        const auto entry = numbers.find(std::string(account));
        if (entry == numbers.end()) {
            found.enrolment = Enrolment::absent;
            return found;
        }
        found.number = PhoneNumber::parse(entry->second);
        found.enrolment = found.number ? Enrolment::enrolled : Enrolment::malformed;
        if (!found.number) found.problem = "/etc/infobip-otp/users:1: no phone number";
        return found;
    }

    std::map<std::string, std::string> numbers = {{"alice", "+41793026727"}};
    bool broken = false;
};

}  // namespace infobip_otp::testing
