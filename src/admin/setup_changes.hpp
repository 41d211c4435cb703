// SPDX-License-Identifier: MIT
// Setup changes: making what the plan of `setup` says, at Infobip and then here.
#pragma once

#include <string>

#include "admin/edited_file.hpp"
#include "admin/setup_plan.hpp"

namespace infobip_otp::admin {

struct SetupChanges {
    SetupPlan& plan;  // gets the ids of what is made
    const Settings& settings;
    Secret& manage_key;  // wiped before a file is written
    EditedFile& settings_file;
    std::string settings_text;  // what the plan's settings are put into
    EditedFile& key_file;       // changed where a new key is to be stored
};

// Nothing is made at Infobip unless both files are as they were read. Both files are written where
// nothing that ends a process can come between, each as a whole. Returns the exit status; fail()
// has said what went wrong.
[[nodiscard]] int make_changes(SetupChanges changes, Clock& clock);

}  // namespace infobip_otp::admin
