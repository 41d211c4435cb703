// SPDX-License-Identifier: MIT
// Local resources: trying them, one by one.
#include "http/local_resources.hpp"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>

#include "base/descriptor.hpp"
#include "base/file.hpp"

namespace infobip_otp {
namespace {

// What TLS, the resolver and an answer of the full size take, generously.
constexpr std::size_t memory_needed = 4 * 1024 * 1024;

void* do_nothing(void*) {
    return nullptr;
}

// With the default attributes, as libcurl starts its resolver.
Result<void> try_thread() {
    pthread_t thread{};
    const int reason = pthread_create(&thread, nullptr, do_nothing, nullptr);
    if (reason != 0) return system_error("starting a thread", reason);
    pthread_join(thread, nullptr);
    return {};
}

Result<void> try_socket(int domain, int type) {
    const Descriptor socket(::socket(domain, type | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) return system_error("opening a socket", errno);
    return {};
}

Result<void> try_memory() {
    void* memory =
        mmap(nullptr, memory_needed, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return system_error("allocating memory", errno);
    munmap(memory, memory_needed);
    return {};
}

}  // namespace

Result<void> try_local_resources() {
    Result<void> tried = try_thread();
    if (tried) tried = try_socket(AF_INET, SOCK_STREAM);
    if (tried) tried = try_socket(AF_INET, SOCK_DGRAM);
    if (tried) tried = try_memory();
    return tried;
}

}  // namespace infobip_otp
