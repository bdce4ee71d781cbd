#pragma once

#include <QByteArray>

#include <optional>

namespace claimcheck::jose {

/// An http or https URI without query and fragment, after the syntax-based and scheme-based normalisation of
/// RFC 3986 (sections 6.2.2 and 6.2.3): two that are equivalent come out the same. Nothing for anything
/// that is not such a URI: user information, characters that must be percent-encoded, a malformed escape, an
/// empty host, a port that is none.
[[nodiscard]] std::optional<QByteArray> normalizedTargetUri(QByteArrayView uri);

/// The URI without its query and fragment.
[[nodiscard]] QByteArrayView withoutQuery(QByteArrayView uri);

} // namespace claimcheck::jose
