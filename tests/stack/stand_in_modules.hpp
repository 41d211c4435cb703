// SPDX-License-Identifier: MIT
// StandInModules: the folder of the stand-ins, and what they answer in a login.
#pragma once

#include <map>
#include <random>
#include <string>

#include "stack/real_pam.hpp"
#include "stack/situation.hpp"

namespace infobip_otp::testing {

// Copies of the two stand-ins under the names of the modules that random stacks have; each is
// loaded for good, so that libpam finds it loaded.
void install_stand_ins(const std::string& folder);

// What the real modules answer in this situation, by a table of its own: not the linter's.
class StandInAnswers {
  public:
    // `random`: of the modules that may answer one thing or another.
    StandInAnswers(const stack::Situation& situation, stack::OtpSettings settings,
                   std::mt19937_64& random)
        : situation_(situation), settings_(std::move(settings)), random_(random) {}

    [[nodiscard]] stack::PamResult answer(const Call& call);
    [[nodiscard]] unsigned messages() const { return messages_; }

  private:
    stack::PamResult answer_of_ours(const Call& call);
    stack::PamResult one_of(const Call& call, std::initializer_list<stack::PamResult> results);

    const stack::Situation& situation_;
    stack::OtpSettings settings_;
    std::mt19937_64& random_;
    std::map<std::string, stack::PamResult> told_;
    unsigned messages_ = 0;
};

}  // namespace infobip_otp::testing
