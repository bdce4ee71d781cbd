#include "login_reply.h"

#include "base/json.h"
#include "http/server_words.h"
#include "recipe.h"
#include "token_facts.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace claimcheck::login {

namespace {

/// What the reply says at a place (a JSON Pointer, or header:NAME).
class Reply {
public:
    Reply(const Profile &profile, const http::Response &response) : m_profile(profile), m_response(response)
    {
        if (auto document = json::Document::parse(response.body, {.depth = 64}))
            m_document = *std::move(document);
    }
    [[nodiscard]] bool isJson() const { return m_document.has_value(); }

    /// A token as text that can be sent in a header; empty where there is none.
    [[nodiscard]] Secret token(const char *key) const
    {
        const QString place = setting(m_profile, QString::fromLatin1(key));
        QByteArray text;
        if (place.startsWith(QStringLiteral("header:")))
            text = http::headerValue(m_response.headers, place.sliced(7).toLatin1())
                       .value_or(QByteArray())
                       .trimmed();
        else if (const json::Value value = at(place); value.isValid() && value.isString())
            text = value.toUtf8();
        const bool fits = std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
        return fits ? Secret(QByteArrayView(text)) : Secret();
    }
    /// The lifetime; nothing where it is absent, not a number, not positive, or beyond a century.
    [[nodiscard]] std::optional<std::chrono::milliseconds> lifetime() const
    {
        const QString place = setting(m_profile, QStringLiteral("reply.expiresIn"));
        std::optional<double> number;
        if (place.startsWith(QStringLiteral("header:"))) {
            number = asNumber(
                http::headerValue(m_response.headers, place.sliced(7).toLatin1()).value_or(QByteArray()));
        } else if (const json::Value value = at(place); value.isValid()) {
            number = value.isString() ? asNumber(value.toUtf8()) : value.toDouble();
        }
        const bool isMilliseconds = setting(m_profile, QStringLiteral("reply.expiresUnit")) == u"ms";
        const double milliseconds = number.value_or(0) * (isMilliseconds ? 1 : 1000);
        if (!(milliseconds > 0) || milliseconds > 100.0 * 365 * 24 * 3600 * 1000)
            return std::nullopt;
        return std::chrono::milliseconds(std::llround(milliseconds));
    }

private:
    [[nodiscard]] json::Value at(const QString &pointer) const
    {
        return m_document && !pointer.isEmpty() ? m_document->root().at(pointer.toUtf8()) : json::Value();
    }
    static std::optional<double> asNumber(const QByteArray &text)
    {
        bool fits = false;
        const double number = text.trimmed().toDouble(&fits);
        return fits ? std::optional(number) : std::nullopt;
    }
    const Profile &m_profile;
    const http::Response &m_response;
    std::optional<json::Document> m_document;
};

} // namespace

bool wantsMore(const http::Response &response)
{
    static const QStringList codes = {
        QStringLiteral("INVALID_OTP"),         QStringLiteral("mfa_required"),
        QStringLiteral("insufficient_aal"),    QStringLiteral("otp_required"),
        QStringLiteral("two_factor_required"), QStringLiteral("interaction_required")};
    const QStringList said = serverCodes(response);
    if (std::any_of(said.begin(), said.end(), [](const QString &code) { return codes.contains(code); }))
        return true;
    if (http::headerValue(response.headers, "WWW-Authenticate").value_or(QByteArray()).trimmed().toLower() ==
        "otp")
        return true;
    const auto document = json::Document::parse(response.body, {.depth = 64});
    if (!document || response.status >= 400)
        return false;
    static const char *const marks[] = {"mfa", "otp", "twofactor", "2fa", "secondfactor", "challenge"};
    for (const json::Value &object : {document->root(), document->root().find("data")}) {
        for (const json::Member &member : object.isValid() ? object.members() : std::vector<json::Member>{}) {
            const QByteArray name = member.name.toUtf8().toLower().replace('_', "").replace('-', "");
            if (std::any_of(std::begin(marks), std::end(marks),
                            [&](const char *mark) { return name.contains(mark); }))
                return true;
        }
    }
    return false;
}

Result<Session> sessionInReply(const Profile &profile, const http::Response &response, TimePoint now,
                               const Secret &secret)
{
    const Reply reply(profile, response);
    const QString place = setting(profile, QStringLiteral("reply.accessToken"));
    const QString host = response.url.host();
    Session session;
    session.accessToken = reply.token("reply.accessToken");
    if (session.accessToken.isEmpty()) {
        if (wantsMore(response))
            return Error{ErrorCode::SignInNeedsMore, host, serverWords(response, secret)};
        if (!reply.isJson() && !place.startsWith(QStringLiteral("header:")))
            return Error{ErrorCode::ResponseNotJson, host,
                         isHtml(response) ? QCoreApplication::translate("Login", "It sent a web page.")
                                          : QString()};
        return Error{ErrorCode::TokenNotInResponse, host, place};
    }
    session.refreshToken = reply.token("reply.refreshToken");
    session.obtainedAt = now;
    session.leash = leashOf(profile);
    session.endpoints = endpointsOf(profile);

    // `exp` is in the server's time. A clock that is off by more than an answer takes would plan refreshes
    // wrongly.
    std::chrono::milliseconds skew{0};
    if (response.date && std::chrono::abs(*response.date - now) > std::chrono::seconds(5))
        skew = *response.date - now;
    const TokenFacts access =
        tokenFacts(session.accessToken, setting(profile, QStringLiteral("person.claim")));
    if (const auto lifetime = reply.lifetime())
        session.expiresAt = now + *lifetime;
    else if (access.expiresAt)
        session.expiresAt = *access.expiresAt - skew;
    if (!access.subject.isEmpty())
        session.person = {access.issuer, access.subject, {}};
    return session;
}

} // namespace claimcheck::login
