#pragma once

#include "jose/expectations.h"

#include "base/result.h"

#include <QString>

namespace claimcheck::inspect {

/// What a person expects of a kind of token, kept under a name: "API of acme". Holds no secret and no key.
struct ExpectationSet {
    QString name;
    std::vector<QByteArray> algorithms = {}; // empty: those that the key allows
    std::optional<QByteArray> issuer = {}, audience = {}, subject = {}, type = {};
    std::chrono::seconds leeway{0};
    /// Says what the set says; what it does not say stays as it is.
    void applyTo(jose::Expectations &expectations) const;
    friend bool operator==(const ExpectationSet &, const ExpectationSet &) = default;
};
using ExpectationSets = std::vector<ExpectationSet>;

/// The names of the file in the configuration folder.
inline constexpr QLatin1StringView expectationFile("expectations.json");

/// {"expectations":[{"name","alg":[…],"iss","aud","sub","typ","leeway"}…]}; all but the name may be absent.
/// Errors (subject: the file): Json…, JsonTypeMismatch for a member of another type, JsonDuplicateName for a
/// name that stands twice. Unknown members are refused too (JsonTypeMismatch): a word that is misspelt would
/// be a check that never happens.
[[nodiscard]] Result<ExpectationSets> parseExpectationSets(const QByteArray &text);
/// With line ends, for people who read it; what `parseExpectationSets` reads.
[[nodiscard]] QByteArray toJson(const ExpectationSets &sets);

/// From the file of the folder; none where there is no file. FileUnreadable, and the errors above.
[[nodiscard]] Result<ExpectationSets> readExpectationSets(const QString &folder);
/// Replaces the file as a whole. FileUnwritable.
[[nodiscard]] Result<Done> writeExpectationSets(const QString &folder, const ExpectationSets &sets);
/// The set of this name; nullptr when there is none.
[[nodiscard]] const ExpectationSet *findExpectationSet(const ExpectationSets &sets, QStringView name);

} // namespace claimcheck::inspect
