// SPDX-License-Identifier: MIT
// posix_spawn(3) with its output in memory.
#include "admin/program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "base/descriptor.hpp"
#include "base/file.hpp"

namespace infobip_otp::admin {
namespace {

struct FileActions {
    posix_spawn_file_actions_t actions{};

    FileActions() { posix_spawn_file_actions_init(&actions); }
    ~FileActions() { posix_spawn_file_actions_destroy(&actions); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
};

std::string content(const Descriptor& file) {
    std::string text;
    char block[4096];
    ssize_t got = 0;
    while ((got = pread(file.get(), block, sizeof block, static_cast<off_t>(text.size()))) > 0)
        text.append(block, static_cast<std::size_t>(got));
    return text;
}

}  // namespace

Result<ProgramOutput> run_program(const std::string& path,
                                  const std::vector<std::string>& arguments) {
    const Descriptor out(memfd_create("out", MFD_CLOEXEC));
    const Descriptor err(memfd_create("err", MFD_CLOEXEC));
    if (!out.is_open() || !err.is_open()) return system_error("memfd_create", errno);
    FileActions files;
    posix_spawn_file_actions_addopen(&files.actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files.actions, out.get(), 1);
    posix_spawn_file_actions_adddup2(&files.actions, err.get(), 2);

    std::vector<std::string> words = arguments;
    words.insert(words.begin(), path);
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::string locale = "LC_ALL=C";
    char* environment[] = {locale.data(), nullptr};
    pid_t child = 0;
    const int failed =
        posix_spawn(&child, path.c_str(), &files.actions, nullptr, argv.data(), environment);
    if (failed != 0) return system_error("starting " + path, failed);
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return system_error("waiting for " + path, errno);
    return ProgramOutput{WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
                         content(out), content(err)};
}

}  // namespace infobip_otp::admin
