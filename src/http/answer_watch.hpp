// SPDX-License-Identifier: MIT
// AnswerWatch: whether anything of an answer came, be it half a line that libcurl tells nobody of.
//
// A connection that ends before a byte of an answer is no answer; one that ends after it is a
// malformed one.
#pragma once

namespace infobip_otp {

class AnswerWatch {
  public:
    // For a new TLS connection: `context` is its SSL_CTX, as CURLOPT_SSL_CTX_FUNCTION has it. This
    // object must outlive the connection.
    void attach(void* context);

    // For one in clear, before its socket is closed.
    void look_at(int socket);

    void forget() { begun_ = false; }
    [[nodiscard]] bool begun() const { return begun_; }

    void note_application_data() { begun_ = true; }

  private:
    bool begun_ = false;
};

}  // namespace infobip_otp
