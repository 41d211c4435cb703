// SPDX-License-Identifier: MIT
// UserDirectory: whose phone it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infobip_otp/phone_number.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp {

enum class Enrolment {
    enrolled,   // `number` is set
    absent,     // certainly no entry: the whole source was read and understood
    malformed,  // there is an entry, and it is not usable: never the same as absent
};

struct Enrolled {
    Enrolment enrolment = Enrolment::malformed;
    std::optional<PhoneNumber> number;
    std::string problem;  // malformed: for the log, with file and line
};

class UserDirectory {
  public:
    virtual ~UserDirectory() = default;

    // `account` is pw_name. An Error means that the source could not be read or trusted as a
    // whole; nobody is exempt by it.
    [[nodiscard]] virtual Result<Enrolled> find(std::string_view account) = 0;
};

}  // namespace infobip_otp
