#pragma once

#include "jose/key.h"

#include <QString>

namespace claimcheck::json {
class Writer;
}

namespace claimcheck::app {

/// "RSA", "EC", "OKP", "oct".
[[nodiscard]] const char *keyTypeName(jose::KeyType type);

/// Whether "alg" and "use" are shown beside what the batch's contract names (kty, crv, bits, kid, private,
/// thumbprints).
enum class KeyMembers { Contract, All };
/// {"kty","crv","bits","kid",…,"private","thumbprints":{"sha256","sha384","sha512"}}; null for what a key
/// does not have.
void writeKey(json::Writer &writer, const jose::Key &key, KeyMembers members);
/// {"sha256","sha384","sha512"}.
void writeThumbprints(json::Writer &writer, const jose::Key &key);
/// The same as lines for a person, with a line end.
[[nodiscard]] QString keyText(const jose::Key &key);

/// `key show --json`: {"keys":[…],"rejected":[{"subject","code","message"}]}.
[[nodiscard]] QByteArray keySetJson(const jose::KeySet &keys);
/// `key show`: all keys, and which could not be used, and why.
[[nodiscard]] QString keySetText(const jose::KeySet &keys);

} // namespace claimcheck::app
