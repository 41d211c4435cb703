// SPDX-License-Identifier: MIT
// Trying changes.
#include "stack/repair.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "stack/blame.hpp"
#include "stack/comparison.hpp"
#include "stack/judge_pam.hpp"
#include "stack/pam_lines.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::stack {
namespace {

constexpr std::size_t lines_of_context = 3;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        lines.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return lines;
}

Line new_line(const Service& service, const std::string& control, const std::string& module) {
    Line line;
    line.file = service.file;
    line.control_text = control;
    line.control = read_control(control);
    line.module = module;
    return line;
}

// What the findings of a service weigh.
struct Weight {
    unsigned failures = 0;
    std::set<std::string> warnings;
};

class Search {
  public:
    Search(const Service& service, const Circumstances& circumstances,
           const Surroundings& surroundings)
        : service_(service),
          auth_(service.stack(Facility::auth)),
          circumstances_(circumstances),
          surroundings_(surroundings) {
        circumstances_.person.reset();
        circumstances_.who = {Who::with_phone, Who::without_phone, Who::exempt};
    }

    Advice run() {
        before_ = weigh(service_);
        if (before_.failures == 0 && before_.warnings.empty()) return {};
        const auto text = service_.file.empty() ? std::nullopt : read_text_file(service_.file);
        if (!text || !service_.broken.empty())
            return {std::nullopt, "the file has to be mended before a line of it can be changed"};
        text_ = lines_of(*text);
        for (const PamLine& line : read_pam_lines(*text).lines) last_of_[line.number] = line.last;
        try_controls();
        try_permit();
        try_moves();
        try_insertions();
        if (advice_.repair) advice_.why_not.clear();
        if (!advice_.repair && advice_.why_not.empty())
            advice_.why_not = "no change of a single line mends it";
        return std::move(advice_);
    }

  private:
    // No line of PAM mends a setting; an exemption may be meant.
    [[nodiscard]] Weight weigh(const Service& service) const {
        Weight weight;
        for (const Finding& finding : judge_pam(service, circumstances_, surroundings_)) {
            if (finding.id.starts_with("otp.") || finding.level == Level::ok) continue;
            if (finding.level == Level::failure)
                ++weight.failures;
            else if (finding.id != "pam.without-code")
                weight.warnings.insert(finding.id);
        }
        return weight;
    }

    // `text`: the own file's lines with the change.
    void consider(Stack stack, std::vector<std::string> text, const std::string& what) {
        if (advice_.repair) return;  // the first is the smallest
        Service changed = service_;
        changed.stacks[static_cast<std::size_t>(Facility::auth)] = std::move(stack);
        const Weight after = weigh(changed);
        const bool better =
            after.failures < before_.failures ||
            (before_.failures == 0 && after.warnings.size() < before_.warnings.size());
        if (!better) return;
        std::string problem = what_gets_worse(service_, changed, circumstances_, surroundings_);
        if (problem.empty() && after.failures > 0) problem = "would leave a failure";
        if (problem.empty() && !std::includes(before_.warnings.begin(), before_.warnings.end(),
                                              after.warnings.begin(), after.warnings.end()))
            problem = "would bring another warning";
        if (!problem.empty()) {
            if (advice_.why_not.empty()) advice_.why_not = what + " " + problem;
            return;
        }
        Repair repair{service_.file, "", ""};
        for (const std::string& line : text_) repair.before += line;
        for (const std::string& line : text) repair.after += line;
        advice_.repair = std::move(repair);
    }

    [[nodiscard]] bool is_own(const Line& line) const {
        return line.file == service_.file && line.kind == Line::Kind::module;
    }

    // The own file without a line; with another one there, or behind the line that begins at
    // `behind`.
    [[nodiscard]] std::vector<std::string> changed_text(const Line* gone, const std::string& added,
                                                        unsigned behind) const {
        std::vector<std::string> text;
        const unsigned place = behind == 0 ? gone->last : last_of_.at(behind);
        for (unsigned i = 1; i <= text_.size(); ++i) {
            if (gone == nullptr || i < gone->number || i > gone->last) text.push_back(text_[i - 1]);
            if (i != place) continue;
            if (!text.empty() && !text.back().ends_with('\n')) text.back() += '\n';
            text.push_back(added + "\n");
        }
        return text;
    }

    void try_controls() {
        for (std::size_t i = 0; i < auth_.size(); ++i)
            for (const char* control : {"required", "requisite"}) {
                if (!is_own(auth_[i]) || auth_[i].control_text == control) continue;
                Stack stack = auth_;
                stack[i].control_text = control;
                stack[i].control = read_control(control);
                const std::string line = stack[i].text(Facility::auth);
                consider(stack, changed_text(&auth_[i], line, 0),
                         quoted(stack[i]) + " in line " + std::to_string(auth_[i].number));
            }
    }

    // The line of the service's own file that ends before place `i` of the stack; nullopt: the
    // place is inside an included file.
    [[nodiscard]] std::optional<unsigned> own_line_before(std::size_t i) const {
        if (i == 0 || (i < auth_.size() && auth_[i].own == auth_[i - 1].own)) return std::nullopt;
        if (!last_of_.contains(auth_[i - 1].own)) return std::nullopt;
        return auth_[i - 1].own;
    }

    void try_permit() {
        const auto behind = own_line_before(auth_.size());
        if (!behind) return;
        Stack stack = auth_;
        stack.push_back(new_line(service_, "required", "pam_permit.so"));
        consider(stack, changed_text(nullptr, stack.back().text(Facility::auth), *behind),
                 quoted(stack.back()) + " at the end");
    }

    void try_moves() {
        const Line* ours = our_line(auth_);
        if (ours == nullptr || !is_own(*ours)) return;
        const auto from = static_cast<std::size_t>(ours - auth_.data());
        for (std::size_t to = from + 2; to <= auth_.size(); ++to) {
            const auto behind = own_line_before(to);
            if (!behind) continue;
            Stack stack = auth_;
            std::rotate(stack.begin() + static_cast<long>(from),
                        stack.begin() + static_cast<long>(from) + 1,
                        stack.begin() + static_cast<long>(to));
            consider(stack, changed_text(ours, ours->text(Facility::auth), *behind),
                     quoted(*ours) + " behind line " + std::to_string(*behind));
        }
    }

    void try_insertions() {
        if (our_line(auth_) != nullptr) return;
        for (std::size_t i = 1; i <= auth_.size(); ++i) {
            const auto behind = own_line_before(i);
            if (!behind) continue;
            Stack stack = auth_;
            const Line line = new_line(service_, "required", std::string(our_module) + ".so");
            stack.insert(stack.begin() + static_cast<long>(i), line);
            consider(stack, changed_text(nullptr, line.text(Facility::auth), *behind),
                     quoted(line) + " behind line " + std::to_string(*behind));
        }
    }

    const Service& service_;
    const Stack& auth_;
    Circumstances circumstances_;
    const Surroundings& surroundings_;
    std::vector<std::string> text_;         // of the own file, with line ends
    std::map<unsigned, unsigned> last_of_;  // where a line of the own file begins, and ends
    Weight before_;
    Advice advice_;
};

std::string diff_line(char sign, const std::string& line) {
    return sign + line + (line.ends_with('\n') ? "" : "\n\\ No newline at end of file\n");
}

}  // namespace

std::string Repair::as_diff() const {
    const auto was = lines_of(before);
    const auto is = lines_of(after);
    std::size_t first = 0;
    while (first < was.size() && first < is.size() && was[first] == is[first]) ++first;
    std::size_t same = 0;  // lines at the end
    while (same < was.size() - first && same < is.size() - first &&
           was[was.size() - 1 - same] == is[is.size() - 1 - same])
        ++same;
    const std::size_t begin = first - std::min(first, lines_of_context);
    const std::size_t behind = std::min(same, lines_of_context);
    const auto range = [&](std::size_t size) {
        const std::size_t count = size - same + behind - begin;
        return std::to_string(count == 0 ? begin : begin + 1) + "," + std::to_string(count);
    };
    std::string text = "--- " + file + "\n+++ " + file + "\n@@ -" + range(was.size()) + " +" +
                       range(is.size()) + " @@\n";
    for (std::size_t i = begin; i < first; ++i) text += diff_line(' ', was[i]);
    for (std::size_t i = first; i < was.size() - same; ++i) text += diff_line('-', was[i]);
    for (std::size_t i = first; i < is.size() - same; ++i) text += diff_line('+', is[i]);
    for (std::size_t i = was.size() - same; i < was.size() - same + behind; ++i)
        text += diff_line(' ', was[i]);
    return text;
}

Advice repair(const Service& service, const Circumstances& circumstances,
              const Surroundings& surroundings) {
    return Search(service, circumstances, surroundings).run();
}

}  // namespace infobip_otp::stack
