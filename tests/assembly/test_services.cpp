// SPDX-License-Identifier: MIT
// Services: each setting of the helper and of recovery codes comes to where it is used.
#include "assembly/services.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "base/system_clock.hpp"
#include "cmocka.hpp"
#include "fakes/fixed_clock.hpp"
#include "fakes/recording_audit_log.hpp"
#include "fakes/scripted_conversation.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const KeySource key = [] { return Result<Secret>(Secret("K")); };

struct ServicesFixture {
    ServicesFixture() {
        settings.helper = folder.path_of("settings");  // what the fake is to tell
        std::filesystem::copy_file(FAKE_HELPER, settings.helper);
        assert_int_equal(chmod(settings.helper.c_str(), 0755), 0);
        settings.state_dir = folder.path_of("state");
        settings.base_url = "https://u";
        settings.application_id = "A";
        settings.message_id = "M";
    }

    // What the helper was told, as it says it itself.
    std::string told() {
        Services services(settings, key, clock, audit);
        PinService& pins = services.ports(conversation).pins;
        assert_true(pins.make_ready().has_value());
        PinReply reply = pins.send(*PhoneNumber::parse("+41793026727"));
        assert_same(reply.outcome, PinOutcome::sent);
        return " " + reply.detail + " ";
    }

    testing::TemporaryFolder folder;
    Settings settings;
    SystemClock clock;
    testing::RecordingAuditLog audit;
    testing::ScriptedConversation conversation;
};

TEST(the_helper_is_told_every_setting_of_its_own) {
    ServicesFixture fixture;
    fixture.settings.sender = "S";
    fixture.settings.ca_path = "/hashed";
    fixture.settings.ca_file = "/one.pem";
    fixture.settings.proxy = "http://p:3128";
    fixture.settings.connect_timeout = milliseconds(1500);
    fixture.settings.request_timeout = milliseconds(7500);
    fixture.settings.login.code_lifetime = seconds(300);
    fixture.settings.login.login_timeout = seconds(110);
    assert_text(fixture.told(),
                " url=https://u app=A msg=M sender=S ca_path=/hashed ca_file=/one.pem "
                "proxy=http://p:3128 lookup=0 connect=1500 request=7500 life=360000 ");
}

TEST(what_is_not_set_is_told_as_nothing_but_for_the_authorities_of_the_system) {
    ServicesFixture fixture;
    assert_contains(fixture.told(), " sender= ca_path=/etc/ssl/certs ca_file= proxy= ");
}

TEST(number_lookup_is_told_as_unset_no_or_yes) {
    const struct {
        NumberLookupSetting setting;
        const char* told;
    } cases[] = {{NumberLookupSetting::unset, " lookup=0 "},
                 {NumberLookupSetting::no, " lookup=1 "},
                 {NumberLookupSetting::yes, " lookup=2 "}};
    for (const auto& each : cases) {
        ServicesFixture fixture;
        fixture.settings.number_lookup = each.setting;
        assert_contains(fixture.told(), each.told);
    }
}

TEST(the_helper_may_live_a_minute_longer_than_code_and_login) {
    ServicesFixture fixture;
    fixture.settings.login.code_lifetime = seconds(30);
    fixture.settings.login.login_timeout = seconds(90);
    assert_contains(fixture.told(), " life=150000 ");
}

TEST(recovery_pause_is_the_wait_between_two_guesses) {
    for (const seconds pause : {seconds(7), seconds(30)}) {
        ServicesFixture fixture;
        fixture.settings.recovery_pause = pause;
        testing::FixedClock clock;
        FileRecoveryCodes codes(fixture.settings.state_dir, pause, clock);
        assert_true(codes.renew("alice").has_value());
        Services services(fixture.settings, key, clock, fixture.audit);
        RecoveryCodes& recovery = services.ports(fixture.conversation).recovery;
        const Secret guess("0000000000000000");
        assert_same(recovery.spend("alice", guess, {})->answer, RecoveryAnswer::wrong);
        const auto second = recovery.spend("alice", guess, {});
        assert_same(second->answer, RecoveryAnswer::too_soon);
        assert_int_equal(second->wait.count(), pause.count());
    }
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("services");
}
