#include "denial_rule.h"

#include "http/origin_policy.h"

#include <QCoreApplication>

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
        return {{words("A redirect led to %1, where the credential of %2 may not go.")
                     .arg(found->origin.toString(), denial.facts.profile),
                 {Kind::ChangeUrl, {}, denial.facts.response->url}}};
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
        return {
            {words("No credential was sent: no profile is chosen for this request."), {Kind::UseProfile}}};
    return {{words("No credential was sent, though the profile %1 has one: the request says so.")
                 .arg(denial.facts.profile),
             {Kind::UseProfile}}};
}

DenialFinding expired(const Denial &denial)
{
    const auto &token = denial.facts.token;
    if (!denial.isDenied || !token || !token->expiresAt || *token->expiresAt > denial.facts.now)
        return {};
    return {{words("The token expired %1 s ago.").arg(wholeSeconds(denial.facts.now - *token->expiresAt)),
             denial.freshToken()}};
}

DenialFinding notYetValid(const Denial &denial)
{
    const auto &token = denial.facts.token;
    if (!denial.isDenied || !token || !token->notBefore || *token->notBefore <= denial.facts.now)
        return {};
    const qint64 left = wholeSeconds(*token->notBefore - denial.facts.now);
    return {{words("The token is not valid yet: it begins in %1 s.").arg(left),
             {Kind::Wait, {}, {}, seconds(left)}}};
}

/// Good by our clock, and not by the server's.
DenialFinding clocksDiffer(const Denial &denial)
{
    const auto &token = denial.facts.token;
    if (!denial.isDenied || !token || !denial.facts.skew || std::chrono::abs(*denial.facts.skew) < seconds(2))
        return {};
    const TimePoint there = denial.facts.now + *denial.facts.skew;
    const auto starts =
        std::max(token->notBefore.value_or(TimePoint()), token->issuedAt.value_or(TimePoint()));
    if (starts > there && starts <= denial.facts.now) {
        const qint64 left = wholeSeconds(starts - there);
        return {{words("The server's clock is %1 s behind: by it, the token begins in %2 s.")
                     .arg(wholeSeconds(-*denial.facts.skew))
                     .arg(left),
                 {Kind::Wait, {}, {}, seconds(left)}}};
    }
    if (token->expiresAt && *token->expiresAt <= there && *token->expiresAt > denial.facts.now)
        return {{words("The server's clock is %1 s ahead: by it, the token has expired.")
                     .arg(wholeSeconds(*denial.facts.skew)),
                 denial.freshToken()}};
    return {};
}

DenialFinding scopeMissing(const Denial &denial)
{
    if (denial.challengeError() != "insufficient_scope")
        return {};
    const QStringList wanted =
        QString::fromUtf8(denial.challengeParameter("scope")).split(u' ', Qt::SkipEmptyParts);
    QStringList have = denial.facts.token ? denial.facts.token->scopes : QStringList();
    have += denial.facts.grantedScopes;
    have.removeDuplicates();
    QStringList missing;
    for (const QString &scope : wanted) {
        if (!have.contains(scope))
            missing += scope;
    }
    if (wanted.isEmpty())
        return {{words("The token's scope does not allow this, and the server does not say which would."),
                 {Kind::SignInWithScope}}};
    return {{words("The token lacks the scope %1.")
                 .arg(missing.isEmpty() ? wanted.join(u' ') : missing.join(u' ')),
             {Kind::SignInWithScope, (have + missing).join(u' ')}}};
}

/// RFC 9470: the server wants a stronger or a fresher sign-in.
DenialFinding strongerSignIn(const Denial &denial)
{
    if (denial.challengeError() != "insufficient_user_authentication")
        return {};
    const QString acr = QString::fromUtf8(denial.challengeParameter("acr_values"));
    const qint64 maxAge = denial.challengeParameter("max_age").toLongLong();
    const QString sentence =
        !acr.isEmpty() ? words("The server wants a stronger sign-in (%1).").arg(acr)
                       : words("The server wants a sign-in that is not older than %1 s.").arg(maxAge);
    return {{sentence, {Kind::StepUp, acr, {}, seconds(maxAge)}}};
}

DenialFinding proofNonce(const Denial &denial)
{
    if (denial.challengeError() != "use_dpop_nonce")
        return {};
    return {{words("The server gives a nonce that the DPoP proof must hold (RFC 9449)."), {Kind::SendAgain}}};
}

DenialFinding proofInvalid(const Denial &denial)
{
    if (denial.challengeError() != "invalid_dpop_proof")
        return {};
    return {
        {words("The server does not take the DPoP proof: its clock or the address that it sees may differ."),
         {Kind::CheckClock}}};
}

DenialFinding proofMissing(const Denial &denial)
{
    const bool isBound = denial.facts.token && denial.facts.token->isBoundToKey;
    const bool asked = denial.challenge("DPoP") && !denial.challenge("Bearer");
    const bool sentBearer = denial.facts.scheme.compare("Bearer", Qt::CaseInsensitive) == 0;
    if (!denial.isDenied || !denial.credentialSent() || !sentBearer || (!isBound && !asked))
        return {};
    return {{words("The token is bound to a key (DPoP), and was sent as a Bearer token without a proof."),
             {Kind::UseProof}}};
}

DenialFinding certificateBound(const Denial &denial)
{
    if (!denial.isDenied || !denial.facts.token || !denial.facts.token->isBoundToCertificate)
        return {};
    return {{words("The token is bound to a client certificate (RFC 8705), which must be in the profile."),
             {Kind::ClientCertificate}}};
}

DenialFinding idTokenSent(const Denial &denial)
{
    if (!denial.isDenied || !denial.credentialSent() || !denial.facts.token ||
        !denial.facts.token->looksLikeIdToken)
        return {};
    return {{words("An ID Token was sent: it tells the client who signed in, and opens no API."),
             {Kind::UseAccessToken}}};
}

/// The resource that a challenge's metadata is of (RFC 9728 section 3.1: the well-known part stands between
/// host and path); without one, the server.
QString resourceOf(const Denial &denial)
{
    const QString wellKnown = QStringLiteral("/.well-known/oauth-protected-resource");
    QUrl url = QUrl::fromEncoded(denial.challengeParameter("resource_metadata"));
    if (url.isValid() && url.path().startsWith(wellKnown)) {
        url.setPath(url.path().mid(wellKnown.size()));
        return url.toString();
    }
    return denial.facts.url.scheme() + u"://"_s + denial.facts.url.authority();
}

/// The server says so; or the audience names a server, and another one than this.
DenialFinding otherAudience(const Denial &denial)
{
    const auto &token = denial.facts.token;
    if (!denial.isDenied || !denial.credentialSent() || !token || token->audience.isEmpty())
        return {};
    bool namesServer = false, namesThis = false;
    for (const QString &audience : token->audience) {
        const QUrl url(audience);
        namesServer = namesServer || (url.isValid() && !url.host().isEmpty());
        namesThis = namesThis || url.host() == denial.host() || audience == denial.host();
    }
    const QByteArray description = denial.challengeParameter("error_description").toLower();
    const bool serverSays = description.contains("audience") || description.contains("aud ");
    if (!serverSays && (!namesServer || namesThis))
        return {};
    const QString resource = resourceOf(denial);
    return {{words("The token is for %1 (aud), and this is %2.").arg(token->audience.join(u", "), resource),
             {Kind::SignInForAudience, resource}}};
}

/// RFC 9728: the resource says itself who issues its tokens.
DenialFinding otherIssuer(const Denial &denial)
{
    const QByteArray metadata = denial.challengeParameter("resource_metadata");
    const QUrl url = QUrl::fromEncoded(metadata);
    if (!denial.isDenied || metadata.isEmpty() || !url.isValid())
        return {};
    const QString issuer = denial.facts.token ? denial.facts.token->issuer : QString();
    return {{issuer.isEmpty()
                 ? words("The server publishes which authorization server it trusts.")
                 : words("The token is from %1. The server publishes which authorization server it trusts.")
                       .arg(issuer),
             {Kind::ReadMetadata, {}, url}}};
}

DenialFinding invalidToken(const Denial &denial)
{
    if (denial.challengeError() != "invalid_token")
        return {};
    const QByteArray description = denial.challengeParameter("error_description").toLower();
    if (description.contains("expire"))
        return {{words("The server says that the token has expired."), denial.freshToken()}};
    if (description.contains("revoke"))
        return {{words("The server says that the token was revoked."), {Kind::SignIn}}};
    return {
        {words(
             "The server does not take this token (invalid_token): it was revoked, or is another server's."),
         denial.freshToken()}};
}

DenialFinding sentTwice(const Denial &denial)
{
    const bool inQuery = denial.facts.url.query().contains(u"access_token=");
    const bool says = denial.challengeError() == "invalid_request";
    if (!denial.credentialSent() || !(inQuery && (says || denial.status() == 400 || denial.isDenied)))
        return {};
    QUrl url = denial.facts.url;
    url.setQuery(QString());
    return {
        {words("The token was sent twice: in the header and in the address (RFC 6750 section 2 allows one)."),
         {Kind::ChangeUrl, {}, url}}};
}

DenialFinding otherScheme(const Denial &denial)
{
    if (!denial.isDenied || denial.challenges.empty() || denial.facts.isCookieSession ||
        !denial.credentialSent())
        return {};
    const auto matches = [&denial](const http::Challenge &c) {
        return c.is(denial.facts.scheme) || c.scheme.isEmpty();
    };
    if (std::any_of(denial.challenges.begin(), denial.challenges.end(), matches) || denial.challenge("DPoP"))
        return {};
    const QString wanted = QString::fromUtf8(denial.challenges.front().scheme);
    return {{words("The server wants the scheme %1, and the credential was sent as %2.")
                 .arg(wanted, QString::fromUtf8(denial.facts.scheme)),
             {Kind::SetScheme, wanted}}};
}

/// Nothing says why, and the token looks good.
DenialFinding endedAtTheServer(const Denial &denial)
{
    if (denial.status() != 401 || !denial.credentialSent())
        return {};
    if (denial.facts.wasRefreshed)
        return {
            {words(
                 "A fresh token was refused as well: the person or the client is not known there any more."),
             {Kind::SignIn}}};
    return {{words("The token looks good from here, and the server does not take it: it may have ended the "
                   "session."),
             denial.freshToken()}};
}

constexpr std::array rules{
    DenialRule{"credential-withheld", 95, credentialWithheld,
               Evidence::Answer | Evidence::HeldBack | Evidence::Redirect | Evidence::Challenge, ""},
    DenialRule{"no-credential", 94, noCredential, Evidence::Answer | Evidence::SentAs | Evidence::Challenge,
               "RFC 9110 section 15.5.2"},
    DenialRule{"step-up", 93, strongerSignIn, Evidence::Answer | Evidence::Challenge, "RFC 9470 section 3"},
    DenialRule{"dpop-nonce", 93, proofNonce, Evidence::Answer | Evidence::Challenge, "RFC 9449 section 9"},
    DenialRule{"dpop-proof", 92, proofInvalid, Evidence::Answer | Evidence::Challenge | Evidence::Clocks,
               "RFC 9449 section 7.1"},
    DenialRule{"scope-missing", 92, scopeMissing, Evidence::Answer | Evidence::Challenge | Evidence::Scopes,
               "RFC 6750 section 3.1"},
    DenialRule{"token-expired", 91, expired, Evidence::Answer | Evidence::Expiry | Evidence::Challenge,
               "RFC 7519 section 4.1.4"},
    DenialRule{"token-not-yet-valid", 90, notYetValid,
               Evidence::Answer | Evidence::Start | Evidence::Challenge, "RFC 7519 section 4.1.5"},
    DenialRule{"clocks-differ", 89, clocksDiffer,
               Evidence::Answer | Evidence::Clocks | Evidence::Expiry | Evidence::Start,
               "RFC 7519 section 4.1.4"},
    DenialRule{"token-sent-twice", 88, sentTwice, Evidence::Answer | Evidence::Address | Evidence::Challenge,
               "RFC 6750 section 2"},
    DenialRule{"dpop-missing", 87, proofMissing,
               Evidence::Answer | Evidence::Challenge | Evidence::SentAs | Evidence::Binding,
               "RFC 9449 section 7.1"},
    DenialRule{"certificate-bound", 70, certificateBound, Evidence::Answer | Evidence::Binding,
               "RFC 8705 section 3"},
    DenialRule{"id-token-sent", 84, idTokenSent, Evidence::Answer | Evidence::Audience | Evidence::Challenge,
               "RFC 9068 section 4"},
    DenialRule{"other-audience", 83, otherAudience,
               Evidence::Answer | Evidence::Audience | Evidence::Challenge, "RFC 7519 section 4.1.3"},
    DenialRule{"other-scheme", 82, otherScheme, Evidence::Answer | Evidence::SentAs | Evidence::Challenge,
               "RFC 9110 section 11.6.1"},
    DenialRule{"token-invalid", 80, invalidToken, Evidence::Answer | Evidence::Challenge | Evidence::Issuer,
               "RFC 6750 section 3.1"},
    DenialRule{"other-issuer", 60, otherIssuer, Evidence::Challenge | Evidence::Issuer,
               "RFC 9728 section 5.1"},
    DenialRule{"ended-at-server", 40, endedAtTheServer,
               Evidence::Answer | Evidence::Expiry | Evidence::Challenge, "RFC 9110 section 15.5.2"},
};

} // namespace

std::span<const DenialRule> tokenRules()
{
    return rules;
}

} // namespace claimcheck::requests
