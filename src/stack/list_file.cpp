// SPDX-License-Identifier: MIT
// pam_listfile(8): whether an account is in its list.
#include <sys/stat.h>

#include <algorithm>

#include "stack/modules.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::stack {
namespace {

struct ListOptions {
    std::string item;
    std::string sense;
    std::string file;
    PamResult on_error = PamResult::service_err;
    bool wrong = false;    // the module stops at this option
    bool applies = false;  // to some accounts only
};

ListOptions read_options(const std::vector<std::string>& arguments) {
    ListOptions options;
    for (const std::string& argument : arguments) {
        const std::size_t equals = argument.find('=');
        if (equals == std::string::npos) continue;
        const std::string name = argument.substr(0, equals);
        const std::string value = argument.substr(equals + 1);
        if (name == "item")
            options.item = value;
        else if (name == "sense")
            options.sense = value;
        else if (name == "file")
            options.file = value;
        else if (name == "onerr" && value == "succeed")
            options.on_error = PamResult::success;
        else if (name == "apply")
            options.applies = true;
        else if (name != "onerr" || value != "fail")
            options.wrong = true;
    }
    return options;
}

// What the list is asked for; empty: nobody here knows (its terminal, where it comes from).
std::vector<std::string> items_of(const Person& person, const std::string& item) {
    if (item == "user") return {person.name};
    if (item == "group") return person.groups;
    if (item == "shell") return {person.shell.empty() ? "/bin/sh" : person.shell};
    return {};
}

bool names(const std::string& text, const std::string& wanted) {
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = std::string_view(text).substr(begin, end - begin);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line == wanted) return true;
        begin = end + 1;
    }
    return false;
}

}  // namespace

std::vector<PamResult> answers_of_list(const std::vector<std::string>& arguments,
                                       const Situation& situation) {
    using R = PamResult;
    const ListOptions options = read_options(arguments);
    const bool allow = options.sense == "allow";
    if (options.wrong || options.item.empty() || options.file.empty() ||
        (!allow && options.sense != "deny"))
        return {options.on_error};
    struct stat about = {};
    const auto text = read_text_file(options.file);
    if (lstat(options.file.c_str(), &about) != 0) return {options.on_error};
    if ((about.st_mode & S_IWOTH) != 0 || !S_ISREG(about.st_mode)) return {R::auth_err};
    const bool about_user = options.item == "user";
    if (options.applies && !about_user) return {R::success, R::auth_err, R::ignore};
    if (!situation.person || !text) return {R::success, R::auth_err};
    const auto items = items_of(*situation.person, options.item);
    if (items.empty()) return {R::success, R::auth_err};
    const bool listed = std::any_of(items.begin(), items.end(),
                                    [&](const std::string& one) { return names(*text, one); });
    return {listed == allow ? R::success : R::auth_err};
}

}  // namespace infobip_otp::stack
