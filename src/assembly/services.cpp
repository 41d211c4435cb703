// SPDX-License-Identifier: MIT
// Putting the adapters together: the only file that knows them all.
#include "assembly/services.hpp"

#include <algorithm>

#include "assembly/limit_settings.hpp"

namespace infobip_otp {
namespace {

// Beyond that nobody can use the helper any more; sudo's prompt would keep it for ever.
constexpr std::chrono::seconds helper_outlives_login(60);

// What an exchange may take beside the service's time on a busy machine: the helper starts, and its
// host hears it. Below the least unreachable_after, so that no single failure held back lasts so
// long.
constexpr std::chrono::seconds longest_beside_the_request(6);

NumberLookup number_lookup(NumberLookupSetting setting) {
    switch (setting) {
        case NumberLookupSetting::unset: return NumberLookup::unset;
        case NumberLookupSetting::no: return NumberLookup::no;
        case NumberLookupSetting::yes: return NumberLookup::yes;
    }
    return NumberLookup::unset;
}

HelperSetup helper_setup(const Settings& settings, KeySource api_key, const OutageRecord& outage) {
    HelperSetup setup;
    setup.program = settings.helper;
    setup.base_url = settings.base_url;
    setup.api_key = std::move(api_key);
    setup.application_id = settings.application_id;
    setup.message_id = settings.message_id;
    setup.sender = settings.sender;
    setup.ca_path = settings.ca_path;
    setup.ca_file = settings.ca_file;
    setup.proxy = settings.proxy;
    setup.connect_timeout = settings.connect_timeout;
    setup.request_timeout = settings.request_timeout;
    setup.longest_life = std::max(settings.login.code_lifetime, settings.login.login_timeout) +
                         helper_outlives_login;
    setup.number_lookup = number_lookup(settings.number_lookup);
    setup.known_address = [&outage] { return outage.address(); };
    return setup;
}

}  // namespace

Services::Services(const Settings& settings, KeySource api_key, Clock& clock, AuditLog& audit)
    : clock_(clock),
      audit_(audit),
      directory_(settings.users_file),
      outage_(settings.state_dir, clock),
      helper_(helper_setup(settings, std::move(api_key), outage_), clock),
      pins_(helper_, outage_, clock, settings.request_timeout + longest_beside_the_request),
      // A login that is refused by a limit starts no helper.
      limits_(settings.state_dir, limit_settings(settings), clock, audit,
              [this] { helper_.prepare(); }),
      recovery_(settings.state_dir, settings.recovery_pause, clock) {}

LoginPorts Services::ports(Conversation& conversation) {
    return {accounts_, directory_, pins_, limits_, recovery_, conversation, audit_, clock_};
}

}  // namespace infobip_otp
