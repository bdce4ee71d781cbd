#include "findings_cases.h"

namespace claimcheck::inspect::testing {

std::vector<RuleCase> contentCases()
{
    const auto value = [](const QByteArray &text) { return quiet(R"(,"x":")" + text + '"'); };
    const auto name = [](const QByteArray &text) { return quiet(",\"" + text + "\":\"value\""); };
    QByteArray tooMany;
    for (int i = 0; i < 33; ++i)
        tooMany += ",\"x" + QByteArray::number(i) + "\":\"<b>\"";
    QByteArrayList many(32, "content-html");
    many << "findings-more";
    return {
        {"content-password",
         quiet(R"(,"user":{"Client-Secret":"x"})"),
         {"content-password"},
         quiet(R"(,"user":{"client_secret":"","secret_question":"x"})")},
        {"content-password-hash",
         value("$2b$12$N9qo8uLOickgx2ZMRZoMye"),
         {"content-password-hash"},
         value("$2z$12$N9qo8uLOickgx2ZMRZoMye")},
        {"content-private-key",
         value(R"(-----BEGIN EC PRIVATE KEY-----\nMHc)"),
         {"content-private-key"},
         value(R"(-----BEGIN PUBLIC KEY-----\nMHc)")},
        {"content-api-key",
         value("AKIAIOSFODNN7EXAMPLE"),
         {"content-api-key"},
         value("AKIBIOSFODNN7EXAMPLE")},
        {"content-token", value(quiet()), {"content-token"}, value(quiet().replace('.', '-'))},
        {"content-card", value("4111 1111 1111 1111"), {"content-card"}, value("4111 1111 1111 1112")},
        {"content-email", value("alice@example.com"), {"content-email"}, value("alice@example")},
        {"content-personal",
         quiet(R"(,"phone_number":"+1 202 555 0100")"),
         {"content-personal"},
         quiet(R"(,"phone_number_verified":"yes")")},
        {"content-blob", value(QByteArray(512, 'A')), {"content-blob"}, value(QByteArray(511, 'A'))},
        {"content-html", value("<ScRipt>alert(1)"), {"content-html"}, value("1 < 2 <3")},
        {"content-bidi", value("\u202Eevil"), {"content-bidi"}, value("\u200Fevil")},
        {"content-invisible",
         value("ad\u200Bmin"),
         {"content-invisible"},
         value("\U0001F468\u200D\U0001F469")},
        {"content-control", value(R"(a\u0000b)"), {"content-control"}, value(R"(a\nb)")},
        {"claim-homoglyph", name("\u0456ss"), {"claim-homoglyph"}, name("\u0438ss")},
        {"claim-near-name", name("Iss"), {"claim-near-name"}, name("Isz")},
        {"claim-wrong-type", quiet(R"(,"iss":7)"), {"claim-wrong-type"}, quiet(R"(,"iss":"7")")},
        {"aud-missing",
         tokenOf(R"({"exp":1800000300})"),
         {"aud-missing"},
         tokenOf(R"({"aud":"api","exp":1800000300})")},
        {"aud-wildcard",
         tokenOf(R"({"aud":["api","*"],"exp":1800000300})"),
         {"aud-wildcard"},
         tokenOf(R"({"aud":["api","x"],"exp":1800000300})")},
        {"jti-sequential", quiet(R"(,"jti":"1042")"), {"jti-sequential"}, quiet(R"(,"jti":"1042a")")},
        {"content-session-id", name("JSESSIONID"), {"content-session-id"}, name("sid")},
        {"findings-more", quiet(tooMany), many, quiet(tooMany.left(tooMany.lastIndexOf(',')))},
    };
}

} // namespace claimcheck::inspect::testing
