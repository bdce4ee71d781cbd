#pragma once

#include "base/clock.h"
#include "base/secret.h"
#include "origin_policy.h"

#include <QByteArray>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace claimcheck::http {

/// A cookie without its value.
struct CookieFacts {
    QByteArray name = {};
    Origin origin = {};
    QString path = {};
    std::optional<TimePoint> expiresAt = {}; // nothing: a session cookie
    bool secure = false;
    bool httpOnly = false;
    QByteArray sameSite = {}; // "Strict", "Lax", "None" as sent; empty: not said
};

/// A cookie as a Set-Cookie header tells it, without its value. `facts` have no origin.
struct SetCookie {
    CookieFacts facts = {};
    QString domain = {};     // as sent; empty: the host alone
    qsizetype valueSize = 0; // bytes
};
/// Reads the header as Qt reports it (several are joined by line ends).
[[nodiscard]] std::vector<SetCookie> readSetCookie(const QByteArray &setCookie);

/// The cookies of one client, kept apart by origin. That is stricter than RFC 6265 section 8.5, where a port
/// or a scheme does not separate them and a `Domain` shares them with sub-domains: here a cookie returns only
/// to the very origin that set it. Path, Expires, Max-Age, Secure and Domain are honoured within it. In
/// memory only, unless somebody asks for `sealed` and puts it into the keychain.
class Cookies final {
public:
    Cookies();
    ~Cookies();
    Q_DISABLE_COPY_MOVE(Cookies)

    /// Reads a Set-Cookie header as Qt reports it (several are joined by line ends). Cookies of another
    /// domain, those over 4 KiB and more than 100 per origin are left out. A Secure one that came over plain
    /// http never returns.
    void store(const QByteArray &setCookie, const Origin &origin, const QUrl &url);
    /// The value of the Cookie header for this URL ("a=1; b=2"), or empty.
    [[nodiscard]] QByteArray header(const Origin &origin, const QUrl &url) const;
    void clear();
    /// What each cookie is, in no particular order.
    [[nodiscard]] std::vector<CookieFacts> facts() const;
    /// The value of a cookie that goes to this URL; empty when there is none.
    [[nodiscard]] Secret value(const QByteArray &name, const Origin &origin, const QUrl &url) const;
    /// All cookies of these origins as a JSON array of {"origin","setCookie"}, and back. Session cookies are
    /// kept too: the person's sign-in is the session. KeychainEntryDamaged; then nothing was changed.
    [[nodiscard]] Secret sealed(const std::vector<Origin> &origins) const;
    [[nodiscard]] Result<Done> restore(const Secret &sealed);
    /// Counts the answers that set, changed or removed a cookie.
    [[nodiscard]] int changes() const { return m_changes; }

private:
    struct Jar;
    // By the origin's text; a jar is a QObject and cannot move.
    std::map<QString, std::unique_ptr<Jar>> m_jars;
    int m_changes = 0;
};

} // namespace claimcheck::http
