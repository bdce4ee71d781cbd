#pragma once

#include <QString>
#include <QStringList>

namespace claimcheck::login {

/// What the value of a setting may be.
enum class ValueRule {
    OneOf, // of the words that the row names
    Path,  // on the server, with a query
    PlainPath,
    Name, // one line of text
    Pointer,
    Place, // a pointer, or header:NAME
    HeaderName,
    HeaderNames,
    Scheme,
    Scopes,  // words with spaces between them (RFC 6749 section 3.3)
    Uri,     // an absolute URI
    Uris,    // with spaces between them (RFC 8707 section 2)
    Origins, // with spaces between them
    Endpoint,
    Ports,
    Seconds,
    HeaderValue,
    Secret, // never stands in a profile
};

/// What is wanted in place of `value`, as half a sentence; empty if it fits. `words`: of OneOf, with spaces.
[[nodiscard]] QString complaint(ValueRule rule, const char *words, const QString &value);

/// The characters of a header's name (RFC 9110 section 5.6.2).
[[nodiscard]] bool isHeaderName(QStringView text);
/// No control characters, and none that change the direction of text.
[[nodiscard]] bool isPlainText(QStringView text);

} // namespace claimcheck::login
