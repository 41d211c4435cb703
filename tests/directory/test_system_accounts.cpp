// SPDX-License-Identifier: MIT
// SystemAccounts over account files of the test's own, seen by this process alone.
#include "directory/system_accounts.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cmocka.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;
using testing::TemporaryFolder;

namespace {

// alice is in 100 groups beside her own; one of them has 3,000 members, one very long names.
std::string group_file() {
    std::string text = "alice:x:1000:\nbob:x:1001:\nempty:x:3000:\nsame_gid:x:1000:\n";
    for (int i = 0; i < 100; ++i)
        text += "g" + std::to_string(i) + ":x:" + std::to_string(2000 + i) + ":bob,alice\n";
    text += "large:x:4000:";
    for (int i = 0; i < 3000; ++i) text += "member" + std::to_string(i) + ",";
    return text + "alice\n";
}

std::string passwd_file() {
    return "root:x:0:0:root:/root:/bin/sh\n"
           "alice:x:1000:1000:" +
           std::string(5000, 'g') +
           ":/home/alice:/bin/sh\n"
           "bob:x:1001:1001::/home/bob:/bin/sh\n";
}

// A mount namespace of this process: what is mounted in it nobody else sees. Without root it takes
// a user namespace.
void put_account_files(const TemporaryFolder& folder) {
    const int spaces = CLONE_NEWNS | (geteuid() == 0 ? 0 : CLONE_NEWUSER);
    const std::string passwd = folder.write("passwd", passwd_file(), 0644);
    const std::string group = folder.write("group", group_file(), 0644);
    const std::string nsswitch =
        folder.write("nsswitch.conf", "passwd: files\ngroup: files\n", 0644);
    if (unshare(spaces) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        mount(passwd.c_str(), "/etc/passwd", nullptr, MS_BIND, nullptr) != 0 ||
        mount(group.c_str(), "/etc/group", nullptr, MS_BIND, nullptr) != 0 ||
        mount(nsswitch.c_str(), "/etc/nsswitch.conf", nullptr, MS_BIND, nullptr) != 0)
        fail_msg("a mount namespace with own account files: %s", strerror(errno));
}

Account alice() {
    return {"alice", 1000, 1000};
}

Membership membership_of(const Account& account, const std::vector<std::string>& groups) {
    std::vector<std::string> unknown;
    const auto membership = SystemAccounts().membership(account, groups, unknown);
    if (!membership) fail_msg("%s", membership.error().message.c_str());
    assert_true(unknown.empty());
    return *membership;
}

TEST(an_account_is_found_with_its_ids) {
    const auto found = SystemAccounts().find("bob");
    assert_text((*found)->name, "bob");
    assert_int_equal((*found)->uid, 1001);
    assert_int_equal((*found)->gid, 1001);
}

TEST(an_account_whose_entry_is_large_is_found) {
    const auto found = SystemAccounts().find("alice");
    assert_text((*found)->name, "alice");
    assert_int_equal((*found)->uid, 1000);
}

TEST(an_account_that_the_system_does_not_know_is_not_found) {
    for (const std::string_view name :
         {std::string_view("carol"), std::string_view(""), std::string_view("ALICE"),
          std::string_view("bob "), std::string_view("bob\0x", 5), std::string_view("bob:x")}) {
        const auto found = SystemAccounts().find(name);
        assert_true(found.has_value());
        assert_false(found->has_value());
    }
    assert_false(SystemAccounts().find(std::string(100'000, 'x'))->has_value());
}

TEST(membership_is_that_of_the_main_and_of_further_groups) {
    assert_same(membership_of(alice(), {"alice"}), Membership::member);
    assert_same(membership_of(alice(), {"g99"}), Membership::member);
    assert_same(membership_of(alice(), {"empty", "g0"}), Membership::member);
    assert_same(membership_of(alice(), {"bob", "empty"}), Membership::none);
    assert_same(membership_of(alice(), {}), Membership::none);
    assert_same(membership_of({"bob", 1001, 1001}, {"large"}), Membership::none);
}

TEST(a_group_with_thousands_of_members_is_read) {
    assert_same(membership_of(alice(), {"large"}), Membership::member);
}

TEST(groups_are_compared_by_gid) {
    assert_same(membership_of(alice(), {"same_gid"}), Membership::member);
    assert_same(membership_of({"carol", 5, 3000}, {"empty"}), Membership::member);
}

TEST(a_group_that_the_system_does_not_know_exempts_nobody_and_is_named) {
    std::vector<std::string> unknown;
    const std::vector<std::string> groups{"nosuch", "bob", "", std::string("alice\0", 6)};
    const auto membership = SystemAccounts().membership(alice(), groups, unknown);
    assert_same(*membership, Membership::none);
    assert_int_equal(unknown.size(), 3);
    assert_text(unknown[0], "nosuch");
    // A known one beside them still counts.
    unknown.clear();
    assert_same(*SystemAccounts().membership(alice(), {"nosuch", "g1"}, unknown),
                Membership::member);
    assert_int_equal(unknown.size(), 1);
}

}  // namespace

int main() {
    const auto set_up = [](void** state) {
        auto* folder = new TemporaryFolder;
        put_account_files(*folder);
        *state = folder;
        return 0;
    };
    const auto tear_down = [](void** state) {
        delete static_cast<TemporaryFolder*>(*state);
        return 0;
    };
    return infobip_otp::testing::run_the_tests("system accounts", set_up, tear_down);
}
