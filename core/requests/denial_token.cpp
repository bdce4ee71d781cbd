#include "denial_rule.h"

#include "http/origin_policy.h"
#include "inspect/verdict.h"

#include <QCoreApplication>
#include <QUrlQuery>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

using Kind = DenialAction::Kind;
using std::chrono::seconds;

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

qint64 wholeSeconds(std::chrono::milliseconds time)
{
    return std::chrono::ceil<seconds>(time).count();
}

QString timeText(std::chrono::milliseconds time)
{
    return inspect::durationText(wholeSeconds(time));
}

/// Waits that long; nobody waits for more than a day, the longest that is taken of a Retry-After.
DenialAction waitFor(qint64 left)
{
    constexpr qint64 longest = 86'400;
    return left > longest ? DenialAction{} : DenialAction{Kind::Wait, {}, {}, seconds(left)};
}

/// The leash held the credential back: this origin is none of the profile's.
DenialFinding credentialWithheld(const Denial &denial)
{
    if (!denial.isDenied || denial.credentialSent())
        return {};
    const auto &withheld = denial.facts.response->withheld;
    const auto found = std::find_if(withheld.begin(), withheld.end(), [](const http::Withheld &w) {
        return w.what == http::Withheld::What::Credential;
    });
    if (found == withheld.end())
        return {};
    const auto here = http::Origin::of(denial.facts.response->url);
    const bool wasTaken = here && *here == found->origin && !found->subject.isEmpty() &&
                          http::headerValue(denial.facts.headers, found->subject.toLatin1());
    if (wasTaken)
        return {{words("The request brings its own header %1, so that the profile's credential was not sent.")
                     .arg(found->subject),
                 {Kind::UseProfile, found->subject}}};
    if (!denial.facts.fittingEnvironment.isEmpty())
        return {{words("The credential of %1 may not go to %2. The environment %3 has one that may.")
                     .arg(denial.facts.profile, found->origin.toString(), denial.facts.fittingEnvironment),
                 {Kind::SwitchEnvironment, denial.facts.fittingEnvironment}}};
    if (!denial.facts.response->redirects.empty())
        return denial.facts.mayGoThere
                   ? DenialFinding({words("A redirect led to %1, and no credential follows a redirect to "
                                          "another server.")
                                        .arg(found->origin.toString()),
                                    denial.sendTo(denial.facts.response->url)})
                   : DenialFinding(
                         {words("A redirect led to %1, where the credential of %2 may not go.")
                              .arg(found->origin.toString(), denial.facts.profile),
                          {Kind::AllowOrigin, found->origin.toString(), denial.facts.response->url}});
    return {{words("The credential of %1 may not go to %2: that is none of the profile's origins.")
                 .arg(denial.facts.profile, found->origin.toString()),
             {Kind::AllowOrigin, found->origin.toString()}}};
}

DenialFinding noCredential(const Denial &denial)
{
    const bool hidesIt = denial.status() == 404 && denial.facts.url.path().contains(u"/api");
    if ((!denial.isDenied && !hidesIt) || denial.credentialSent() ||
        !denial.facts.response->withheld.empty() ||
        http::headerValue(denial.facts.headers, "Authorization") || denial.facts.isCookieSession)
        return {};
    if (denial.facts.profile.isEmpty())
        return denial.facts.profileAtHand.isEmpty()
                   ? DenialFinding({words("No credential was sent: no profile is chosen for this request."),
                                    {Kind::ChooseProfile}})
                   : DenialFinding(
                         {words("No credential was sent: the request says so. The profile %1 has one.")
                              .arg(denial.facts.profileAtHand),
                          {Kind::UseProfile}});
    return {{words("No credential was sent, though the profile %1 has one.").arg(denial.facts.profile),
             {Kind::UseProfile}}};
}

DenialFinding expired(const Denial &denial)
{
    const TokenLook *token = denial.sentToken();
    if (!denial.isDenied || !token || !token->expiresAt || *token->expiresAt > denial.facts.now)
        return {};
    return {{words("The token expired %1 ago.").arg(timeText(denial.facts.now - *token->expiresAt)),
             denial.freshToken()}};
}

DenialFinding notYetValid(const Denial &denial)
{
    const TokenLook *token = denial.sentToken();
    if (!denial.isDenied || !token || !token->notBefore || *token->notBefore <= denial.facts.now)
        return {};
    const qint64 left = wholeSeconds(*token->notBefore - denial.facts.now);
    return {{words("The token is not valid yet: it begins in %1.").arg(inspect::durationText(left)),
             waitFor(left)}};
}

/// Good by our clock, and not by the server's.
DenialFinding clocksDiffer(const Denial &denial)
{
    const TokenLook *token = denial.sentToken();
    if (!denial.isDenied || !token || !denial.facts.skew || std::chrono::abs(*denial.facts.skew) < seconds(2))
        return {};
    const TimePoint there = denial.facts.now + *denial.facts.skew;
    const auto starts =
        std::max(token->notBefore.value_or(TimePoint()), token->issuedAt.value_or(TimePoint()));
    if (starts > there && starts <= denial.facts.now) {
        const qint64 left = wholeSeconds(starts - there);
        return {{words("The server's clock is %1 behind: by it, the token begins in %2.")
                     .arg(timeText(-*denial.facts.skew), inspect::durationText(left)),
                 waitFor(left)}};
    }
    if (token->expiresAt && *token->expiresAt <= there && *token->expiresAt > denial.facts.now)
        return {{words("The server's clock is %1 ahead: by it, the token has expired.")
                     .arg(timeText(*denial.facts.skew)),
                 denial.freshToken()}};
    return {};
}

DenialFinding certificateBound(const Denial &denial)
{
    const TokenLook *token = denial.sentToken();
    if (!denial.isDenied || !token || !token->isBoundToCertificate)
        return {};
    return {{words("The token is bound to a client certificate, which must go along with it."),
             {Kind::ClientCertificate}}};
}

DenialFinding idTokenSent(const Denial &denial)
{
    const TokenLook *token = denial.sentToken();
    if (!denial.isDenied || !token || !token->looksLikeIdToken)
        return {};
    return {{words("An ID Token was sent: it tells the client who signed in, and opens no API."),
             {Kind::UseAccessToken}}};
}

/// The resource that a challenge's metadata is of (RFC 9728 section 3.1: the well-known part stands between
/// host and path); without one, the server. Of another server's metadata nothing is taken: a token for that
/// one would be sent to this one (RFC 9728 section 7.3).
QString resourceOf(const Denial &denial)
{
    constexpr qsizetype longestAddress = 300;
    const QString wellKnown = QStringLiteral("/.well-known/oauth-protected-resource");
    QUrl url = QUrl::fromEncoded(denial.challengeParameter("resource_metadata"), QUrl::StrictMode);
    const auto origin = http::Origin::of(url);
    const auto here = http::Origin::of(denial.facts.url);
    if (origin && here && *origin == *here && url.path().startsWith(wellKnown)) {
        url.setPath(url.path().mid(wellKnown.size()));
        const QString resource = url.toString(QUrl::FullyEncoded);
        if (resource.size() <= longestAddress)
            return resource;
    }
    return here ? here->toString() : denial.facts.url.scheme() + u"://"_s + denial.facts.url.authority();
}

/// The server says so; or the audience names a server, and another one than this.
DenialFinding otherAudience(const Denial &denial)
{
    const TokenLook *token = denial.sentToken();
    if (!denial.isDenied || !token || token->audience.isEmpty())
        return {};
    bool namesServer = false, namesThis = false;
    for (const QString &audience : token->audience) {
        const QUrl url(audience);
        namesServer = namesServer || (url.isValid() && !url.host().isEmpty());
        namesThis = namesThis || url.host() == denial.host() || audience == denial.host();
    }
    const QByteArray description = denial.challengeParameter("error_description").left(1000).toLower();
    const bool serverSays = description.contains("audience") || description.contains("aud ");
    if (!serverSays && (!namesServer || namesThis))
        return {};
    const QString resource = resourceOf(denial);
    return {{words("The token is for %1 (aud), and this is %2.")
                 .arg(shortly(token->audience.join(u", ")), resource),
             {Kind::SignInForAudience, resource}}};
}

DenialFinding sentTwice(const Denial &denial)
{
    const bool inQuery = QUrlQuery(denial.facts.url).hasQueryItem(u"access_token"_s);
    const bool says = denial.challengeError() == "invalid_request";
    if (!denial.credentialSent() || !(inQuery && (says || denial.status() == 400 || denial.isDenied)))
        return {};
    QUrl url = denial.facts.url;
    QUrlQuery query(url);
    query.removeAllQueryItems(u"access_token"_s);
    url.setQuery(query.isEmpty() ? QString() : query.query(QUrl::FullyEncoded));
    return {{words("The token was sent twice: in the header and in the address."), denial.sendTo(url)}};
}

/// Nothing says why, and the token looks good.
DenialFinding endedAtTheServer(const Denial &denial)
{
    if (denial.status() != 401)
        return {};
    if (denial.facts.isCookieSession)
        return {{words("The server does not take the session's cookies: it may have ended the session."),
                 denial.signIn()}};
    if (!denial.credentialSent())
        return {};
    if (denial.facts.wasRefreshed)
        return {{words("A fresh token was refused as well: the person or the client may not be known there "
                       "any more."),
                 denial.signIn()}};
    return {{words("Nothing is wrong with the token from here: the server may have ended the session."),
             denial.freshToken()}};
}

constexpr std::array rules{
    DenialRule{"credential-withheld", 95, credentialWithheld,
               Evidence::Answer | Evidence::HeldBack | Evidence::Redirect | Evidence::Challenge, ""},
    DenialRule{"no-credential", 94, noCredential, Evidence::Answer | Evidence::SentAs | Evidence::Challenge,
               "RFC 9110 section 15.5.2"},
    DenialRule{"token-expired", 91, expired, Evidence::Answer | Evidence::Expiry | Evidence::Challenge,
               "RFC 7519 section 4.1.4"},
    DenialRule{"token-not-yet-valid", 90, notYetValid,
               Evidence::Answer | Evidence::Start | Evidence::Challenge, "RFC 7519 section 4.1.5"},
    DenialRule{"clocks-differ", 89, clocksDiffer,
               Evidence::Answer | Evidence::Clocks | Evidence::Expiry | Evidence::Start,
               "RFC 7519 section 4.1.4"},
    DenialRule{"token-sent-twice", 88, sentTwice, Evidence::Answer | Evidence::Address | Evidence::Challenge,
               "RFC 6750 section 2"},
    DenialRule{"certificate-bound", 70, certificateBound, Evidence::Answer | Evidence::Binding,
               "RFC 8705 section 3"},
    DenialRule{"id-token-sent", 84, idTokenSent, Evidence::Answer | Evidence::Audience | Evidence::Challenge,
               "RFC 9068 section 4"},
    DenialRule{"other-audience", 83, otherAudience,
               Evidence::Answer | Evidence::Audience | Evidence::Challenge, "RFC 7519 section 4.1.3"},
    DenialRule{"ended-at-server", 40, endedAtTheServer,
               Evidence::Answer | Evidence::Expiry | Evidence::Challenge, "RFC 9110 section 15.5.2"},
};

} // namespace

std::span<const DenialRule> tokenRules()
{
    return rules;
}

} // namespace claimcheck::requests
