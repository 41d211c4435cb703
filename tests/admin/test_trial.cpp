// SPDX-License-Identifier: MIT
// A trial of files of PAM: what it keeps, and how the old ones come back.
#include "admin/trial.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "cmocka.hpp"
#include "fakes/fixed_clock.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;
using namespace infobip_otp::admin;
using infobip_otp::testing::TemporaryFolder;

namespace {

const std::string old_bytes("# sudo\r\nauth required x \\\n\0y", 28);
const std::string new_bytes = "auth required y\n";

// A machine with /etc/pam.d/sudo and sudo-i, of mode 0640.
class PamMachine {
  public:
    PamMachine() {
        std::filesystem::create_directory(pam_);
        std::filesystem::create_directory(profiles_);
        for (const char* name : {"sudo", "sudo-i"}) {
            folder_.write(std::string("pam.d/") + name, old_bytes, 0640);
            const auto before = read_image(file(name));
            assert_true(before.has_value());
            changes.push_back({name, *before, *before});
            changes.back().after.bytes = new_bytes;
        }
    }

    [[nodiscard]] Trial trial() {
        return Trial(clock_, {folder_.path_of("kept"), pam_, profiles_});
    }
    [[nodiscard]] std::string file(const std::string& name) const { return pam_ + "/" + name; }
    void write(const std::string& path, const std::string& text) {
        folder_.write(path, text, 0644);
    }
    [[nodiscard]] std::string kept(const std::string& name) const {
        return folder_.path_of("kept/" + name);
    }

    void assert_old() const {
        for (const Trial::Change& one : changes)
            assert_true(*read_image(file(one.name)) == one.before);
    }
    void assert_new() const {
        for (const Trial::Change& one : changes)
            assert_true(*read_image(file(one.name)) == one.after);
    }

    std::vector<Trial::Change> changes;

  private:
    TemporaryFolder folder_;
    std::string pam_ = folder_.path_of("pam.d");
    std::string profiles_ = folder_.path_of("profiles");
    testing::FixedClock clock_;
};

TEST(the_old_files_come_back_byte_by_byte) {
    PamMachine machine;
    const auto begun = machine.trial().begin(machine.changes);
    if (!begun) fail_msg("%s", begun.error().message.c_str());
    machine.assert_old();
    assert_true(machine.trial().change(*begun).has_value());
    machine.assert_new();
    assert_true(machine.trial().take_back(*begun).has_value());
    machine.assert_old();
    assert_int_equal(machine.changes[0].before.mode, 0640);
    assert_false(machine.trial().pending()->has_value());
}

TEST(who_comes_later_knows_what_to_bring_back) {
    PamMachine machine;
    const auto begun = machine.trial().begin(machine.changes);
    assert_true(machine.trial().change(*begun).has_value());
    const auto pending = machine.trial().pending();
    assert_true(pending->has_value());
    assert_text((*pending)->id, begun->id);
    assert_true((*pending)->since == begun->since);
    assert_true(machine.trial().take_back(**pending).has_value());
    machine.assert_old();
}

// Of the two files the first was edited: `text`.
std::vector<Trial::Edited> taken_back_after_an_edit(PamMachine& machine, const std::string& text) {
    const auto begun = machine.trial().begin(machine.changes);
    assert_true(machine.trial().change(*begun).has_value());
    std::ofstream(machine.file("sudo")) << text;
    const auto back = machine.trial().take_back(*begun);
    if (!back) fail_msg("%s", back.error().message.c_str());
    assert_false(machine.trial().pending()->has_value());
    assert_true(*read_image(machine.file("sudo-i")) == machine.changes[1].before);
    return *back;
}

TEST(an_edit_that_asks_for_a_code_is_kept_and_the_old_file_comes_back) {
    for (const std::string text : {"auth required pam_infobip_otp.so\nauth required mine\n",
                                   "auth required /lib/pam_infobip_otp.so debug"}) {
        PamMachine machine;
        const auto edited = taken_back_after_an_edit(machine, text);
        assert_int_equal(edited.size(), 1);
        assert_text(edited[0].file, machine.file("sudo"));
        assert_text(read_image(edited[0].kept)->bytes, text);
        machine.assert_old();
        assert_true(machine.trial().edited() == std::vector<std::string>{edited[0].kept});
    }
}

TEST(an_edit_without_our_line_stays_in_its_place) {
    for (const std::string text : {"auth required mine\n", "# pam_infobip_otp.so\n", ""}) {
        PamMachine machine;
        const auto edited = taken_back_after_an_edit(machine, text);
        assert_int_equal(edited.size(), 1);
        assert_text(edited[0].kept, "");
        assert_text(read_image(machine.file("sudo"))->bytes, text);
        assert_true(machine.trial().edited().empty());
    }
}

TEST(an_owner_or_a_mode_of_somebody_else_stays) {
    PamMachine machine;
    const auto begun = machine.trial().begin(machine.changes);
    assert_true(machine.trial().change(*begun).has_value());
    assert_int_equal(chmod(machine.file("sudo").c_str(), 0600), 0);
    assert_true(machine.trial().take_back(*begun)->empty());
    assert_text(read_image(machine.file("sudo"))->bytes, machine.changes[0].before.bytes);
    assert_int_equal(read_image(machine.file("sudo"))->mode, 0600);
}

TEST(a_file_that_is_gone_or_a_link_meanwhile_comes_back) {
    PamMachine machine;
    const auto begun = machine.trial().begin(machine.changes);
    assert_true(machine.trial().change(*begun).has_value());
    std::filesystem::remove(machine.file("sudo"));
    std::filesystem::remove(machine.file("sudo-i"));
    machine.write("pam.d/theirs", "auth required pam_infobip_otp.so theirs\n");
    std::filesystem::create_symlink("theirs", machine.file("sudo-i"));
    const auto back = machine.trial().take_back(*begun);
    assert_int_equal(back->size(), 1);
    assert_text(read_image((*back)[0].kept)->bytes, "auth required pam_infobip_otp.so theirs\n");
    machine.assert_old();
    assert_true(read_image(machine.file("theirs")).has_value());
}

TEST(one_file_that_cannot_come_back_keeps_no_other_from_it) {
    PamMachine machine;
    const auto begun = machine.trial().begin(machine.changes);
    assert_true(machine.trial().change(*begun).has_value());
    std::filesystem::remove(machine.file("sudo"));
    std::filesystem::create_directory(machine.file("sudo"));
    assert_false(machine.trial().take_back(*begun).has_value());
    assert_true(*read_image(machine.file("sudo-i")) == machine.changes[1].before);
    assert_true(machine.trial().pending()->has_value());
    std::filesystem::remove(machine.file("sudo"));
    assert_true(machine.trial().take_back(*begun)->empty());
    machine.assert_old();
}

TEST(an_edit_before_the_change_is_not_written_over) {
    PamMachine machine;
    const auto begun = machine.trial().begin(machine.changes);
    std::ofstream(machine.file("sudo-i")) << "somebody else\n";
    assert_false(machine.trial().change(*begun).has_value());
    const auto back = machine.trial().take_back(*begun);
    assert_int_equal(back->size(), 1);
    assert_true(*read_image(machine.file("sudo")) == machine.changes[0].before);
    assert_text(read_image(machine.file("sudo-i"))->bytes, "somebody else\n");
}

TEST(what_pam_auth_update_keeps_for_itself_comes_back_too) {
    PamMachine machine;
    machine.write("profiles/auth", "Module: unix\n");
    const auto before = read_image(machine.trial().file("pam-auth-update:auth"));
    machine.changes.push_back({"pam-auth-update:auth", *before, *before});
    machine.changes.back().after.bytes = "Module: infobip-otp\n";
    const auto begun = machine.trial().begin(machine.changes);
    assert_true(machine.trial().change(*begun).has_value());
    assert_true(*read_image(machine.trial().file("pam-auth-update:auth")) ==
                machine.changes.back().after);
    const auto pending = machine.trial().pending();
    assert_true(machine.trial().take_back(**pending)->empty());
    assert_true(*read_image(machine.trial().file("pam-auth-update:auth")) == *before);
}

TEST(one_at_a_time_holds_the_lock) {
    PamMachine machine;
    auto held = machine.trial().lock(std::chrono::milliseconds(0));
    assert_true(held.has_value());
    assert_false(machine.trial().lock(std::chrono::milliseconds(0)).has_value());
    held->close();
    assert_true(machine.trial().lock(std::chrono::milliseconds(0)).has_value());
}

TEST(there_is_one_trial_at_a_time) {
    PamMachine machine;
    const auto begun = machine.trial().begin(machine.changes);
    assert_true(machine.trial().is_untouched(*begun));
    assert_false(machine.trial().begin(machine.changes).has_value());
    assert_true(machine.trial().change(*begun).has_value());
    assert_false(machine.trial().is_untouched(*begun));
}

TEST(a_file_that_is_not_as_it_was_read_is_left_alone) {
    PamMachine machine;
    std::ofstream(machine.file("sudo-i")) << "somebody else\n";
    assert_false(machine.trial().begin(machine.changes).has_value());
    assert_false(machine.trial().pending()->has_value());
}

TEST(what_was_kept_can_be_undone_until_somebody_changes_it) {
    PamMachine machine;
    assert_false(machine.trial().undo({"sudo"}).has_value());
    const auto begun = machine.trial().begin(machine.changes);
    assert_true(machine.trial().change(*begun).has_value());
    assert_true(machine.trial().keep().has_value());
    machine.assert_new();
    assert_false(machine.trial().pending()->has_value());
    std::ofstream(machine.file("sudo-i"), std::ios::app) << "# more\n";
    assert_false(machine.trial().undo({"sudo", "sudo-i"}).has_value());
    assert_true(write_image(machine.file("sudo-i"), machine.changes[1].after).has_value());
    assert_int_equal(machine.trial().undo({"sudo", "sudo-i", "other"})->size(), 2);
    machine.assert_old();
    assert_false(machine.trial().undo({"sudo", "sudo-i"}).has_value());
}

TEST(a_record_that_cannot_be_understood_is_an_error) {
    for (const char* text : {"", "A1", "A1 x sudo", "A1 5 ../sudo", "A1 5 .hidden"}) {
        PamMachine machine;
        assert_true(machine.trial().begin(machine.changes).has_value());
        std::ofstream(machine.kept("pending")) << text << "\n";
        if (machine.trial().pending().has_value()) fail_msg("understood: %s", text);
    }
}

TEST(what_a_killed_run_left_beside_a_file_is_no_obstacle) {
    PamMachine machine;
    std::ofstream(machine.file(".sudo.infobip-otp")) << "half";
    const auto begun = machine.trial().begin(machine.changes);
    assert_true(machine.trial().change(*begun).has_value());
    machine.assert_new();
    assert_false(std::filesystem::exists(machine.file(".sudo.infobip-otp")));
}

TEST(links_and_folders_are_no_files) {
    PamMachine machine;
    std::filesystem::create_symlink("sudo", machine.file("link"));
    assert_false(read_image(machine.file("link")).has_value());
    assert_false(read_image(machine.file("")).has_value());
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("trial");
}
