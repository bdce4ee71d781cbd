#pragma once

#include "expectation_set.h"
#include "report.h"

#include "base/result.h"

#include <QByteArray>

namespace claimcheck::inspect {

/// A shell script for CI that holds tokens to the shape of this one: kind, algorithm, typ, issuer, audience,
/// which parameters and claims there are and of which JSON types, the longest lifetime, and no error that
/// this token has not got itself. It reads a token from $TOKEN or from standard input, asks `claimcheck
/// inspect
/// --json` (and `claimcheck verify`, where a key is named in its environment), and needs jq. It exits with 0
/// when all fits, 1 when something does not, 2 when it cannot be run, and 3 when the signature could not be
/// checked.
///
/// Pure. In the script is no signature, and no value but those of alg, enc, typ, iss and aud. What `expected`
/// says of algorithms, issuer, audience, type and leeway counts more than the token; its subject names
/// somebody and is left out. All foreign text is ASCII inside one JSON text in single quotes: nothing of it
/// can be read as shell. Errors: TokenKindUnsupported for what is no token of JOSE.
[[nodiscard]] Result<QByteArray> ciTest(const Report &report, const ExpectationSet &expected = {});

} // namespace claimcheck::inspect
