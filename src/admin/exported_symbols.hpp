// SPDX-License-Identifier: MIT
// Exported symbols: what a loaded library shows to whoever loads it.
#pragma once

#include <set>
#include <string>

namespace infobip_otp::admin {

// The functions and variables that `library`, from dlopen(3), defines for others; empty where its
// dynamic section says nothing of them (elf(5), a DT_GNU_HASH or DT_HASH table is needed).
[[nodiscard]] std::set<std::string> exported_symbols(void* library);

}  // namespace infobip_otp::admin
