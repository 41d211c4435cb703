// SPDX-License-Identifier: MIT
// Trying changes.
#include "stack/repair.hpp"

#include <algorithm>
#include <utility>

#include "stack/blame.hpp"
#include "stack/judge_pam.hpp"

namespace infobip_otp::stack {
namespace {

Line new_line(const Service& service, const std::string& control, const std::string& module) {
    Line line;
    line.file = service.file;
    line.control_text = control;
    line.control = read_control(control);
    line.module = module;
    return line;
}

class Search {
  public:
    Search(const Service& service, const Circumstances& circumstances,
           const Surroundings& surroundings)
        : service_(service),
          auth_(service.stack(Facility::auth)),
          circumstances_(circumstances),
          surroundings_(surroundings),
          before_(cost(service)) {}

    std::optional<Repair> run() {
        if (before_ == 0 || service_.file.empty() || !service_.broken.empty()) return std::nullopt;
        // Several that help equally: the first, which is the smallest.
        try_controls();
        try_permit();
        try_moves();
        try_insertions();
        return best_;
    }

  private:
    // Failures weigh more than any number of warnings.
    [[nodiscard]] unsigned cost(const Service& service) const {
        unsigned sum = 0;
        for (const Finding& finding : judge_pam(service, circumstances_, surroundings_)) {
            if (finding.id.starts_with("otp.")) continue;  // no line of PAM mends a setting
            sum += finding.level == Level::failure ? 100 : finding.level == Level::warning ? 1 : 0;
        }
        return sum;
    }

    void consider(Stack stack, Repair change) {
        Service changed = service_;
        changed.stacks[static_cast<std::size_t>(Facility::auth)] = std::move(stack);
        const unsigned after = cost(changed);
        if (after >= (best_ ? best_cost_ : before_)) return;
        best_cost_ = after;
        best_ = std::move(change);
    }

    [[nodiscard]] bool is_own(const Line& line) const {
        return line.file == service_.file && line.kind == Line::Kind::module;
    }

    void try_controls() {
        for (std::size_t i = 0; i < auth_.size(); ++i)
            for (const char* control : {"required", "requisite"}) {
                if (!is_own(auth_[i]) || auth_[i].control_text == control) continue;
                Stack stack = auth_;
                stack[i].control_text = control;
                stack[i].control = read_control(control);
                consider(stack, {service_.file, auth_[i].number, auth_[i].text(Facility::auth),
                                 stack[i].text(Facility::auth), 0});
            }
    }

    // The line of the service's own file that ends before place `i` of the stack; nullopt: the
    // place is inside an included file.
    [[nodiscard]] std::optional<unsigned> own_line_before(std::size_t i) const {
        if (i == 0 || (i < auth_.size() && auth_[i].own == auth_[i - 1].own)) return std::nullopt;
        return auth_[i - 1].own;
    }

    void try_permit() {
        const auto behind = own_line_before(auth_.size());
        if (!behind) return;
        Stack stack = auth_;
        stack.push_back(new_line(service_, "required", "pam_permit.so"));
        consider(stack, {service_.file, *behind, "", stack.back().text(Facility::auth), *behind});
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
            consider(stack, {service_.file, ours->number, ours->text(Facility::auth),
                             ours->text(Facility::auth), *behind});
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
            consider(stack, {service_.file, *behind, "", line.text(Facility::auth), *behind});
        }
    }

    const Service& service_;
    const Stack& auth_;
    const Circumstances& circumstances_;
    const Surroundings& surroundings_;
    unsigned before_;
    unsigned best_cost_ = 0;
    std::optional<Repair> best_;
};

}  // namespace

std::string Repair::as_diff() const {
    std::string text = "    --- " + file + "\n";
    if (!removed.empty()) text += "    -" + std::to_string(line) + ": " + removed + "\n";
    if (added.empty()) return text;
    const std::string place =
        moved_behind == 0 ? std::to_string(line) : "behind " + std::to_string(moved_behind);
    return text + "    +" + place + ": " + added + "\n";
}

std::optional<Repair> repair(const Service& service, const Circumstances& circumstances,
                             const Surroundings& surroundings) {
    return Search(service, circumstances, surroundings).run();
}

}  // namespace infobip_otp::stack
