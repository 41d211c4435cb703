// SPDX-License-Identifier: MIT
// libpam's other side.
#include "admin/pam_host.hpp"

#include <pwd.h>
#include <security/pam_appl.h>
#include <syslog.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

#include "infobip_otp/secret.hpp"

namespace infobip_otp::admin {
namespace {

struct EndPam {
    void operator()(pam_handle_t* handle) const { pam_end(handle, PAM_SUCCESS); }
};
using PamHandle = std::unique_ptr<pam_handle_t, EndPam>;

struct FreeResponses {
    void operator()(pam_response* responses) const { std::free(responses); }
};

// Nothing that is typed is shown while this lives, where stdin is a terminal.
class EchoOff {
  public:
    EchoOff() {
        if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    }
    ~EchoOff() {
        if (!changed_) return;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        std::puts("");
    }
    EchoOff(const EchoOff&) = delete;
    EchoOff& operator=(const EchoOff&) = delete;

  private:
    termios before_{};
    bool changed_ = false;
};

// For free(3); nullptr: nobody answers any more.
char* read_line() {
    char line[PAM_MAX_RESP_SIZE];
    if (std::fgets(line, sizeof line, stdin) == nullptr) return nullptr;
    line[std::strcspn(line, "\n")] = '\0';
    char* answer = strdup(line);
    explicit_bzero(line, sizeof line);
    return answer;
}

bool answer(const pam_message& message, pam_response& response) {
    const bool hides = message.msg_style == PAM_PROMPT_ECHO_OFF;
    const bool asks = hides || message.msg_style == PAM_PROMPT_ECHO_ON;
    // First: what is typed as soon as the prompt is seen must be neither shown nor flushed.
    std::optional<EchoOff> quiet;
    if (hides) quiet.emplace();
    std::printf("%s%s", message.msg, asks ? "" : "\n");
    std::fflush(stdout);
    if (asks) response.resp = read_line();
    return !asks || response.resp != nullptr;
}

int converse(int count, const pam_message** messages, pam_response** responses, void*) {
    if (count <= 0 || count > PAM_MAX_NUM_MSG) return PAM_CONV_ERR;
    std::unique_ptr<pam_response, FreeResponses> answers(static_cast<pam_response*>(
        std::calloc(static_cast<std::size_t>(count), sizeof(pam_response))));
    if (!answers) return PAM_BUF_ERR;
    for (int i = 0; i < count; ++i) {
        if (answer(*messages[i], answers.get()[i])) continue;
        for (int done = 0; done < i; ++done) std::free(answers.get()[done].resp);
        return PAM_CONV_ERR;
    }
    *responses = answers.release();
    return PAM_SUCCESS;
}

// Whom pam_rootok lets pass is root; in sudo and su that is not who calls them.
void become_caller(const HostedLogin& login) {
    if (!login.service.starts_with("su")) return;
    const passwd* account = getpwnam(login.user.c_str());
    if (account != nullptr && setresuid(account->pw_uid, 0, 0) != 0)
        std::fputs("infobip-otp: the caller could not be changed\n", stderr);
}

void name_terminal(pam_handle_t* handle, const std::string& service) {
    const char* terminal = service.starts_with("sshd") ? "ssh" : ttyname(STDIN_FILENO);
    if (terminal != nullptr) pam_set_item(handle, PAM_TTY, terminal);
}

}  // namespace

int host_login(const HostedLogin& login) {
    openlog("infobip-otp", LOG_PID | LOG_PERROR, LOG_AUTHPRIV);
    become_caller(login);
    const pam_conv conversation{converse, nullptr};
    pam_handle_t* started = nullptr;
    int code = login.folder.empty()
                   ? pam_start(login.service.c_str(), login.user.c_str(), &conversation, &started)
                   : pam_start_confdir(login.service.c_str(), login.user.c_str(), &conversation,
                                       login.folder.c_str(), &started);
    if (code != PAM_SUCCESS) return code;
    const PamHandle handle(started);
    name_terminal(handle.get(), login.service);
    code = pam_authenticate(handle.get(), 0);
    if (code == PAM_SUCCESS) code = pam_acct_mgmt(handle.get(), 0);
    return code;
}

}  // namespace infobip_otp::admin
