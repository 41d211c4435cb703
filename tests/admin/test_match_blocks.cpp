// SPDX-License-Identifier: MIT
// Match blocks of sshd, as they are read and as sshd itself is asked about them.
#include "stack/match_blocks.hpp"

#include "cmocka.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;
using namespace infobip_otp::stack;

namespace {

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& one : texts) all += (all.empty() ? "" : " ") + one;
    return all;
}

std::vector<MatchBlock> blocks_of(const std::string& settings) {
    const testing::TemporaryFolder folder;
    folder.write("sshd_config", settings, 0644);
    return read_match_blocks(folder.path_of("sshd_config"));
}

TEST(match_lines_are_found_in_included_files_too) {
    const testing::TemporaryFolder folder;
    folder.write("one.conf", "PasswordAuthentication no\nMATCH\tGroup=admins\n", 0644);
    folder.write("sshd_config",
                 "# Match User nobody\nInclude " + folder.path_of("*.conf") +
                     "\nMatch User \"alice,bob\" Address 192.0.2.0/24 # why\n  Banner none\n"
                     "Match all\nInclude " +
                     folder.path_of("sshd_config") + "\nInclude /no/such/file",
                 0644);
    const auto blocks = read_match_blocks(folder.path_of("sshd_config"));
    assert_true(blocks.size() >= 3);
    assert_text(blocks[0].text(), "Match Group admins");
    assert_text(blocks[0].place(), folder.path_of("one.conf") + ":2");
    assert_text(blocks[1].text(), "Match User alice,bob Address 192.0.2.0/24");
    assert_text(blocks[1].place(), folder.path_of("sshd_config") + ":3");
    assert_text(blocks[2].text(), "Match all");
    assert_true(read_match_blocks("/no/such/file").empty());
}

TEST(a_block_in_a_file_that_a_block_includes_needs_both) {
    const testing::TemporaryFolder folder;
    folder.write("inner", "Match LocalPort 2222\n", 0644);
    folder.write("sshd_config",
                 "Match User alice\nInclude " + folder.path_of("inner") + "\nMatch all\nInclude " +
                     folder.path_of("inner") + "\n",
                 0644);
    const auto blocks = read_match_blocks(folder.path_of("sshd_config"));
    assert_int_equal(blocks.size(), 4);
    assert_text(blocks[1].text(), "Match User alice LocalPort 2222");
    assert_text(blocks[2].text(), "Match all");
    assert_text(blocks[3].text(), "Match LocalPort 2222");
}

TEST(quotes_and_signs_are_read_as_sshd_reads_them) {
    const auto blocks = blocks_of(
        "Match User \"domain users,alice\"\nMatch=User=alice\nMatch User \"a\" Group \"b c\"\n");
    assert_int_equal(blocks.size(), 3);
    assert_text(blocks[0].criteria[0].second, "domain users,alice");
    assert_text(blocks[0].text(), "Match User \"domain users,alice\"");
    assert_text(blocks[1].text(), "Match User alice");
    assert_text(blocks[2].text(), "Match User a Group \"b c\"");
}

TEST(a_pattern_list_takes_what_no_negated_pattern_takes) {
    assert_true(takes("*,!root", "alice"));
    assert_false(takes("*,!root", "root"));
    assert_false(takes("!root,*", "root"));
    assert_false(takes("!root", "alice"));
    assert_true(takes("a?ice,bob", "alice"));
    assert_true(takes("domain users,bob", "domain users"));
    assert_false(takes("", "alice"));
}

TEST(likely_texts_are_plain_ones_first) {
    assert_text(joined(likely_texts("git-*,alice,!root")), "alice git-1");
    assert_text(joined(likely_texts("10.0.*")), "10.0.1");
    assert_text(joined(likely_texts("10.0.0.0/8,!10.0.0.0/24")), "10.255.255.254 10.0.0.0");
    assert_text(joined(likely_texts("2001:db8::/64")), "2001:db8::ffff:ffff:ffff:fffe 2001:db8::");
    assert_text(joined(likely_texts("192.0.2.7/33")), "192.0.2.7");
    assert_text(joined(likely_texts("!root")), "");
}

TEST(sshd_is_asked_by_settings_of_the_blocks_alone) {
    const auto blocks = blocks_of("Port 22\nMatch User a\nBanner x\nMatch LocalPort 2222\n");
    assert_text(probing_settings(blocks, "port 22\nhostkey /k\nhostkeyagent none\n"),
                "hostkey /k\nMatch User a\nAcceptEnv INFOBIP_OTP_BLOCK_0\n"
                "Match LocalPort 2222\nAcceptEnv INFOBIP_OTP_BLOCK_1\n");
    const std::set<std::size_t> both = {0, 12};
    assert_true(met_blocks("acceptenv INFOBIP_OTP_BLOCK_0\nacceptenv LANG\n"
                           "acceptenv INFOBIP_OTP_BLOCK_12\n") == both);
    assert_true(met_blocks("acceptenv LANG\n").empty());
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("match_blocks");
}
