// SPDX-License-Identifier: MIT
// sshd as it is asked, connection by connection.
#include "admin/examined_sshd.hpp"

#include <unistd.h>

#include <algorithm>
#include <map>

#include "admin/machine.hpp"
#include "admin/match_connection.hpp"
#include "stack/judge_pam.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::admin {
namespace {

using namespace stack;

class SshdExaminer {
  public:
    SshdExaminer(const Invocation& invocation, ExaminedService& one, Circumstances& circumstances,
                 Surroundings& surroundings)
        : invocation_(invocation),
          one_(one),
          circumstances_(circumstances),
          surroundings_(surroundings) {}

    void run() {
        if (const std::string file = invocation_.value("--sshd"); !file.empty())
            return by_file(file);
        auto server = SshdServer::ask();
        if (!server) return silent(server.error().message);
        const auto blocks = read_match_blocks("/etc/ssh/sshd_config");
        const MatchSurvey survey = survey_matches(*server, blocks, circumstances_.person);
        auto printed = circumstances_.person ? server->settings_of(survey.usual.text())
                                             : Result<std::string>(std::string(server->general()));
        if (!printed) return silent(printed.error().message);
        in_general(SshdOptions::read(*printed));
        examine_blocks(*server, blocks, survey);
    }

  private:
    void by_file(const std::string& file) {
        const auto text = read_text_file(file);
        if (text) return in_general(SshdOptions::read(*text));
        one_.findings = judge_pam(one_.service, circumstances_, surroundings_);
        one_.add({{"ssh.not-read", Level::warning, one_.service.name, "",
                   "sshd's settings are not known: " + file + " cannot be read",
                   "Put there what `sshd -T` prints."}});
    }

    void silent(const std::string& words) {
        one_.findings = judge_pam(one_.service, circumstances_, surroundings_);
        one_.add({judge_silent_sshd(one_.service.name, words, geteuid() == 0)});
    }

    // The PAM service that sshd has in force, with the machine as its lines see it.
    void follow(const SshdOptions& options, ExaminedService& one, Circumstances& circumstances,
                Surroundings& surroundings) const {
        const std::string name = options.value("pamservicename");
        if (name.empty() || name == one.service.name) return;
        surroundings = surroundings_of(invocation_, name);
        one.service = read_service(surroundings.folders, name);
        circumstances.service = name;
    }

    void judge(const SshdOptions& options, ExaminedService& one, Circumstances& circumstances,
               const Surroundings& surroundings) const {
        one.ways = try_ssh_ways(options, one.service, circumstances, surroundings);
        circumstances.key_accepted = key_before_questions(one.ways);
        one.findings = judge_pam(one.service, circumstances, surroundings);
        one.add(
            judge_sshd(options, one.service, one.ways, login_timeout_of(invocation_, one.service)));
    }

    void in_general(const SshdOptions& options) {
        const std::string file = one_.service.file;
        follow(options, one_, circumstances_, surroundings_);
        judge(options, one_, circumstances_, surroundings_);
        if (one_.service.file != file)
            one_.add({{"ssh.pam-service", Level::ok, one_.service.name, "sshd -T",
                       "PAMServiceName " + one_.service.name +
                           ": sshd asks this service of PAM, and " + file + " is not read.",
                       ""}});
    }

    void examine_blocks(const SshdServer& server, const std::vector<MatchBlock>& blocks,
                        const MatchSurvey& survey) {
        for (const MatchBlock& block : blocks) one_.matches.push_back({block, "", {}});
        for (const KindOfConnection& kind : survey.kinds)
            if (!kind.blocks.empty()) examine_kind(server, kind);
        for (std::size_t i = 0; i < blocks.size(); ++i)
            if (!survey.not_tried[i].empty() && !circumstances_.person)
                one_.add(
                    {{"ssh.match-not-tried", Level::skipped, one_.service.name, blocks[i].place(),
                      blocks[i].text() + ": not tried, " + survey.not_tried[i] + ".",
                      "Try somebody whom it is for: infobip-otp doctor sshd --user ACCOUNT "
                      "--rhost ADDRESS"}});
    }

    void examine_kind(const SshdServer& server, const KindOfConnection& kind) {
        const std::string connection = kind.connection.text();
        const auto printed = server.settings_of(connection);
        if (!printed) {
            Finding finding = judge_silent_sshd(one_.service.name, printed.error().message, true);
            finding.seen = "sshd ends these connections: " + printed.error().message;
            return report(kind, {std::move(finding)});
        }
        ExaminedService there;
        there.service = one_.service;
        Circumstances circumstances = circumstances_;
        Surroundings surroundings = surroundings_;
        const SshdOptions options = SshdOptions::read(*printed);
        follow(options, there, circumstances, surroundings);
        judge(options, there, circumstances, surroundings);
        for (const std::size_t number : kind.blocks) {
            ExaminedMatch& match = one_.matches[number];
            if (!match.connection.empty()) continue;
            match.connection = connection;
            match.ways = there.ways;
        }
        report(kind, there.findings);
    }

    // What is wrong there, and neither everywhere nor where fewer of the blocks are met.
    void report(const KindOfConnection& kind, const std::vector<Finding>& findings) {
        std::vector<Finding> more;
        for (Finding finding : findings) {
            if (finding.level == Level::ok || is_known(kind, finding)) continue;
            seen_.push_back({kind.blocks, finding});
            std::string text;
            for (const std::size_t number : kind.blocks)
                text += (text.empty() ? "" : " and ") + one_.matches[number].block.text();
            finding.seen = text + ": " + finding.seen;
            if (finding.id.starts_with("ssh."))
                finding.place = one_.matches[*kind.blocks.rbegin()].block.place();
            more.push_back(std::move(finding));
        }
        one_.add(more);
    }

    [[nodiscard]] bool is_known(const KindOfConnection& kind, const Finding& finding) const {
        const auto same = [&](const Finding& other) {
            return other.id == finding.id && other.seen == finding.seen;
        };
        if (std::any_of(one_.findings.begin(), one_.findings.end(), same)) return true;
        return std::any_of(seen_.begin(), seen_.end(), [&](const auto& one) {
            return same(one.second) && std::includes(kind.blocks.begin(), kind.blocks.end(),
                                                     one.first.begin(), one.first.end());
        });
    }

    const Invocation& invocation_;
    ExaminedService& one_;
    Circumstances& circumstances_;
    Surroundings& surroundings_;
    std::vector<std::pair<std::set<std::size_t>, Finding>> seen_;
};

}  // namespace

void examine_sshd(const Invocation& invocation, ExaminedService& one,
                  stack::Circumstances& circumstances, stack::Surroundings& surroundings) {
    SshdExaminer(invocation, one, circumstances, surroundings).run();
}

}  // namespace infobip_otp::admin
