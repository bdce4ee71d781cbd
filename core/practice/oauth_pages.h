#pragma once

#include "message.h"

namespace claimcheck::practice::provider {

/// Text as HTML shows it, quotes included.
[[nodiscard]] QByteArray escaped(const QByteArray &utf8);
/// A hidden field of a form.
[[nodiscard]] QByteArray hiddenField(const char *name, const QByteArray &value);

/// A page for a person: plain HTML, no scripts, not to be framed, and its forms go nowhere but here and, when
/// their answer redirects (which browsers count), to the origin of `redirectUri`. `content` is HTML.
[[nodiscard]] Response page(int status, const QByteArray &title, const QByteArray &content,
                            const QByteArray &redirectUri = {});
/// A refusal that goes to nobody but the person: where it would have to be redirected is not to be trusted.
[[nodiscard]] Response errorPage(int status, const QByteArray &message);
/// 303: the browser goes on with a GET.
[[nodiscard]] Response seeOther(const QByteArray &location);

} // namespace claimcheck::practice::provider
