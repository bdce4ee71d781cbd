#pragma once

#include "base/result.h"
#include "jose/parsed_token.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace claimcheck::inspect {

/// What a value was taken for, which decides what stands in its place.
enum class Personal { Text, Email, Uuid, Address, Number, Url };

/// One value that was replaced. `was` is not kept: the copy is meant to be shared.
struct Replacement {
    jose::PartId part;
    QString pointer; // RFC 6901
    Personal kind;
    QByteArray now; // the JSON text that stands there
};

/// A token that is safe to post: no signature, and every value that could name a person, a session or a
/// secret is replaced, the same value by the same word wherever it stands (inside an issuer's address too).
/// What explains a problem is kept: names of claims, order, white space, times, issuer, audience, algorithms,
/// scopes, roles.
struct SafeCopy {
    QByteArray token;  // header.payload. with nothing after the last dot
    QByteArray header; // the JSON texts in it
    QByteArray claims;
    std::vector<Replacement> replaced;
};

/// What is kept besides: names of claims whose values are left as they are.
struct SafeCopyOptions {
    QStringList keep = {};
};

/// Pure. A JWE gives its header alone, and of an SD-JWT the disclosures are left out. Errors: JsonSyntax and
/// the other JSON codes (subject: the part) where a part cannot be read, so that nothing unknown gets out.
[[nodiscard]] Result<SafeCopy> safeCopy(const jose::ParsedToken &token, const SafeCopyOptions &options = {});

} // namespace claimcheck::inspect
