// SPDX-License-Identifier: MIT
// Which records cross the wall, and which are refused.
#include "link/records.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "base/descriptor.hpp"
#include "cmocka.hpp"

using namespace infobip_otp;

namespace {

struct Wall {
    Descriptor module;
    Descriptor helper;
};

Wall open_wall() {
    std::array<int, 2> ends{};
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void send_bytes(const Wall& wall, const void* bytes, std::size_t size) {
    assert_int_equal(send(wall.module.get(), bytes, size, MSG_NOSIGNAL), size);
}

RequestRecord verify_request() {
    RequestRecord request;
    request.head.kind = static_cast<std::uint32_t>(RecordKind::verify);
    assert_true(put_text(request.pin_id, "0123ABCD"));
    assert_true(put_text(request.code, "123456"));
    return request;
}

bool is_zeroed(const void* record, std::size_t size) {
    const std::string zeros(size, '\0');
    return std::memcmp(record, zeros.data(), size) == 0;
}

TEST(a_record_arrives_as_it_was_sent) {
    const Wall wall = open_wall();
    const RequestRecord request = verify_request();
    assert_true(send_record(wall.module.get(), &request, sizeof request));
    RequestRecord seen;
    assert_same(receive_record(wall.helper.get(), &seen, sizeof seen), Received::record);
    assert_memory_equal(&seen, &request, sizeof request);
}

TEST(two_records_stay_two) {
    const Wall wall = open_wall();
    const OpeningRecord opening;
    const RequestRecord request = verify_request();
    assert_true(send_record(wall.module.get(), &opening, sizeof opening));
    assert_true(send_record(wall.module.get(), &request, sizeof request));
    OpeningRecord first;
    RequestRecord second;
    assert_same(receive_record(wall.helper.get(), &first, sizeof first), Received::record);
    assert_same(receive_record(wall.helper.get(), &second, sizeof second), Received::record);
    assert_text(second.code, "123456");
}

TEST(a_record_of_another_size_is_refused_and_zeroed) {
    const RequestRecord request = verify_request();
    std::array<char, sizeof request + 1> longer{};
    std::memcpy(longer.data(), &request, sizeof request);
    for (const std::size_t size : {sizeof request + 1, sizeof request - 1, sizeof(RecordHead),
                                   sizeof(RecordHead) - 1, std::size_t{1}}) {
        const Wall wall = open_wall();
        send_bytes(wall, longer.data(), size);
        RequestRecord seen = verify_request();
        assert_same(receive_record(wall.helper.get(), &seen, sizeof seen), Received::malformed);
        assert_true(is_zeroed(&seen, sizeof seen));
    }
}

TEST(a_record_of_another_kind_is_refused) {
    for (const std::uint32_t kind : {0U, 1U, 5U, 6U, 7U, 0xffffffffU}) {
        const Wall wall = open_wall();
        RequestRecord request = verify_request();
        request.head.kind = kind;
        send_bytes(wall, &request, sizeof request);
        RequestRecord seen;
        assert_same(receive_record(wall.helper.get(), &seen, sizeof seen), Received::malformed);
        assert_true(is_zeroed(&seen, sizeof seen));
    }
}

TEST(another_version_is_named_whatever_its_size) {
    RequestRecord request = verify_request();
    request.head.version = record_version + 1;
    for (const std::size_t size : {sizeof request, sizeof request - 8, sizeof(RecordHead)}) {
        const Wall wall = open_wall();
        send_bytes(wall, &request, size);
        RequestRecord seen;
        assert_same(receive_record(wall.helper.get(), &seen, sizeof seen), Received::other_version);
        assert_int_equal(seen.head.version, record_version + 1);
        assert_true(is_zeroed(&seen.head.kind, sizeof seen - sizeof seen.head.version));
    }
}

TEST(the_other_side_gone_is_closed_and_so_is_an_empty_record) {
    Wall wall = open_wall();
    send_bytes(wall, "", 0);
    RequestRecord seen;
    assert_same(receive_record(wall.helper.get(), &seen, sizeof seen), Received::closed);
    wall.module.close();
    assert_same(receive_record(wall.helper.get(), &seen, sizeof seen), Received::closed);
}

TEST(a_failing_socket_says_why) {
    const Wall wall = open_wall();
    RequestRecord seen = verify_request();
    assert_same(receive_record(-1, &seen, sizeof seen), Received::failed);
    assert_int_equal(errno, EBADF);
    assert_true(is_zeroed(&seen, sizeof seen));
}

TEST(sending_to_nobody_fails_without_a_signal) {
    Wall wall = open_wall();
    wall.helper.close();
    const RequestRecord request = verify_request();
    assert_false(send_record(wall.module.get(), &request, sizeof request));
}

TEST(a_side_that_does_not_read_is_not_waited_for) {
    const Wall wall = open_wall();
    const RequestRecord request = verify_request();
    int sent = 0;
    while (sent < 100000 && send_record(wall.module.get(), &request, sizeof request)) ++sent;
    assert_in_range(sent, 1, 99999);
    assert_int_equal(errno, EAGAIN);
}

TEST(a_text_that_does_not_fit_with_its_nul_is_not_put) {
    char field[4] = {'o', 'l', 'd', '\0'};
    assert_false(put_text(field, "four"));
    assert_false(put_text(field, std::string_view("a\0b", 3)));
    assert_text(field, "old");
    assert_true(put_text(field, "a"));
    assert_memory_equal(field, "a\0\0\0", 4);
}

TEST(a_text_without_its_nul_is_not_got) {
    const char full[3] = {'a', 'b', 'c'};
    const char text[3] = {'a', '\0', 'c'};
    assert_false(get_text(full).has_value());
    assert_text(get_text(text).value(), "a");
}

TEST(a_wiped_record_is_all_zero) {
    RequestRecord request = verify_request();
    wipe_record(request);
    assert_true(is_zeroed(&request, sizeof request));
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("records");
}
