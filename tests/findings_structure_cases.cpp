#include "findings_cases.h"

namespace claimcheck::inspect::testing {

namespace {

QByteArray signedBy(const char *algorithm, const QByteArray &signature)
{
    return base64url::encode(QByteArray(R"({"alg":")") + algorithm + "\"}") + '.' + quiet().split('.')[1] +
           '.' + base64url::encode(signature);
}

/// SEQUENCE { INTEGER, INTEGER } of two 32-octet numbers.
QByteArray derSignature()
{
    const QByteArray number = QByteArray("\x02\x20") + QByteArray(32, 'x');
    return QByteArray("\x30\x44") + number + number;
}

} // namespace

std::vector<RuleCase> structureCases()
{
    const QByteArray good = quiet();
    const QByteArrayList parts = good.split('.');
    const QByteArray head = parts[0], body = parts[1], tail = parts[2];
    const auto with = [&](const QByteArray &payload) { return head + '.' + payload + '.' + tail; };
    const QByteArray pluses =
        "{\"exp\":1800000300,\"aud\":\"api\",\"a\":\"\xC3\xBF\xC3\xBE\xC3\xBF\xC3\xBE~~~???\"}";
    const QByteArray urlSafe = base64url::encode(pluses);
    const QByteArray deep = R"({"exp":1800000300,"aud":"api","a":)";
    return {
        {"base64-padding",
         with(base64url::encode(R"({"exp":1800000300,"aud":"ap"})") + "=="),
         {"base64-padding"},
         with(base64url::encode(R"({"exp":1800000300,"aud":"ap"})"))},
        {"base64-alphabet",
         with(QByteArray(urlSafe).replace('_', '/').replace('-', '+')),
         {"base64-alphabet"},
         with(urlSafe)},
        {"base64-length", good + "A", {"base64-length"}, good},
        {"base64-foreign-character",
         with(body.left(8) + '*' + body.mid(8)),
         {"base64-foreign-character"},
         good},
        {"base64-whitespace",
         with(body.left(8) + '\n' + body.mid(8)),
         {"base64-whitespace"},
         with(body.left(8) + '*' + body.mid(8))},
        {"base64-trailing-bits",
         signedBy("HS256", QByteArray(32, 'x')).chopped(1) + 'h',
         {"base64-trailing-bits", "other-spellings"},
         signedBy("HS256", QByteArray(32, 'x'))},
        {"other-spellings",
         signedBy("HS256", QByteArray(32, 'x')),
         {"other-spellings"},
         signedBy("HS384", QByteArray(48, 'x'))},
        {"json-empty",
         '.' + body + '.' + tail,
         {"json-empty"},
         base64url::encode("{}") + '.' + body + '.' + tail},
        {"json-syntax", tokenOf(R"({"exp":1800000300,})"), {"json-syntax"}, tokenOf(R"({"exp":1800000300})")},
        {"json-byte-order-mark",
         tokenOf("\xEF\xBB\xBF"
                 R"({"exp":1800000300})"),
         {"json-byte-order-mark"},
         tokenOf(R"({"exp":1800000300})")},
        {"json-nul",
         tokenOf(QByteArray("{\"exp\":1800000300\0}", 19)),
         {"json-nul"},
         tokenOf("{\"exp\":1800000300!}")},
        {"json-not-utf8",
         tokenOf("{\"exp\":1800000300,\"a\":\"\xFF\"}"),
         {"json-not-utf8"},
         tokenOf("{\"exp\":1800000300,\"a\":\"\xC3\xBF\"}")},
        {"json-too-deep",
         tokenOf(deep + QByteArray(600, '[') + QByteArray(600, ']') + '}'),
         {"json-too-deep"},
         tokenOf(deep + QByteArray(500, '[') + QByteArray(500, ']') + '}')},
        {"json-trailing-data",
         tokenOf(R"({"exp":1800000300}x)"),
         {"json-trailing-data"},
         tokenOf(R"({"exp":1800000300})")},
        {"json-duplicate-name", quiet(R"(,"sub":"bob")"), {"json-duplicate-name"}, quiet(R"(,"Sub2":"bob")")},
        {"json-not-object", tokenOf("[1]"), {"json-not-object"}, tokenOf("{}")},
        {"json-number-imprecise",
         quiet(R"(,"n":9007199254740993)"),
         {"json-number-imprecise"},
         quiet(R"(,"n":9007199254740992)")},
        {"json-lone-surrogate",
         quiet(R"(,"a":"\ud83d")"),
         {"json-lone-surrogate"},
         quiet(R"(,"a":"\ud83d\ude00")")},
        {"json-whitespace",
         tokenOf("{\n\"exp\":1800000300,\"aud\":\"api\"}"),
         {"json-whitespace"},
         tokenOf(R"({"exp":1800000300,"aud":"a pi"})")},
        {"payload-not-json",
         base64url::encode(R"({"alg":"HS384"})") + '.' + base64url::encode("hello") + '.' + tail,
         {"payload-not-json"},
         with(base64url::encode("hello"))},
        {"payload-detached", head + ".." + tail, {"payload-detached"}, good},
        {"part-missing", head + '.' + body, {"part-missing"}, good},
        {"part-extra", good + ".AAAA", {"part-extra"}, good},
        {"signature-empty", head + '.' + body + '.', {"signature-empty"}, good},
        {"signature-der",
         signedBy("ES256", derSignature()),
         {"signature-der"},
         signedBy("ES256", derSignature().left(64))},
        {"signature-length",
         signedBy("HS384", QByteArray(47, 'x')),
         {"signature-length"},
         signedBy("HS384", QByteArray(48, 'x'))},
    };
}

} // namespace claimcheck::inspect::testing
