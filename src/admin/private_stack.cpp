// SPDX-License-Identifier: MIT
// Writing and copying files of PAM.
#include "admin/private_stack.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "base/file.hpp"
#include "base/text.hpp"
#include "stack/service.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::admin {
namespace {

namespace fs = std::filesystem;

// The second hides what the first has of the same name, as in libpam.
constexpr std::string_view places[] = {"/usr/lib/pam.d", "/etc/pam.d"};

std::string with_settings(const std::string& line, const std::string& settings) {
    std::string text;
    for (const std::string_view word : split_words(line))
        if (!word.starts_with("conf=")) text += (text.empty() ? "" : " ") + std::string(word);
    return text + " conf=" + settings;
}

// libpam looks for what is included in its own folders, whatever folder the stack came from:
// without the whole path an include would leave the copy and come to the real lines.
std::string included_from_copy(const std::string& line, const std::string& folder) {
    const auto words = split_words(line);
    if (words.size() < 2) return line;
    const std::string_view verb = words[words.size() - 2];
    if (verb != "include" && verb != "substack" && verb != "@include") return line;
    const std::string_view path = words.back();
    std::string_view name = path;
    for (const std::string_view place : places)
        if (path.starts_with(place) && path.rfind('/') == place.size())
            name.remove_prefix(place.size() + 1);
    if (name.find('/') != std::string_view::npos) return line;
    std::string copied = line;
    return copied.replace(static_cast<std::size_t>(path.data() - line.data()), path.size(),
                          folder + "/" + std::string(name));
}

Result<void> write(const std::string& path, const std::string& text) {
    std::ofstream file(path);
    file << text;
    file.close();
    if (!file) return system_error("writing " + path, EIO);
    return {};
}

Result<void> copy_file(const fs::path& from, const std::string& to, const std::string& settings) {
    const auto text = stack::read_text_file(from.string());
    if (!text) return {};  // libpam cannot read it either
    const std::string folder = fs::path(to).parent_path().string();
    std::string copy;
    // As libpam reads them: what stands behind a comment would be part of it.
    for (const stack::TextLine& line : stack::joined_lines_without_comments(*text)) {
        const bool ours = line.text.find(stack::our_module) != std::string::npos;
        copy +=
            (ours ? with_settings(line.text, settings) : included_from_copy(line.text, folder)) +
            "\n";
    }
    return write(to, copy);
}

}  // namespace

Result<void> write_own_stack(const std::string& folder, const std::string& service,
                             const std::string& settings) {
    if (mkdir(folder.c_str(), 0700) != 0) return system_error("making " + folder, errno);
    const std::string ours = "auth required " + std::string(stack::our_module) + ".so";
    if (auto written = write(folder + "/other", "auth required pam_deny.so\n"); !written)
        return written;
    return write(folder + "/" + service,
                 (settings.empty() ? ours : ours + " conf=" + settings) +
                     "\nauth required pam_permit.so\naccount required pam_permit.so\n");
}

Result<void> copy_stacks(const std::string& folder, const std::string& settings) {
    if (mkdir(folder.c_str(), 0700) != 0) return system_error("making " + folder, errno);
    for (const std::string_view place : places) {
        std::error_code missing;
        for (const auto& entry : fs::directory_iterator(place, missing)) {
            const std::string to = folder + "/" + entry.path().filename().string();
            if (auto copied = copy_file(entry.path(), to, settings); !copied) return copied;
        }
    }
    return {};
}

Result<void> check_copy(const std::string& folder, const std::string& service,
                        const std::string& settings) {
    const stack::Service copied = stack::read_service({{folder}, {}}, service);
    for (const stack::Stack& lines : copied.stacks)
        for (const stack::Line& line : lines) {
            const auto& arguments = line.arguments;
            if (line.module_name() == stack::our_module &&
                std::find(arguments.begin(), arguments.end(), "conf=" + settings) ==
                    arguments.end())
                return Error{line.place() + " is included from outside of " +
                             std::string(places[1]) +
                             " and would use the real settings: nothing was tried"};
        }
    return {};
}

}  // namespace infobip_otp::admin
