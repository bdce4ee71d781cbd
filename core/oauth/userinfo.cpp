#include "userinfo.h"

#include "base/json.h"
#include "http/server_words.h"
#include "id_token.h"
#include "jose/parsed_encryption.h"

using namespace Qt::StringLiterals;

namespace claimcheck::oauth {

namespace {

/// RFC 9110 section 8.3.1: the type without its parameters, in lower case.
QByteArray mediaType(const http::Response &response)
{
    const QByteArray type = http::headerValue(response.headers, "Content-Type").value_or(QByteArray());
    return type.split(';').front().trimmed().toLower();
}

/// Section 5.3.2. iss and aud "SHOULD" be there: where they are, they are right. None of the times has to be:
/// the answer comes fresh from the endpoint itself.
Result<QByteArray> signedClaims(const Secret &text, const jose::KeySet &keys, const Call &call)
{
    auto token = jose::ParsedToken::parse(text.reveal().toByteArray());
    jose::Expectations expected;
    expected.at = call.now;
    expected.leeway = std::chrono::seconds(10);
    expected.expiration = jose::Expectations::Expiration::Optional;
    for (const jose::Algorithm *row : jose::allAlgorithms()) {
        if (row->family != jose::Family::Hmac)
            expected.algorithms.emplace_back(row->name);
    }
    if (token.claims().count("iss") > 0)
        expected.issuer = call.server.issuer.toUtf8();
    if (token.claims().count("aud") > 0)
        expected.audience = call.client.id.toUtf8();
    const Result<jose::VerifiedToken> verified = jose::verify(std::move(token), keys, expected);
    if (!verified)
        return verified.error();
    return verified->token().part(jose::PartId::Payload).bytes;
}

/// What an answer of application/jwt holds. What is encrypted may hold the claims themselves.
Result<QByteArray> openedClaims(const QByteArray &body, const jose::KeySet &keys, const Call &call)
{
    const Result<Secret> opened = openIdToken(Secret(body.trimmed()), call.client);
    if (!opened)
        return opened.error();
    const bool wasEncrypted = jose::ParsedEncryption::looksLikeOne(body.trimmed());
    if (wasEncrypted && opened->reveal().trimmed().startsWith('{'))
        return opened->reveal().toByteArray();
    return signedClaims(*opened, keys, call);
}

} // namespace

Result<http::Request> userinfoRequest(const ServerMetadata &server)
{
    if (server.userinfoEndpoint.isEmpty())
        return Error{ErrorCode::EndpointMissing, u"userinfo_endpoint"_s};
    http::Request request;
    request.url = server.userinfoEndpoint;
    request.headers = {{"Accept", "application/json, application/jwt"}};
    request.redirects = http::RedirectPolicy::None;
    request.maxBody = 1024 * 1024;
    return request;
}

Result<QByteArray> processUserinfo(const http::Response &response, const QString &subject,
                                   const jose::KeySet &keys, const Call &call)
{
    if (response.status != 200)
        return http::replyFailure(response, call.now);
    Result<QByteArray> claims = mediaType(response) == "application/jwt"
                                    ? openedClaims(response.body, keys, call)
                                    : Result<QByteArray>(response.body);
    if (!claims)
        return claims.error();
    const auto document = json::Document::parse(*claims, {.depth = 64, .bytes = 1024 * 1024});
    if (!document || !document->root().isObject())
        return Error{ErrorCode::ResponseNotJson, response.url.host()};
    if (const auto twice = json::firstDuplicate(document->root()))
        return Error{ErrorCode::JsonDuplicateName, twice->name.toString()};
    // Section 5.3.2: or else it is about somebody else, and nothing of it may be used.
    const json::Value sub = document->root().find("sub");
    if (!sub.isString() || sub.equals(""))
        return Error{ErrorCode::ClaimMissing, u"sub"_s};
    if (!sub.equals(subject.toUtf8()))
        return Error{ErrorCode::UserInfoSubjectMismatch, u"sub"_s};
    return claims;
}

} // namespace claimcheck::oauth
