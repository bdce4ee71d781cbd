#pragma once

#include "base/secret.h"

#include <QString>
#include <QUrl>

#include <utility>
#include <vector>

namespace claimcheck::oauth {

/// Answers to a browser as they go out, head and body: plain pages without scripts or anything fetched, that
/// nobody keeps, frames or refers from. Titles and texts are escaped.
struct LoopbackPage {
    int status = 200; // 200, 400, 404, 405, 421 or 431
    QString title;
    QString text;
};
enum class PageBody { Sent, LeftOut }; // left out for HEAD (RFC 9110 section 9.3.2)
[[nodiscard]] QByteArray pageAnswer(const LoopbackPage &page, PageBody body = PageBody::Sent);

/// The page for a request that is not the return from the server: says so, and nothing else.
[[nodiscard]] LoopbackPage strangerPage(int status);

/// A page that posts `fields` to `action`: with a button, and by itself where scripts run. The only script
/// is ours, by its hash.
[[nodiscard]] Secret postAnswer(const QUrl &action, const std::vector<std::pair<QByteArray, Secret>> &fields);

} // namespace claimcheck::oauth
