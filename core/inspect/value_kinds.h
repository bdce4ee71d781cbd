#pragma once

#include <QByteArrayView>
#include <QStringView>

/// What a text in a token looks like. Each is linear in the text's size and right for any bytes.
namespace claimcheck::inspect {

/// Names such as password, client_secret or API-KEY, whatever their case and separators.
[[nodiscard]] bool isSecretName(QByteArrayView name);
/// Names such as phone_number, birthdate or iban.
[[nodiscard]] bool isPersonalName(QByteArrayView name);
/// Names of session cookies and the like; not sid.
[[nodiscard]] bool isSessionName(QByteArrayView name);

/// A local part, an @ and a domain with a dot, and nothing else.
[[nodiscard]] bool isEmailAddress(QByteArrayView text);
/// 13 to 19 digits, in groups or not, with a card's beginning, length and check digit (ISO/IEC 7812).
[[nodiscard]] bool isCardNumber(QByteArrayView text);
/// A hash as bcrypt, Argon2, crypt, PBKDF2 or LDAP write it.
[[nodiscard]] bool isPasswordHash(QByteArrayView text);
[[nodiscard]] bool isPrivateKeyText(QByteArrayView text);
/// A compact token: two or four dots, and a header that begins as a JSON object.
[[nodiscard]] bool isTokenText(QByteArrayView text);
/// At least 512 characters of either base64 alphabet.
[[nodiscard]] bool isLongBase64(QByteArrayView text);
/// A tag, or an address that runs a script.
[[nodiscard]] bool isMarkup(QByteArrayView text);
/// "a key of Amazon Web Services" and the like, by the beginning and the length; nullptr for others.
/// Translated in the context "Inspect".
[[nodiscard]] const char *apiKeyKind(QByteArrayView text);

} // namespace claimcheck::inspect
