// SPDX-License-Identifier: MIT
// Reading of the files of PAM.
#include "stack/service.hpp"

#include <strings.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::stack {
namespace {

constexpr unsigned deepest_substack = 16;  // PAM_SUBSTACK_MAX_LEVEL

// Words; one that begins with "[" ends at "]", and "\]" within it is a bracket.
std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    while (!(text = trim(text)).empty()) {
        std::string one;
        if (text.front() == '[') {
            std::size_t i = 1;
            for (; i < text.size() && text[i] != ']'; ++i) {
                if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ']') ++i;
                one += text[i];
            }
            text.remove_prefix(std::min(i + 1, text.size()));
            words.push_back("[" + one + "]");
        } else {
            const std::size_t end = std::min(text.find_first_of(" \t\r"), text.size());
            words.emplace_back(text.substr(0, end));
            text.remove_prefix(end);
        }
    }
    return words;
}

// As a module gets it: "[a=b c]" is one argument.
std::string without_brackets(const std::string& word) {
    return word.starts_with('[') ? word.substr(1, word.size() - 2) : word;
}

std::optional<Facility> read_facility(const std::string& text) {
    for (const Facility one :
         {Facility::auth, Facility::account, Facility::session, Facility::password})
        if (strcasecmp(text.c_str(), std::string(word(one)).c_str()) == 0) return one;
    return std::nullopt;
}

class Reader {
  public:
    Reader(const PamFolders& folders, std::array<Stack, 4>& stacks)
        : folders_(folders), stacks_(stacks) {}

    // `wanted`: the facility that an include is for; none: all of them. False: libpam gives up.
    bool read(const std::string& path, std::optional<Facility> wanted, unsigned depth,
              unsigned level) {
        const auto text = read_text_file(path);
        if (!text) return false;
        for (const TextLine& line : joined_lines_without_comments(*text))
            if (!trim(line.text).empty() && !read_line(path, line, wanted, depth, level))
                return false;
        return true;
    }

    [[nodiscard]] std::string path_of(const std::string& name) const {
        if (name.starts_with('/')) return name;
        for (const std::string& folder : folders_.services) {
            struct stat about = {};
            if (stat((folder + "/" + name).c_str(), &about) == 0) return folder + "/" + name;
        }
        return folders_.services.front() + "/" + name;
    }

    std::string problem;  // read() was false

  private:
    bool read_line(const std::string& path, const TextLine& from, std::optional<Facility> wanted,
                   unsigned depth, unsigned level) {
        auto words = split(from.text);
        Line line;
        line.file = path;
        line.number = from.number;
        if (depth == 0) own_ = from.number;
        line.own = own_;
        line.level = level;
        if (words[0] == "@include") {
            const std::string name = words.size() > 1 ? words[1] : "";
            if (include(name, wanted, depth + 1, level)) return true;
            // Nothing says which facility the line that fails would belong to.
            if (problem.empty()) problem = line.place() + ": @include " + name + " cannot be read";
            return false;
        }
        if (words[0].starts_with('-')) words[0].erase(0, 1);
        const auto facility = read_facility(words[0]);
        if (!facility)
            line.problem = "\"" + words[0] + "\" is none of auth, account, session, password";
        const Facility used = facility.value_or(wanted.value_or(Facility::auth));
        if (wanted && used != *wanted) return true;
        fill(line, words, used, depth);
        return true;
    }

    void fill(Line& line, const std::vector<std::string>& words, Facility facility,
              unsigned depth) {
        Stack& stack = stacks_[static_cast<std::size_t>(facility)];
        line.control_text = words.size() > 1 ? words[1] : "";
        line.module = words.size() > 2 ? words[2] : "";
        for (std::size_t i = 3; i < words.size(); ++i)
            line.arguments.push_back(without_brackets(words[i]));
        if (line.problem.empty() &&
            (line.control_text == "include" || line.control_text == "substack")) {
            const bool substack = line.control_text == "substack";
            if (substack) {
                stack.push_back(line);
                stack.back().kind = Line::Kind::substack;
            }
            if (include(line.module, facility, depth + 1, line.level + (substack ? 1 : 0))) return;
            line.problem =
                "the file of " + line.control_text + " " + line.module + " cannot be read";
        }
        if (line.problem.empty() && line.module.empty())
            line.problem = words.size() > 1 ? "no module is named" : "no control and no module";
        if (line.problem.empty()) {
            line.control = read_control(line.control_text);
        } else {
            line.kind = Line::Kind::must_fail;
            line.control = read_control("[default=bad]");
        }
        stack.push_back(std::move(line));
    }

    bool include(const std::string& name, std::optional<Facility> wanted, unsigned depth,
                 unsigned level) {
        // libpam 1.5.2 crashes there, in the host.
        if (depth >= deepest_substack)
            problem = "the files that " + name + " includes include each other";
        return depth < deepest_substack && !name.empty() &&
               read(path_of(name), wanted, depth, level);
    }

    const PamFolders& folders_;
    std::array<Stack, 4>& stacks_;
    unsigned own_ = 0;
};

}  // namespace

std::string_view word(Facility facility) {
    switch (facility) {
        case Facility::auth: return "auth";
        case Facility::account: return "account";
        case Facility::session: return "session";
        case Facility::password: return "password";
    }
    return "";
}

std::string_view Line::module_name() const {
    std::string_view name = module;
    name.remove_prefix(name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1);
    if (name.ends_with(".so")) name.remove_suffix(3);
    return name;
}

std::string Line::text(Facility facility) const {
    std::string text = std::string(word(facility)) + " " + control_text + " " + module;
    for (const std::string& argument : arguments)
        text += argument.find(' ') == std::string::npos ? " " + argument : " [" + argument + "]";
    return text;
}

Service read_service(const PamFolders& folders, const std::string& name) {
    Service service;
    service.name = name;
    Reader own(folders, service.stacks);
    struct stat about = {};
    const std::string path = own.path_of(name);
    if (stat(path.c_str(), &about) == 0) {
        service.file = path;
        if (!own.read(path, std::nullopt, 0, 0) || !own.problem.empty()) {
            service.broken = own.problem.empty() ? path + " cannot be read" : own.problem;
            return service;
        }
    }
    std::array<Stack, 4> others;
    Reader other(folders, others);
    const bool there = other.read(other.path_of("other"), std::nullopt, 0, 0);
    if (!there && service.file.empty()) service.broken = "neither " + path + " nor other is there";
    if (!other.problem.empty()) service.broken = other.problem;
    for (std::size_t i = 0; i < others.size(); ++i)
        if (service.stacks[i].empty()) service.stacks[i] = std::move(others[i]);
    return service;
}

bool module_is_there(const PamFolders& folders, const std::string& module) {
    struct stat about = {};
    if (module.starts_with('/')) return stat(module.c_str(), &about) == 0;
    for (const std::string& folder : folders.modules)
        if (stat((folder + "/" + module).c_str(), &about) == 0) return true;
    return false;
}

}  // namespace infobip_otp::stack
