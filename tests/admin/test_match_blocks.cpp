// SPDX-License-Identifier: MIT
// Match blocks of sshd, and logins that they are for.
#include "stack/match_blocks.hpp"

#include "admin/match_connection.hpp"
#include "cmocka.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;
using namespace infobip_otp::stack;
using infobip_otp::admin::connection_into;

namespace {

MatchBlock block(std::vector<std::pair<std::string, std::string>> criteria) {
    return {"/etc/ssh/sshd_config", 1, std::move(criteria)};
}

std::string connection(std::vector<std::pair<std::string, std::string>> criteria) {
    return connection_into(block(std::move(criteria))).value_or("nobody");
}

void match_lines_are_found_in_included_files_too(void**) {
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
    assert_text(blocks[0].text(), "Match group admins");
    assert_text(blocks[0].place(), folder.path_of("one.conf") + ":2");
    assert_text(blocks[1].text(), "Match user alice,bob address 192.0.2.0/24");
    assert_text(blocks[1].place(), folder.path_of("sshd_config") + ":3");
    assert_text(blocks[2].text(), "Match all");
    assert_true(read_match_blocks("/no/such/file").empty());
}

void a_connection_meets_what_the_block_asks_for(void**) {
    assert_text(connection({{"user", "alice,bob"}}), "addr=127.0.0.1,host=localhost,user=alice");
    assert_text(connection({{"user", "!root,da*mon"}}),
                "addr=127.0.0.1,host=localhost,user=daemon");
    assert_text(connection({{"group", "daemon"}}), "addr=127.0.0.1,host=localhost,user=daemon");
    assert_text(connection({{"address", "192.0.2.0/24,::1"}, {"localport", "2222"}}),
                "addr=192.0.2.0,host=localhost,lport=2222,user=root");
    assert_text(connection({{"host", "*.example.org"}}),
                "addr=127.0.0.1,host=1.example.org,user=root");
    assert_text(connection({}), "addr=127.0.0.1,host=localhost,user=root");
}

void a_block_that_nobody_here_meets_has_no_connection(void**) {
    assert_text(connection({{"group", "no-such-group"}}), "nobody");
    assert_text(connection({{"user", "no-such-*"}}), "nobody");
    assert_text(connection({{"user", "!root"}}), "nobody");
}

}  // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(match_lines_are_found_in_included_files_too),
        cmocka_unit_test(a_connection_meets_what_the_block_asks_for),
        cmocka_unit_test(a_block_that_nobody_here_meets_has_no_connection),
    };
    return cmocka_run_group_tests_name("match_blocks", tests, nullptr, nullptr);
}
