// SPDX-License-Identifier: MIT
// Reading of the files of PAM.
#include "stack/service.hpp"

#include <strings.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "stack/pam_lines.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::stack {
namespace {

constexpr unsigned most_substacks = 16;  // PAM_SUBSTACK_MAX_LEVEL
// Before 1.7 nothing but the stack and the descriptors of the host ends files that include
// themselves.
constexpr unsigned most_includes = pam_rules_here == PamRules::since_1_7 ? most_substacks : 64;
constexpr unsigned most_lines = 100'000;

bool same_word(const std::string& word, const char* name) {
    return strcasecmp(word.c_str(), name) == 0;
}

std::optional<Facility> read_facility(const std::string& text) {
    for (const Facility one :
         {Facility::auth, Facility::account, Facility::session, Facility::password})
        if (same_word(text, std::string(word(one)).c_str())) return one;
    return std::nullopt;
}

// libpam/pam_handlers.c, extract_modulename(): "/.so", "?".
bool has_no_name(const std::string& module) {
    const std::string file = module.substr(module.rfind('/') + 1);
    const std::string name = file.substr(0, file.rfind('.'));
    return name.empty() || name == "?";
}

// What fopen() opens and libpam then reads: a folder as well, which has no lines.
std::optional<std::string> read_as_libpam(const std::string& path) {
    struct stat about = {};
    if (stat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode)) return "";
    return read_text_file(path);
}

class Reader {
  public:
    Reader(const PamFolders& folders, std::array<Stack, 4>& stacks)
        : folders_(folders), stacks_(stacks) {}

    // The lines of the service's own file, or of `other`; empty, or why libpam gives up.
    std::string run(const std::string& path) {
        std::string problem = read(path, std::nullopt, {});
        return ends_host_.empty() ? problem : ends_host_;
    }

  private:
    struct Depth {
        unsigned files = 0;
        unsigned substacks = 0;
    };

    // `wanted`: the facility that an include is for; none: all of them. Empty, or why libpam does
    // not take the file; the lines before stay.
    std::string read(const std::string& path, std::optional<Facility> wanted, Depth depth) {
        const auto text = read_as_libpam(path);
        if (!text) return path + " cannot be read";
        const PamLines lines = read_pam_lines(*text);
        for (const PamLine& line : lines.lines) {
            if (++lines_read_ > most_lines)
                ends_host_ = "the files that " + path + " includes include each other";
            if (!ends_host_.empty()) return ends_host_;
            if (std::string problem = read_line(path, line, wanted, depth); !problem.empty())
                return problem;
        }
        return lines.problem.empty() ? "" : path + ": " + lines.problem;
    }

    std::string read_line(const std::string& path, const PamLine& from,
                          std::optional<Facility> wanted, Depth depth) {
        auto words = pam_words(from.text);
        if (words.empty()) words.emplace_back();
        Line line;
        line.file = path;
        line.number = from.number;
        line.last = from.last;
        if (depth.files == 0) own_ = from.number;
        line.own = own_;
        line.level = depth.substacks;
        line.has_gap = from.has_gap;
        line.silent = words[0].text.starts_with('-');
        if (line.silent) words[0].text.erase(0, 1);
        if (same_word(words[0].text, "@include"))
            return read_debian_include(line, words, wanted, depth);
        const auto facility = read_facility(words[0].text);
        if (!facility)
            line.problem =
                "\"" + escaped(words[0].text) + "\" is none of auth, account, session, password";
        if (words[0].text.starts_with("\xEF\xBB\xBF"))
            line.problem += ": the file begins with a byte order mark";
        const Facility used = facility.value_or(wanted.value_or(Facility::auth));
        if (wanted && used != *wanted) return "";
        return fill(line, words, used, depth);
    }

    // Debian's @include: of every facility, where none is wanted.
    std::string read_debian_include(Line& line, const std::vector<PamWord>& words,
                                    std::optional<Facility> wanted, Depth depth) {
        line.control_text = "@include";
        line.module = words.size() > 1 ? words[1].text : "";
        line.problem = include(line, words.size() > 1, wanted, depth);
        if (line.problem.empty()) return "";
        line.problem = line.place() + ": @include " + escaped(line.module) + ": " + line.problem;
        // Debian's libpam gives the line that fails no control: it takes what lies in its memory.
        // Where no facility is wanted it knows none for that line, and gives up.
        if (wanted && ends_host_.empty()) ends_host_ = line.problem + ", and libpam may crash";
        return line.problem;
    }

    std::string fill(Line& line, const std::vector<PamWord>& words, Facility facility,
                     Depth depth) {
        const std::string control = words.size() > 1 ? words[1].text : "";
        line.control_text = words.size() > 1 ? words[1].as_written() : "";
        line.module = words.size() > 2 ? words[2].text : "";
        for (std::size_t i = 3; i < words.size(); ++i) line.arguments.push_back(words[i].text);
        if (same_word(control, "include") || same_word(control, "substack"))
            return fill_include(line, same_word(control, "substack"), words.size() > 2, facility,
                                depth);
        if (words.size() > 2 && has_no_name(line.module)) return nameless(line);
        if (words.size() < 2)
            line.problem += line.problem.empty() ? "no control and no module" : "";
        else if (words.size() < 3)
            line.problem += line.problem.empty() ? "no module is named" : "";
        // libpam keeps the control of a line that it cannot use.
        line.control = read_control(words.size() > 1 ? control : "default=bad");
        if (!line.problem.empty()) line.kind = Line::Kind::must_fail;
        stacks_[static_cast<std::size_t>(facility)].push_back(std::move(line));
        return "";
    }

    // libpam gives up the whole file.
    static std::string nameless(const Line& line) {
        return line.place() + ": \"" + escaped(line.module) + "\" is the name of no module";
    }

    std::string fill_include(Line& line, bool substack, bool named, Facility facility,
                             Depth depth) {
        if (substack && named && has_no_name(line.module)) return nameless(line);
        if (substack) {
            Stack& stack = stacks_[static_cast<std::size_t>(facility)];
            stack.push_back(line);
            stack.back().kind = Line::Kind::substack;
            stack.back().problem.clear();
            ++depth.substacks;
        }
        const std::string problem = include(line, named, facility, depth);
        if (problem.empty()) return "";
        line.problem = line.control_text + " " + escaped(line.module) + ": " + problem;
        add_refusal(line, facility);
        return "";
    }

    void add_refusal(Line& line, Facility facility) {
        line.kind = Line::Kind::must_fail;
        line.control = read_control("default=bad");
        stacks_[static_cast<std::size_t>(facility)].push_back(std::move(line));
    }

    // Empty, or why libpam cannot include the file.
    std::string include(const Line& line, bool named, std::optional<Facility> wanted, Depth depth) {
        if (!named) {
            // Debian's libpam looks at the name without asking whether there is one.
            ends_host_ = line.place() + ": no file is named, and libpam crashes";
            return ends_host_;
        }
        // The level of substacks until 1.7, then of all files.
        ++depth.files;
        if (depth.substacks >= most_substacks) return "more than 16 substacks in each other";
        if (depth.files >= most_includes) {
            const std::string loop = "the files that it includes include each other";
            // libpam 1.5.2 crashes there, in the host.
            if (pam_rules_here == PamRules::before_1_7) ends_host_ = line.place() + ": " + loop;
            return loop;
        }
        return read(line.module.starts_with('/') ? line.module
                                                 : folders_.services.front() + "/" + line.module,
                    wanted, depth);
    }

    const PamFolders& folders_;
    std::array<Stack, 4>& stacks_;
    unsigned own_ = 0;
    unsigned lines_read_ = 0;
    std::string ends_host_;  // why the host itself does not come through
};

// Of a service, or `other`: the first folder that has it.
std::string path_of(const PamFolders& folders, const std::string& name) {
    for (const std::string& folder : folders.services) {
        struct stat about = {};
        if (stat((folder + "/" + name).c_str(), &about) == 0) return folder + "/" + name;
    }
    return folders.services.front() + "/" + name;
}

bool is_there(const std::string& path) {
    struct stat about = {};
    return stat(path.c_str(), &about) == 0;
}

// What dlopen() may take: a file that begins as programs and libraries do.
bool is_library(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    char magic[4] = {};
    return file.read(magic, sizeof magic) && std::string_view(magic, sizeof magic) ==
                                                 "\x7f"
                                                 "ELF";
}

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
    if (name.ends_with('\r')) name.remove_suffix(1);
    if (name.ends_with(".so")) name.remove_suffix(3);
    return name;
}

std::string Line::text(Facility facility) const {
    std::string text = (silent ? "-" : "") + std::string(word(facility)) + " " + control_text;
    if (!module.empty()) text += " " + module;
    for (const std::string& argument : arguments) {
        const bool needs_brackets = argument.empty() || argument.starts_with('[') ||
                                    argument.find_first_of(" \t\n") != std::string::npos;
        text += " " + PamWord{argument, needs_brackets}.as_written();
    }
    return text;
}

Service read_service(const PamFolders& folders, const std::string& name) {
    Service service;
    service.name = name;
    const std::string path = path_of(folders, name);
    if (is_there(path)) {
        service.file = path;
        service.broken = Reader(folders, service.stacks).run(path);
        if (!service.broken.empty()) return service;
    }
    const std::string other = path_of(folders, "other");
    if (!is_there(other)) {
        if (service.file.empty()) service.broken = "neither " + path + " nor other is there";
        return service;
    }
    std::array<Stack, 4> others;
    service.broken = Reader(folders, others).run(other);
    for (std::size_t i = 0; i < others.size(); ++i)
        if (service.stacks[i].empty()) service.stacks[i] = std::move(others[i]);
    return service;
}

bool module_is_there(const PamFolders& folders, const std::string& module) {
    if (module.starts_with('/')) return is_library(module);
    return std::any_of(
        folders.modules.begin(), folders.modules.end(),
        [&](const std::string& folder) { return is_library(folder + "/" + module); });
}

}  // namespace infobip_otp::stack
