#pragma once

#include "accounts.h"
#include "base/clock.h"
#include "base/json_writer.h"
#include "fields.h"

#include <optional>

namespace claimcheck::practice {

/// Somebody whose password was right, and what they came with.
struct SignIn {
    const Account &account;
    const Request &request;
    const Fields &fields; // of the body: username, password, and what a system wants besides
    QString device;       // the name that the client gives itself: the field `device`, or User-Agent
    QString address;
};

/// Who a request is from, as a system found out, with what that system knows without asking further.
struct Identity {
    QString userId;
    QString username;
    QString name;
    QString role;
    QByteArray scope;
    QString handle = {}; // of this sign-in, where the system keeps one: names a row, or the token's jti
    std::optional<TimePoint> expiresAt = {};
    QByteArray csrf = {}; // what forms must bring, where a cookie says who is asking
};

/// One place where somebody is signed in.
struct Device {
    QString handle;
    QString name;
    QString address;
    TimePoint signedInAt;
    TimePoint seenAt;
};

/// One way to know who is asking. Each stands in one file, as short as it can be and still be honest;
/// `system_routes.cpp` gives all of them the same routes under `/systems/ID`.
class System {
public:
    /// What is the same for every user and every moment; whole sentences, for people.
    struct About {
        const char *id;
        const char *title;
        const char *transport; // "cookie", "bearer" or "dpop": how the client shows who it is
        const char *holds;     // what the client holds
        const char *stores;    // what the server stores
        const char *checks;    // what it does with each request
        const char *revoking;  // how a sign-in is taken back
        const char *restart;   // what a restart of the server does
        const char *second;    // what a second server would need
    };
    explicit System(const About &about) : m_about(about) {}
    virtual ~System() = default;
    Q_DISABLE_COPY_MOVE(System)

    [[nodiscard]] const About &about() const { return m_about; }
    [[nodiscard]] QString id() const { return QString::fromLatin1(m_about.id); }
    /// "/systems/ID".
    [[nodiscard]] QString prefix() const { return QStringLiteral("/systems/") + id(); }

    /// What the client is given: JSON, and headers such as Set-Cookie.
    [[nodiscard]] virtual Result<Response> signIn(const SignIn &signIn) = 0;
    /// Who is asking, or the answer that refuses the request.
    using Identified = std::variant<Identity, Response>;
    [[nodiscard]] virtual Result<Identified> identify(const Request &request) = 0;
    /// Ends the sign-in that this request shows, which may be nothing more than saying so.
    [[nodiscard]] virtual Result<Response> signOut(const Request &request, const Identity &identity) = 0;
    /// Trades what the client has for a new token, where the system knows such a thing.
    [[nodiscard]] virtual Result<Response> refresh(const Request &request);

    /// Where this user is signed in, the newest first; nothing: this system does not know.
    [[nodiscard]] virtual Result<std::optional<std::vector<Device>>> devices(const QString &userId);
    /// Ends one of them. The answer says 501 `not_possible` where a system cannot.
    [[nodiscard]] virtual Result<Response> endDevice(const Identity &identity, const QString &handle);
    /// Ends all but the one that asks.
    [[nodiscard]] virtual Result<Response> endOthers(const Identity &identity);

    /// Writes what is stored about this user now: one member for each table, an array of rows.
    [[nodiscard]] virtual Result<Done> inside(const QString &userId, json::Writer &writer) = 0;
    /// Removes what has expired.
    [[nodiscard]] virtual Result<Done> purge() { return Done{}; }

private:
    const About &m_about;
};

/// An answer in the shape of RFC 6749 section 5.1.
struct TokenAnswer {
    QByteArray token;
    std::chrono::seconds lifetime;
    QByteArray refreshToken = {};
    QByteArrayView type = "Bearer";
};
[[nodiscard]] Response tokenResponse(const TokenAnswer &answer);

/// 401 with a challenge of this scheme ("Bearer", "DPoP", or empty for cookies).
[[nodiscard]] Response refuse(QByteArrayView scheme, QByteArrayView error, QByteArrayView message);
/// 501: this system has no way to do that.
[[nodiscard]] Response notPossible(QByteArrayView why);
/// The token of `Authorization: SCHEME …`; empty when there is none, or another, or two.
[[nodiscard]] QByteArray authorizationToken(const Request &request, QByteArrayView scheme);

/// The identity in an access token of one of these systems.
[[nodiscard]] Identity identityFromClaims(const json::Value &claims);
/// The claims that every one of them has besides those of TokenPlan: scope, name, preferred_username, role.
[[nodiscard]] std::vector<std::pair<QByteArray, QByteArray>> identityClaims(const Account &account);

/// A moment as JSON has it here: "2026-01-31T12:00:00Z".
void writeTime(json::Writer &writer, QByteArrayView name, TimePoint time);

} // namespace claimcheck::practice
