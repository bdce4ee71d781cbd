#pragma once

#include <QByteArray>

#include <optional>
#include <utility>
#include <vector>

namespace claimcheck::http {

/// One challenge of a WWW-Authenticate header (RFC 9110 section 11.6.1).
struct Challenge {
    QByteArray scheme;  // as sent ("Bearer"); empty: parameters without a scheme, which some servers send
    QByteArray token68; // "realm-less" credentials; usually empty
    std::vector<std::pair<QByteArray, QByteArray>> parameters = {}; // names in lower case, values unquoted

    [[nodiscard]] bool is(QByteArrayView name) const; // the scheme, in any case
    /// The first of this name.
    [[nodiscard]] std::optional<QByteArray> parameter(QByteArrayView name) const;
};

/// All challenges of a header's value, in order: several in one header, several headers that Qt joined,
/// quoted strings with commas and escapes. What cannot be read ends the list; at most 16 challenges of 32
/// parameters.
[[nodiscard]] std::vector<Challenge> readChallenges(QByteArrayView value);

} // namespace claimcheck::http
