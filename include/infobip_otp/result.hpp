// SPDX-License-Identifier: MIT
// Result<T>, Error: how a call that meets the outside world answers.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace infobip_otp {

// What went wrong, as one line for the administrator's log: what was tried, on which file or
// option, and why it failed. Never holds a secret or anything a person typed.
struct Error {
    std::string message;
};

// Either a T or the Error that kept it from being made; named like std::expected (C++23).
// "Not there" and "wrong" are answers and belong into T, as an enum or an optional.
// value() of an Error and error() of a value throw std::bad_variant_access: a bug of the caller.
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return content_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] T& value() & { return std::get<0>(content_); }
    [[nodiscard]] const T& value() const& { return std::get<0>(content_); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(content_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    [[nodiscard]] const Error& error() const { return std::get<1>(content_); }

  private:
    std::variant<T, Error> content_;
};

// A call that has nothing to hand back but its success: `return {};`.
template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return !error_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] const Error& error() const { return error_.value(); }

  private:
    std::optional<Error> error_;
};

}  // namespace infobip_otp
