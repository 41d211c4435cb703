// SPDX-License-Identifier: MIT
// A helper that was stopped until its host was gone, with the host's records still waiting.
//
// Before it has changed its account the helper belongs to the caller of su as well, who may stop
// it, kill su and let it go on whenever they like.
#include "helper/helper_bench.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;

namespace {

HelperBench* bench = nullptr;

void what_a_dead_host_asked_for_is_not_done(void**) {
    bench->faults.forget();
    SpawnedHelper helper(bench->program(), [] { raise(SIGSTOP); });
    int status = 0;
    assert_int_equal(waitpid(helper.pid(), &status, WUNTRACED), helper.pid());
    assert_true(WIFSTOPPED(status));
    const OpeningRecord opening = bench->opening();
    helper.give(&opening, sizeof opening);
    helper.ask(RecordKind::send, "41793026727");
    helper.hang_up();
    assert_int_equal(kill(helper.pid(), SIGCONT), 0);
    assert_true(WIFEXITED(helper.end()));
    assert_int_equal(bench->faults.count("tls request"), 0);
}

void what_a_living_host_asked_for_is_done(void**) {
    bench->faults.forget();
    SpawnedHelper helper(bench->program());
    assert_same(outcome(open_and_send(helper, bench->opening())), PinOutcome::sent);
    assert_int_equal(bench->faults.count("tls request"), 1);
}

int start(void**) {
    bench = new HelperBench(HELPER_PROGRAM, HTTP_FAULTS);
    return 0;
}

int stop(void**) {
    delete bench;
    return 0;
}

}  // namespace

int main() {
    if (geteuid() != 0) {
        print_message("needs root: the helper drops what only root has\n");
        return 77;
    }
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_a_dead_host_asked_for_is_not_done),
        cmocka_unit_test(what_a_living_host_asked_for_is_done),
    };
    return cmocka_run_group_tests_name("helper_orphan", tests, start, stop);
}
