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

// One file for the whole run, gone at its end.
class UsersFile {
  public:
    UsersFile() : file_(mkostemp(path_.data(), O_CLOEXEC)) { demand(file_.is_open()); }
    ~UsersFile() { unlink(path_.c_str()); }

    const std::string& write(std::string_view content) {
        demand(ftruncate(file_.get(), 0) == 0);
        const auto size = static_cast<ssize_t>(content.size());
        demand(pwrite(file_.get(), content.data(), content.size(), 0) == size);
        return path_;
    }

  private:
    std::string path_ = "/tmp/infobip-otp-fuzz-XXXXXX";
    Descriptor file_;
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
