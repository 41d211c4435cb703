// SPDX-License-Identifier: MIT
// measured_login CONFDIR SERVICE USER [PHONE NUMBER [hold]]: one pam_start ... pam_end in a host
// that does nothing else, and what it took, as a line of JSON.
//
// The code is the newest message to NUMBER in the sandbox's file PHONE; without these no question
// is answered. With `hold` it prints "asked" at the prompt and goes on at the end of standard
// input. Under callgrind the instructions between pam_start and pam_end are counted.
#include <link.h>
#include <security/pam_appl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

#include <cstdlib>

#include "consumption.hpp"

namespace {

using namespace infobip_otp::bench;

struct Person {
    const char* phone;
    const char* number;
    bool holds;
    double asked = 0;
    double answered = 0;
};

int count_object(dl_phdr_info*, std::size_t, void* count) {
    ++*static_cast<int*>(count);
    return 0;
}

int shared_objects() {
    int count = 0;
    dl_iterate_phdr(count_object, &count);
    return count;
}

void hold() {
    std::puts("asked");
    std::fflush(stdout);
    char byte = 0;
    while (read(STDIN_FILENO, &byte, 1) > 0) continue;
}

char* answer(Person& person) {
    person.asked = microseconds();
    if (person.holds) hold();
    const std::string code = newest_code(person.phone, person.number);
    person.answered = microseconds();
    return strdup(code.c_str());
}

int converse(int count, const pam_message** messages, pam_response** responses, void* data) {
    auto& person = *static_cast<Person*>(data);
    if (person.phone == nullptr) return PAM_CONV_ERR;
    // PAM frees it with free(3).
    auto* const made = static_cast<pam_response*>(
        std::calloc(static_cast<std::size_t>(count), sizeof(pam_response)));
    for (int i = 0; i < count; ++i)
        if (messages[i]->msg_style == PAM_PROMPT_ECHO_OFF ||
            messages[i]->msg_style == PAM_PROMPT_ECHO_ON)
            made[i].resp = answer(person);
    *responses = made;
    return PAM_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4 && argc != 6 && argc != 7) return 64;
    Person person{argc > 4 ? argv[4] : nullptr, argc > 4 ? argv[5] : nullptr, argc == 7};
    const pam_conv conversation{converse, &person};
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    const char* const rollup = "/proc/self/smaps_rollup";
    const int objects = shared_objects();
    const long private_before = kibibytes(rollup, "Anonymous");
    pam_handle_t* pamh = nullptr;
    const double processor = processor_microseconds(RUSAGE_SELF);
    const double begin = microseconds();
    CALLGRIND_START_INSTRUMENTATION;
    if (pam_start_confdir(argv[2], argv[3], &conversation, argv[1], &pamh) != PAM_SUCCESS)
        return 65;
    const int code = pam_authenticate(pamh, 0);
    const double verdict = microseconds();
    const double processor_after = processor_microseconds(RUSAGE_SELF);
    CALLGRIND_TOGGLE_COLLECT;
    const int loaded = shared_objects();
    const long private_after = kibibytes(rollup, "Anonymous");
    CALLGRIND_TOGGLE_COLLECT;
    pam_end(pamh, code);
    CALLGRIND_STOP_INSTRUMENTATION;
    // The helper is nobody's child, and came to the nearest subreaper.
    while (wait(nullptr) > 0) continue;
    rusage children{};
    getrusage(RUSAGE_CHILDREN, &children);
    std::printf(
        "{\"code\":%d,\"objects\":%d,\"private_kib\":%ld,\"wall_us\":%.1f,\"self_cpu_us\":%.1f,"
        "\"prompt_us\":%.1f,\"verdict_us\":%.1f,\"host_kib\":%ld,\"child_kib\":%ld}\n",
        code, loaded - objects, private_after - private_before, verdict - begin,
        processor_after - processor, person.asked - begin, verdict - person.answered,
        kibibytes("/proc/self/status", "VmHWM"), children.ru_maxrss);
    return 0;
}
