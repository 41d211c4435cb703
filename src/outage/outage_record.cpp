// SPDX-License-Identifier: MIT
// OutageRecord: two files without a lock.
#include "outage/outage_record.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

#include "base/bytes.hpp"
#include "base/checksum.hpp"
#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/folder.hpp"
#include "base/peer_address.hpp"

namespace infobip_otp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* outage_name = "outage";
constexpr const char* reached_name = "reached";
constexpr const char* boot_id_path = "/proc/sys/kernel/random/boot_id";
constexpr std::string_view outage_magic = "IOTPOUT\n";
constexpr std::string_view reached_magic = "IOTPRCH\n";
constexpr std::uint32_t version = 1;
constexpr std::size_t boot_id_size = 36;
constexpr std::size_t address_size = 48;
constexpr std::size_t moment_size = 16;
constexpr std::size_t head_size = 8 + 4 + boot_id_size;
constexpr std::size_t outage_size = head_size + 2 * moment_size + 4;
constexpr std::size_t reached_size = head_size + moment_size + address_size + 4;
constexpr int careful = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

// One moment by both clocks: the wall clock may jump, the uptime begins anew with the machine.
struct Moment {
    WallTime wall{};
    milliseconds since_boot{0};
};

// `earlier` is not later than `later` by either clock.
bool in_order(const Moment& earlier, const Moment& later) {
    return earlier.wall <= later.wall && earlier.since_boot <= later.since_boot;
}

seconds shorter(const Moment& from, const Moment& to) {
    return std::min(std::chrono::floor<seconds>(to.since_boot - from.since_boot),
                    std::chrono::floor<seconds>(to.wall - from.wall));
}

seconds longer(const Moment& from, const Moment& to) {
    return std::max(std::chrono::ceil<seconds>(to.since_boot - from.since_boot),
                    std::chrono::ceil<seconds>(to.wall - from.wall));
}

struct Outage {
    Moment first;
    Moment last;
};

struct Reached {
    Moment when;
    std::string address;
};

Moment now_by(const Clock& clock) {
    return {clock.wall(), clock.since_boot()};
}

std::string read_all(int descriptor, std::size_t longest) {
    std::string content(longest + 1, '\0');
    const ssize_t got = pread(descriptor, content.data(), content.size(), 0);
    content.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return content;
}

// Which start of the machine this is; empty: not known, and then nothing is proved.
std::string boot_id() {
    const Descriptor file(open(boot_id_path, O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) return "";
    std::string id(boot_id_size, '\0');
    if (read(file.get(), id.data(), id.size()) != static_cast<ssize_t>(id.size())) return "";
    return id;
}

void put(ByteWriter& to, const Moment& moment) {
    to.number(static_cast<std::uint64_t>(moment.wall.time_since_epoch().count()), 8);
    to.number(static_cast<std::uint64_t>(moment.since_boot.count()), 8);
}

Moment take_moment(ByteReader& from) {
    const auto wall = static_cast<std::int64_t>(from.number(8));
    const auto since_boot = static_cast<std::int64_t>(from.number(8));
    return {WallTime(seconds(wall)), milliseconds(since_boot)};
}

ByteWriter begin(std::string_view magic, const std::string& boot) {
    ByteWriter writer;
    writer.text(magic, magic.size());
    writer.number(version, 4);
    writer.text(boot, boot_id_size);
    return writer;
}

std::string end(ByteWriter writer) {
    writer.number(checksum(writer.bytes()), 4);
    return writer.bytes();
}

std::string encode(const Outage& outage, const std::string& boot) {
    ByteWriter writer = begin(outage_magic, boot);
    put(writer, outage.first);
    put(writer, outage.last);
    return end(std::move(writer));
}

std::string encode(const Reached& reached, const std::string& boot) {
    ByteWriter writer = begin(reached_magic, boot);
    put(writer, reached.when);
    writer.text(reached.address, address_size);
    return end(std::move(writer));
}

// The record behind its head; nullopt: not one of this format, or of another start of the machine.
std::optional<ByteReader> open_record(std::string_view content, std::string_view magic,
                                      std::size_t size, const std::string& boot) {
    if (content.size() != size || boot.empty()) return std::nullopt;
    ByteReader sum(content.substr(size - 4));
    if (sum.number(4) != checksum(content.substr(0, size - 4))) return std::nullopt;
    if (!content.starts_with(magic)) return std::nullopt;
    ByteReader record(content.substr(magic.size()));
    if (record.number(4) != version || record.text(boot_id_size) != boot) return std::nullopt;
    return record;
}

// nullopt: no outage, or none that has lasted until now.
std::optional<Outage> decode_outage(std::string_view content, const std::string& boot,
                                    const Moment& now) {
    auto record = open_record(content, outage_magic, outage_size, boot);
    if (!record) return std::nullopt;
    Outage outage;
    outage.first = take_moment(*record);
    outage.last = take_moment(*record);
    if (!in_order(outage.first, outage.last) || !in_order(outage.last, now)) return std::nullopt;
    if (longer(outage.last, now) > OutageRecord::ends_after) return std::nullopt;
    return outage;
}

std::optional<Reached> decode_reached(std::string_view content, const std::string& boot,
                                      const Moment& now) {
    auto record = open_record(content, reached_magic, reached_size, boot);
    if (!record) return std::nullopt;
    Reached reached;
    reached.when = take_moment(*record);
    reached.address = record->text(address_size);
    if (!in_order(reached.when, now)) return std::nullopt;
    const bool holds = longer(reached.when, now) <= OutageRecord::address_holds;
    if (!holds || !is_ip_address(reached.address)) reached.address.clear();
    return reached;
}

// Empty where there is none that can be trusted.
Descriptor open_file(const Folder& folder, const char* name, int flags) {
    Descriptor file(openat(folder.get(), name, flags | careful));
    if (file.is_open() && !check_trusted(file.get(), folder.path_of(name), Privacy::secret))
        file.close();
    return file;
}

Descriptor make_file(const Folder& folder, const char* name, int flags) {
    Descriptor file(openat(folder.get(), name, O_RDWR | O_CREAT | flags | careful, 0600));
    if (file.is_open() && !take_ownership(file.get(), 0600, folder.path_of(name))) file.close();
    return file;
}

// One write: it is there whole, or its checksum is wrong.
bool write_whole(const Descriptor& file, const std::string& record) {
    return pwrite(file.get(), record.data(), record.size(), 0) ==
           static_cast<ssize_t>(record.size());
}

// The file first, then the time that goes into it: once it has its name, every success takes it
// away, so that the time cannot be from before one.
void begin_outage(const Folder& folder, const Clock& clock, const std::string& boot,
                  milliseconds stale) {
    unlinkat(folder.get(), outage_name, 0);
    const Descriptor file = make_file(folder, outage_name, O_EXCL);
    if (!file.is_open()) return;
    const Moment now = now_by(clock);
    const bool counts = now.since_boot < stale;
    if (!counts || !write_whole(file, encode(Outage{now, now}, boot)))
        unlinkat(folder.get(), outage_name, 0);
}

}  // namespace

std::chrono::seconds OutageRecord::failed(milliseconds stale) {
    const auto folder = Folder::open_private(state_dir_);
    const std::string boot = boot_id();
    if (!folder || boot.empty()) return seconds(0);
    const Descriptor file = open_file(*folder, outage_name, O_RDWR);
    const Moment now = now_by(clock_);
    if (now.since_boot >= stale) return seconds(0);
    auto outage =
        file.is_open() ? decode_outage(read_all(file.get(), outage_size), boot, now) : std::nullopt;
    if (!outage) {
        begin_outage(*folder, clock_, boot, stale);
        return seconds(0);
    }
    outage->last = now;
    if (!write_whole(file, encode(*outage, boot))) return seconds(0);
    return shorter(outage->first, now);
}

void OutageRecord::reached(std::string_view address) {
    const auto folder = Folder::open_private(state_dir_);
    if (!folder) return;
    unlinkat(folder->get(), outage_name, 0);
    if (noted_reached_) return;
    const Descriptor file = [&] {
        Descriptor there = open_file(*folder, reached_name, O_RDWR);
        if (there.is_open()) return there;
        unlinkat(folder->get(), reached_name, 0);
        return make_file(*folder, reached_name, O_EXCL);
    }();
    if (!file.is_open()) return;
    const Reached reached{now_by(clock_), std::string(address)};
    noted_reached_ = write_whole(file, encode(reached, boot_id()));
}

std::string OutageRecord::address() const {
    return look().address;
}

OutageSeen OutageRecord::look() const {
    OutageSeen seen;
    const auto folder = Folder::open(state_dir_);
    if (!folder) return seen;
    const std::string boot = boot_id();
    const Moment now = now_by(clock_);
    if (const Descriptor file = open_file(*folder, outage_name, O_RDONLY); file.is_open())
        if (const auto outage = decode_outage(read_all(file.get(), outage_size), boot, now)) {
            seen.first_failure = outage->first.wall;
            seen.last_failure = outage->last.wall;
            seen.lasts = shorter(outage->first, now);
        }
    if (const Descriptor file = open_file(*folder, reached_name, O_RDONLY); file.is_open())
        if (const auto reached = decode_reached(read_all(file.get(), reached_size), boot, now)) {
            seen.last_success = reached->when.wall;
            seen.address = reached->address;
        }
    return seen;
}

}  // namespace infobip_otp
