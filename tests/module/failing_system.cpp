// SPDX-License-Identifier: MIT
// FailingSystem: the program's own getpwnam_r and getrandom, which the module finds first.
#include "module/failing_system.hpp"

#include <dlfcn.h>
#include <pwd.h>
#include <sys/random.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace infobip_otp::testing {
namespace {

thread_local bool accounts_fail = false;
thread_local bool random_fails = false;

// A code that is typed still fits into what is left: a few of libc's smallest pieces.
constexpr std::size_t smallest_taken = 40;

void set_address_space(rlim_t size) {
    rlimit limit{};
    getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = std::min(size, limit.rlim_max);
    setrlimit(RLIMIT_AS, &limit);
}

void take_all_memory() {
    void* kept[16];
    for (void*& piece : kept) piece = std::malloc(smallest_taken / 2);
    set_address_space(1);
    for (std::size_t size = 1 << 20; size >= smallest_taken; size = size * 3 / 4)
        while (void* piece = std::malloc(size)) static_cast<volatile char*>(piece)[0] = 1;
    for (void* piece : kept) std::free(piece);
}

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

void begin_failing(Failing what) {
    switch (what) {
        case Failing::nothing: break;
        case Failing::accounts: accounts_fail = true; break;
        case Failing::random: random_fails = true; break;
        case Failing::memory: take_all_memory(); break;
        case Failing::host: throw 1;
    }
}

void give_memory_back() {
    set_address_space(RLIM_INFINITY);
}

void end_failing() {
    accounts_fail = false;
    random_fails = false;
}

}  // namespace infobip_otp::testing

extern "C" {

__attribute__((visibility("default"))) int getpwnam_r(const char* name, passwd* entry, char* buffer,
                                                      size_t size, passwd** found) {
    using namespace infobip_otp::testing;
    if (!accounts_fail)
        return next<decltype(getpwnam_r)>("getpwnam_r")(name, entry, buffer, size, found);
    *found = nullptr;
    return EIO;
}

__attribute__((visibility("default"))) ssize_t getrandom(void* bytes, size_t size, unsigned flags) {
    using namespace infobip_otp::testing;
    if (!random_fails) return next<decltype(getrandom)>("getrandom")(bytes, size, flags);
    errno = ENOSYS;
    return -1;
}
}
