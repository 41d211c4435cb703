// SPDX-License-Identifier: MIT
// Accepted findings: a line each, docs/formats.md.
#include "admin/accepted_findings.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "config/settings.hpp"

namespace infobip_otp::admin {
namespace {

constexpr std::size_t largest_accepted_file = 256 * 1024;
constexpr std::size_t longest_reason = 200;
constexpr std::string_view accepted_head =
    "# Findings of infobip-otp doctor that are meant: doctor --accept, doctor --withdraw.\n";

struct AcceptedLine {
    std::string finding;  // "ssh.key-alone\tsshd\tpublickey alone logs in without a code."
    std::string since;    // "2026-11-29: the way back in"
};

std::string without_tabs(std::string_view text) {
    std::string clean(text);
    std::replace_if(
        clean.begin(), clean.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; },
        ' ');
    return clean;
}

std::string key_of(const stack::Finding& finding) {
    return finding.id + "\t" + without_tabs(finding.service) + "\t" + without_tabs(finding.seen);
}

// "ID\tSERVICE\tSEEN\tDAY\tREASON"; another line is none.
std::optional<AcceptedLine> read_accepted(std::string_view line) {
    std::vector<std::string> fields(1);
    for (const char c : line)
        if (c == '\t')
            fields.emplace_back();
        else
            fields.back() += c;
    if (fields.size() != 5 || line.starts_with('#')) return std::nullopt;
    return AcceptedLine{fields[0] + "\t" + fields[1] + "\t" + fields[2],
                        fields[3] + (fields[4].empty() ? "" : ": " + fields[4])};
}

std::map<std::string, std::string> accepted_in(std::string_view text) {
    std::map<std::string, std::string> all;
    for (const std::string_view line : split_lines(text))
        if (const auto read = read_accepted(line)) all[read->finding] = read->since;
    return all;
}

}  // namespace

Result<AcceptedFindings> AcceptedFindings::read(const std::string& conf) {
    const std::string settings = conf.empty() ? Settings().conf : conf;
    auto file =
        EditedFile::read(folder_of(settings) + "/accepted", Privacy::open, largest_accepted_file);
    if (!file) return file.error();
    return AcceptedFindings(std::move(*file));
}

void AcceptedFindings::mark(std::vector<ExaminedService>& services) const {
    const auto accepted = accepted_in(file_.text());
    for (ExaminedService& one : services) {
        for (stack::Finding& finding : one.findings)
            if (const auto found = accepted.find(key_of(finding)); found != accepted.end())
                finding.accepted = found->second;
        std::stable_partition(one.findings.begin(), one.findings.end(),
                              [](const stack::Finding& each) { return each.accepted.empty(); });
    }
}

std::size_t AcceptedFindings::accept(const std::vector<ExaminedService>& services,
                                     std::string_view id, std::string_view day,
                                     std::string_view reason) {
    const auto accepted = accepted_in(file_.text());
    std::string text(file_.text().empty() ? accepted_head : file_.text());
    std::size_t count = 0;
    for (const ExaminedService& one : services)
        for (const stack::Finding& finding : one.findings) {
            if (finding.id != id || finding.level < stack::Level::warning ||
                accepted.contains(key_of(finding)))
                continue;
            text += key_of(finding) + "\t" + std::string(day) + "\t" +
                    without_tabs(printable(reason, longest_reason)) + "\n";
            ++count;
        }
    if (count > 0) file_.set(text);
    return count;
}

std::size_t AcceptedFindings::withdraw(std::string_view id) {
    std::string text;
    std::size_t count = 0;
    for (const std::string_view line : split_lines(file_.text())) {
        const bool goes = read_accepted(line) && line.starts_with(std::string(id) + "\t");
        if (goes)
            ++count;
        else
            text += std::string(line) + "\n";
    }
    if (count > 0) file_.set(text);
    return count;
}

}  // namespace infobip_otp::admin
