// SPDX-License-Identifier: MIT
// print_tables: the tables in the code that documents are held to, a row a line, blanks as tabs.
//
//   option NAME DEFAULT SCOPE     SCOPE: file, everywhere, argument; DEFAULT: "-" where required
//   cause NAME SENTENCE           NAME: as it stands in the log; SENTENCE: as in causes.hpp
//   event NAME BY                 BY: module, tool
#include <cstdio>

#include "config/options.hpp"
#include "infobip_otp/causes.hpp"
#include "infobip_otp/events.hpp"

namespace {

using namespace infobip_otp;

const char* word_for(Scope scope) {
    switch (scope) {
        case Scope::file: return "file";
        case Scope::everywhere: return "everywhere";
        case Scope::argument: return "argument";
    }
    return "";
}

}  // namespace

int main() {
    for (const Option& option : options()) {
        const bool required = option.presence == Presence::required;
        const std::string standard = required ? "-" : std::string(option.standard);
        std::printf("option\t%s\t%s\t%s\n", std::string(option.name).c_str(), standard.c_str(),
                    word_for(option.scope));
    }
    for (const CauseRow& row : causes())
        std::printf("cause\t%s\t%s\n", std::string(row.word).c_str(),
                    std::string(row.sentence).c_str());
    for (const EventRow& row : events())
        std::printf("event\t%s\t%s\n", std::string(row.word).c_str(),
                    row.by == LoggedBy::module ? "module" : "tool");
}
