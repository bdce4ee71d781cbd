#include "purpose_tokens.h"

#include "storage.h"

#include "base/json_writer.h"
#include "base/random.h"
#include "jose/key_import.h"
#include "jose/signing.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

Result<QByteArray> PurposeTokens::make(const QByteArray &type, const Claims &claims,
                                       std::chrono::seconds lifetime, const QByteArray &answer)
{
    const auto secret = keys(answer);
    if (!secret)
        return secret.error();
    const auto id = randomText(16);
    if (!id)
        return id.error();
    json::Writer header;
    header.beginObject();
    header.member("alg", QByteArrayView("HS256"));
    header.member("typ", type);
    header.endObject();
    json::Writer writer;
    writer.beginObject();
    for (const auto &[name, value] : claims)
        writer.member(name, value);
    const auto expiresAt = std::chrono::floor<std::chrono::seconds>(m_clock.now()) + lifetime;
    writer.name("exp");
    writer.integer(expiresAt.time_since_epoch().count());
    writer.member("jti", *id);
    writer.endObject();
    return jose::signCompact(header.take(), writer.take(), secret->keys.front(),
                             *jose::findAlgorithm("HS256"));
}

Result<std::variant<jose::VerifiedToken, PurposeTokens::Refused>>
PurposeTokens::check(const QByteArray &type, const QByteArray &token, const QByteArray &answer)
{
    using Answer = std::variant<jose::VerifiedToken, Refused>;
    const auto secret = keys(answer);
    if (!secret)
        return secret.error();
    const jose::Expectations expected{.at = m_clock.now(), .algorithms = {"HS256"}, .type = type};
    auto verified = jose::verify(jose::ParsedToken::parse(token), *secret, expected);
    if (!verified)
        return Answer(verified.error().code == ErrorCode::TokenExpired ? Refused::Expired : Refused::Invalid);
    return Answer(*std::move(verified));
}

Result<jose::KeySet> PurposeTokens::keys(const QByteArray &answer)
{
    if (m_secret.isEmpty()) {
        const QString name = u"purpose_secret"_s;
        auto kept = m_storage.setting(name);
        if (!kept)
            return kept.error();
        if (!*kept) {
            auto made = randomBytes(32);
            if (!made)
                return made.error();
            if (auto set = m_storage.setSetting(name, *made); !set)
                return set.error();
            *kept = *std::move(made);
        }
        m_secret = Secret(**kept);
    }
    return jose::importSecret(Secret(m_secret.reveal().toByteArray() + answer), jose::SecretEncoding::Text);
}

} // namespace claimcheck::practice
