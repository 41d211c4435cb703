// SPDX-License-Identifier: MIT
// The users file over any bytes: the answer for alice is the one that its contract gives.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "directory/expected_enrolment.hpp"
#include "directory/file_directory.hpp"

using namespace infobip_otp;

namespace {

void demand(bool truth) {
    if (!truth) std::abort();
}

// One file in memory for the whole run, gone at its end. Nobody has it open while it is read.
class UsersFile {
  public:
    UsersFile() { demand(Descriptor(mkostemp(path_.data(), O_CLOEXEC)).is_open()); }
    ~UsersFile() { unlink(path_.c_str()); }

    const std::string& write(std::string_view content) {
        const Descriptor file(open(path_.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
        const auto size = static_cast<ssize_t>(content.size());
        demand(::write(file.get(), content.data(), content.size()) == size);
        return path_;
    }

  private:
    std::string path_ = "/dev/shm/infobip-otp-fuzz-XXXXXX";
};

constexpr std::chrono::milliseconds at_once(0);

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static UsersFile file;
    const std::string content(reinterpret_cast<const char*>(bytes), size);
    const auto found = FileDirectory(file.write(content), at_once).find("alice");
    const auto expected = testing::expected_enrolment(content, "alice");
    demand(found.has_value() == expected.has_value());
    if (!found) return 0;
    demand(found->enrolment == *expected);
    demand(found->number.has_value() == (*expected == Enrolment::enrolled));
    demand(found->problem.empty() == (*expected != Enrolment::malformed));
    return 0;
}
