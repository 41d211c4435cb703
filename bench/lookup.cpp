// SPDX-License-Identifier: MIT
// lookup: one account in users files of growing size, FileDirectory beside the bare loop.
//
//     lookup [REPETITIONS]
//
// The bare loop reads 64 KiB blocks, finds the ends of lines with memchr and compares the name in
// place: what finding one line in a text file costs at the least. Both take turns; printed is JSON,
// in microseconds. absent_us is the price of an account that has no line: then each line is
// checked. Each size has a process of its own, so that kib is the peak memory of that size.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "directory/file_directory.hpp"
#include "spread.hpp"

namespace {

using infobip_otp::Descriptor;
using infobip_otp::Enrolment;
using infobip_otp::FileDirectory;
using infobip_otp::bench::Spread;

[[noreturn]] void fail(const char* what) {
    std::perror(what);
    std::exit(1);
}

std::string write_users(const std::string& folder, int accounts) {
    const std::string path = folder + "/users" + std::to_string(accounts);
    std::FILE* const file = std::fopen(path.c_str(), "wxe");
    if (file == nullptr) fail(path.c_str());
    for (int i = 0; i < accounts; ++i) std::fprintf(file, "user%d: +4179%d\n", i, 1'000'000 + i);
    if (fchmod(fileno(file), 0600) != 0 || std::fclose(file) != 0) fail(path.c_str());
    return path;
}

bool bare_loop(const std::string& path, std::string_view account) {
    constexpr std::size_t block = 64 * 1024;
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    const auto buffer = std::make_unique_for_overwrite<char[]>(block);
    std::size_t kept = 0;
    bool found = false;
    for (;;) {
        const ssize_t got = read(file.get(), buffer.get() + kept, block - kept);
        if (got <= 0) return found;
        const char* line = buffer.get();
        const char* const end = line + kept + static_cast<std::size_t>(got);
        while (const void* newline =
                   std::memchr(line, '\n', static_cast<std::size_t>(end - line))) {
            const auto* const stop = static_cast<const char*>(newline);
            if (static_cast<std::size_t>(stop - line) > account.size() &&
                line[account.size()] == ':' &&
                std::memcmp(line, account.data(), account.size()) == 0)
                found = true;
            line = stop + 1;
        }
        kept = static_cast<std::size_t>(end - line);
        std::memmove(buffer.get(), line, kept);
    }
}

Enrolment find(const std::string& path, std::string_view account) {
    const auto found = FileDirectory(path).find(account);
    if (!found) {
        std::fprintf(stderr, "%s\n", found.error().message.c_str());
        std::exit(1);
    }
    return found->enrolment;
}

void measure(const std::string& path, int accounts, int repetitions) {
    const std::string last = "user" + std::to_string(accounts - 1);
    Spread bare;
    Spread ours;
    Spread absent;
    for (int i = 0; i < repetitions; ++i) {
        bare.time([&] {
            if (!bare_loop(path, last)) fail("the bare loop did not find it");
        });
        ours.time([&] {
            if (find(path, last) != Enrolment::enrolled) fail("FileDirectory did not find it");
        });
        absent.time([&] {
            if (find(path, "nobody") != Enrolment::absent) fail("FileDirectory found nobody");
        });
    }
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    std::printf(R"({"accounts": %d, )", accounts);
    bare.print("bare_us");
    std::printf(", ");
    ours.print("us");
    std::printf(", ");
    absent.print("absent_us");
    std::printf(", \"kib\": %ld}", used.ru_maxrss);
    std::fflush(stdout);
}

void measure_in_a_process(const std::string& folder, int accounts, int repetitions) {
    const std::string path = write_users(folder, accounts);
    const pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        measure(path, accounts, repetitions);
        _exit(0);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child || status != 0) fail("a measuring process");
    unlink(path.c_str());
}

}  // namespace

int main(int argc, char** argv) {
    const int repetitions = argc > 1 ? std::max(std::atoi(argv[1]), 1) : 21;
    std::string folder = "/tmp/infobip-otp-lookup-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) fail("mkdtemp");
    const char* separator = "[";
    for (const int accounts : {1'000, 10'000, 100'000, 1'000'000}) {
        std::printf("%s", separator);
        std::fflush(stdout);
        measure_in_a_process(folder, accounts, repetitions);
        separator = ",\n ";
    }
    std::printf("]\n");
    rmdir(folder.c_str());
    return 0;
}
