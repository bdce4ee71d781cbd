#include "findings_cases.h"

#include "jose/parsed_token.h"

#include <QCryptographicHash>

namespace claimcheck::inspect::testing {

namespace {

const QByteArray sealed = R"(,"iv":"48V1_ALb6US04U3b","ciphertext":"5eymLA","tag":"XFBoMYUZodetZdvTiFvSkQ"})";

/// A JWE in JSON, whose shared header has so many bytes.
QByteArray encryptedWith(qsizetype headerSize)
{
    const QByteArray begin = R"({"x":")", end = "\"}";
    return R"({"protected":")" + base64url::encode(R"({"alg":"dir","enc":"A256GCM"})") +
           R"(","unprotected":)" + begin + QByteArray(headerSize - begin.size() - end.size(), 'x') + end +
           sealed;
}

/// A JWS in JSON with one more member.
QByteArray flattened(const QByteArray &more)
{
    const QByteArrayList parts = quiet().split('.');
    return R"({"payload":")" + parts[1] + R"(","protected":")" + parts[0] + R"(","signature":")" + parts[2] +
           '"' + more + '}';
}

QByteArray disclosing(const QByteArrayList &digests, const QByteArray &disclosure)
{
    return quiet(R"(,"_sd_alg":"sha-256","_sd":[")" + digests.join("\",\"") + "\"]") + '~' + disclosure + '~';
}

} // namespace

std::vector<RuleCase> formCases()
{
    constexpr qsizetype largestHeader = 64 * 1024;
    const QByteArray given = base64url::encode(R"(["c2FsdA","given_name","Alice"])");
    const QByteArray digest = base64url::encode(QCryptographicHash::hash(given, QCryptographicHash::Sha256));
    const QByteArray decoy(43, 'A');
    return {
        {"json-too-large",
         encryptedWith(largestHeader + 1),
         {"json-too-large"},
         encryptedWith(largestHeader)},
        {"token-too-large",
         quiet() + QByteArray(jose::ParsedToken::maxSize + 1 - quiet().size(), 'A'),
         {"token-too-large"},
         quiet() + QByteArray(jose::ParsedToken::maxSize - quiet().size(), 'A')},
        {"form", flattened(R"(,"header":{"alg":"HS384"})"), {"form"}, flattened(R"(,"header":{"kid":"a"})")},
        {"disclosure-wrong",
         disclosing({decoy}, given),
         {"disclosure-wrong", "disclosures-withheld"},
         disclosing({digest}, given)},
        {"disclosures-withheld",
         disclosing({digest, decoy}, given),
         {"disclosures-withheld"},
         disclosing({digest}, given)},
    };
}

} // namespace claimcheck::inspect::testing
