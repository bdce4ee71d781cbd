#pragma once

#include "message.h"

#include "base/clock.h"
#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <optional>

namespace claimcheck::practice {
class Storage;
}

namespace claimcheck::practice::provider {

/// Somebody who signed in at the provider with a browser.
struct BrowserSession {
    QByteArray id;  // a fingerprint of the cookie
    QByteArray sid; // what ID Tokens call it (OpenID Connect Front-Channel Logout 1.0 section 3)
    QString userId;
    TimePoint authenticatedAt;
    QByteArray csrf; // what forms of this session bring along
    int wrongCodes;  // user codes of devices that were not known
};

/// The browser's cookies: one names the browser before anybody signed in (forms are bound to it), one the
/// session. A sign-in always makes a new session, so that nobody can be given one that somebody else knows
/// (fixation). Table `oauth_session`.
class BrowserSessions final {
public:
    static constexpr std::chrono::hours lifetime{12};

    BrowserSessions(Storage &storage, const Clock &clock) : m_storage(storage), m_clock(clock) {}

    [[nodiscard]] Result<std::optional<BrowserSession>> of(const Request &request);
    /// Begins a session and sets its cookie.
    [[nodiscard]] Result<BrowserSession> begin(const QString &userId, Response &response);
    [[nodiscard]] Result<Done> end(const QByteArray &sid);
    [[nodiscard]] Result<Done> countWrongCode(const BrowserSession &session);

    /// A fingerprint of the browser's own cookie; empty when it has none.
    [[nodiscard]] static QByteArray browserOf(const Request &request);
    /// The same; a browser that has none is given one.
    [[nodiscard]] static Result<QByteArray> nameBrowser(const Request &request, Response &response);

private:
    Storage &m_storage;
    const Clock &m_clock;
};

/// Compares what a form must bring along, in constant time; nothing equals nothing.
[[nodiscard]] bool sameSecret(const QByteArray &a, const QByteArray &b);

} // namespace claimcheck::practice::provider
