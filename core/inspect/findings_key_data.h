#pragma once

#include "rule.h"

/// How a key that was given fits the token.
namespace claimcheck::inspect {

// clang-format off
inline constexpr Rule keyRules[] = {
    {"key-too-short", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The key has %2 bits, which is too short for %1."), "RFC 7518 section 3",
     QT_TRANSLATE_NOOP("Inspect", "HMAC takes a secret at least as long as its hash, and RSA at least 2048 bits. Shorter keys can be found by trying.")},
    {"key-weak-secret", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The secret of this token is one that everybody knows: it stands in a list of secrets from examples and tutorials."), "RFC 8725 section 3.5",
     QT_TRANSLATE_NOOP("Inspect", "Anybody can try the list within a second and then write tokens at will. The secret must be replaced by random bytes.")},
    {"key-type-unfitting", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "No key that was given is of the type that %1 takes."), "RFC 7517 section 4.1",
     QT_TRANSLATE_NOOP("Inspect", "RS and PS algorithms take RSA keys, ES algorithms EC keys, EdDSA an OKP key, and HS algorithms a secret.")},
    {"key-curve-unfitting", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The key's curve %2 does not fit %1."), "RFC 7518 section 3.4",
     QT_TRANSLATE_NOOP("Inspect", "Each ECDSA algorithm has its own curve: ES256 takes P-256, ES384 P-384, ES512 P-521.")},
    {"key-use-unfitting", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The key says that it is for encryption (use enc), and not for signatures."), "RFC 7517 section 4.2",
     QT_TRANSLATE_NOOP("Inspect", "A key should serve one purpose only. Choose the key of the set whose use is sig.")},
    {"key-ops-unfitting", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The key's key_ops allow neither sign nor verify."), "RFC 7517 section 4.3",
     QT_TRANSLATE_NOOP("Inspect", "The list says what the key may be used for.")},
    {"key-alg-unfitting", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The key says that it is for %2, and the token says %1."), "RFC 7517 section 4.4",
     QT_TRANSLATE_NOOP("Inspect", "A key that names its algorithm must not be used with another one.")},
    {"key-public-as-secret", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "A public key was given as the secret of %1."), "RFC 8725 section 2.1",
     QT_TRANSLATE_NOOP("Inspect", "This is how tokens are forged: a server that expects RS256 is sent HS256, signed with its public key, which everybody knows.")},
    {"key-set-private", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The published keys hold a private key or a secret (kid %1)."), "RFC 7517 section 9.2",
     QT_TRANSLATE_NOOP("Inspect", "Everybody who can fetch the set can sign tokens. The key must be replaced.")},
    {"key-set-repeated-kid", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "Several keys of the set have the kid %1."), "RFC 7517 section 4.5",
     QT_TRANSLATE_NOOP("Inspect", "Keys of one set should have different names, or a reader may take the wrong one.")},
    {"key-not-in-set", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The token names the key %1, which is not among those that were given."), "RFC 7515 section 4.1.4",
     QT_TRANSLATE_NOOP("Inspect", "The issuer may have changed its keys since: fetch the set again. Or the token is from another issuer.")},
};
// clang-format on

} // namespace claimcheck::inspect
