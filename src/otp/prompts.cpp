// SPDX-License-Identifier: MIT
// The sentences.
#include "otp/prompts.hpp"

#include <cstdio>

#include "infobip_otp/causes.hpp"

namespace infobip_otp::prompts {
namespace {

std::string count(long long number, std::string_view one) {
    return std::to_string(number) + " " + std::string(one) + (number == 1 ? "" : "s");
}

std::string were(unsigned number) {
    return number == 1 ? " was" : " were";
}

// "2026-11-28 12:03 UTC".
std::string minute_of(WallTime when) {
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(when - day);
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d UTC", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()));
    return text;
}

std::string last_on(unsigned number, WallTime when) {
    return (number == 1 ? ", on " : ", the last on ") + minute_of(when);
}

// Without tries the refusal that follows says so.
std::string left(unsigned tries) {
    if (tries == 0) return ".";
    if (tries == 1) return ", 1 try left.";
    return ", " + std::to_string(tries) + " tries left.";
}

void put(std::string& sentence, std::string_view place, const std::string& words) {
    const std::size_t at = sentence.find(place);
    if (at != std::string::npos) sentence.replace(at, place.size(), words);
}

std::string sent(std::string_view what, std::string_view masked_number) {
    return std::string(what) + " to " + std::string(masked_number) + ".";
}

}  // namespace

std::string in_words(std::chrono::seconds length) {
    const auto up = [&](long long unit) { return (length.count() + unit - 1) / unit; };
    if (length.count() <= 0) return "1 second";
    if (length.count() < 100) return count(length.count(), "second");
    if (length.count() < 100 * 60) return count(up(60), "minute");
    if (length.count() < 48 * 3600) return count(up(3600), "hour");
    return count(up(86400), "day");
}

std::string with_reference(std::string sentence, std::string_view reference) {
    return std::move(sentence) + " (reference " + std::string(reference) + ")";
}

std::string code_sent(std::string_view masked_number) {
    return only_code_sent(masked_number) + " Type it, or r to send it again.";
}

std::string only_code_sent(std::string_view masked_number) {
    return sent("A code was sent", masked_number);
}

std::string same_code_sent(std::string_view masked_number) {
    return sent("The same code was sent again", masked_number);
}

std::string new_code_sent(std::string_view masked_number) {
    return sent("A new code was sent", masked_number);
}

std::string nothing_typed() {
    return "Nothing was typed. Type the code, or r to send it again.";
}

std::string wrong_shape(const CodeShape& shape, unsigned tries) {
    return "That is not a code. Type the " + describe(shape) + ", or r to send it again" +
           left(tries);
}

std::string code_wrong(unsigned tries) {
    return "That code is wrong" + left(tries);
}

std::string code_expired(unsigned tries) {
    return "That code has expired. Type r for a new one" + left(tries);
}

std::string code_finished(unsigned tries) {
    return "That code is no longer accepted. Type r for a new one" + left(tries);
}

std::string wait_and_type_again() {
    return "Codes are being checked too fast. Wait a few seconds, then type the code again.";
}

std::string code_not_checked(unsigned tries) {
    return "The code could not be checked. Type it again" + left(tries);
}

std::string no_sends_left(unsigned tries) {
    return "No more codes are sent in this login. Type the code you have" + left(tries);
}

std::string sent_soon(std::chrono::seconds wait) {
    return "A code was sent a moment ago. The next one is sent in " + in_words(wait) + ".";
}

std::string cannot_send_yet(Cause limit, std::chrono::seconds wait, unsigned tries) {
    std::string sentence = refusal(limit, wait);
    sentence.pop_back();  // its full stop
    return sentence + left(tries);
}

std::string not_sent_again() {
    return "The code could not be sent again. If the first message arrives, its code still works.";
}

std::string new_code_not_sent() {
    return "The new code could not be sent. Type r to try again.";
}

std::string unseen(const Unseen& unseen) {
    std::string sentence;
    if (unseen.codes > 0)
        sentence = count(unseen.codes, "code") + were(unseen.codes) + " sent to you and not used" +
                   last_on(unseen.codes, unseen.last_code);
    if (unseen.codes > 0 && unseen.wrong > 0) sentence += ", and ";
    if (unseen.wrong > 0)
        sentence += count(unseen.wrong, "wrong code") + were(unseen.wrong) + " typed" +
                    last_on(unseen.wrong, unseen.last_wrong);
    return sentence + ". If it was not you, change your password.";
}

std::string recovery_used(WallTime when, unsigned codes_left) {
    return "A recovery code was used on " + minute_of(when) + ", " + count(codes_left, "code") +
           " left. If it was not you, tell your administrator.";
}

std::string recovery_first() {
    return "Type a recovery code, or press Enter to have a code sent.";
}

std::string recovery_instead() {
    return "Type a recovery code instead, or press Enter to close.";
}

std::string recovery_accepted(unsigned codes_left) {
    return "Recovery code accepted, " + count(codes_left, "code") + " left.";
}

std::string recovery_wrong(unsigned tries) {
    return "That recovery code is wrong or was used before" + left(tries);
}

std::string recovery_too_soon(std::chrono::seconds wait, unsigned tries) {
    return "Recovery codes are being tried too fast. Wait " + in_words(wait) +
           ", then type it again" + left(tries);
}

std::string recovery_unusable(unsigned tries) {
    return "Recovery codes cannot be checked now. Ask your administrator" + left(tries);
}

std::string let_in_unreachable() {
    return "The message service cannot be reached; this login was let in without a code.";
}

std::string refusal(Cause cause, std::chrono::seconds wait) {
    std::string sentence(row_of(cause).sentence);
    put(sentence, "{wait}", in_words(wait));
    put(sentence, "{later}", wait.count() > 0 ? "in " + in_words(wait) : "later");
    return sentence;
}

}  // namespace infobip_otp::prompts
