#pragma once

#include "base/secret.h"

#include <QUrl>

#include <vector>

namespace claimcheck::requests {

/// A secret that is known, and what stands in its place.
struct Hidden {
    Secret secret;
    QByteArray by;
};
/// What a server says, without what it was sent: as it is, percent- or form-encoded, inside of JSON, base64.
/// Secrets of less than three bytes stay.
[[nodiscard]] QByteArray withoutSecrets(QByteArray text, std::vector<Hidden> hidden);
/// The same behind the origin of an address.
[[nodiscard]] QUrl withoutSecrets(const QUrl &url, const std::vector<Hidden> &hidden);

} // namespace claimcheck::requests
