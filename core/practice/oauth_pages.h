#pragma once

#include "html.h"

namespace claimcheck::practice::provider {

/// A page for a person. Its forms go nowhere but here and, when their answer redirects (which browsers
/// count), to the origin of `redirectUri`. `content` is HTML.
[[nodiscard]] Response page(int status, const QByteArray &title, const QByteArray &content,
                            const QByteArray &redirectUri = {});
/// A refusal that goes to nobody but the person: where it would have to be redirected is not to be trusted.
[[nodiscard]] Response errorPage(int status, const QByteArray &message);
/// What went wrong on the page before, as HTML; nothing for nothing.
[[nodiscard]] QByteArray alert(const QByteArray &problem);
/// 303: the browser goes on with a GET, here or elsewhere.
[[nodiscard]] Response sendTo(const QByteArray &location);

} // namespace claimcheck::practice::provider
