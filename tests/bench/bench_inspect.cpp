#include "base/base64url.h"
#include "bench_clock.h"
#include "inspect/report.h"
#include "inspect/weak_secrets.h"

/// A whole report with all offline rules, of an ordinary token and of hostile ones, and the search for a weak
/// secret.
namespace {

using namespace claimcheck;

const TimePoint moment{std::chrono::seconds(1'800'000'000)};

QByteArray tokenOf(const QByteArray &header, const QByteArray &claims, qsizetype signature)
{
    return base64url::encode(header) + '.' + base64url::encode(claims) + '.' +
           base64url::encode(QByteArray(signature, '\x5A'));
}

void measure(const char *name, const QByteArray &token, const char *aim)
{
    const double seconds = bench::secondsPerCall([&token] {
        const auto report = inspect::makeReport(token, moment);
        bench::keep(report);
    });
    const auto report = inspect::makeReport(token, moment);
    std::printf("%-34s %9lld bytes: %10.2f µs, %3d findings%s\n", name, static_cast<long long>(token.size()),
                seconds * 1e6, static_cast<int>(report->findings.size()), aim);
}

QByteArray ordinaryToken()
{
    QByteArray claims =
        R"({"iss":"https://login.example.com/realms/main","sub":"248289761001","aud":["api","web"],)"
        R"("exp":1800003600,"nbf":1800000000,"iat":1800000000,"azp":"desktop","name":"Zoë Müller",)"
        R"("scope":"openid profile offline_access","jti":"5e1e0f0f-7b44-4d6b-8f0a-2a1d1f0b7a10",)"
        R"("email_verified":true,"acr":"1","roles":["user")";
    for (int i = 0; claims.size() < 610; ++i)
        claims += ",\"role-" + QByteArray::number(i) + '"';
    return tokenOf(R"({"alg":"ES256","typ":"JWT","kid":"f2b0c3f8-5c1d-4f3c-9f2e-2f6f1d2c7b11"})",
                   claims + "]}", 64);
}

/// Twice the size should take twice the time.
void measureHostile()
{
    const QByteArray header = R"({"alg":"HS384"})";
    for (const int count : {5'000, 10'000, 20'000}) {
        QByteArray claims = "{";
        for (int i = 0; i < count; ++i)
            claims += "\"claim" + QByteArray::number(i) + "\":\"<b>\",";
        measure("claims with a finding each", tokenOf(header, claims + "\"exp\":1900000000}", 48), "");
    }
    for (const int size : {500'000, 1'000'000, 2'000'000})
        measure("one long claim", tokenOf(header, "{\"x\":\"" + QByteArray(size, 'A') + "\"}", 48), "");
    for (const int depth : {50'000, 100'000, 200'000})
        measure("deep nesting (refused)",
                tokenOf(header, "{\"x\":" + QByteArray(depth, '[') + QByteArray(depth, ']') + '}', 48), "");
    for (const int count : {25'000, 50'000, 100'000}) {
        QByteArray names;
        for (int i = 0; i < count; ++i)
            names += ",\"crit\":[\"exp\"],\"exp\":1";
        measure("a header that repeats itself", tokenOf("{\"alg\":\"HS384\"" + names + '}', "{}", 48), "");
    }
}

void searchSecret()
{
    const QByteArray token = tokenOf(R"({"alg":"HS256"})", R"({"sub":"248289761001","exp":1800003600})", 32);
    auto search = inspect::WeakSecretSearch::of(jose::ParsedToken::parse(token));
    QByteArray lines;
    for (int i = 0; i < 90'000; ++i)
        lines += "candidate." + QByteArray::number(i) + '\n';
    search->feed(lines, inspect::WeakSecretSearch::Piece::Last);
    const auto start = std::chrono::steady_clock::now();
    while (search->step(1000)) {
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("weak secrets: %.0f tried a second\n", static_cast<double>(search->tested()) / seconds);
}

} // namespace

int main()
{
    bench::warnIfUnoptimized();
    measure("an ordinary token", ordinaryToken(), " (aim: under 20 µs)");
    measureHostile();
    searchSecret();
    return 0;
}
