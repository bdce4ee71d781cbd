#include "renewed_id_token.h"

#include "jose/claims.h"

#include <algorithm>

namespace claimcheck::oauth {

using namespace Qt::StringLiterals;

namespace {

QStringList audienceIn(const json::Value &claims)
{
    QStringList list;
    if (const auto names = jose::audiences(claims.find("aud"))) {
        for (const QByteArray &name : *names)
            list += QString::fromUtf8(name);
    }
    return list;
}

std::optional<QString> textIn(const json::Value &claims, const char *name)
{
    const json::Value value = claims.find(name);
    return value.isString() ? std::optional(value.toString()) : std::nullopt;
}

std::optional<TimePoint> timeIn(const json::Value &claims, const char *name)
{
    const auto time = jose::numericDate(claims.find(name), QString::fromLatin1(name));
    return time ? std::optional(*time) : std::nullopt;
}

Result<Done> compareAuthTime(const json::Value &claims, const OriginalIdToken &original)
{
    const json::Value value = claims.find("auth_time");
    if (!value.isValid())
        return Done{};
    const auto time = jose::numericDate(value, u"auth_time"_s);
    if (!time)
        return time.error();
    // An original that did not say when is at least no older than what it tells of.
    const bool isSame =
        original.authTime ? *time == *original.authTime : !original.issuedAt || *time <= *original.issuedAt;
    if (!isSame)
        return Error{ErrorCode::AuthTimeMismatch, u"auth_time"_s};
    return Done{};
}

Result<Done> compare(const json::Value &claims, const OriginalIdToken &original, std::chrono::seconds leeway)
{
    const QStringList audience = audienceIn(claims);
    for (const QString &name : original.audience) {
        if (!audience.contains(name))
            return Error{ErrorCode::AudienceMismatch, u"aud"_s};
    }
    if (textIn(claims, "azp") != original.party)
        return Error{ErrorCode::PartyMismatch, u"azp"_s};
    if (claims.count("nonce") > 0 && textIn(claims, "nonce") != original.nonce)
        return Error{ErrorCode::NonceMismatch, u"nonce"_s};
    if (const auto same = compareAuthTime(claims, original); !same)
        return same;
    const auto issuedAt = timeIn(claims, "iat");
    if (issuedAt && original.issuedAt && *issuedAt + leeway < *original.issuedAt)
        return Error{ErrorCode::TokenTooOld, u"iat"_s};
    return Done{};
}

} // namespace

OriginalIdToken originalIdToken(const Secret &token)
{
    const auto parsed = jose::ParsedToken::parse(token.reveal().toByteArray());
    const json::Value claims = parsed.claims();
    return {.audience = audienceIn(claims),
            .party = textIn(claims, "azp"),
            .nonce = textIn(claims, "nonce"),
            .authTime = timeIn(claims, "auth_time"),
            .issuedAt = timeIn(claims, "iat")};
}

Result<IdToken> validateRenewedIdToken(const Secret &token, const jose::KeySet &keys,
                                       const IdTokenExpectations &expectations,
                                       const OriginalIdToken &original)
{
    auto valid = validateIdToken(token, keys, expectations);
    if (!valid)
        return valid;
    if (const auto same = compare(valid->token.claims(), original, expectations.leeway); !same)
        return same.error();
    return valid;
}

Result<Done> checkRenewedClaims(const Secret &token, const IdTokenExpectations &expectations,
                                const OriginalIdToken &original)
{
    const auto parsed = jose::ParsedToken::parse(token.reveal().toByteArray());
    for (const jose::Check &check : inspectIdToken(parsed, {}, expectations).checks) {
        // That there is no key is known; an algorithm that is not allowed would be refused with any.
        const bool isUnchecked =
            check.name == "signature" && check.reason && check.outcome == jose::Check::Outcome::NotChecked;
        const bool wantsKey = isUnchecked && check.reason->code == ErrorCode::KeyMissing;
        if (check.outcome == jose::Check::Outcome::Failed || (isUnchecked && !wantsKey))
            return *check.reason;
    }
    return compare(parsed.claims(), original, expectations.leeway);
}

} // namespace claimcheck::oauth
