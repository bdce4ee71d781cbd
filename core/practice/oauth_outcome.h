#pragma once

#include "message.h"
#include "oauth_members.h"

#include "base/result.h"

#include <utility>
#include <variant>

namespace claimcheck::practice::provider {

/// A value, or the answer that refuses the request. What failed inside the server (a Result's error) becomes
/// a 500.
template <class T>
class [[nodiscard]] Outcome {
public:
    Outcome(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Outcome(Response refusal) : m_state(std::in_place_index<1>, std::move(refusal)) {}
    Outcome(const Error &error) : m_state(std::in_place_index<1>, failureResponse(error)) {}

    [[nodiscard]] explicit operator bool() const { return m_state.index() == 0; }
    [[nodiscard]] const T &operator*() const { return Q_ASSERT(*this), *std::get_if<0>(&m_state); }
    [[nodiscard]] T &operator*() { return Q_ASSERT(*this), *std::get_if<0>(&m_state); }
    [[nodiscard]] const T *operator->() const { return &**this; }
    [[nodiscard]] T *operator->() { return &**this; }
    [[nodiscard]] const Response &refusal() const { return Q_ASSERT(!*this), *std::get_if<1>(&m_state); }

private:
    std::variant<T, Response> m_state;
};

/// `{"error", "error_description"}` (RFC 6749 section 5.2).
[[nodiscard]] inline Response refuse(int status, const QByteArray &error, const QByteArray &description)
{
    Members members;
    members.text("error", error);
    members.text("error_description", description);
    return jsonResponse(status, members.toJson());
}

} // namespace claimcheck::practice::provider
