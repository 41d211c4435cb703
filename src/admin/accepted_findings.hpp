// SPDX-License-Identifier: MIT
// Accepted findings: what `doctor` finds and is meant, kept in a file beside the settings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "admin/edited_file.hpp"
#include "admin/examination.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp::admin {

class AcceptedFindings {
  public:
    // `conf` as in Invocation. A file that is missing is empty; the Error is that of one that
    // nobody may trust.
    static Result<AcceptedFindings> read(const std::string& conf);

    // Marks those that are accepted, and puts them last. A finding of the same id that says
    // something else of the service is another one.
    void mark(std::vector<ExaminedService>& services) const;

    // Adds the warnings and failures of this id that are not accepted yet; returns how many.
    std::size_t accept(const std::vector<ExaminedService>& services, std::string_view id,
                       std::string_view day, std::string_view reason);
    // Takes away all of this id; returns how many.
    std::size_t withdraw(std::string_view id);

    Result<void> save(Clock& clock) const { return file_.save(clock); }

  private:
    explicit AcceptedFindings(EditedFile file) : file_(std::move(file)) {}

    EditedFile file_;
};

}  // namespace infobip_otp::admin
