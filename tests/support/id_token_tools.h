#pragma once

#include "jose/key_export.h"
#include "jose_tools.h"
#include "jose_vectors.h"
#include "oauth/id_token.h"

#include <algorithm>

/// A good ID Token and what is expected of it; tests change one thing of either.
namespace id_token_tools {

using namespace jose_tools;
using oauth::IdTokenExpectations;

inline Key named(const Key &key, const QByteArray &kid, const QByteArray &algorithm = {})
{
    KeyMetadata metadata;
    metadata.kid = kid;
    metadata.alg = algorithm;
    return key.withMetadata(std::move(metadata));
}

inline Key rsaKey()
{
    static const Key key = jose_tools::key(rfc::a2Key);
    return key;
}

inline Key otherRsaKey()
{
    static const Key key = *generateKey(KeyType::Rsa, {}, 2048);
    return key;
}

inline const Secret &clientSecret()
{
    static const Secret secret(QByteArrayView("0123456789abcdef0123456789abcdef"));
    return secret;
}
inline const Secret &accessToken()
{
    static const Secret secret(QByteArrayView("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"));
    return secret;
}
inline const Secret &code()
{
    static const Secret secret(QByteArrayView("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"));
    return secret;
}

inline IdTokenExpectations goodExpectations()
{
    IdTokenExpectations expected;
    expected.issuer = QStringLiteral("https://op.example");
    expected.clientId = QStringLiteral("client");
    expected.nonce = QByteArray("n-1");
    expected.code = &code();
    expected.accessToken = &accessToken();
    expected.algorithms = {QStringLiteral("RS256")};
    expected.at = seconds(1000);
    return expected;
}

/// One token and one look at it.
struct Trial {
    QByteArray header = R"({"alg":"RS256","kid":"r1"})";
    std::vector<std::pair<QByteArray, QByteArray>> claims = {{"iss", R"("https://op.example")"},
                                                             {"sub", R"("alice")"},
                                                             {"aud", R"("client")"},
                                                             {"exp", "2000"},
                                                             {"iat", "990"},
                                                             {"nonce", R"("n-1")"}};
    Key signer = rsaKey();
    const char *algorithm = "RS256";
    KeySet keys = {{named(*publicKeyOf(rsaKey()), "r1")}, KeySource::Discovered, {}, {}};
    IdTokenExpectations expected = goodExpectations();
    QByteArray text = {}; // instead of all that

    void set(const QByteArray &name, const QByteArray &json)
    {
        const auto found = std::find_if(claims.begin(), claims.end(),
                                        [&name](const auto &claim) { return claim.first == name; });
        if (found == claims.end())
            claims.emplace_back(name, json);
        else
            found->second = json;
    }
    void drop(const QByteArray &name)
    {
        claims.erase(std::remove_if(claims.begin(), claims.end(),
                                    [&name](const auto &claim) { return claim.first == name; }),
                     claims.end());
    }
    /// Signed and judged with this key instead.
    void use(const Key &key, const char *name)
    {
        signer = key;
        algorithm = name;
        header = R"({"alg":")" + QByteArray(name) + R"(","kid":"k"})";
        if (key.type() != KeyType::Oct)
            keys = {{jose_tools::key(*publicJwk(named(key, "k")))}, KeySource::Discovered, {}, {}};
        expected.algorithms = {QString::fromLatin1(name)};
    }

    [[nodiscard]] QByteArray payload() const
    {
        QByteArrayList members;
        for (const auto &[name, value] : claims)
            members << '"' + name + "\":" + value;
        return '{' + members.join(',') + '}';
    }
    [[nodiscard]] QByteArray token() const
    {
        return text.isEmpty() ? signedToken(header, payload(), signer, algorithm) : text;
    }
    [[nodiscard]] Validation inspected() const
    {
        return oauth::inspectIdToken(ParsedToken::parse(token()), keys, expected);
    }
    /// "NonceMismatch nonce": the code, and the check that says it; "none".
    [[nodiscard]] QByteArray verdict() const
    {
        const auto valid = oauth::validateIdToken(Secret(token()), keys, expected);
        if (valid)
            return "none";
        const Validation validation = inspected();
        for (const Check &check : validation.checks) {
            if (check.outcome == Check::Outcome::Failed ||
                (check.name == "signature" && check.outcome == Check::Outcome::NotChecked))
                return codeName(valid.error().code) + ' ' + check.name;
        }
        return codeName(valid.error().code);
    }
};

} // namespace id_token_tools
