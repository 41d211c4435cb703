// SPDX-License-Identifier: MIT
// HelperBench: everything a test of the helper stands on: server, account, program, opening record.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "cmocka.hpp"
#include "fakes/http_faults.hpp"
#include "fakes/temporary_folder.hpp"
#include "fakes/yardstick.hpp"
#include "helper/account_file.hpp"
#include "helper/spawned_helper.hpp"

namespace infobip_otp::testing {

constexpr const char* sent_pin_id = "9C817C6F8AF3D48F9FE553282AFA2B67";  // as http_faults.py has it

// A time limit of an exchange in milliseconds, stretched as far as the helper takes it.
inline std::uint32_t time_limit(std::chrono::milliseconds length) {
    return std::min<std::uint32_t>(static_cast<std::uint32_t>(stretched(length).count()), 60'000);
}

class HelperBench {
  public:
    // `built`: the program; `faults_script`: http_faults.py.
    HelperBench(const std::string& built, const std::string& faults_script)
        : faults(faults_script) {
        // Where every account may execute it, wherever the build is.
        std::filesystem::copy_file(built, program());
        assert_int_equal(chmod(folder_.path_of("").c_str(), 0755), 0);
    }

    [[nodiscard]] std::string program() const { return folder_.path_of("infobip-otp-helper"); }

    // For a server of `faults`, which from now on gives an answer of its list ("" is the good one).
    [[nodiscard]] OpeningRecord opening(const std::string& listener = "tls",
                                        const std::string& answer = "") const {
        OpeningRecord record;
        record.connect_timeout_ms = time_limit(std::chrono::seconds(5));
        record.request_timeout_ms = time_limit(std::chrono::seconds(8));
        record.longest_life_ms =
            static_cast<std::uint32_t>(stretched(std::chrono::minutes(1)).count());
        faults.answer_with(answer);
        assert_true(put_text(record.base_url, faults.url(listener)) &&
                    put_text(record.api_key, "sandbox-key") &&
                    put_text(record.application_id, "APP") && put_text(record.message_id, "MSG") &&
                    put_text(record.ca_path, "/etc/ssl/certs") &&
                    put_text(record.ca_file, faults.ca_file()));
        return record;
    }

    HttpFaults faults;
    AccountFile accounts;

  private:
    TemporaryFolder folder_;
};

// The one of the program, from start_bench to end_bench.
inline HelperBench* bench = nullptr;

inline int start_bench(void**) {
    bench = new HelperBench(HELPER_PROGRAM, HTTP_FAULTS);
    return 0;
}

inline int end_bench(void**) {
    delete bench;
    return 0;
}

// False: says why the tests cannot run.
inline bool is_root() {
    if (geteuid() == 0) return true;
    print_message("needs root: the helper's account is made up in a mount namespace\n");
    return false;
}

inline PinOutcome outcome(const ReplyRecord& reply) {
    return static_cast<PinOutcome>(reply.outcome);
}

// Waits until it is confined, gives the opening and asks for one PIN.
inline ReplyRecord open_and_send(SpawnedHelper& helper, const OpeningRecord& opening) {
    assert_text(helper.confined(), "");
    helper.give(&opening, sizeof opening);
    return helper.send();
}

}  // namespace infobip_otp::testing
