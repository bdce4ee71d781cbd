#include "denial_rule.h"

#include "http/header_rules.h"
#include "http/origin_policy.h"
#include "inspect/verdict.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

/// What the server's challenge says. Its words are a stranger's: they go into a sentence only short, and into
/// a sign-in only where they are what the standard allows there.
namespace claimcheck::requests {

namespace {

using Kind = DenialAction::Kind;
using std::chrono::seconds;

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

/// As many scopes as a person can read before they agree to them.
constexpr qsizetype mostScopes = 16;
constexpr qsizetype longestScopes = 400;

/// scope-token of RFC 6749 section 3.3; each once. What is none is left out.
QStringList scopesIn(const QByteArray &text)
{
    QStringList scopes;
    QSet<QByteArray> seen;
    for (const QByteArray &scope : text.split(' ')) {
        const bool isScope = !scope.isEmpty() && std::all_of(scope.begin(), scope.end(), [](char c) {
            return c > ' ' && c < 0x7f && c != '"' && c != '\\';
        });
        if (isScope && !seen.contains(scope)) {
            seen += scope;
            scopes += QString::fromLatin1(scope);
        }
    }
    return scopes;
}

DenialFinding scopeMissing(const Denial &denial)
{
    if (denial.challengeError() != "insufficient_scope" || !denial.tokenSent())
        return {};
    const QStringList wanted = scopesIn(denial.challengeParameter("scope"));
    QStringList have = denial.facts.grantedScopes;
    if (const TokenLook *token = denial.sentToken())
        have = token->scopes + have;
    have.removeDuplicates();
    const QSet<QString> known(have.begin(), have.end());
    QStringList missing;
    std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(missing),
                 [&known](const QString &scope) { return !known.contains(scope); });
    const bool isOwn = !denial.credentialSent(); // the request's own token: no sign-in changes it
    if (wanted.isEmpty())
        return {{words("The token's scope does not allow this, and the server does not say which would."),
                 {isOwn ? Kind::None : Kind::SignInWithScope}}};
    const QStringList named = missing.isEmpty() ? wanted : missing;
    const QString all = named.join(u' ');
    if (named.size() > mostScopes || all.size() > longestScopes)
        return {{words("The server names %1 scopes that the token lacks, which is too many to ask for.")
                     .arg(named.size()),
                 {}}};
    return {{named.size() == 1 ? words("The token lacks the scope %1.").arg(all)
                               : words("The token lacks the scopes %1.").arg(all),
             isOwn ? DenialAction{} : DenialAction{Kind::SignInWithScope, (have + missing).join(u' ')}}};
}

/// RFC 9470: the server wants a stronger or a fresher sign-in.
DenialFinding strongerSignIn(const Denial &denial)
{
    if (denial.challengeError() != "insufficient_user_authentication" || !denial.credentialSent())
        return {};
    constexpr qint64 longest = 365LL * 24 * 3600;
    const QStringList named = scopesIn(denial.challengeParameter("acr_values")); // of the same characters
    const QString all = named.join(u' ');
    const QString acr = named.size() > mostScopes || all.size() > longestScopes ? QString() : all;
    const qint64 maxAge = std::clamp<qint64>(denial.challengeParameter("max_age").toLongLong(), 0, longest);
    const QString sentence = !acr.isEmpty() ? words("The server wants a stronger sign-in (%1).").arg(acr)
                             : maxAge > 0   ? words("The server wants a sign-in that is not older than %1.")
                                                .arg(inspect::durationText(maxAge))
                                          : words("The server wants a stronger or a fresher sign-in.");
    return {{sentence, {Kind::StepUp, acr, {}, seconds(maxAge)}}};
}

DenialFinding proofNonce(const Denial &denial)
{
    if (denial.challengeError() != "use_dpop_nonce" || !denial.tokenSent())
        return {};
    return {
        {words("The server wants its own nonce in the DPoP proof, and has given one."), {Kind::SendAgain}}};
}

DenialFinding proofInvalid(const Denial &denial)
{
    if (denial.challengeError() != "invalid_dpop_proof" || !denial.tokenSent())
        return {};
    return {{words("The server does not take the DPoP proof: its clock differs, or it sees another address."),
             {Kind::CheckClock}}};
}

DenialFinding proofMissing(const Denial &denial)
{
    const TokenLook *token = denial.sentToken();
    const bool isBound = token && token->isBoundToKey;
    const bool asked = denial.challenge("DPoP") && !denial.challenge("Bearer");
    const bool sentBearer = denial.facts.scheme.compare("Bearer", Qt::CaseInsensitive) == 0;
    if (!denial.isDenied || !denial.credentialSent() || !sentBearer || (!isBound && !asked))
        return {};
    return {{isBound ? words("The token is bound to a key (DPoP), and was sent without a proof of it.")
                     : words("The server wants a DPoP token with a proof, and got a Bearer token."),
             {Kind::UseProof}}};
}

/// The request went to this machine, and no server elsewhere answered it.
bool isAtHome(const Denial &denial)
{
    const auto isHome = [](const QUrl &url) {
        const auto origin = http::Origin::of(url);
        return origin && http::isLoopbackHost(origin->host);
    };
    const bool isElsewhere =
        denial.facts.response && !denial.facts.response->url.isEmpty() && !isHome(denial.facts.response->url);
    return isHome(denial.facts.url) && !isElsewhere;
}

/// RFC 9728: the resource says itself who issues its tokens. Over https only, or on this machine:
/// a server elsewhere has the services of this machine not asked.
DenialFinding otherIssuer(const Denial &denial)
{
    constexpr qsizetype longestAddress = 2000;
    const QByteArray metadata = denial.challengeParameter("resource_metadata");
    if (!denial.isDenied || metadata.isEmpty() || metadata.size() > longestAddress)
        return {};
    const QUrl url = QUrl::fromEncoded(metadata, QUrl::StrictMode);
    const auto origin = http::Origin::of(url);
    if (!origin)
        return {};
    const TokenLook *token = denial.sentToken();
    return {{token && !token->issuer.isEmpty()
                 ? words("The token is from %1. The server says which issuers it trusts.")
                       .arg(shortly(token->issuer))
                 : words("The server says which issuers it trusts."),
             http::isLoopbackHost(origin->host) && !isAtHome(denial)
                 ? DenialAction{}
                 : DenialAction{Kind::ReadMetadata, origin->hostAndPort(), url}}};
}

DenialFinding invalidToken(const Denial &denial)
{
    if (denial.challengeError() != "invalid_token" || !denial.tokenSent())
        return {};
    const QByteArray description = denial.challengeParameter("error_description").left(1000).toLower();
    const bool isOwn = !denial.credentialSent();
    if (description.contains("expire"))
        return {{words("The server says that the token has expired."),
                 isOwn ? DenialAction{} : denial.freshToken()}};
    if (description.contains("revoke"))
        return {
            {words("The server says that the token was revoked."), isOwn ? DenialAction{} : denial.signIn()}};
    return {{words("The server does not take this token (invalid_token): it was revoked, or it is for "
                   "another server."),
             isOwn ? DenialAction{} : denial.freshToken()}};
}

/// Schemes whose credentials are no token that another word could stand before.
bool isAnotherKind(QByteArrayView scheme)
{
    static constexpr const char *schemes[] = {
        "Basic", "Digest", "Negotiate", "NTLM", "HOBA", "Mutual",       "SCRAM-SHA-1",     "SCRAM-SHA-256",
        "OAuth", "vapid",  "Concealed", "GNAP", "Hawk", "PrivateToken", "AWS4-HMAC-SHA256"};
    return std::any_of(std::begin(schemes), std::end(schemes), [scheme](const char *one) {
        return scheme.compare(QByteArrayView(one), Qt::CaseInsensitive) == 0;
    });
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
    const auto taken = std::find_if(denial.challenges.begin(), denial.challenges.end(),
                                    [](const http::Challenge &c) { return !isAnotherKind(c.scheme); });
    const bool isAnother = taken == denial.challenges.end();
    const QByteArray scheme = isAnother ? denial.challenges.front().scheme : taken->scheme;
    const QString wanted = shortly(QString::fromUtf8(scheme));
    const QString sentence =
        denial.facts.scheme.isEmpty()
            ? words("The server wants the scheme %1, and the credential was sent without one.").arg(wanted)
            : words("The server wants the scheme %1, and the credential was sent as %2.")
                  .arg(wanted, QString::fromUtf8(denial.facts.scheme));
    return {{sentence, isAnother || wanted.size() != scheme.size() ? DenialAction{}
                                                                   : DenialAction{Kind::SetScheme, wanted}}};
}

constexpr std::array rules{
    DenialRule{"step-up", 93, strongerSignIn, Evidence::Answer | Evidence::Challenge, "RFC 9470 section 3"},
    DenialRule{"dpop-nonce", 93, proofNonce, Evidence::Answer | Evidence::Challenge, "RFC 9449 section 9"},
    DenialRule{"dpop-proof", 92, proofInvalid, Evidence::Answer | Evidence::Challenge | Evidence::Clocks,
               "RFC 9449 section 7.1"},
    DenialRule{"scope-missing", 92, scopeMissing, Evidence::Answer | Evidence::Challenge | Evidence::Scopes,
               "RFC 6750 section 3.1"},
    DenialRule{"dpop-missing", 87, proofMissing,
               Evidence::Answer | Evidence::Challenge | Evidence::SentAs | Evidence::Binding,
               "RFC 9449 section 7.1"},
    DenialRule{"other-scheme", 82, otherScheme, Evidence::Answer | Evidence::SentAs | Evidence::Challenge,
               "RFC 9110 section 11.6.1"},
    DenialRule{"token-invalid", 80, invalidToken, Evidence::Answer | Evidence::Challenge | Evidence::Issuer,
               "RFC 6750 section 3.1"},
    DenialRule{"other-issuer", 60, otherIssuer, Evidence::Challenge | Evidence::Issuer,
               "RFC 9728 section 5.1"},
};

} // namespace

std::span<const DenialRule> challengeRules()
{
    return rules;
}

} // namespace claimcheck::requests
