#include "registry.h"

#include <QtGlobal>

namespace claimcheck::inspect {

namespace {

/// The IANA registry "JSON Web Signature and Encryption Header Parameters", and a few names that are met
/// often.
// clang-format off
constexpr RegistryRow rows[] = {
    {"alg", QT_TRANSLATE_NOOP("Inspect", "Names the algorithm that signs or encrypts the token."), "RFC 7515 section 4.1.1"},
    {"jku", QT_TRANSLATE_NOOP("Inspect", "Address of a JWK Set that is said to hold the key; whoever wrote the token chose it."), "RFC 7515 section 4.1.2"},
    {"jwk", QT_TRANSLATE_NOOP("Inspect", "A public key inside the token; whoever wrote the token chose it, so it proves nothing by itself."), "RFC 7515 section 4.1.3"},
    {"kid", QT_TRANSLATE_NOOP("Inspect", "Says which of the issuer's keys was used."), "RFC 7515 section 4.1.4"},
    {"x5u", QT_TRANSLATE_NOOP("Inspect", "Address of a certificate that is said to hold the key; whoever wrote the token chose it."), "RFC 7515 section 4.1.5"},
    {"x5c", QT_TRANSLATE_NOOP("Inspect", "The certificate chain of the key; it proves something only if it leads to an authority that you trust."), "RFC 7515 section 4.1.6"},
    {"x5t", QT_TRANSLATE_NOOP("Inspect", "SHA-1 fingerprint of the key's certificate."), "RFC 7515 section 4.1.7"},
    {"x5t#S256", QT_TRANSLATE_NOOP("Inspect", "SHA-256 fingerprint of the key's certificate."), "RFC 7515 section 4.1.8"},
    {"typ", QT_TRANSLATE_NOOP("Inspect", "The type of the whole token, such as JWT or at+jwt."), "RFC 7515 section 4.1.9"},
    {"cty", QT_TRANSLATE_NOOP("Inspect", "The type of the payload; JWT means that another token is inside."), "RFC 7515 section 4.1.10"},
    {"crit", QT_TRANSLATE_NOOP("Inspect", "Lists the header parameters that a reader must understand, or else refuse the token."), "RFC 7515 section 4.1.11"},
    {"b64", QT_TRANSLATE_NOOP("Inspect", "Says whether the payload is base64url-encoded."), "RFC 7797 section 3"},
    {"enc", QT_TRANSLATE_NOOP("Inspect", "Names the algorithm that encrypts the content."), "RFC 7516 section 4.1.2"},
    {"zip", QT_TRANSLATE_NOOP("Inspect", "Says that the content was compressed before it was encrypted."), "RFC 7516 section 4.1.3"},
    {"epk", QT_TRANSLATE_NOOP("Inspect", "The sender's one-time public key for the key agreement."), "RFC 7518 section 4.6.1.1"},
    {"apu", QT_TRANSLATE_NOOP("Inspect", "Information about the sender that goes into the key agreement."), "RFC 7518 section 4.6.1.2"},
    {"apv", QT_TRANSLATE_NOOP("Inspect", "Information about the recipient that goes into the key agreement."), "RFC 7518 section 4.6.1.3"},
    {"iv", QT_TRANSLATE_NOOP("Inspect", "The initialization vector with which the content key was encrypted."), "RFC 7518 section 4.7.1.1"},
    {"tag", QT_TRANSLATE_NOOP("Inspect", "The authentication tag of the encrypted content key."), "RFC 7518 section 4.7.1.2"},
    {"p2s", QT_TRANSLATE_NOOP("Inspect", "The salt with which a key was made from a password."), "RFC 7518 section 4.8.1.1"},
    {"p2c", QT_TRANSLATE_NOOP("Inspect", "How many rounds turn the password into a key; a huge number makes the reader work for nothing."), "RFC 7518 section 4.8.1.2"},
    {"iss", QT_TRANSLATE_NOOP("Inspect", "The issuer, repeated from the claims so that it can be read without decrypting."), "RFC 7519 section 5.3"},
    {"sub", QT_TRANSLATE_NOOP("Inspect", "The subject, repeated from the claims so that it can be read without decrypting."), "RFC 7519 section 5.3"},
    {"aud", QT_TRANSLATE_NOOP("Inspect", "The audience, repeated from the claims so that it can be read without decrypting."), "RFC 7519 section 5.3"},
    {"ppt", QT_TRANSLATE_NOOP("Inspect", "The extension of a telephone identity token (PASSporT) that the claims follow."), "RFC 8225 section 8.1"},
    {"url", QT_TRANSLATE_NOOP("Inspect", "The address that an ACME request is meant for."), "RFC 8555 section 6.4.1"},
    {"nonce", QT_TRANSLATE_NOOP("Inspect", "A value from the server that makes an ACME request usable once; Entra uses the name for its own protection of Graph tokens."), "RFC 8555 section 6.5.2"},
    {"svt", QT_TRANSLATE_NOOP("Inspect", "Signature validation tokens that vouch for other signatures."), "RFC 9321"},
    {"trust_chain", QT_TRANSLATE_NOOP("Inspect", "Statements that lead from the issuer to a trust anchor."), "OpenID Federation 1.0"},
    {"signer", QT_TRANSLATE_NOOP("Inspect", "The load balancer that signed the token."), "AWS Application Load Balancer"},
    {"client", QT_TRANSLATE_NOOP("Inspect", "The client of the sign-in at the load balancer."), "AWS Application Load Balancer"},
    {"exp", QT_TRANSLATE_NOOP("Inspect", "When the token expires, written in the header, where most readers never look."), "AWS Application Load Balancer"},
    {"ver", QT_TRANSLATE_NOOP("Inspect", "The version of the token's format."), "Common use"},
};
// clang-format on

constexpr auto index = indexOf(rows);

} // namespace

std::span<const RegistryRow> headerRows()
{
    return rows;
}

const RegistryRow *findHeader(QStringView name)
{
    return findRow(rows, index, name);
}

} // namespace claimcheck::inspect
