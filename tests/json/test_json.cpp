// SPDX-License-Identifier: MIT
// What Json reads, refuses and writes.
#include "json/json.hpp"

#include "cmocka.hpp"

using infobip_otp::Json;

namespace {

bool reads(std::string_view text) {
    return Json::parse(text).has_value();
}

TEST(one_object_is_read) {
    const auto json =
        Json::parse(R"( {"a": true, "b": "x\u0041", "c": 3, "d": null, "e": [1, "2"]} )");
    assert_true(json.has_value());
    assert_true(json->member("a")->boolean() == true);
    assert_text(*json->member("b")->text(), "xA");
    assert_int_equal(*json->member("c")->integer(), 3);
    assert_same(json->member("d")->kind(), Json::Kind::null);
    assert_int_equal(json->member("e")->elements().size(), 2);
    assert_false(json->member("f").has_value());
}

TEST(a_text_is_no_boolean_and_one_is_no_truth) {
    const auto json = Json::parse(R"({"a": "true", "b": 1})");
    assert_false(json->member("a")->boolean().has_value());
    assert_false(json->member("b")->boolean().has_value());
    assert_false(json->member("b")->text().has_value());
}

TEST(a_number_alone_is_json) {
    assert_int_equal(*Json::parse("12")->integer(), 12);
}

TEST(what_is_not_one_json_value_is_refused) {
    for (const char* text : {"", "  ", "{", "{}}", "{} x", "{}{}", "[1,]", "nul", "{\"a\":}",
                             "<html>", "{\"a\" 1}", "\"\xff\"", "{'a':1} ;"})
        if (reads(text)) fail_msg("accepted: %s", text);
}

TEST(data_behind_a_nul_is_refused) {
    assert_false(reads(std::string_view("{}\0{}", 5)));
    assert_false(reads(std::string_view("{\"a\":\0}", 7)));
}

TEST(a_name_with_a_nul_is_refused_wherever_it_stands) {
    for (const char* text : {R"({"a\u0000":1})", R"({"\u0000":1})", R"({"a\u0000b":1})",
                             R"({"a\u0000" : 1})", R"({"b":{"a\u0000":1}})", R"([1,{"a\u0000":1}])",
                             R"({"a":1,"a\u0000x":2})", R"({'a\u0000x':1})", R"({"\"\\\u0000":1})",
                             R"({"b":"\"","a\u0000":1})", R"({"b":"'","a\u0000":1})"})
        if (reads(text)) fail_msg("accepted: %s", text);
}

TEST(a_nul_in_a_value_and_what_only_looks_like_one_in_a_name_are_read) {
    const auto json = Json::parse(R"({"a":"x\u0000:","b":["\u0000"],"c\\u0000":"d","e":"\u0000"})");
    assert_true(json.has_value());
    assert_true(*json->member("a")->text() == std::string("x\0:", 3));
    assert_text(*json->member("c\\u0000")->text(), "d");
}

TEST(seventeen_levels_are_too_deep) {
    assert_true(reads(std::string(15, '[') + std::string(15, ']')));
    assert_false(reads(std::string(17, '[') + std::string(17, ']')));
    assert_false(reads(std::string(30000, '[')));
}

TEST(more_than_64_kib_are_refused) {
    assert_true(reads("\"" + std::string(Json::longest - 2, 'x') + "\""));
    assert_false(reads("\"" + std::string(Json::longest - 1, 'x') + "\""));
}

TEST(what_is_built_is_written_without_blanks) {
    auto json = Json::object();
    json.set("to", "41793026727").set("n", Json(std::int64_t{5})).set("ok", Json(true));
    json.set("list", Json::array().append(Json("a/b")).append(Json()));
    assert_text(json.dump(), R"({"to":"41793026727","n":5,"ok":true,"list":["a/b",null]})");
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("json");
}
