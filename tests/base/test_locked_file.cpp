// SPDX-License-Identifier: MIT
// Folder, LockedFile: whose they are, who waits for whom, and what a kill leaves behind.
#include "base/locked_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/system_clock.hpp"
#include "children.hpp"
#include "fakes/fixed_clock.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;
using infobip_otp::testing::FixedClock;
using infobip_otp::testing::TemporaryFolder;

namespace {

struct stat look(const std::string& path) {
    struct stat status {};
    assert_int_equal(lstat(path.c_str(), &status), 0);
    return status;
}

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(a_missing_folder_is_made_and_closed_to_others) {
    const TemporaryFolder temporary;
    const std::string path = temporary.path_of("state");
    const int child = testing::wait_for_child(testing::start_child([&] {
        umask(0777);  // as su lets the caller choose
        if (setegid(65534) != 0) return 1;
        return Folder::open_private(path).has_value() ? 0 : 2;
    }));
    assert_int_equal(child, 0);
    const struct stat status = look(path);
    assert_int_equal(status.st_mode & 07777, 0700);
    assert_int_equal(status.st_uid, geteuid());
    assert_int_equal(status.st_gid, 0);
}

TEST(only_the_last_component_is_made) {
    const TemporaryFolder temporary;
    const auto folder = Folder::open_private(temporary.path_of("a/b"));
    assert_false(folder.has_value());
    assert_contains(folder.error().message, "a/b: No such file or directory");
}

TEST(a_folder_open_to_others_is_refused_and_left_as_it_is) {
    const TemporaryFolder temporary;
    const std::string path = temporary.path_of("state");
    assert_int_equal(mkdir(path.c_str(), 0700), 0);
    for (const mode_t mode : {0750u, 0705u, 0770u, 0701u}) {
        assert_int_equal(chmod(path.c_str(), mode), 0);
        const auto folder = Folder::open_private(path);
        assert_false(folder.has_value());
        assert_contains(folder.error().message, "chmod 0700 " + path);
        assert_int_equal(look(path).st_mode & 07777, mode);
    }
    assert_int_equal(chmod(path.c_str(), 0755), 0);
    assert_true(Folder::open(path).has_value());
    assert_int_equal(chmod(path.c_str(), 0775), 0);
    assert_contains(Folder::open(path).error().message, "chmod go-w");
}

TEST(a_folder_of_somebody_else_is_refused) {
    const TemporaryFolder temporary;
    const std::string path = temporary.path_of("state");
    assert_int_equal(mkdir(path.c_str(), 0700), 0);
    assert_int_equal(chown(path.c_str(), 65534, 0), 0);
    assert_contains(Folder::open_private(path).error().message, "belongs to uid 65534");
}

TEST(a_link_or_a_file_is_no_folder) {
    const TemporaryFolder temporary;
    assert_int_equal(mkdir(temporary.path_of("real").c_str(), 0700), 0);
    assert_int_equal(symlink("real", temporary.path_of("link").c_str()), 0);
    temporary.write("file", "");
    for (const char* name : {"link", "file"})
        assert_contains(Folder::open_private(temporary.path_of(name)).error().message,
                        "is not a directory");
}

// A folder with a clock that stands still.
struct FolderFixture {
    FolderFixture() : folder(Folder::open_private(temporary.path_of("state")).value()) {}
    std::string path_of(const std::string& name) const { return folder.path_of(name); }

    TemporaryFolder temporary;
    FixedClock clock;
    Folder folder;
};

TEST(a_created_file_is_whole_private_and_roots) {
    const FolderFixture fixture;
    const int child = testing::wait_for_child(testing::start_child([&] {
        umask(0);
        if (setegid(65534) != 0) return 1;
        SystemClock clock;
        const auto file = LockedFile::create(fixture.folder, "a", "content", clock);
        return file && file->has_value() ? 0 : 2;
    }));
    assert_int_equal(child, 0);
    const struct stat status = look(fixture.path_of("a"));
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(status.st_gid, 0);
    assert_text(content_of(fixture.path_of("a")), "content");
    assert_false(fixture.folder.has("a.new"));
}

TEST(a_file_that_is_there_is_not_created_again) {
    FolderFixture fixture;
    assert_true(LockedFile::create(fixture.folder, "a", "one", fixture.clock)->has_value());
    assert_false(LockedFile::create(fixture.folder, "a", "two", fixture.clock)->has_value());
    assert_text(content_of(fixture.path_of("a")), "one");
    assert_int_equal(fixture.folder.names()->size(), 1);
}

TEST(a_replaced_file_has_the_new_content_and_the_mode_asked_for) {
    FolderFixture fixture;
    assert_true(LockedFile::replace(fixture.folder, "a", "one", fixture.clock).has_value());
    assert_true(
        LockedFile::replace(fixture.folder, "a", "second", fixture.clock, 0644).has_value());
    assert_text(content_of(fixture.path_of("a")), "second");
    assert_int_equal(look(fixture.path_of("a")).st_mode & 07777, 0644);
}

TEST(a_draft_that_was_left_behind_is_used_again) {
    FolderFixture fixture;
    std::ofstream(fixture.path_of("a.new")) << "half of something longer than what comes";
    assert_true(LockedFile::create(fixture.folder, "a", "whole", fixture.clock)->has_value());
    assert_text(content_of(fixture.path_of("a")), "whole");
    assert_int_equal(fixture.folder.names()->size(), 1);
}

TEST(an_absent_file_is_an_answer_and_not_an_error) {
    FolderFixture fixture;
    const auto file = LockedFile::open(fixture.folder, "a", fixture.clock);
    assert_true(file.has_value());
    assert_false(file->has_value());
}

TEST(links_fifos_folders_and_files_of_others_are_refused) {
    FolderFixture fixture;
    assert_int_equal(symlink("/etc/passwd", fixture.path_of("link").c_str()), 0);
    assert_int_equal(mkfifo(fixture.path_of("fifo").c_str(), 0600), 0);
    assert_int_equal(mkdir(fixture.path_of("folder").c_str(), 0700), 0);
    for (const char* name : {"open", "foreign"}) std::ofstream(fixture.path_of(name)) << "x";
    assert_int_equal(chmod(fixture.path_of("open").c_str(), 0644), 0);
    assert_int_equal(chmod(fixture.path_of("foreign").c_str(), 0600), 0);
    assert_int_equal(chown(fixture.path_of("foreign").c_str(), 65534, 0), 0);
    for (const auto& [name, reason] :
         {std::pair("link", "symbolic link"), std::pair("fifo", "not a regular file"),
          std::pair("folder", "Is a directory"), std::pair("open", "chmod 0600"),
          std::pair("foreign", "belongs to uid 65534")}) {
        const auto file = LockedFile::open(fixture.folder, name, fixture.clock);
        assert_false(file.has_value());
        assert_contains(file.error().message, reason);
        assert_contains(file.error().message, fixture.path_of(name));
    }
}

TEST(who_waits_two_seconds_for_a_lock_gives_up) {
    FolderFixture fixture;
    const auto held = LockedFile::create(fixture.folder, "a", "x", fixture.clock);
    assert_true(held->has_value());
    fixture.clock.slept = std::chrono::milliseconds(0);
    const auto second = LockedFile::open(fixture.folder, "a", fixture.clock);
    assert_false(second.has_value());
    assert_contains(second.error().message, "held by another process");
    assert_in_range(fixture.clock.slept.count(), 2000, 2010);
}

TEST(a_process_stopped_while_it_holds_a_lock_delays_only_that_file) {
    FolderFixture fixture;
    SystemClock clock;
    assert_true(LockedFile::replace(fixture.folder, "alice", "x", clock).has_value());
    assert_true(LockedFile::replace(fixture.folder, "bob", "x", clock).has_value());
    const pid_t child = testing::start_child([&] {
        const auto held = LockedFile::open(fixture.folder, "alice", clock);
        raise(SIGSTOP);
        return held->has_value() ? 0 : 1;
    });
    int status = 0;
    assert_int_equal(waitpid(child, &status, WUNTRACED), child);
    assert_true(WIFSTOPPED(status));

    assert_true(LockedFile::open(fixture.folder, "bob", fixture.clock)->has_value());
    assert_int_equal(fixture.clock.slept.count(), 0);
    assert_false(LockedFile::open(fixture.folder, "alice", fixture.clock).has_value());

    assert_int_equal(kill(child, SIGCONT), 0);
    assert_int_equal(testing::wait_for_child(child), 0);
    assert_true(LockedFile::open(fixture.folder, "alice", fixture.clock)->has_value());
}

// Lets the file go the moment somebody waits for it.
class MovingClock final : public Clock {
  public:
    explicit MovingClock(std::function<void()> meanwhile) : meanwhile_(std::move(meanwhile)) {}
    [[nodiscard]] std::chrono::milliseconds since_boot() const override { return time_; }
    [[nodiscard]] WallTime wall() const override { return {}; }
    void sleep(std::chrono::milliseconds length) override {
        time_ += length;
        meanwhile_();
    }

  private:
    std::function<void()> meanwhile_;
    std::chrono::milliseconds time_{0};
};

TEST(who_waited_gets_the_file_that_has_the_name_now) {
    FolderFixture fixture;
    auto held = LockedFile::create(fixture.folder, "a", "old", fixture.clock).value();
    MovingClock clock([&] {
        if (!held) return;
        assert_true(LockedFile::replace(fixture.folder, "a", "new", fixture.clock).has_value());
        held.reset();
    });
    const auto file = LockedFile::open(fixture.folder, "a", clock);
    assert_text((*file)->read(10).value(), "new");
}

TEST(who_waited_for_a_file_that_was_removed_finds_none) {
    FolderFixture fixture;
    auto held = LockedFile::create(fixture.folder, "a", "old", fixture.clock).value();
    MovingClock clock([&] {
        assert_true(fixture.folder.remove("a").has_value());
        held.reset();
    });
    const auto file = LockedFile::open(fixture.folder, "a", clock);
    assert_true(file.has_value());
    assert_false(file->has_value());
}

TEST(a_process_killed_anywhere_while_it_replaces_leaves_old_or_new) {
    FolderFixture fixture;
    SystemClock clock;
    const std::string new_content(8000, 'n');
    unsigned n = 0;
    for (bool finished = false; !finished; ++n) {
        assert_true(LockedFile::replace(fixture.folder, "a", "old", clock).has_value());
        finished = testing::kill_at(n, [&] {
                       return LockedFile::replace(fixture.folder, "a", new_content, clock) ? 0 : 1;
                   }) == testing::Step::finished;
        const std::string content = content_of(fixture.path_of("a"));
        if (content != "old" && content != new_content) fail_msg("stop %u: torn", n);
        if (finished) assert_text(content, new_content);
    }
    assert_in_range(n, 20, 200);
    assert_int_equal(fixture.folder.names()->size(), 1);
}

TEST(twenty_processes_that_create_one_file_make_one) {
    const FolderFixture fixture;
    std::vector<pid_t> children;
    for (int i = 0; i < 20; ++i)
        children.push_back(testing::start_child([&] {
            SystemClock clock;
            const auto file = LockedFile::create(fixture.folder, "a", "x", clock);
            return !file ? 2 : file->has_value() ? 0 : 1;
        }));
    int made = 0;
    for (const pid_t child : children) {
        const int code = testing::wait_for_child(child);
        assert_in_range(code, 0, 1);
        if (code == 0) ++made;
    }
    assert_int_equal(made, 1);
    assert_int_equal(fixture.folder.names()->size(), 1);
}

TEST(a_second_name_takes_the_place_of_an_earlier_one) {
    FolderFixture fixture;
    for (const char* text : {"one", "two"}) {
        assert_true(LockedFile::replace(fixture.folder, "a", text, fixture.clock).has_value());
        assert_true(fixture.folder.link("a", "a.kept").has_value());
        assert_text(content_of(fixture.path_of("a.kept")), text);
    }
    assert_true(fixture.folder.remove("a").has_value());
    assert_true(fixture.folder.remove("a").has_value());
    assert_true(fixture.folder.names().value() == std::vector<std::string>{"a.kept"});
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("locked_file");
}
