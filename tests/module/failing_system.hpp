// SPDX-License-Identifier: MIT
// FailingSystem: what a host's system refuses when it is asked to: accounts, random bytes, memory.
#pragma once

namespace infobip_otp::testing {

enum class Failing {
    nothing,
    accounts,  // getpwnam_r(3): EIO, as by a name service that is down
    random,    // getrandom(2): ENOSYS, as under a seccomp filter of long ago
    memory,    // no byte more by RLIMIT_AS, and none free; the process is spent
    host,      // a C++ host whose conversation function throws (only where a prompt is answered)
};

// False under AddressSanitizer: malloc(3) ends the process there instead of failing, what was freed
// is kept, and LeakSanitizer traces a helper that ends, which hides it from its parent's wait(2).
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool is_plain_build = false;
#else
inline constexpr bool is_plain_build = true;
#endif

// For the calling thread, until end_failing(); memory for the whole process.
void begin_failing(Failing what);
void end_failing();

// Raises RLIMIT_AS again. Called when the module has come to its verdict: libpam without memory
// would make another code of it (its audit record fails).
void give_memory_back();

}  // namespace infobip_otp::testing
