// SPDX-License-Identifier: MIT
// The log's words for rulings; causes.cpp has those for causes.
#include "infobip_otp/verdict.hpp"

namespace infobip_otp {

std::string_view word(Ruling ruling) {
    switch (ruling) {
        case Ruling::denied: return "denied";
        case Ruling::granted: return "granted";
        case Ruling::exempt: return "exempt";
    }
    return "denied";
}

}  // namespace infobip_otp
