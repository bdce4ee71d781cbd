#include "denial_case.h"

#include "http/server_words.h"
#include "denial_remedy.h"
#include "login/recipe.h"
#include "login/setting_rules.h"
#include "sender.h"

#include <algorithm>

namespace claimcheck::requests {

namespace {

using namespace Qt::StringLiterals;

/// As much of a body as an explanation reads: a sign-in page's form may stand deep in it.
constexpr qint64 readOfBody = 256 * 1024;

/// The address that the answer came from, or that was asked.
QUrl lastUrl(const DenialExchange &exchange)
{
    return exchange.answer && !exchange.answer->url.isEmpty() ? exchange.answer->url : exchange.request.url;
}

/// Another profile whose credential may go there: of the same group first, since those are its environments.
QString fitting(const std::vector<login::Profile> &profiles, const login::Profile &own, const QUrl &url)
{
    const auto origin = http::Origin::of(url);
    if (!origin || login::leashOf(own).allows(http::Purpose::Resource, *origin))
        return {};
    const login::Profile *found = nullptr;
    for (const login::Profile &profile : profiles) {
        if (profile.id == own.id || !login::leashOf(profile).allows(http::Purpose::Resource, *origin))
            continue;
        if (!own.group.isEmpty() && profile.group == own.group)
            return profile.name;
        found = found ? found : &profile;
    }
    return found ? found->name : QString();
}

void addProfile(DenialFacts &facts, const login::Profile &profile, const DenialSources &sources,
                const QUrl &url)
{
    const login::SessionInfo info = sources.sessions.info(profile.id);
    facts.profile = profile.name;
    const QString scheme = login::setting(profile, u"header.scheme"_s);
    facts.scheme = !info.tokenType.isEmpty() ? info.tokenType
                   : scheme == u"none"       ? QByteArray()
                                             : scheme.toUtf8();
    facts.isCookieSession = info.isCookies;
    facts.canRefresh = info.canRefresh;
    facts.grantedScopes = info.scope.split(u' ', Qt::SkipEmptyParts);
    facts.skew = info.skew;
    if (const Secret token = sources.sessions.accessTokenToLookAt(profile.id); !token.isEmpty())
        facts.token = lookAt(token);
    // A token that says nothing itself: what came with it.
    if (facts.token && !facts.token->expiresAt && !facts.token->isJwt)
        facts.token->expiresAt = info.expiresAt;
    facts.fittingEnvironment = fitting(sources.profiles.profiles(), profile, url);
    const auto origin = http::Origin::of(url);
    facts.mayGoThere = origin && login::leashOf(profile).allows(http::Purpose::Resource, *origin);
    const login::Recipe::Kind kind = login::kindOf(profile);
    facts.isPasted = kind == login::Recipe::Kind::Static;
    for (const QString &key : denialSettings()) {
        if (!login::isSettingKey(key, kind))
            facts.lacksSettings += key;
    }
}

} // namespace

DenialExchange exchangeOf(const Sent &sent)
{
    DenialExchange exchange{sent.request, sent.answer, sent.profileId, sent.refreshed,
                            sent.profileId.isEmpty() ? sent.outbound.profileId : QString()};
    if (exchange.answer && sent.body && exchange.answer->body.isEmpty()) {
        // What cannot be read back explains nothing, and is said where the body is shown.
        if (auto begin = sent.body->read(0, readOfBody))
            exchange.answer->body = *std::move(begin);
    }
    return exchange;
}

DenialFacts denialFacts(const DenialExchange &exchange, const DenialSources &sources)
{
    DenialFacts facts;
    facts.method = exchange.request.method;
    facts.url = exchange.request.url;
    facts.headers = exchange.request.headers;
    facts.hasBody = hasBody(exchange.request);
    facts.wasRefreshed = exchange.refreshed;
    facts.now = sources.now;
    if (exchange.answer)
        facts.response = *exchange.answer;
    else
        facts.error = exchange.answer.error();
    if (const auto profile = sources.profiles.byId(exchange.profileId))
        addProfile(facts, *profile, sources, lastUrl(exchange));
    else if (const auto other = sources.profiles.byId(exchange.profileAtHand))
        facts.profileAtHand = other->name;
    // The answer itself is the newest measure; a profile's is of its last exchange.
    if (facts.response && facts.response->date)
        facts.skew = http::clockAhead(*facts.response, sources.now);
    return facts;
}

} // namespace claimcheck::requests
