#pragma once

#include "error.h"

#include <QtGlobal>

#include <type_traits>
#include <utility>
#include <variant>

namespace claimcheck {

/// The value of a `Result` that carries no value: the thing is done.
struct Done {};

/// A value or an `Error`. Test it before use; `value()` of a failure is a programming error (asserts).
/// No `Result<bool>`: "no" and "could not tell" are different answers, and each deserves a name.
template <class T>
class [[nodiscard]] Result {
    static_assert(!std::is_same_v<T, bool>, "say what true and false mean: use an enum");
    static_assert(!std::is_same_v<T, Error>, "an error is not a value");

public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] explicit operator bool() const { return m_state.index() == 0; }
    [[nodiscard]] const T &value() const & { return Q_ASSERT(*this), *std::get_if<0>(&m_state); }
    [[nodiscard]] T &value() & { return Q_ASSERT(*this), *std::get_if<0>(&m_state); }
    [[nodiscard]] T &&value() && { return Q_ASSERT(*this), std::move(*std::get_if<0>(&m_state)); }
    [[nodiscard]] const T *operator->() const { return &value(); }
    [[nodiscard]] T *operator->() { return &value(); }
    [[nodiscard]] const T &operator*() const & { return value(); }
    [[nodiscard]] T &operator*() & { return value(); }
    [[nodiscard]] T &&operator*() && { return std::move(*this).value(); }
    [[nodiscard]] const Error &error() const { return Q_ASSERT(!*this), *std::get_if<1>(&m_state); }

private:
    std::variant<T, Error> m_state;
};

} // namespace claimcheck
