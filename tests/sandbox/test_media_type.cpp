// SPDX-License-Identifier: MIT
// Content-Type and Accept, as RFC 9110 has them.
#include "sandbox/media_type.hpp"

#include "cmocka.hpp"

using namespace infobip_otp::sandbox;

namespace {

void json_is_json_in_any_letters_and_with_any_parameter(void**) {
    for (const char* type :
         {"application/json", "Application/JSON", "APPLICATION/JSON;charset=utf-8",
          " application/json ; charset=\"utf;8\"", "", "  "})
        if (!is_json(type)) fail_msg("refused: %s", type);
}

void nothing_else_is_json(void**) {
    for (const char* type : {"text/json", "application/jsonx", "application/json,text/plain",
                             "application/xml", "application/vnd.x+json", "json", "*/*",
                             "application/x-www-form-urlencoded", "application /json"})
        if (is_json(type)) fail_msg("taken: %s", type);
}

void a_client_that_names_no_type_takes_json(void**) {
    for (const char* accept : {"", " ", ",", " , ,"})
        if (!takes_json(accept)) fail_msg("refused: '%s'", accept);
}

void ranges_are_matched_in_any_letters(void**) {
    for (const char* accept :
         {"application/json", "APPLICATION/JSON", "Application/*", "*/*", "text/plain, */*",
          "text/html;level=1;q=0.4,application/json;q=0.001", "application/json ; charset=utf-8",
          "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"})
        if (!takes_json(accept)) fail_msg("refused: %s", accept);
    for (const char* accept : {"application/xml", "text/*", "*", "application/jso", "json/*",
                               "application/vnd.x+json", "text/plain;x=\", application/json\""})
        if (takes_json(accept)) fail_msg("taken: %s", accept);
}

void a_weight_of_zero_is_a_refusal(void**) {
    for (const char* accept : {"application/json;q=0", "application/json; Q=0.000", "*/*;q=0.",
                               "application/*;x=y;q=0", "application/json;q=0, text/plain"})
        if (takes_json(accept)) fail_msg("taken: %s", accept);
    for (const char* accept : {"application/json;q=0.01", "text/plain;q=0, application/json"})
        if (!takes_json(accept)) fail_msg("refused: %s", accept);
}

void the_closest_range_decides_wherever_it_stands(void**) {
    assert_false(takes_json("*/*, application/json;q=0"));
    assert_false(takes_json("application/json;q=0, application/*, */*"));
    assert_false(takes_json("application/*;q=0, */*"));
    assert_true(takes_json("*/*;q=0, application/json"));
    assert_true(takes_json("application/json, application/*;q=0"));
}

}  // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(json_is_json_in_any_letters_and_with_any_parameter),
        cmocka_unit_test(nothing_else_is_json),
        cmocka_unit_test(a_client_that_names_no_type_takes_json),
        cmocka_unit_test(ranges_are_matched_in_any_letters),
        cmocka_unit_test(a_weight_of_zero_is_a_refusal),
        cmocka_unit_test(the_closest_range_decides_wherever_it_stands),
    };
    return cmocka_run_group_tests_name("media_type", tests, nullptr, nullptr);
}
