#pragma once

#include <QString>
#include <QUrl>

namespace claimcheck::ui {

/// True for what a person means as a server's address: with a scheme, or a bare host such as "api.example".
[[nodiscard]] bool looksLikeAddress(const QString &text);
/// An address as a person types it: without a scheme it is https, on this machine http.
[[nodiscard]] QUrl addressFrom(const QString &text);

} // namespace claimcheck::ui
