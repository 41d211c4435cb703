// SPDX-License-Identifier: MIT
// load_cost CONFDIR SERVICE USER: one pam_start ... pam_end, counted by callgrind where it runs
// under it; prints the answer and the shared objects that are loaded before and after.
#include <link.h>
#include <security/pam_appl.h>
#include <valgrind/callgrind.h>

#include <cstdio>

namespace {

int count_object(dl_phdr_info*, std::size_t, void* count) {
    ++*static_cast<int*>(count);
    return 0;
}

int shared_objects() {
    int count = 0;
    dl_iterate_phdr(count_object, &count);
    return count;
}

int nobody_answers(int, const pam_message**, pam_response**, void*) {
    return PAM_CONV_ERR;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 64;
    const pam_conv conversation{nobody_answers, nullptr};
    const int before = shared_objects();
    pam_handle_t* pamh = nullptr;
    CALLGRIND_START_INSTRUMENTATION;
    if (pam_start_confdir(argv[2], argv[3], &conversation, argv[1], &pamh) != PAM_SUCCESS)
        return 65;
    const int code = pam_authenticate(pamh, 0);
    const int loaded = shared_objects();
    pam_end(pamh, code);
    CALLGRIND_STOP_INSTRUMENTATION;
    std::printf("code %d objects %d\n", code, loaded - before);
    return 0;
}
