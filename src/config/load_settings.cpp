// SPDX-License-Identifier: MIT
// load_settings(): names, places, precedence.
#include "config/load_settings.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/file.hpp"
#include "config/options.hpp"
#include "config/settings_file.hpp"
#include "config/values.hpp"

namespace infobip_otp {
namespace {

using Layer = Origin::Layer;

// A key that was written into the wrong file must not get into the log as an unknown name.
bool looks_like_an_option(std::string_view name) {
    return name.size() <= 24 &&
           name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-") ==
               std::string_view::npos;
}

Error unknown(std::string_view name) {
    if (!looks_like_an_option(name))
        return Error{"unknown option; the shipped infobip-otp.conf shows them all"};
    return Error{"unknown option \"" + std::string(name) + "\"; did you mean \"" +
                 std::string(nearest_option(name)) + "\"?"};
}

bool is_quoted(std::string_view value) {
    return value.starts_with('"') || value.starts_with('\'');
}

Result<void> check_scope(const Option& option, Layer layer) {
    const std::string name(option.name);
    if (option.scope == Scope::argument && layer != Layer::argument)
        return Error{name + " can only be a module argument"};
    if (option.scope == Scope::file && layer == Layer::service)
        return Error{name + " is the same for every service: move it above the first block"};
    if (option.scope == Scope::file && layer == Layer::argument)
        return Error{name + " is the same for every service: write it into the settings file"};
    return {};
}

// What one layer (the file, a block, the arguments) says, put over what is there already.
class Overlay {
  public:
    Overlay(SettingsWithOrigins& below, Layer layer)
        : below_(below), layer_(layer), seen_(options().size(), 0) {}

    Result<void> put(const Assignment& assignment) {
        const auto place = find_option(assignment.name);
        if (!place) return unknown(assignment.name);
        const Option& option = options()[*place];
        if (auto allowed = check_scope(option, layer_); !allowed) return allowed;
        if (seen_[*place] != 0)
            return Error{std::string(option.name) + " is given twice, first in " +
                         (layer_ == Layer::argument ? "argument " : "line ") +
                         std::to_string(seen_[*place])};
        if (!option.takes_quotes && is_quoted(assignment.value))
            return Error{std::string(option.name) + ": values are written without quotes"};
        if (auto read = option.read(below_.settings, assignment.value); !read)
            return Error{std::string(option.name) + ": " + read.error().message};
        seen_[*place] = assignment.line;
        below_.origins[*place] = {layer_, assignment.line};
        return {};
    }

  private:
    SettingsWithOrigins& below_;
    Layer layer_;
    std::vector<unsigned> seen_;  // line of each option; 0: not yet
};

Result<void> put_block(SettingsWithOrigins& below, const SettingsBlock& block, Layer layer,
                       const std::string& file) {
    Overlay overlay(below, layer);
    for (const Assignment& assignment : block.assignments)
        if (auto put = overlay.put(assignment); !put)
            return Error{file + ":" + std::to_string(assignment.line) + ": " + put.error().message};
    return {};
}

Result<void> put_text(SettingsWithOrigins& below, std::string_view text,
                      const std::string& service) {
    const std::string file = below.settings.conf;
    const auto blocks = read_settings_text(text, file);
    if (!blocks) return blocks.error();
    if (auto put = put_block(below, blocks->front(), Layer::file, file); !put) return put;
    for (auto block = blocks->begin() + 1; block != blocks->end(); ++block) {
        const auto& names = block->services;
        const bool ours = std::find(names.begin(), names.end(), service) != names.end();
        SettingsWithOrigins others{{}, std::vector<Origin>(options().size())};
        if (auto put = put_block(ours ? below : others, *block, Layer::service, file); !put)
            return put;
    }
    return {};
}

Result<void> put_file(SettingsWithOrigins& below, const std::string& service) {
    const auto content = read_trusted(below.settings.conf, Privacy::open, largest_settings_file);
    if (!content)
        return Error{"settings file: " + content.error().message +
                     " (another file is named by the module argument conf=FILE)"};
    return put_text(below, content->reveal(), service);
}

Result<Assignment> read_argument(const char* text) {
    const std::string_view argument = text == nullptr ? "" : text;
    if (argument.size() > longest_settings_line) return Error{"longer than 4096 bytes"};
    return read_assignment(argument);
}

Result<std::vector<Assignment>> read_arguments(int argc, const char** argv) {
    std::vector<Assignment> arguments;
    for (int i = 0; i < argc; ++i) {
        auto argument = read_argument(argv[i]);
        if (!argument)
            return Error{"module argument " + std::to_string(i + 1) + ": " +
                         argument.error().message};
        argument->line = static_cast<unsigned>(i) + 1;
        arguments.push_back(*argument);
    }
    return arguments;
}

// `only_conf`: which file to read must be known before the rest, which comes after the file.
Result<void> put_arguments(SettingsWithOrigins& below, const std::vector<Assignment>& arguments,
                           bool only_conf) {
    Overlay overlay(below, Layer::argument);
    for (const Assignment& argument : arguments) {
        if (only_conf && argument.name != "conf") continue;
        if (auto put = overlay.put(argument); !put)
            return Error{"module argument " + std::to_string(argument.line) + ": " +
                         put.error().message};
    }
    return {};
}

// What no single line can get wrong.
Result<void> check_whole(const SettingsWithOrigins& loaded, const std::string& service) {
    const Settings& settings = loaded.settings;
    for (std::size_t i = 0; i < options().size(); ++i) {
        const Option& option = options()[i];
        if (option.presence == Presence::optional || loaded.origins[i].layer != Layer::standard)
            continue;
        const std::string name(option.name);
        return Error{settings.conf + ": " + name + " is missing for service " + service +
                     ": add a line " + name + " = ..."};
    }
    if (settings.connect_timeout > settings.request_timeout)
        return Error{settings.conf + ": connect_timeout (" +
                     print_length(settings.connect_timeout) + ") is longer than request_timeout (" +
                     print_length(settings.request_timeout) + "): make it shorter"};
    return {};
}

}  // namespace

Result<SettingsWithOrigins> load_settings_with_origins(const std::string& service, int argc,
                                                       const char** argv) {
    SettingsWithOrigins loaded{{}, std::vector<Origin>(options().size())};
    const auto arguments = read_arguments(argc, argv);
    if (!arguments) return arguments.error();
    if (auto put = put_arguments(loaded, *arguments, true); !put) return put.error();
    if (auto put = put_file(loaded, service); !put) return put.error();
    if (auto put = put_arguments(loaded, *arguments, false); !put) return put.error();
    if (auto whole = check_whole(loaded, service); !whole) return whole.error();
    return loaded;
}

Result<Settings> load_settings(const std::string& service, int argc, const char** argv) {
    auto loaded = load_settings_with_origins(service, argc, argv);
    if (!loaded) return loaded.error();
    return std::move(loaded->settings);
}

Result<SettingsWithOrigins> read_unfinished_settings(const std::string& conf,
                                                     std::string_view text) {
    SettingsWithOrigins read{{}, std::vector<Origin>(options().size())};
    read.settings.conf = conf;
    if (auto put = put_text(read, text, ""); !put) return put.error();
    return read;
}

}  // namespace infobip_otp
