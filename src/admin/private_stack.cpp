// SPDX-License-Identifier: MIT
// Writing and copying files of PAM.
#include "admin/private_stack.hpp"

#include <strings.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "base/file.hpp"
#include "base/text.hpp"
#include "stack/pam_lines.hpp"
#include "stack/service.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::admin {
namespace {

namespace fs = std::filesystem;

// The second hides what the first has of the same name, as in libpam.
constexpr std::string_view places[] = {"/usr/lib/pam.d", "/etc/pam.d"};

std::string joined(const std::vector<stack::PamWord>& words) {
    std::string text;
    for (const stack::PamWord& word : words) text += (text.empty() ? "" : " ") + word.as_written();
    return text;
}

std::string with_settings(std::vector<stack::PamWord> words, const std::string& settings) {
    std::erase_if(words, [](const stack::PamWord& word) { return word.text.starts_with("conf="); });
    words.push_back({"conf=" + settings});
    return joined(words);
}

// libpam looks for what is included in its own folders, whatever folder the stack came from:
// without the whole path an include would leave the copy and come to the real lines.
std::string included_from_copy(const std::string& line, std::vector<stack::PamWord> words,
                               const std::string& folder) {
    const auto is = [&](std::size_t i, const char* name) {
        return i < words.size() && strcasecmp(words[i].text.c_str(), name) == 0;
    };
    const std::size_t named = is(0, "@include") || is(0, "-@include") ? 1
                              : is(1, "include") || is(1, "substack") ? 2
                                                                      : 0;
    if (named == 0 || named >= words.size()) return line;
    std::string& name = words[named].text;
    for (const std::string_view place : places)
        if (name.starts_with(place) && name.rfind('/') == place.size())
            name.erase(0, place.size() + 1);
    if (name.find('/') != std::string::npos) return line;
    name = folder + "/" + name;
    return joined(words);
}

// Of a line as libpam reads it: the line to write, which libpam reads in the same way.
std::string copied_line(const std::string& text, const std::string& folder,
                        const std::string& settings) {
    const auto words = stack::pam_words(text);
    std::string line(text, 0, text.find_last_not_of(" \t\n") + 1);
    line = line.find(stack::our_module) != std::string::npos
               ? with_settings(words, settings)
               : included_from_copy(line, words, folder);
    // A backslash that stood before a comment joins nothing.
    return line + (line.ends_with('\\') ? " #\n" : "\n");
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
    const stack::PamLines lines = stack::read_pam_lines(*text);
    for (const stack::PamLine& line : lines.lines) copy += copied_line(line.text, folder, settings);
    if (!lines.problem.empty()) copy += "\\\n";  // libpam gives the copy up as well
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
