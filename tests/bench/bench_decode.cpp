#include "base/base64url.h"
#include "bench_clock.h"
#include "jose/parsed_token.h"

#include <openssl/evp.h>

/// base64url against OpenSSL's decoder, and the decoding of a whole token of 1 kB.
namespace {

using namespace claimcheck;

void decodeText(qsizetype size)
{
    QByteArray bytes(size, '\0');
    for (qsizetype i = 0; i < size; ++i)
        bytes[i] = static_cast<char>(i * 131 + i / 7);
    const QByteArray text = base64url::encode(bytes);
    const double ours = bench::secondsPerCall([&text] {
        const auto decoded = base64url::decode(text);
        bench::keep(decoded);
    });
    const QByteArray standard = bytes.toBase64();
    const double theirs = bench::secondsPerCall([&standard] {
        QByteArray out(standard.size(), Qt::Uninitialized);
        EVP_DecodeBlock(reinterpret_cast<unsigned char *>(out.data()),
                        reinterpret_cast<const unsigned char *>(standard.constData()),
                        static_cast<int>(standard.size()));
        bench::keep(out);
    });
    std::printf("base64url %8lld bytes: %7.1f MB/s, OpenSSL %7.1f MB/s, ratio %.2f\n",
                static_cast<long long>(text.size()), bench::megabytesPerSecond(text.size(), ours),
                bench::megabytesPerSecond(text.size(), theirs), theirs / ours);
}

void decodeToken()
{
    QByteArray claims =
        R"({"iss":"https://login.example.com/realms/main","sub":"248289761001","aud":["api","web"],)"
        R"("exp":1767225600,"nbf":1767222000,"iat":1767222000,"azp":"desktop","name":"Zoë Müller",)"
        R"("scope":"openid profile email offline_access","email_verified":true,"roles":["user")";
    for (int i = 0; claims.size() < 610; ++i)
        claims += ",\"role-" + QByteArray::number(i) + '"';
    claims += "]}";
    const QByteArray token =
        base64url::encode(R"({"alg":"ES256","typ":"JWT","kid":"f2b0c3f8-5c1d-4f3c-9f2e-2f6f1d2c7b11"})") +
        '.' + base64url::encode(claims) + '.' + base64url::encode(QByteArray(64, '\x5A'));
    if (!jose::ParsedToken::parse(token).problems().empty())
        std::puts("the token has problems");
    const double seconds = bench::secondsPerCall([&token] {
        const auto parsed = jose::ParsedToken::parse(token);
        bench::keep(parsed);
    });
    std::printf("decode of a token of %lld bytes: %.2f µs (aim: under 10)\n",
                static_cast<long long>(token.size()), seconds * 1e6);
}

} // namespace

int main()
{
    bench::warnIfUnoptimized();
    decodeText(750);
    decodeText(75000);
    decodeToken();
    return 0;
}
