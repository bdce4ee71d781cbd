#pragma once

#include "base/json.h"
#include "jose/parsed_token.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <stop_token>
#include <vector>

namespace claimcheck::inspect {

/// What became of a value from one token to the other. Respelled: the same value, written in other
/// characters.
enum class Change { Same, Respelled, Changed, Added, Removed };
/// "same", "respelled", "changed", "added", "removed".
[[nodiscard]] QByteArray changeName(Change change);

/// One value of the header or of the claims, in both tokens.
struct Difference {
    jose::PartId part;
    QString pointer; // RFC 6901; a repeated name carries its number: "/aud#2"
    Change change;
    QByteArray before, after; // the exact text; empty where it is absent
    /// After minus before, of two NumericDates that differ.
    std::optional<double> deltaSeconds;
    /// Of scope strings and arrays of plain values, which are compared as sets: what came and what went.
    QStringList added, removed;
};

/// Two tokens, claim by claim: in the order of the first, what was added after it.
struct Comparison {
    std::vector<Difference> differences; // the same values too
    bool sameText = false;               // the two are the same characters
    bool sameSignature = false;          // the signatures are the same bytes, and not empty
    bool sameIdentity = false;           // both name the same iss and sub
    /// How many differences are not Same.
    [[nodiscard]] size_t changes() const;
};

/// Pure; linear in the size of both but for sorting. Objects that differ are walked into, so that the pointer
/// names the innermost value that changed. Once `stop` is asked for, the rest is left out: whoever asked
/// throws away what comes.
[[nodiscard]] Comparison compare(const jose::ParsedToken &before, const jose::ParsedToken &after,
                                 const std::stop_token &stop = {});

/// {"same","sameSignature","sameIdentity","differences":[{"part","pointer","change","before","after",
/// "deltaSeconds","added","removed"}…]}: `before` and `after` are the exact text of the values, as strings.
/// One line, no line end.
[[nodiscard]] QByteArray toJson(const Comparison &comparison);

} // namespace claimcheck::inspect
