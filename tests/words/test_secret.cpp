// SPDX-License-Identifier: MIT
// Secret: what it holds, who owns it, what is left of it.
#include "infobip_otp/secret.hpp"

#include <cstring>
#include <type_traits>
#include <utility>

#include "cmocka.hpp"

using infobip_otp::Secret;

namespace {

TEST(it_holds_the_text_and_a_nul_behind_it) {
    const Secret secret(std::string_view("a\0b", 3));
    assert_int_equal(secret.size(), 3);
    assert_memory_equal(secret.c_str(), "a\0b", 4);
}

TEST(it_moves_and_is_never_copied) {
    static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
    Secret first("123456");
    Secret second(std::move(first));
    assert_text(second.reveal(), "123456");
    assert_true(first.empty());
    Secret third("old");
    third = std::move(second);
    assert_text(third.reveal(), "123456");
    assert_true(second.empty());
    assert_text(second.c_str(), "");
}

TEST(assigning_it_to_itself_keeps_it) {
    Secret secret("123456");
    Secret& same = secret;
    secret = std::move(same);
    assert_text(secret.reveal(), "123456");
}

TEST(it_equals_the_same_bytes_only) {
    const Secret secret("123456");
    assert_true(secret.equals("123456"));
    for (const char* other : {"", "12345", "1234567", "123457", "023456"})
        assert_false(secret.equals(other));
    assert_true(Secret().equals(""));
}

TEST(a_wiped_one_is_empty) {
    Secret secret("123456");
    secret.wipe();
    assert_true(secret.empty());
    assert_text(secret.reveal(), "");
    secret.wipe();
}

// The allocator of the test: what a buffer holds when it is given back.
char given_back[8];
bool watching = false;

TEST(the_bytes_are_overwritten_before_the_buffer_is_given_back) {
    watching = true;
    { const Secret secret("7654321"); }
    watching = false;
    assert_memory_equal(given_back, "\0\0\0\0\0\0\0\0", 8);
}

}  // namespace

void operator delete[](void* bytes) noexcept {
    if (watching && bytes != nullptr) std::memcpy(given_back, bytes, sizeof given_back);
    std::free(bytes);
}
void operator delete[](void* bytes, std::size_t) noexcept {
    operator delete[](bytes);
}
void* operator new[](std::size_t size) {
    void* bytes = std::malloc(size < sizeof given_back ? sizeof given_back : size);
    if (watching && bytes != nullptr) std::memset(given_back, 0xAA, sizeof given_back);
    return bytes;
}

int main() {
    return infobip_otp::testing::run_the_tests("secret");
}
