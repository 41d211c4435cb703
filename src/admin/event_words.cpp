// SPDX-License-Identifier: MIT
// The table of sentences; docs/operations.md has the same events.
#include "admin/event_words.hpp"

#include <algorithm>

#include "infobip_otp/events.hpp"

namespace infobip_otp::admin {
namespace {

// {NAME} is the value of that field. What stands between < and > is left out where a field in it is
// missing.
struct EventSentence {
    Event event;
    std::string_view sentence;
};

constexpr EventSentence event_sentences[] = {
    {Event::sending, "A message was about to be counted and to leave< for {to}>."},
    {Event::code_sent, "A code was sent< to {to}>."},
    {Event::code_sent_again, "The same code was sent once more< to {to}>."},
    {Event::checking, "A code was typed, and Infobip was about to be asked."},
    {Event::code_checked, "Infobip said that the code is right."},
    {Event::code_wrong, "Infobip said that the code is wrong."},
    {Event::provider_failed,
     "The exchange with Infobip failed: {outcome}<, status {status}><, {detail}>"
     "<; for its support: {provider_request}>."},
    {Event::recovery_checking, "A recovery code was typed and was about to be compared."},
    {Event::recovery_spending, "The recovery code is right and was about to be struck out."},
    {Event::recovery_used, "The recovery code was accepted<; {codes_left} are left>."},
    {Event::recovery_wrong, "The recovery code was refused."},
    {Event::recovery_failed, "Recovery codes cannot be read or written: {detail}."},
    {Event::settings_failed, "The settings cannot be used: {detail}."},
    {Event::key_file_failed, "The key file cannot be used: {detail}."},
    {Event::users_file_failed, "The users file cannot be used: {detail}."},
    {Event::accounts_failed, "The system's accounts cannot be asked: {detail}."},
    {Event::state_failed, "The state folder cannot be used: {detail}."},
    {Event::state_damaged, "A record was damaged<, and is kept as {kept_as}>."},
    {Event::host_uncounted, "The disk is full: this message was not counted for the machine."},
    {Event::group_unknown, "The group {group} of {option} is unknown here."},
    {Event::verdict, "The login was {verdict}< after {ms} ms>: {cause}<, {hint}>."},
};

// The sentence with the fields in it; nullopt: one is missing.
std::optional<std::string> filled(std::string_view text, const LoggedEvent& event) {
    std::string all;
    while (!text.empty()) {
        const std::size_t brace = text.find('{');
        all += text.substr(0, brace);
        if (brace == std::string_view::npos) break;
        const std::size_t end = text.find('}', brace);
        const std::string value = event.value(text.substr(brace + 1, end - brace - 1));
        if (value.empty()) return std::nullopt;
        all += value;
        text.remove_prefix(end + 1);
    }
    return all;
}

}  // namespace

std::string fields_of(const LoggedEvent& event) {
    static constexpr std::string_view shared[] = {"event", "request", "user",   "service",
                                                  "rhost", "tty",     "account"};
    std::string text = event.value("event");
    for (const auto& [name, value] : event.fields)
        if (std::find(std::begin(shared), std::end(shared), name) == std::end(shared))
            text += " " + name + "=" + value;
    return text;
}

std::string sentence_of(const LoggedEvent& event) {
    const std::string name = event.value("event");
    const auto* row =
        std::find_if(std::begin(event_sentences), std::end(event_sentences),
                     [&](const EventSentence& each) { return row_of(each.event).word == name; });
    if (row == std::end(event_sentences)) return fields_of(event);
    std::string text;
    std::string_view rest = row->sentence;
    while (!rest.empty()) {
        const bool may_miss = rest[0] == '<';
        const std::size_t end = rest.find(may_miss ? '>' : '<');
        const std::string_view part = rest.substr(may_miss ? 1 : 0, may_miss ? end - 1 : end);
        const auto words = filled(part, event);
        if (!words && !may_miss) return fields_of(event);
        text += words.value_or("");
        rest.remove_prefix(std::min(may_miss ? end + 1 : end, rest.size()));
    }
    return text;
}

}  // namespace infobip_otp::admin
