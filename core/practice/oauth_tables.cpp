#include "oauth_tables.h"

#include "storage.h"

#include "base/base64url.h"

#include <QCryptographicHash>

namespace claimcheck::practice::provider {
using namespace Qt::StringLiterals;

namespace {

// Ids that are secrets are kept as fingerprints. Times are milliseconds since 1970, scopes space-separated.
constexpr const char *tables[] = {
    // A client: its metadata as JSON in the words of RFC 7591. The seeded ones never expire.
    "CREATE TABLE IF NOT EXISTS oauth_client (id TEXT PRIMARY KEY, metadata TEXT NOT NULL,"
    " expires_at INTEGER)",
    // A person who signed in with a browser: the row behind the cookie.
    "CREATE TABLE IF NOT EXISTS oauth_session (id TEXT PRIMARY KEY, sid TEXT NOT NULL UNIQUE,"
    " user_id TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE, authenticated_at INTEGER NOT NULL,"
    " csrf TEXT NOT NULL, wrong_codes INTEGER NOT NULL DEFAULT 0, expires_at INTEGER NOT NULL)",
    // An authorization request that waits for a person, bound to the browser that brought it.
    "CREATE TABLE IF NOT EXISTS oauth_interaction (id TEXT PRIMARY KEY, browser TEXT NOT NULL,"
    " csrf TEXT NOT NULL, parameters TEXT NOT NULL, expires_at INTEGER NOT NULL)",
    // An authorization request that the client pushed (RFC 9126).
    "CREATE TABLE IF NOT EXISTS oauth_pushed (uri TEXT PRIMARY KEY, client_id TEXT NOT NULL,"
    " parameters TEXT NOT NULL, expires_at INTEGER NOT NULL)",
    // What a person allowed a client, so that it is not asked each time.
    "CREATE TABLE IF NOT EXISTS oauth_consent (user_id TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE,"
    " client_id TEXT NOT NULL REFERENCES oauth_client(id) ON DELETE CASCADE, scope TEXT NOT NULL,"
    " expires_at INTEGER NOT NULL, PRIMARY KEY (user_id, client_id))",
    // One authorization: all tokens that came from it hang on it and go with it.
    "CREATE TABLE IF NOT EXISTS oauth_grant (id TEXT PRIMARY KEY,"
    " client_id TEXT NOT NULL REFERENCES oauth_client(id) ON DELETE CASCADE,"
    " user_id TEXT REFERENCES user(id) ON DELETE CASCADE, sid TEXT NOT NULL, scope TEXT NOT NULL,"
    " resource TEXT NOT NULL, authenticated_at INTEGER NOT NULL, acr TEXT NOT NULL, nonce TEXT NOT NULL,"
    " jkt TEXT NOT NULL, expires_at INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS oauth_code (id TEXT PRIMARY KEY,"
    " grant_id TEXT NOT NULL REFERENCES oauth_grant(id) ON DELETE CASCADE, redirect_uri TEXT NOT NULL,"
    " challenge TEXT NOT NULL, used INTEGER NOT NULL DEFAULT 0, expires_at INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS oauth_code_grant ON oauth_code(grant_id)",
    "CREATE TABLE IF NOT EXISTS oauth_refresh (id TEXT PRIMARY KEY,"
    " grant_id TEXT NOT NULL REFERENCES oauth_grant(id) ON DELETE CASCADE,"
    " rotated INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX IF NOT EXISTS oauth_refresh_grant ON oauth_refresh(grant_id)",
    // An access token: the id is a JWT's jti or an opaque token's fingerprint. `actor` is who acts for the
    // user (RFC 8693 section 4.1), or empty.
    "CREATE TABLE IF NOT EXISTS oauth_access (id TEXT PRIMARY KEY,"
    " grant_id TEXT NOT NULL REFERENCES oauth_grant(id) ON DELETE CASCADE, scope TEXT NOT NULL,"
    " audience TEXT NOT NULL, jkt TEXT NOT NULL, actor TEXT NOT NULL, issued_at INTEGER NOT NULL,"
    " expires_at INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS oauth_access_grant ON oauth_access(grant_id)",
    // A device that waits for its person (RFC 8628); `state` is pending, allowed or denied.
    "CREATE TABLE IF NOT EXISTS oauth_device (id TEXT PRIMARY KEY, user_code TEXT NOT NULL UNIQUE,"
    " client_id TEXT NOT NULL REFERENCES oauth_client(id) ON DELETE CASCADE, scope TEXT NOT NULL,"
    " resource TEXT NOT NULL, state TEXT NOT NULL, user_id TEXT, sid TEXT NOT NULL,"
    " authenticated_at INTEGER NOT NULL, interval INTEGER NOT NULL, polled_at INTEGER NOT NULL,"
    " expires_at INTEGER NOT NULL)",
    // Proofs and assertions that were seen (RFC 9449 section 11.1, RFC 7523 section 3).
    "CREATE TABLE IF NOT EXISTS oauth_seen (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL)",
};

constexpr const char *purges[] = {
    "DELETE FROM oauth_client WHERE expires_at <= ?", // NULL is never <=
    "DELETE FROM oauth_session WHERE expires_at <= ?", "DELETE FROM oauth_interaction WHERE expires_at <= ?",
    "DELETE FROM oauth_pushed WHERE expires_at <= ?",  "DELETE FROM oauth_consent WHERE expires_at <= ?",
    "DELETE FROM oauth_grant WHERE expires_at <= ?",   "DELETE FROM oauth_code WHERE expires_at <= ?",
    "DELETE FROM oauth_access WHERE expires_at <= ?",  "DELETE FROM oauth_device WHERE expires_at <= ?",
    "DELETE FROM oauth_seen WHERE expires_at <= ?",
};

} // namespace

Result<Done> prepareTables(Storage &storage)
{
    for (const char *statement : tables) {
        if (auto made = storage.run(QString::fromLatin1(statement)); !made)
            return made.error();
    }
    return Done{};
}

Result<Done> purgeTables(Storage &storage, TimePoint now)
{
    for (const char *statement : purges) {
        if (auto purged = storage.run(QString::fromLatin1(statement), {stored(now)}); !purged)
            return purged.error();
    }
    return Done{};
}

QByteArray fingerprint(const QByteArray &secret)
{
    return base64url::encode(QCryptographicHash::hash(secret, QCryptographicHash::Sha256));
}

} // namespace claimcheck::practice::provider
