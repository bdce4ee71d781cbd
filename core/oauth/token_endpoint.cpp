#include "token_endpoint.h"

#include "endpoint_answer.h"
#include "form.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace claimcheck::oauth {

namespace {

/// A grant as it grows: fields, and which of their values are secrets.
class Grant {
public:
    explicit Grant(QByteArrayView type) { m_form.emplace_back("grant_type", type.toByteArray()); }

    Grant &add(QByteArrayView name, const QString &value)
    {
        addField(m_form, name, value);
        return *this;
    }
    /// A secret that the grant cannot be without.
    Grant &require(QByteArrayView name, const Secret &secret)
    {
        if (secret.isEmpty() && !m_error)
            m_error = Error{ErrorCode::GrantInputMissing, QString::fromLatin1(name)};
        return addSecret(name, secret);
    }
    Grant &addSecret(QByteArrayView name, const Secret &secret)
    {
        if (!secret.isEmpty()) {
            m_form.emplace_back(name.toByteArray(), secret.reveal().toByteArray());
            m_secrets.push_back(secret);
        }
        return *this;
    }
    Grant &addResources(const QStringList &resources)
    {
        const Result<Done> added = oauth::addResources(m_form, resources);
        if (!added && !m_error)
            m_error = added.error();
        return *this;
    }
    [[nodiscard]] Result<http::Outgoing> request(const Call &call) const
    {
        if (m_error)
            return *m_error;
        if (call.server.tokenEndpoint.isEmpty())
            return Error{ErrorCode::EndpointMissing, u"token_endpoint"_s};
        return formRequest(call, endpointFor(call, call.server.tokenEndpoint, "token_endpoint"), m_form,
                           m_secrets);
    }

private:
    Form m_form;
    std::vector<Secret> m_secrets;
    std::optional<Error> m_error;
};

/// The types of RFC 6750 section 6.1.1, RFC 9449 section 5 and RFC 8693 section 2.2.1, in any case; nothing
/// said counts as Bearer.
Result<QByteArray> tokenType(const json::Value &value, const http::SentSecrets &sent)
{
    static constexpr QByteArrayView known[] = {"Bearer", "DPoP", "N_A"};
    if (!value.isValid() || value.type() == json::Type::Null)
        return known[0].toByteArray();
    const QByteArray said = value.toUtf8();
    for (const QByteArrayView type : known) {
        if (said.compare(type, Qt::CaseInsensitive) == 0)
            return type.toByteArray();
    }
    return Error{ErrorCode::TokenTypeUnsupported,
                 shownWord(value.isString() ? value.toString() : QString::fromUtf8(value.raw()), sent)};
}

/// Scopes as text; a few servers send them as a list.
std::optional<QString> scopeIn(const json::Value &value)
{
    if (value.isString())
        return value.toString();
    if (!value.isArray())
        return std::nullopt;
    QStringList scopes;
    for (const json::Value &scope : value.elements())
        scopes += scope.toString();
    return scopes.join(u' ');
}

} // namespace

Result<http::Outgoing> authorizationCodeRequest(const Call &call, const AuthorizationCode &code,
                                                const Secret &verifier, const QUrl &redirectUri,
                                                const QStringList &resources)
{
    return Grant("authorization_code")
        .require("code", code.value())
        .add("redirect_uri", redirectUri.toString(QUrl::FullyEncoded))
        .require("code_verifier", verifier)
        .addResources(resources)
        .request(call);
}

Result<http::Outgoing> refreshRequest(const Call &call, const Secret &refreshToken, const QString &scope,
                                      const QStringList &resources)
{
    return Grant("refresh_token")
        .require("refresh_token", refreshToken)
        .add("scope", scope)
        .addResources(resources)
        .request(call);
}

Result<http::Outgoing> clientCredentialsRequest(const Call &call, const QString &scope,
                                                const QStringList &resources, const QString &audience)
{
    return Grant("client_credentials")
        .add("scope", scope)
        .addResources(resources)
        .add("audience", audience)
        .request(call);
}

Result<http::Outgoing> passwordRequest(const Call &call, const QString &user, const Secret &password,
                                       const QString &scope)
{
    return Grant("password")
        .add("username", user)
        .require("password", password)
        .add("scope", scope)
        .request(call);
}

Result<http::Outgoing> jwtBearerRequest(const Call &call, const Secret &assertion, const QString &scope)
{
    return Grant("urn:ietf:params:oauth:grant-type:jwt-bearer")
        .require("assertion", assertion)
        .add("scope", scope)
        .request(call);
}

Result<http::Outgoing> tokenExchangeRequest(const Call &call, const TokenExchange &exchange)
{
    return Grant("urn:ietf:params:oauth:grant-type:token-exchange")
        .addResources(exchange.resources)
        .add("audience", exchange.audience)
        .add("scope", exchange.scope)
        .add("requested_token_type", exchange.requestedTokenType)
        .require("subject_token", exchange.subjectToken)
        .add("subject_token_type", exchange.subjectTokenType)
        .addSecret("actor_token", exchange.actorToken)
        .add("actor_token_type", exchange.actorTokenType)
        .request(call);
}

Result<http::Outgoing> deviceTokenRequest(const Call &call, const Secret &deviceCode)
{
    return Grant("urn:ietf:params:oauth:grant-type:device_code")
        .require("device_code", deviceCode)
        .request(call);
}

Result<TokenResponse> processTokenResponse(const http::Response &response, TimePoint now,
                                           const http::SentSecrets &sent)
{
    const auto answer =
        readAnswer(response, now, ErrorCode::TokenRequestRefused,
                   {"access_token", "token_type", "refresh_token", "id_token", "expires_in", "scope"}, sent);
    if (!answer)
        return answer.error();
    const json::Value root = answer->root();
    TokenResponse tokens{.accessToken = tokenIn(root.find("access_token")), .tokenType = {}};
    if (tokens.accessToken.isEmpty())
        return Error{ErrorCode::TokenNotInResponse, response.url.host(), u"access_token"_s};
    const Result<QByteArray> type = tokenType(root.find("token_type"), sent);
    if (!type)
        return type.error();
    tokens.tokenType = *type;
    tokens.refreshToken = tokenIn(root.find("refresh_token"));
    tokens.idToken = tokenIn(root.find("id_token"));
    tokens.expiresAt = momentAfter(now, root.find("expires_in"));
    tokens.refreshExpiresAt = momentAfter(now, root.find("refresh_token_expires_in"));
    if (!tokens.refreshExpiresAt)
        tokens.refreshExpiresAt = momentAfter(now, root.find("refresh_expires_in"));
    tokens.clockAhead = http::clockAhead(response, now);
    tokens.scope = scopeIn(root.find("scope"));
    tokens.issuedTokenType = root.find("issued_token_type").toString();
    return tokens;
}

} // namespace claimcheck::oauth
