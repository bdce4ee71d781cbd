#include "token_facts.h"

#include "jose/claims.h"
#include "jose/parsed_token.h"

namespace claimcheck::login {

TokenFacts tokenFacts(const Secret &token, const QString &subjectClaim)
{
    const auto parsed = jose::ParsedToken::parse(token.reveal().toByteArray());
    const json::Value claims = parsed.claims();
    if (parsed.segmentCount() != 3 || !parsed.header().isValid() || !claims.isValid())
        return {};
    TokenFacts facts;
    facts.isJwt = true;
    if (const auto expiresAt = jose::numericDate(claims.find("exp"), QStringLiteral("exp")))
        facts.expiresAt = *expiresAt;
    facts.issuer = claims.find("iss").toString();
    const json::Value subject = claims.find(subjectClaim.toUtf8());
    if (subject.isValid() && (subject.isString() || subject.isNumber()))
        facts.subject = subject.isString() ? subject.toString() : QString::fromLatin1(subject.raw());
    facts.boundToCertificate = claims.find("cnf").find("x5t#S256").isString();
    return facts;
}

} // namespace claimcheck::login
