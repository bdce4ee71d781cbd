#include "fuzz.h"
#include "oauth/authorization.h"
#include "oauth/form.h"

#include <algorithm>

using namespace claimcheck;
using namespace claimcheck::oauth;

/// A redirect gives a code only if it names our state once, and our issuer or none; and what it says instead
/// of a code is short.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray query = fuzz::bytes(data, size);
    const QString issuer = QStringLiteral("https://as.example");
    const auto code = validateAuthorizationResponse(query, {.state = "xyz", .issuer = issuer});
    if (!code) {
        // 64 characters; an invisible one is shown as a chip of up to 10.
        REQUIRE(code.error().subject.size() <= 640 && code.error().detail.size() <= 300);
        return 0;
    }
    const Form form = parseForm(query);
    const auto only = [&form](const char *name) -> std::optional<QByteArray> {
        std::optional<QByteArray> value;
        for (const auto &field : form) {
            if (field.first != name)
                continue;
            REQUIRE(!value);
            value = field.second;
        }
        return value;
    };
    REQUIRE(only("state") == QByteArray("xyz"));
    REQUIRE(only("code") == code->value().reveal().toByteArray());
    const QByteArray iss = only("iss").value_or(QByteArray());
    REQUIRE(iss.isEmpty() || iss == issuer.toUtf8());
    REQUIRE(code->issuerWasSent() == !iss.isEmpty());
    REQUIRE(only("error").value_or(QByteArray()).isEmpty());
    // With a promise of `iss`, exactly those with it pass.
    REQUIRE(bool(validateAuthorizationResponse(query, {"xyz", issuer, true})) == code->issuerWasSent());
    return 0;
}
