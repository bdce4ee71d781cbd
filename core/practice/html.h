#pragma once

#include "message.h"

namespace claimcheck::practice {

/// Text as HTML: nothing in it is markup any more, inside quotes either.
[[nodiscard]] QByteArray escaped(const QString &text);
[[nodiscard]] QByteArray escaped(const QByteArray &utf8);
[[nodiscard]] inline QByteArray escaped(const char *utf8)
{
    return escaped(QByteArray(utf8));
}

/// A whole page around `body`, which is HTML: a title, the word that this is a server for teaching and
/// tests, and a policy under which nothing is loaded, run or framed (pictures may be part of the page). It
/// works without scripts.
[[nodiscard]] Response htmlPage(int status, const QString &title, const QByteArray &body);
/// 303: where a form leads when it was taken.
[[nodiscard]] Response seeOther(const QString &path);

/// A form that posts to `path`: `inside` is HTML, `button` the text of its button.
[[nodiscard]] QByteArray formTo(const QString &path, const QByteArray &inside, const QString &button);
[[nodiscard]] QByteArray hiddenField(const QByteArray &name, QByteArrayView value);
/// A labelled field. `type`: "text", "password", …
[[nodiscard]] QByteArray inputField(const QString &label, const QByteArray &name,
                                    const QByteArray &type = "text", QByteArrayView value = {});
/// A table: its titles, and its rows of cells, which are HTML.
[[nodiscard]] QByteArray tableOf(const std::vector<QString> &titles,
                                 const std::vector<std::vector<QByteArray>> &rows);

/// The style sheet of all pages, at stylePath.
inline constexpr char stylePath[] = "/practice/style.css";
[[nodiscard]] Response styleSheet();

} // namespace claimcheck::practice
