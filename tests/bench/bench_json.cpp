#include "base/json.h"
#include "bench_clock.h"

#include <rapidjson/document.h>

/// The JSON reader against RapidJSON with the same duties: iterative, numbers kept as text, UTF-8 checked.
namespace {

using namespace claimcheck;

const QByteArray claims =
    R"({"iss":"https://login.example.com/realms/main","sub":"248289761001","aud":["api","https://example.com/resource"],)"
    R"("exp":1767225600,"nbf":1767222000,"iat":1767222000,"jti":"f2b0c3f8-5c1d-4f3c-9f2e-2f6f1d2c7b11","azp":"desktop",)"
    R"("scope":"openid profile email offline_access","sid":"9c1b6a1e-6d52-4f3a-8d3c-0c9a4f6f6d11","email_verified":true,)"
    R"("name":"Zoë Müller","preferred_username":"zoe","given_name":"Zoë","family_name":"Müller","email":"zoe@example.com",)"
    R"("realm_access":{"roles":["user","editor"]},"acr":"1"})";

QByteArray manyClaims(bool pretty)
{
    QByteArray text = "[";
    for (int i = 0; i < 2000; ++i) {
        text += i ? "," : "";
        text += pretty ? "\n  " : "";
        QByteArray one = claims;
        if (pretty)
            one.replace(",\"", ",\n    \"").replace(":", ": ");
        text += one;
    }
    return text + "]";
}

void compare(const char *what, const QByteArray &text)
{
    const double ours = bench::secondsPerCall([&text] {
        const auto document = json::Document::parse(text);
        if (!document)
            std::puts("ours failed");
        bench::keep(document);
    });
    const double theirs = bench::secondsPerCall([&text] {
        rapidjson::Document document;
        document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                       rapidjson::kParseValidateEncodingFlag>(text.constData(),
                                                              static_cast<size_t>(text.size()));
        if (document.HasParseError())
            std::puts("RapidJSON failed");
        bench::keep(document);
    });
    std::printf("json %-14s %9lld bytes: %7.1f MB/s, RapidJSON %7.1f MB/s, ratio %.2f\n", what,
                static_cast<long long>(text.size()), bench::megabytesPerSecond(text.size(), ours),
                bench::megabytesPerSecond(text.size(), theirs), theirs / ours);
}

} // namespace

int main()
{
    bench::warnIfUnoptimized();
    compare("claims set", claims);
    compare("large, compact", manyClaims(false));
    compare("large, pretty", manyClaims(true));
    QByteArray numbers = "[0";
    for (int i = 0; i < 100000; ++i)
        numbers += ',' + QByteArray::number(i * 7919 % 100003 / 8.0);
    compare("numbers", numbers + "]");
    return 0;
}
