#include "oauth_sessions.h"

#include "oauth_tables.h"
#include "storage.h"

#include "base/random.h"
#include "base/secret.h"

namespace claimcheck::practice::provider {
using namespace Qt::StringLiterals;

namespace {

constexpr char sessionCookie[] = "practice_provider_session";
constexpr char browserCookie[] = "practice_provider_browser";
// Lax, not Strict: a client sends the browser here from elsewhere, and the session must be seen then. Forms
// are guarded by tokens of their own. Not Secure: this is plain http on loopback.
constexpr char attributes[] = "; Path=/oauth; HttpOnly; SameSite=Lax";
constexpr qsizetype secretSize = 16;

/// The only cookie of this name (RFC 6265 section 5.4); empty when there is none, or more than one.
QByteArray cookie(const Request &request, QByteArrayView name)
{
    QByteArrayList found;
    for (const QByteArray &header : request.values("Cookie")) {
        for (const QByteArray &pair : header.split(';')) {
            const qsizetype equals = pair.indexOf('=');
            if (equals > 0 && pair.left(equals).trimmed() == name)
                found.append(pair.mid(equals + 1).trimmed());
        }
    }
    return found.size() == 1 ? found.front() : QByteArray();
}

} // namespace

Result<std::optional<BrowserSession>> BrowserSessions::of(const Request &request)
{
    const QByteArray secret = cookie(request, sessionCookie);
    if (secret.isEmpty())
        return std::optional<BrowserSession>();
    const QByteArray id = fingerprint(secret);
    const auto found = m_storage.run(u"SELECT sid, user_id, authenticated_at, csrf, wrong_codes"
                                     " FROM oauth_session WHERE id = ? AND expires_at > ?"_s,
                                     {textValue(id), stored(m_clock.now())});
    if (!found)
        return found.error();
    if (found->rows.empty())
        return std::optional<BrowserSession>();
    const QVariantList &row = found->rows.front();
    return std::optional(BrowserSession{id, row[0].toByteArray(), row[1].toString(), storedTime(row[2]),
                                        row[3].toByteArray(), row[4].toInt()});
}

Result<BrowserSession> BrowserSessions::begin(const QString &userId, Response &response)
{
    const auto secret = randomText(secretSize);
    const auto sid = randomText(secretSize);
    const auto csrf = randomText(secretSize);
    if (!secret || !sid || !csrf)
        return Error{ErrorCode::RandomUnavailable};
    const BrowserSession session{fingerprint(*secret), *sid, userId, m_clock.now(), *csrf, 0};
    auto added =
        m_storage.run(u"INSERT INTO oauth_session (id, sid, user_id, authenticated_at, csrf,"
                      " expires_at) VALUES (?, ?, ?, ?, ?, ?)"_s,
                      {textValue(session.id), textValue(session.sid), userId, stored(session.authenticatedAt),
                       textValue(session.csrf), stored(m_clock.now() + lifetime)});
    if (!added)
        return added.error();
    response.setHeader("Set-Cookie", sessionCookie + ("=" + *secret) + attributes);
    return session;
}

Result<Done> BrowserSessions::end(const QByteArray &sid)
{
    auto removed = m_storage.run(u"DELETE FROM oauth_session WHERE sid = ?"_s, {textValue(sid)});
    return removed ? Result<Done>(Done{}) : Result<Done>(removed.error());
}

Result<Done> BrowserSessions::countWrongCode(const BrowserSession &session)
{
    auto counted = m_storage.run(u"UPDATE oauth_session SET wrong_codes = wrong_codes + 1 WHERE id = ?"_s,
                                 {textValue(session.id)});
    return counted ? Result<Done>(Done{}) : Result<Done>(counted.error());
}

QByteArray BrowserSessions::browserOf(const Request &request)
{
    const QByteArray secret = cookie(request, browserCookie);
    return secret.isEmpty() ? QByteArray() : fingerprint(secret);
}

Result<QByteArray> BrowserSessions::nameBrowser(const Request &request, Response &response)
{
    if (const QByteArray known = browserOf(request); !known.isEmpty())
        return known;
    const auto secret = randomText(secretSize);
    if (!secret)
        return secret.error();
    response.setHeader("Set-Cookie", browserCookie + ("=" + *secret) + attributes);
    return fingerprint(*secret);
}

bool sameSecret(const QByteArray &a, const QByteArray &b)
{
    return !a.isEmpty() && Secret(a).equals(Secret(b));
}

} // namespace claimcheck::practice::provider
