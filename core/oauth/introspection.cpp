#include "introspection.h"

#include "endpoint_answer.h"
#include "http/server_words.h"

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

} // namespace

Result<http::Outgoing> introspectionRequest(const Call &call, const Secret &token, TokenHint hint)
{
    return tokenRequest(call, call.server.introspectionEndpoint, "introspection_endpoint", token, hint);
}

Result<Introspection> processIntrospection(const http::Response &response, TimePoint now)
{
    const auto answer = readAnswer(response, now, ErrorCode::TokenRequestRefused, {"active"});
    if (!answer)
        return answer.error();
    const json::Value active = answer->root().find("active");
    if (!active.isValid() || (active.type() != json::Type::True && active.type() != json::Type::False))
        return Error{ErrorCode::JsonTypeMismatch, QStringLiteral("active")};
    return Introspection{active.type() == json::Type::True, response.body};
}

Result<http::Outgoing> revocationRequest(const Call &call, const Secret &token, TokenHint hint)
{
    return tokenRequest(call, call.server.revocationEndpoint, "revocation_endpoint", token, hint);
}

Result<Done> processRevocation(const http::Response &response, TimePoint now)
{
    if (isSuccess(response))
        return Done{};
    return refusal(response, now, ErrorCode::TokenRequestRefused);
}

} // namespace claimcheck::oauth
