// SPDX-License-Identifier: MIT
// The manual page that the program carries itself.
#include "sandbox/help.hpp"

#include "base/text.hpp"
#include "sandbox/control.hpp"
#include "sandbox/options.hpp"
#include "sandbox/routes.hpp"

namespace infobip_otp::sandbox {
namespace {

constexpr std::size_t text_column = 30;
constexpr std::size_t last_column = 100;

constexpr const char* introduction =
    R"(infobip-otp-sandbox - a stand-in for Infobip's 2FA API, with no account and no money

  infobip-otp-sandbox --tls-dir DIR [OPTION...]
  infobip-otp-sandbox --plain-http [OPTION...]
  infobip-otp-sandbox ctl --control SOCKET COMMAND...
  infobip-otp-sandbox completion        what bash reads to complete these

It serves the 18 operations below /2fa/2 as Infobip's OpenAPI document and what is known of the real
service have them, and keeps everything in memory. PINs appear on the phone and on the control
socket and nowhere else; a phone that is a FILE keeps them there (0600). The first line it prints is
"listening https://localhost:PORT" (with --plain-http "listening http://127.0.0.1:PORT").
It runs until it is told to end (SIGINT, SIGTERM).

  mkdir ~/sandbox; cd ~/sandbox; infobip-otp-sandbox --tls-dir tls --seed --env env --control ctl
  . ~/sandbox/env; curl --cacert "$INFOBIP_CA_FILE" -H "Authorization: App $INFOBIP_API_KEY" \
    -H 'Content-Type: application/json' "$INFOBIP_BASE_URL/2fa/2/pin" \
    -d "{\"applicationId\":\"$INFOBIP_APPLICATION_ID\",\"messageId\":\"$INFOBIP_MESSAGE_ID\",
         \"to\":\"41793026727\"}"
)";

constexpr const char* decisions = R"(
DECIDED HERE (the real service's ways are not documented)
  Bodies are JSON: another Content-Type is refused with 415 (none counts as JSON), an Accept without
  JSON with 406; XML is neither read nor written.
  HEAD is answered like GET without the body. OPTIONS needs no key and answers 200 with Allow. A
  known path with another method is answered 405 with Allow, an unknown path 404, both only with a
  good key (401 comes first).
  A body whose length is not clear (none, several, beside chunks) is refused with 400, a coding that
  is not chunked with 501; both end the connection. A Range is not looked at. One request at a time
  on a connection: what is sent before the last answer came may stay unanswered.
  Authorization: App KEY; Basic, IBSSO and Bearer only with --basic and --token. A key out of its
  scope is answered 403.
  A resend delivers the same PIN; for a PIN that is verified or expired it is answered like an
  unknown pinId. Without placeholders it delivers the same text again.
  A boolean of the query that is neither true nor false counts as not given.
  pinLength is 4 where a template names none. PINs of letters are capitals.

EXIT STATUS
  0 ended by a signal, or ctl succeeded; 1 ctl or the sandbox failed; 2 wrong usage.
)";

// `left`, then `text` wrapped at its column.
std::string entry(const std::string& left, std::string_view text) {
    std::string lines = "  " + left;
    std::size_t column = lines.size();
    if (column + 2 > text_column) {
        lines += "\n";
        column = 0;
    }
    lines.append(text_column - column, ' ');
    column = text_column;
    bool first = true;
    for (const std::string_view word : split_words(text)) {
        if (!first && column + 1 + word.size() > last_column) {
            lines += "\n" + std::string(text_column, ' ');
            column = text_column;
            first = true;
        }
        lines += (first ? "" : " ") + std::string(word);
        column += word.size() + (first ? 0 : 1);
        first = false;
    }
    return lines + "\n";
}

std::string joined(std::string_view left, std::string_view between, std::string_view right) {
    return std::string(left) + (right.empty() ? "" : std::string(between) + std::string(right));
}

}  // namespace

std::string help_text() {
    std::string text = introduction;
    text += "\nOPTIONS\n";
    for (const OptionRow& each : option_table())
        text += entry(joined(each.name, " ", each.argument), each.help);
    text += "\nCOMMANDS OF ctl\n";
    for (const Command& each : command_table())
        text += entry(joined(each.name, " ", each.arguments), each.help);
    text += "\nQUIRKS (the first value is the default)\n";
    for (const QuirkRow& each : quirk_table())
        text += entry(std::string(each.name),
                      "[" + std::string(each.values) + "] " + std::string(each.help));
    text +=
        "\nFAULTS (nth=N: the Nth request from now on and no other; route=ROUTE: of that route)\n";
    for (const FaultRow& each : fault_table())
        text += entry(joined(each.name, "=", each.value),
                      std::string(each.help) +
                          (each.fallback.empty() ? "" : " (" + std::string(each.fallback) + ")"));
    text += "\nROUTES\n";
    for (const Route& each : route_table())
        text +=
            entry(std::string(each.name), std::string(each.method) + " /" + std::string(each.path));
    return text + decisions;
}

}  // namespace infobip_otp::sandbox
