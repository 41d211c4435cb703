// SPDX-License-Identifier: MIT
// Templates: the message templates of applications (docs/infobip-contract.md section 9).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "json/json.hpp"
#include "sandbox/body.hpp"

namespace infobip_otp::sandbox {

enum class Medium { phone, email };  // SMS and voice share one kind of template

// Kept as the JSON that answers show; PUT lays the members that are there over it.
struct Template {
    std::string id;
    std::string application_id;
    Medium medium = Medium::phone;
    Json json = Json::object();

    [[nodiscard]] std::string pin_type() const;
    [[nodiscard]] std::size_t pin_length() const;
    [[nodiscard]] std::string text() const;    // with its {{placeholders}}
    [[nodiscard]] std::string sender() const;  // senderId or from; empty where there is none
};

class Templates {
  public:
    static constexpr std::size_t most = 10'000;

    // `body` has passed check_body(template_fields). nullptr: there are `most` already.
    const Template* create(const std::string& application_id, Medium medium, const Json& body);
    // nullptr: the application has no such template of this medium.
    const Template* update(const std::string& application_id, Medium medium, const std::string& id,
                           const Json& body);

    // nullptr: the application has no such template.
    [[nodiscard]] const Template* find(const std::string& application_id,
                                       const std::string& id) const;
    [[nodiscard]] std::vector<const Template*> of(const std::string& application_id) const;

  private:
    std::map<std::string, Template> by_id_;
    std::vector<std::string> order_;
};

// As for create; an update may leave out everything.
[[nodiscard]] std::span<const Field> template_fields(Medium medium);

}  // namespace infobip_otp::sandbox
