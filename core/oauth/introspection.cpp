#include "introspection.h"

#include "endpoint_answer.h"
#include "http/server_words.h"
#include "jose/verification.h"

namespace claimcheck::oauth {

namespace {

/// Both requests have one form: the token and what it is (RFC 7662 section 2.1, RFC 7009 section 2.1).
Result<http::Outgoing> tokenRequest(const Call &call, const QUrl &endpoint, const char *member,
                                    const Secret &token, TokenHint hint)
{
    if (endpoint.isEmpty())
        return Error{ErrorCode::EndpointMissing, QString::fromLatin1(member)};
    return formRequest(
        call, endpointFor(call, endpoint, member),
        {{"token", token.reveal().toByteArray()},
         {"token_type_hint", hint == TokenHint::AccessToken ? "access_token" : "refresh_token"}},
        {token});
}

/// Only a plain yes or no is an answer (RFC 7662 section 2.2).
Result<Introspection> introspectionIn(const json::Value &answer)
{
    const json::Value active = answer.find("active");
    if (!active.isValid() || (active.type() != json::Type::True && active.type() != json::Type::False))
        return Error{ErrorCode::JsonTypeMismatch, QStringLiteral("active")};
    return Introspection{active.type() == json::Type::True, answer.raw().toByteArray()};
}

/// RFC 9701 section 5: it carries no exp, and its type says that it is no access token itself.
jose::Expectations signedExpectations(const Call &call)
{
    jose::Expectations expected;
    expected.at = call.now;
    expected.leeway = std::chrono::seconds(10);
    expected.type = QByteArray("token-introspection+jwt");
    expected.issuer = call.server.issuer.toUtf8();
    expected.audience = call.client.id.toUtf8();
    expected.expiration = jose::Expectations::Expiration::Optional;
    for (const jose::Algorithm *row : jose::allAlgorithms()) {
        if (row->family != jose::Family::Hmac)
            expected.algorithms.emplace_back(row->name);
    }
    return expected;
}

} // namespace

Result<http::Outgoing> introspectionRequest(const Call &call, const Secret &token, TokenHint hint)
{
    return tokenRequest(call, call.server.introspectionEndpoint, "introspection_endpoint", token, hint);
}

Result<Introspection> processIntrospection(const http::Response &response, TimePoint now,
                                           const http::SentSecrets &sent)
{
    const auto answer = readAnswer(response, now, ErrorCode::TokenRequestRefused, {"active"}, sent);
    if (!answer)
        return answer.error();
    return introspectionIn(answer->root());
}

Result<Introspection> processIntrospection(const http::Response &response, const jose::KeySet &keys,
                                           const Call &call, const http::SentSecrets &sent)
{
    const QByteArray type = http::headerValue(response.headers, "Content-Type").value_or(QByteArray());
    const bool isSigned =
        type.split(';').front().trimmed().toLower() == "application/token-introspection+jwt";
    if (!http::isSuccess(response) || !isSigned)
        return processIntrospection(response, call.now, sent);
    const Result<jose::VerifiedToken> verified =
        jose::verify(jose::ParsedToken::parse(response.body.trimmed()), keys, signedExpectations(call));
    if (!verified)
        return verified.error();
    const json::Value claims = verified->claims();
    for (const char *name : {"iat", "token_introspection"}) {
        if (!claims.find(name).isValid())
            return Error{ErrorCode::ClaimMissing, QLatin1StringView(name)};
    }
    return introspectionIn(claims.find("token_introspection"));
}

Result<http::Outgoing> revocationRequest(const Call &call, const Secret &token, TokenHint hint)
{
    return tokenRequest(call, call.server.revocationEndpoint, "revocation_endpoint", token, hint);
}

Result<Done> processRevocation(const http::Response &response, TimePoint now, const http::SentSecrets &sent)
{
    if (isSuccess(response))
        return Done{};
    return refusal(response, now, ErrorCode::TokenRequestRefused, sent);
}

} // namespace claimcheck::oauth
