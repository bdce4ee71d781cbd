#include "base/base64url.h"
#include "fuzz.h"
#include "jose/key_import.h"
#include "jose/verification.h"
#include "support/jose_vectors.h"
#include "support/jws_vectors.h"

#include <algorithm>

using namespace claimcheck;
using namespace claimcheck::jose;

namespace {

/// What the keys below ever signed: protected header and payload. Any other match is a forgery.
struct Signed {
    QByteArray header;
    QByteArray payload;
};

const char *const realTokens[] = {rfc::a1Token, rfc::a2Token, rfc::a3Token,
                                  rfc::a4Token, rfc::edToken, rfc::b64Control};

const std::vector<Signed> &everSigned()
{
    static const std::vector<Signed> all = [] {
        std::vector<Signed> list;
        for (const char *token : realTokens) {
            const ParsedToken parsed = ParsedToken::parse(token);
            list.push_back({parsed.part(PartId::Header).bytes, parsed.part(PartId::Payload).bytes});
        }
        // RFC 7797 section 4.2
        list.push_back({R"({"alg":"HS256","b64":false,"crit":["b64"]})", "$.02"});
        return list;
    }();
    return all;
}

const KeySet &keys()
{
    static const KeySet set = [] {
        KeySet all;
        for (const char *jwk : {rfc::a1Key, rfc::a2Key, rfc::a3Key, rfc::a4Key, rfc::edKey})
            all.keys.push_back(importKeys(jwk, QStringLiteral("fixed"))->keys.at(0));
        return all;
    }();
    return set;
}

bool isInside(json::Span span, qsizetype size)
{
    return span.begin >= 0 && span.begin <= span.end && span.end <= size;
}

void checkPart(const ParsedToken &token, const Part &part)
{
    REQUIRE(isInside(part.span, token.text().size()));
    // The payload may come as it is (RFC 7797) or by another way (RFC 7515 appendix F).
    const bool isPayload = &part == &token.part(PartId::Payload);
    if (token.form() == Form::Compact && !isPayload && part.present && part.canonical)
        REQUIRE(base64url::encode(part.bytes) == token.text().sliced(part.span.begin, part.span.size()));
}

/// The part that a problem is in: each signature has a header of its own.
const Part &partOf(const ParsedToken &token, const Problem &problem)
{
    if (problem.part == PartId::Payload || !problem.signature)
        return token.part(problem.part);
    const TokenSignature &signature = token.signatures().at(*problem.signature);
    return problem.part == PartId::Header ? signature.protectedHeader : signature.signature;
}

void checkForm(const ParsedToken &token)
{
    for (const PartId id : {PartId::Header, PartId::Payload, PartId::Signature})
        checkPart(token, token.part(id));
    for (const TokenSignature &signature : token.signatures()) {
        checkPart(token, signature.protectedHeader);
        checkPart(token, signature.signature);
    }
    for (const Problem &problem : token.problems()) {
        REQUIRE(isInside(problem.token, token.text().size()));
        if (problem.decoded)
            REQUIRE(isInside(*problem.decoded, partOf(token, problem).bytes.size()));
    }
}

void checkVerification(const ParsedToken &token)
{
    const std::vector<SignatureResult> results = checkSignatures(token, keys());
    REQUIRE(results.size() <= std::max<size_t>(token.signatures().size(), 1));
    for (const SignatureResult &result : results) {
        REQUIRE((result.outcome == SignatureOutcome::Match) == !result.reason);
        if (result.outcome != SignatureOutcome::Match)
            continue;
        const QByteArray header = token.signatures().at(result.index).protectedHeader.bytes;
        const QByteArray payload = token.part(PartId::Payload).bytes;
        REQUIRE(std::any_of(everSigned().begin(), everSigned().end(), [&](const Signed &real) {
            return real.header == header && real.payload == payload;
        }));
    }
    Expectations expectations;
    expectations.at = TimePoint(std::chrono::seconds(1300819000));
    const Validation validation = inspect(token, keys(), expectations);
    REQUIRE(validation.accepted() == !validation.firstError());
    REQUIRE(static_cast<bool>(verify(token, keys(), expectations)) == validation.accepted());
    if (validation.accepted())
        REQUIRE(validation.signature.outcome == SignatureOutcome::Match);
}

} // namespace

/// Nothing but what was signed verifies; places lie inside the text; all checks and the strict answer agree.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text = fuzz::bytes(data, size);
    const ParsedToken token = ParsedToken::parse(text);
    checkForm(token);
    checkVerification(token);
    for (const QByteArray &payload : {everSigned().front().payload, QByteArray("$.02")}) {
        const Result<ParsedToken> attached = token.withPayload(payload);
        if (attached) {
            checkForm(*attached);
            checkVerification(*attached);
        }
    }
    return 0;
}
