#include "compare_choice.h"

#include "jose/parsed_token.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace claimcheck::ui {

namespace {

constexpr qsizetype longestToRead = 16 * 1024; // of a choice that is read only to guess

using Identity = std::pair<QString, QString>;

/// iss and sub, where both are texts.
std::optional<Identity> identityOf(const QByteArray &token)
{
    if (token.size() > longestToRead)
        return std::nullopt;
    const auto parsed = jose::ParsedToken::parse(token.startsWith('{') ? token : token.split('~').first());
    const json::Value claims = parsed.claims();
    if (!claims.isObject())
        return std::nullopt;
    const json::Value issuer = claims.find("iss");
    const json::Value subject = claims.find("sub");
    if (!issuer.isValid() || !subject.isValid() || !issuer.isString() || !subject.isString())
        return std::nullopt;
    return Identity(issuer.toString(), subject.toString());
}

} // namespace

ComparePair likelyPair(const std::vector<TokenChoice> &choices, const QByteArray &lookedAt,
                       const QString &profileId)
{
    const auto idOf = [&choices](const auto &fits) {
        const auto found = std::find_if(choices.begin(), choices.end(), fits);
        return found == choices.end() ? QString() : found->id;
    };
    const QByteArray after = lookedAt.isEmpty() && !choices.empty() ? choices.front().token : lookedAt;
    ComparePair pair;
    pair.after = idOf([&](const TokenChoice &choice) { return choice.token == after; });
    if (!profileId.isEmpty()) {
        pair.before = idOf([&](const TokenChoice &choice) {
            return choice.profileId == profileId && choice.token != after;
        });
    }
    if (const auto identity = identityOf(after); pair.before.isEmpty() && identity) {
        pair.before = idOf([&](const TokenChoice &choice) {
            return choice.token != after && identityOf(choice.token) == identity;
        });
    }
    if (pair.before.isEmpty())
        pair.before = idOf([&](const TokenChoice &choice) { return choice.token != after; });
    return pair;
}

} // namespace claimcheck::ui
