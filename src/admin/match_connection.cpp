// SPDX-License-Identifier: MIT
// Looking for connections, and asking sshd which blocks they meet.
#include "admin/match_connection.hpp"

#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <map>

#include "admin/machine.hpp"

namespace infobip_otp::admin {
namespace {

using stack::MatchBlock;
using Texts = std::vector<std::string>;

constexpr std::size_t most_of_a_kind = 3;  // accounts, addresses of one criterion
constexpr std::size_t most_probes = 96;    // each starts sshd: some ten milliseconds
constexpr unsigned long first_of_people = 1000;

void add_new(Texts& texts, const std::string& text) {
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
}

// Accounts for which `holds`, people before the rest.
template <class Predicate>
Texts accounts(Predicate holds) {
    Texts people;
    Texts others;
    setpwent();
    while (const passwd* one = getpwent())
        if (holds(*one))
            (one->pw_uid >= first_of_people ? people : others).emplace_back(one->pw_name);
    endpwent();
    people.insert(people.end(), others.begin(), others.end());
    people.resize(std::min(people.size(), most_of_a_kind));
    return people;
}

bool is_in_group(const std::string& user, const std::string& patterns) {
    const auto person = find_person(user, "");
    if (!person) return false;
    bool is_member = false;
    for (const std::string& group : person->groups) {
        // A group that is left out leaves its member out, whatever else he is in.
        if (stack::takes(patterns, group)) is_member = true;
        if (stack::takes("*," + patterns, group)) continue;
        return false;
    }
    return is_member;
}

// The members of groups that the list names: looking each account's groups up may take long.
Texts users_in_groups(const std::string& patterns) {
    Texts found;
    const auto consider = [&](const std::string& user) {
        if (found.size() < most_of_a_kind && is_in_group(user, patterns)) add_new(found, user);
    };
    std::vector<std::pair<gid_t, Texts>> groups;
    setgrent();
    while (const group* one = getgrent())
        if (stack::takes(patterns, one->gr_name)) {
            groups.push_back({one->gr_gid, {}});
            for (char** name = one->gr_mem; name != nullptr && *name != nullptr; ++name)
                groups.back().second.emplace_back(*name);
        }
    endgrent();
    for (const auto& [gid, members] : groups) {
        for (const std::string& member : members) consider(member);
        for (const std::string& user :
             accounts([id = gid](const passwd& one) { return one.pw_gid == id; }))
            consider(user);
    }
    return found;
}

Texts users_of(const std::string& patterns) {
    Texts users;
    const Texts plain = stack::likely_texts(patterns);
    for (const std::string& name : plain)
        if (getpwnam(name.c_str()) != nullptr && stack::takes(patterns, name)) add_new(users, name);
    for (const std::string& name :
         accounts([&](const passwd& one) { return stack::takes(patterns, one.pw_name); }))
        add_new(users, name);
    // Of a directory that cannot be listed, or nobody: the block is tried all the same.
    for (const std::string& name : plain)
        if (users.empty() && stack::takes(patterns, name)) users.push_back(name);
    users.resize(std::min(users.size(), most_of_a_kind));
    return users;
}

// What may stand in each place of a connection.
struct Choices {
    Texts users;
    Texts hosts;
    Texts addresses;
    Texts local_addresses;
    Texts local_ports;
    Texts domains;
};

struct Criterion {
    std::string_view name;
    Texts Choices::*place;
    Texts (*choose)(const std::string& patterns);
};

constexpr Criterion criteria[] = {
    {"user", &Choices::users, users_of},
    {"group", &Choices::users, users_in_groups},
    {"host", &Choices::hosts, stack::likely_texts},
    {"address", &Choices::addresses, stack::likely_texts},
    {"localaddress", &Choices::local_addresses, stack::likely_texts},
    {"localport", &Choices::local_ports, stack::likely_texts},
    {"rdomain", &Choices::domains, stack::likely_texts},
};

// What the block asks for, in the place of what holds without one.
Choices choices_of(const MatchBlock& block, const Choices& usual) {
    Choices own;
    for (const auto& [name, patterns] : block.criteria)
        for (const Criterion& one : criteria)
            if (one.name == name)
                for (const std::string& text : one.choose(patterns)) add_new(own.*one.place, text);
    for (const Criterion& one : criteria)
        if ((own.*one.place).empty()) own.*one.place = usual.*one.place;
    return own;
}

// All combinations, up to `most`.
std::vector<Connection> combinations(const Choices& choices, std::size_t most) {
    std::vector<Connection> all = {Connection()};
    const std::pair<const Texts*, std::string Connection::*> places[] = {
        {&choices.domains, &Connection::domain},
        {&choices.hosts, &Connection::host},
        {&choices.local_addresses, &Connection::local_address},
        {&choices.local_ports, &Connection::local_port},
        {&choices.addresses, &Connection::address},
        {&choices.users, &Connection::user},
    };
    for (const auto& [texts, place] : places) {
        std::vector<Connection> more;
        for (const Connection& one : all)
            for (const std::string& text : *texts) {
                if (more.size() >= most) break;
                more.push_back(one);
                more.back().*place = text;
            }
        all = std::move(more);
    }
    return all;
}

class Surveyor {
  public:
    Surveyor(const SshdServer& server, const std::vector<MatchBlock>& blocks,
             const std::optional<stack::Person>& person)
        : server_(server), blocks_(blocks) {
        survey_.not_tried.assign(blocks.size(), "no connection was found that meets it");
        usual_ = {{}, {"localhost"}, {"127.0.0.1"}, {"127.0.0.1"}, {server.port()}, {""}};
        if (!person) {
            usual_.users =
                accounts([](const passwd& one) { return one.pw_uid >= first_of_people; });
            usual_.users.resize(std::min<std::size_t>(usual_.users.size(), 1));
            add_new(usual_.users, "root");
            return;
        }
        fixed_ = true;
        const Connection own = connection_of(*person, server);
        usual_.users = {own.user};
        usual_.hosts = {own.host};
        usual_.addresses = {own.address};
    }

    MatchSurvey run() {
        survey_.usual = combinations(usual_, 1).front();
        if (blocks_.empty()) return std::move(survey_);
        find_askable();
        Choices all = usual_;
        probe(usual_, most_of_a_kind);
        for (const std::size_t number : askable_) {
            Choices own = choices_of(blocks_[number], usual_);
            if (fixed_) keep_person(own);
            probe(own, most_probes / 4);
            for (const Criterion& one : criteria)
                for (const std::string& text : own.*one.place) add_new(all.*one.place, text);
        }
        probe(all, most_probes);
        for (auto& [blocks, connection] : found_) {
            for (const std::size_t number : blocks) survey_.not_tried[number].clear();
            survey_.kinds.push_back({connection, blocks});
        }
        std::stable_sort(
            survey_.kinds.begin(), survey_.kinds.end(),
            [](const auto& a, const auto& b) { return a.blocks.size() < b.blocks.size(); });
        return std::move(survey_);
    }

  private:
    void keep_person(Choices& own) const {
        own.users = usual_.users;
        own.hosts = usual_.hosts;
        own.addresses = usual_.addresses;
    }

    // One criterion that sshd cannot be asked about would spoil the others.
    void find_askable() {
        const std::string connection = survey_.usual.text();
        for (std::size_t i = 0; i < blocks_.size(); ++i) {
            const auto met = server_.met({blocks_[i]}, connection);
            if (met)
                askable_.push_back(i);
            else
                survey_.not_tried[i] = "sshd says: " + met.error().message;
        }
        for (const std::size_t number : askable_) askable_blocks_.push_back(blocks_[number]);
    }

    void probe(const Choices& choices, std::size_t most) {
        for (const Connection& one : combinations(choices, most)) {
            if (probes_ >= most_probes || !tried_.insert(one.text()).second) continue;
            ++probes_;
            const auto met = server_.met(askable_blocks_, one.text());
            if (!met) continue;
            std::set<std::size_t> blocks;
            for (const std::size_t number : *met) blocks.insert(askable_[number]);
            found_.emplace(std::move(blocks), one);
        }
    }

    const SshdServer& server_;
    const std::vector<MatchBlock>& blocks_;
    Choices usual_;
    bool fixed_ = false;
    std::vector<std::size_t> askable_;
    std::vector<MatchBlock> askable_blocks_;
    std::set<std::string> tried_;
    std::size_t probes_ = 0;
    std::map<std::set<std::size_t>, Connection> found_;
    MatchSurvey survey_;
};

}  // namespace

std::string Connection::text() const {
    return "user=" + user + ",host=" + host + ",addr=" + address + ",laddr=" + local_address +
           ",lport=" + local_port + ",rdomain=" + domain;
}

Connection connection_of(const stack::Person& person, const SshdServer& server) {
    Connection one;
    one.user = person.name;
    if (!person.remote_host.empty()) one.host = one.address = person.remote_host;
    one.local_port = server.port();
    return one;
}

MatchSurvey survey_matches(const SshdServer& server, const std::vector<MatchBlock>& blocks,
                           const std::optional<stack::Person>& person) {
    return Surveyor(server, blocks, person).run();
}

}  // namespace infobip_otp::admin
