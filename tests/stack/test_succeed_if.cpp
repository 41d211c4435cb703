// SPDX-License-Identifier: MIT
// pam_succeed_if on paper: what it answers about alice, and about nobody in particular.
#include "cmocka.hpp"
#include "stack/modules.hpp"

using namespace infobip_otp::stack;

namespace {

using Words = std::vector<std::string>;

struct Case {
    Words words;
    std::vector<PamResult> about_alice;
    std::vector<PamResult> about_nobody;
};

constexpr PamResult yes = PamResult::success;
constexpr PamResult no = PamResult::auth_err;
constexpr PamResult fault = PamResult::service_err;

const std::vector<PamResult> either = {yes, no};

const Case cases[] = {
    {{"uid", ">=", "1000"}, {yes}, either},
    {{"uid", "<", "1000"}, {no}, either},
    {{"user", "=", "alice"}, {yes}, either},
    {{"user", "ingroup", "domain users"}, {yes}, either},
    {{"service", "=", "sudo"}, {yes}, {yes}},
    {{"user", "=", "alice", "service", "=", "su"}, {no}, {no}},
    {{"service", "=", "su", "user", "=", "alice"}, {no}, {no}},
    {{"user", "=", "alice", "use_uid"}, either, either},
    // The number is looked at before the account (random stack 6386 of seed 1).
    {{"uid", ">=", "1000\r"}, {fault}, {fault}},
    {{"uid", "eq", "wheel"}, {fault}, {fault}},
    {{"user", ">=", "alice"}, {fault}, {fault}},
    {{"uid", "nearly", "1000"}, {fault}, {fault}},
    {{"uid", ">="}, {fault}, {fault}},
    // What comes behind a condition counts where that holds (random stack 446).
    {{"user", "=", "alice", "user"}, {fault}, {fault, no}},
    {{"user", "=", "bob", "user"}, {no}, {fault, no}},
};

TEST(every_condition_answers_as_the_module_does) {
    Situation nobody;
    nobody.service = "sudo";
    Situation alice = nobody;
    alice.person = Person{"alice", 1000, 1000, {"domain users"}, "/bin/bash", ""};
    for (const Case& one : cases) {
        const bool same = answers_of_if(one.words, alice) == one.about_alice &&
                          answers_of_if(one.words, nobody) == one.about_nobody;
        if (!same) fail_msg("case %d: %s", static_cast<int>(&one - cases), one.words[0].c_str());
    }
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("succeed_if");
}
