// SPDX-License-Identifier: MIT
// CMocka for C++: the headers it wants first, C linkage, and assertions for our types.
//
// A failing assertion leaves the test by longjmp(3), over destructors: what a failed test held is
// leaked, which is fine in a program that is about to end with a failure.
#pragma once

#include <csetjmp>
#include <cstdarg>
#include <cstddef>
#include <cstdint>

extern "C" {
#include <cmocka.h>
}

// A macro named fail breaks <ios>; fail_msg says more anyway.
#undef fail
#undef fail_msg
#define fail_msg(...)                       \
    do {                                    \
        print_error("ERROR: " __VA_ARGS__); \
        print_error("\n");                  \
        _fail(__FILE__, __LINE__);          \
    } while (0)

#include <string>
#include <string_view>
#include <vector>

namespace infobip_otp::testing {

// The tests of the program, in the order in which they are written.
inline std::vector<CMUnitTest>& tests() {
    static std::vector<CMUnitTest> all;
    return all;
}

inline bool add_test(const char* name, CMUnitTestFunction function) {
    tests().push_back({name, function, nullptr, nullptr, nullptr});
    return true;
}

// What main() returns; a program without a test is a failure.
inline int run_the_tests(const char* name, CMFixtureFunction set_up = nullptr,
                         CMFixtureFunction tear_down = nullptr) {
    if (tests().empty()) return 1;
    return _cmocka_run_group_tests(name, tests().data(), tests().size(), set_up, tear_down);
}

// assert_string_equal for anything that is text; prints both sides.
inline void check_text(std::string_view seen, std::string_view expected, const char* file,
                       int line) {
    if (seen == expected) return;
    print_error("seen:     \"%s\"\nexpected: \"%s\"\n", std::string(seen).c_str(),
                std::string(expected).c_str());
    _fail(file, line);
}

inline void check_contains(std::string_view seen, std::string_view part, const char* file,
                           int line) {
    if (seen.find(part) != std::string_view::npos) return;
    print_error("seen:            \"%s\"\ndoes not contain \"%s\"\n", std::string(seen).c_str(),
                std::string(part).c_str());
    _fail(file, line);
}

inline void check_lacks(std::string_view seen, std::string_view part, const char* file, int line) {
    if (seen.find(part) == std::string_view::npos) return;
    print_error("seen:     \"%s\"\ncontains \"%s\"\n", std::string(seen).c_str(),
                std::string(part).c_str());
    _fail(file, line);
}

}  // namespace infobip_otp::testing

// TEST(a_claim) { ... } is a test of its program.
#define TEST(name)                                     \
    static void name(void**);                          \
    [[maybe_unused]] static const bool name##_is_one = \
        ::infobip_otp::testing::add_test(#name, name); \
    static void name(void**)

#define assert_text(seen, expected) \
    ::infobip_otp::testing::check_text((seen), (expected), __FILE__, __LINE__)
#define assert_contains(seen, part) \
    ::infobip_otp::testing::check_contains((seen), (part), __FILE__, __LINE__)
#define assert_lacks(seen, part) \
    ::infobip_otp::testing::check_lacks((seen), (part), __FILE__, __LINE__)
// For enums: prints the numbers.
#define assert_same(seen, expected) \
    assert_int_equal(static_cast<int>(seen), static_cast<int>(expected))
