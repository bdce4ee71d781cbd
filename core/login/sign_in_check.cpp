#include "sign_in_check.h"

#include "jose/parsed_token.h"
#include "oauth_profile.h"
#include "recipe.h"
#include "token_facts.h"

#include <QCoreApplication>

namespace claimcheck::login {

namespace {

using State = SignInFinding::State;
using namespace std::chrono_literals;

constexpr std::chrono::hours longestAccess{24};
constexpr std::chrono::hours longestRefresh{24 * 365};

QString say(const char *text)
{
    return QCoreApplication::translate("SignInCheck", text);
}

/// All that the rules read, and where they write.
struct Card {
    const Profile &profile;
    const Session &session;
    const ProbeFacts &probe;
    std::vector<SignInFinding> &findings;

    void add(const char *id, State state, const QString &sentence, const char *standard = "") const
    {
        findings.push_back({id, state, sentence, standard});
    }
};

QString lifetimeText(std::chrono::milliseconds lifetime)
{
    const auto minutes = std::chrono::floor<std::chrono::minutes>(lifetime).count();
    if (minutes < 2)
        return say("%1 s").arg(std::chrono::floor<std::chrono::seconds>(lifetime).count());
    if (minutes < 120)
        return say("%1 min").arg(minutes);
    return minutes < 2880 ? say("%1 h").arg(minutes / 60) : say("%1 days").arg(minutes / 1440);
}

void transport(const Card &card)
{
    QStringList plain;
    const auto look = [&plain](const QUrl &url) {
        if (!url.isEmpty() && url.scheme() != u"https" && !plain.contains(url.host()))
            plain += url.host();
    };
    look(card.profile.url);
    if (card.session.oauth) {
        const oauth::ServerMetadata &server = card.session.oauth->server;
        for (const QUrl &url : {server.authorizationEndpoint, server.tokenEndpoint, server.userinfoEndpoint,
                                server.jwksUri, server.revocationEndpoint})
            look(url);
    }
    if (plain.isEmpty())
        return card.add("transport", State::Good, say("Every address is reached over TLS."),
                        "RFC 9700 section 2.6");
    card.add("transport", State::Weak,
             say("%1 is reached without TLS. That is safe on this machine only.")
                 .arg(plain.join(QStringLiteral(", "))),
             "RFC 9700 section 2.6");
}

void pkce(const Card &card)
{
    if (!card.session.facts.inBrowser)
        return;
    const char *standard = "RFC 9700 section 2.1.1";
    const auto &given = card.probe.tokenWithoutVerifier;
    if (given)
        return card.add("pkce", *given ? State::Bad : State::Good,
                        *given
                            ? say("The server gave tokens for a code without its code_verifier: PKCE is "
                                  "not enforced.")
                            : say("The server refuses a code without its code_verifier: PKCE is enforced."),
                        standard);
    const bool isPromised = card.session.oauth->server.codeChallengeMethods.contains(QStringLiteral("S256"));
    card.add("pkce", isPromised ? State::Unknown : State::Weak,
             isPromised ? say("The metadata promises PKCE (S256). Whether it is enforced, only a second "
                              "request shows.")
                        : say("The metadata does not promise PKCE (S256), and whether it is enforced is not "
                              "known."),
             standard);
}

void issuer(const Card &card)
{
    if (!card.session.facts.inBrowser)
        return;
    const char *standard = "RFC 9207 section 2";
    if (card.session.facts.issuerWasSent)
        return card.add("iss", State::Good, say("The browser's return names the server (iss)."), standard);
    card.add("iss", State::Weak,
             say("The browser's return does not name the server (iss): a client of several servers can be "
                 "misled about whose code it holds."),
             standard);
}

void pushed(const Card &card)
{
    if (!card.session.facts.inBrowser || card.session.oauth->server.pushedAuthorizationEndpoint.isEmpty())
        return;
    card.add("par", card.session.facts.wasPushed ? State::Good : State::Weak,
             card.session.facts.wasPushed
                 ? say("The authorization request went to the server ahead of the browser (PAR).")
                 : say("The server offers PAR, and this profile does not use it."),
             "RFC 9126");
}

void rotation(const Card &card)
{
    if (card.session.refreshToken.isEmpty())
        return;
    const char *standard = "RFC 9700 section 4.14.2";
    const bool isBound = card.session.oauth && (!card.session.oauth->dpopKey.isEmpty() ||
                                                card.session.oauth->clientAuthentication != "none");
    const auto &rotates = card.session.facts.rotates;
    if (!rotates)
        return card.add(
            "rotation", State::Unknown,
            card.probe.refreshFailed
                ? say("A refresh was tried and failed. %1").arg(describe(*card.probe.refreshFailed).message)
                : say("Whether refresh tokens are replaced shows at the first refresh."),
            standard);
    if (*rotates)
        return card.add("rotation", State::Good, say("Each refresh replaces the refresh token."), standard);
    card.add("rotation", isBound ? State::Good : State::Bad,
             isBound ? say("The refresh token stays the same, and is bound to this client.")
                     : say("The refresh token stays the same and is bound to nobody: a copy of it works for "
                           "as long as the sign-in."),
             standard);
}

void revocation(const Card &card)
{
    const char *standard = "RFC 7009 section 2";
    if (!card.session.oauth) {
        if (kindOf(card.profile) != Recipe::Kind::Static &&
            setting(card.profile, QStringLiteral("logout.path")).isEmpty())
            card.add("revocation", State::Weak, say("There is no address for signing out at the server."));
        return;
    }
    if (card.session.oauth->server.revocationEndpoint.isEmpty())
        return card.add("revocation", State::Weak,
                        say("The server offers no revocation: tokens live until they expire."), standard);
    const auto &status = card.probe.revocationStatus;
    if (!status)
        return card.add("revocation", State::Unknown,
                        say("The server offers revocation. Signing out shows whether it works."), standard);
    if (*status == 200)
        return card.add("revocation", State::Good,
                        say("The revocation endpoint takes requests of this client."), standard);
    card.add("revocation", State::Weak,
             say("The revocation endpoint answered %1 to a token that is none; the standard says 200.")
                 .arg(*status),
             "RFC 7009 section 2.2");
}

QByteArray algorithmOf(const Secret &token)
{
    const auto parsed = jose::ParsedToken::parse(token.reveal().toByteArray());
    return parsed.segmentCount() == 3 ? parsed.parameter("alg").toUtf8() : QByteArray();
}

void algorithm(const Card &card, const char *id, const Secret &token, const QString &what)
{
    const QByteArray name = algorithmOf(token);
    if (name.isEmpty())
        return;
    const char *standard = "RFC 8725 section 3.2";
    if (name.toLower() == "none")
        return card.add(id, State::Bad, say("%1 is not signed at all (alg none).").arg(what), standard);
    if (name.startsWith("HS"))
        return card.add(id, State::Weak,
                        say("%1 is signed with a shared secret (%2): whoever can check it can forge it.")
                            .arg(what, QString::fromLatin1(name)),
                        standard);
    card.add(id, State::Good, say("%1 is signed with %2.").arg(what, QString::fromLatin1(name).left(32)),
             standard);
}

void idTokenChecks(const Card &card)
{
    const auto &checks = card.session.facts.idTokenChecks;
    if (checks.empty())
        return;
    QByteArrayList passed, others;
    for (const auto &[name, outcome] : checks)
        (outcome == "passed" ? passed : others) += name;
    QString sentence = say("Checked at the sign-in: %1.").arg(QString::fromLatin1(passed.join(", ")));
    if (!others.isEmpty())
        sentence += u' ' + say("Not there to check: %1.").arg(QString::fromLatin1(others.join(", ")));
    card.add("id-token-checks", State::Good, sentence, "OpenID Connect Core section 3.1.3.7");
}

void accessLifetime(const Card &card)
{
    if (card.session.accessToken.isEmpty())
        return;
    const char *standard = "RFC 9700 section 2.2.1";
    if (!card.session.expiresAt)
        return card.add("access-lifetime", State::Weak,
                        say("The server does not say when the access token ends."), standard);
    const auto lifetime = *card.session.expiresAt - card.session.obtainedAt;
    const bool isLong = lifetime > longestAccess;
    card.add(
        "access-lifetime", isLong ? State::Bad : State::Good,
        isLong
            ? say("The access token lives for %1: a stolen one serves as long.").arg(lifetimeText(lifetime))
            : say("The access token lives for %1.").arg(lifetimeText(lifetime)),
        standard);
}

void refreshLifetime(const Card &card)
{
    if (card.session.refreshToken.isEmpty())
        return;
    const char *standard = "RFC 9700 section 4.14.2";
    if (!card.session.refreshExpiresAt)
        return card.add("refresh-lifetime", State::Unknown,
                        say("The server does not say when the refresh token ends."), standard);
    const auto lifetime = *card.session.refreshExpiresAt - card.session.obtainedAt;
    card.add("refresh-lifetime", lifetime > longestRefresh ? State::Weak : State::Good,
             say("The refresh token lives for %1.").arg(lifetimeText(lifetime)), standard);
}

void scope(const Card &card)
{
    const QString &asked = card.session.facts.scopeAsked;
    if (!card.session.oauth || asked.isEmpty())
        return;
    const auto missingIn = [](const QString &wanted, const QString &given) {
        QStringList missing;
        for (const QString &word : wanted.split(u' ', Qt::SkipEmptyParts)) {
            if (!hasScope(given, QLatin1StringView(word.toLatin1())))
                missing += word;
        }
        return missing.join(u' ');
    };
    const QString &granted = card.session.oauth->scope;
    const QString less = missingIn(asked, granted), more = missingIn(granted, asked);
    const char *standard = "RFC 6749 section 3.3";
    if (!more.isEmpty())
        return card.add("scope", State::Bad, say("The server granted more than was asked for: %1.").arg(more),
                        standard);
    if (!less.isEmpty())
        return card.add("scope", State::Weak,
                        say("The server granted less than was asked for; missing: %1.").arg(less), standard);
    card.add("scope", State::Good, say("The server granted what was asked for."), standard);
}

void binding(const Card &card)
{
    if (!card.session.oauth)
        return;
    const bool isBound = !card.session.oauth->dpopKey.isEmpty();
    const bool isOffered = !card.session.oauth->server.dpopAlgorithms.isEmpty();
    if (tokenFacts(card.session.accessToken, {}).boundToCertificate) {
        const bool hasCertificate = !card.profile.connection.clientCertificate.isEmpty();
        card.add("certificate-binding", hasCertificate ? State::Good : State::Bad,
                 hasCertificate
                     ? say("The access token is bound to a client certificate (mutual TLS).")
                     : say("The access token is bound to a client certificate, and this profile has none: "
                           "servers will refuse it."),
                 "RFC 8705 section 3");
    }
    if (isBound)
        card.add("binding", State::Good, say("The tokens are bound to a key of this program (DPoP)."),
                 "RFC 9449");
    else if (isOffered)
        card.add("binding", State::Weak,
                 say("The server offers tokens that are bound to a key (DPoP), and this profile does not ask "
                     "for them."),
                 "RFC 9449");
}

void cookies(const Card &card)
{
    http::Cookies jar;
    if (card.session.cookies.isEmpty() || !jar.restore(card.session.cookies))
        return;
    const QByteArray named = setting(card.profile, QStringLiteral("session.cookie")).toLatin1();
    const bool isHttps = card.profile.url.scheme() == u"https";
    for (const http::CookieFacts &cookie : jar.facts()) {
        if (!named.isEmpty() && cookie.name != named)
            continue;
        const QString name = QString::fromLatin1(cookie.name).left(64);
        const bool isHost = cookie.name.startsWith("__Host-");
        card.add("cookie-secure",
                 cookie.secure ? State::Good
                 : isHttps     ? State::Bad
                               : State::Weak,
                 cookie.secure
                     ? say("The cookie %1 goes over TLS only (Secure).").arg(name)
                     : say("The cookie %1 lacks Secure: it would go over plain http too.").arg(name),
                 "RFC 6265 section 4.1.2.5");
        card.add("cookie-http-only", cookie.httpOnly ? State::Good : State::Bad,
                 cookie.httpOnly
                     ? say("Scripts of a page cannot read the cookie %1 (HttpOnly).").arg(name)
                     : say("The cookie %1 lacks HttpOnly: scripts of a page can read it.").arg(name),
                 "RFC 6265 section 4.1.2.6");
        const bool isOpen = cookie.sameSite.isEmpty() || cookie.sameSite.toLower() == "none";
        card.add("cookie-same-site", isOpen ? State::Weak : State::Good,
                 isOpen
                     ? say("The cookie %1 goes with requests of other sites (no SameSite=Lax or Strict).")
                           .arg(name)
                     : say("The cookie %1 is SameSite=%2.").arg(name, QString::fromLatin1(cookie.sameSite)),
                 "RFC 6265bis section 4.1.2.7");
        card.add(
            "cookie-prefix", isHost ? State::Good : State::Weak,
            isHost
                ? say("The name of %1 begins with __Host-: no other host can set it.").arg(name)
                : say("The name of %1 does not begin with __Host-: a sub-domain can set it too.").arg(name),
            "RFC 6265bis section 4.1.3.2");
    }
}

} // namespace

SignInCard signInCard(const Profile &profile, const Session &session, TimePoint now, const ProbeFacts &probe)
{
    SignInCard made{.profile = profile.name, .server = {}, .madeAt = now, .findings = {}, .notes = {}};
    made.server = session.oauth ? session.oauth->server.issuer : profile.url.toString(QUrl::FullyEncoded);
    made.notes = session.notes + probe.notes;
    const Card card{profile, session, probe, made.findings};
    transport(card);
    if (session.oauth) {
        pkce(card);
        issuer(card);
        pushed(card);
    }
    rotation(card);
    revocation(card);
    algorithm(card, "id-token-alg", session.idToken, say("The ID Token"));
    idTokenChecks(card);
    algorithm(card, "access-alg", session.accessToken, say("The access token"));
    accessLifetime(card);
    refreshLifetime(card);
    scope(card);
    binding(card);
    cookies(card);
    return made;
}

} // namespace claimcheck::login
