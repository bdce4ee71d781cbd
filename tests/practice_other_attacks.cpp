#include "practice_attacks.h"

#include "support/page_person.h"
#include "support/provider_tools.h"

namespace claimcheck::test {
using namespace Qt::StringLiterals;

namespace {

// OAuth: the person has a browser, and the client is ours.

QUrl authorizationAt(PracticeApi &api, const Pairs &changes)
{
    return QUrl::fromEncoded(api.server().baseUrl().toUtf8() + "/oauth/authorize?" +
                             encoded(with(goodRequest(), changes)));
}

QByteArray codeOf(PracticeApi &api)
{
    PageBrowser browser;
    return parameter(
        answerPages(browser, authorizationAt(api, {}), "alice", "wonderland", "allow").left.value_or(QUrl()),
        "code");
}

Question tokenQuestion(const Pairs &form)
{
    return {.method = "POST", .path = "/oauth/token", .form = encoded(form)};
}

/// What the authorization endpoint does: where it sends the browser, with an error or a code, or nowhere.
QByteArray authorizationVerdict(PracticeApi &api, const Pairs &changes)
{
    const auto answer = Party(api).ask({.path = "/oauth/authorize?" + encoded(with(goodRequest(), changes))});
    const auto location = http::headerValue(answer.headers, "Location");
    const QByteArray error = location ? parameter(QUrl::fromEncoded(*location), "error") : "stays here";
    return QByteArray::number(answer.status) + ' ' + error;
}

Tried replayedCode(PracticeApi &api)
{
    Party client(api), thief(api);
    const Question question = tokenQuestion(codeForm(codeOf(api)));
    const QByteArray honest = verdictOf(client.ask(question));
    return {honest, verdictOf(thief.ask(question))};
}

/// Whoever replays a code ends what it gave: the tokens may be the thief's.
Tried tokensOfAReplayedCode(PracticeApi &api)
{
    Party client(api), thief(api);
    const Question question = tokenQuestion(codeForm(codeOf(api)));
    const QByteArray token = textOf(client.ask(question), "access_token");
    const Question who{.path = "/oauth/userinfo", .token = token};
    const QByteArray before = verdictOf(client.ask(who));
    (void)thief.ask(question);
    return {before, verdictOf(client.ask(who))};
}

/// The code was made with a challenge, and is shown by somebody who has no verifier.
Tried codeWithoutVerifier(PracticeApi &api)
{
    Party client(api), thief(api);
    const Pairs form = codeForm(codeOf(api));
    const QByteArray attack = verdictOf(thief.ask(tokenQuestion(with(form, {{"code_verifier", ""}}))));
    return {verdictOf(client.ask(tokenQuestion(codeForm(codeOf(api))))), attack};
}

Tried plainChallenge(PracticeApi &api)
{
    return {authorizationVerdict(api, {}), authorizationVerdict(api, {{"code_challenge_method", "plain"},
                                                                      {"code_challenge", knownVerifier}})};
}

Tried noChallenge(PracticeApi &api)
{
    return {authorizationVerdict(api, {}),
            authorizationVerdict(api, {{"code_challenge_method", ""}, {"code_challenge", ""}})};
}

/// To a client's address an error is sent; to one that is nobody's, nothing (RFC 9700 section 4.11.2).
Tried openRedirect(PracticeApi &api)
{
    const std::pair<QByteArray, QByteArray> wrong{"scope", "openid admin"};
    return {authorizationVerdict(api, {wrong}),
            authorizationVerdict(api, {wrong, {"redirect_uri", "https://attacker.example/callback"}})};
}

Tried reusedOauthRefreshToken(PracticeApi &api)
{
    Party client(api), thief(api);
    const QByteArray first = textOf(client.ask(tokenQuestion(codeForm(codeOf(api)))), "refresh_token");
    const Question question = tokenQuestion(
        {{"grant_type", "refresh_token"}, {"client_id", "claimcheck"}, {"refresh_token", first}});
    const QByteArray honest = verdictOf(client.ask(question));
    return {honest, verdictOf(thief.ask(question))};
}

/// A page of another site answers the question in the person's place.
Tried forgedConsent(PracticeApi &api)
{
    const auto decide = [&api](const QByteArray &csrf) {
        PageBrowser browser;
        PageForm form = browser.open(authorizationAt(api, {{"prompt", "consent"}})).forms().front();
        form.set("username", "alice");
        form.set("password", "wonderland");
        form = browser.submit(form).forms().front();
        form.set("decision", "allow");
        if (!csrf.isEmpty())
            form.set("csrf", csrf);
        const auto page = browser.submit(form);
        return page.left ? QByteArray("a code") : QByteArray::number(page.answer.status);
    };
    return {decide({}), decide("AAAAAAAAAAAAAAAAAAAAAA")};
}

// Tokens for one purpose.

QByteArray mailedToken(PracticeApi &api)
{
    (void)api.post("/purpose/mail", jsonOf({{"username", "alice"}, {"email", "alice@example.org"}}));
    const auto mails = api.get("/practice/outbox").json().value("mails"_L1).toArray();
    return parameter(QUrl(mails.at(0)[u"link"_s].toString()), "token");
}

Question confirmation(const QByteArray &token)
{
    return {.method = "POST", .path = "/purpose/mail/confirm", .json = jsonOf({{"token", token}})};
}

Tried mailTwice(PracticeApi &api)
{
    const Question question = confirmation(mailedToken(api));
    const QByteArray honest = verdictOf(Party(api).ask(question));
    return {honest, verdictOf(Party(api).ask(question))};
}

Tried mailForAnother(PracticeApi &api)
{
    const QByteArray token = mailedToken(api);
    const QByteArray claims = tokenPart(token, 1).replace("alice@example.org", "thief@example.org");
    const QByteArray forged =
        token.left(token.indexOf('.') + 1) + base64urlText(claims) + token.mid(token.lastIndexOf('.'));
    const QByteArray attack = verdictOf(Party(api).ask(confirmation(forged)));
    return {verdictOf(Party(api).ask(confirmation(token))), attack};
}

Tried downloadTwice(PracticeApi &api)
{
    const QByteArray link =
        textOf(Party(api).ask(
                   {.method = "POST", .path = "/purpose/download", .json = jsonOf({{"file", "report.txt"}})}),
               "link");
    const Question question{.path = link.mid(link.indexOf("/purpose"))};
    const QByteArray honest = verdictOf(Party(api).ask(question));
    return {honest, verdictOf(Party(api).ask(question))};
}

/// A program goes on guessing passwords, and letters too. (That letters are good once: tst_practice_captcha.)
Tried guessedLetters(PracticeApi &api)
{
    Party party(api);
    const auto tryIt = [&party](const QByteArray &password, const QByteArray &captcha = {}) {
        return party.ask({.method = "POST",
                          .path = "/systems/jwt/login",
                          .json = jsonOf({{"username", "carol"},
                                          {"password", password},
                                          {"captcha_token", captcha},
                                          {"captcha_answer", "AAAAAA"}})});
    };
    const QByteArray honest = verdictOf(tryIt("christmas"));
    QByteArray captcha;
    for (int i = 0; i < 3; ++i)
        captcha = textOf(tryIt("wrong"), "captcha_token");
    return {honest, verdictOf(tryIt("christmas", captcha))};
}

/// A page of another site asks with the person's cookies, and wants to read the answer.
Tried readFromAnotherSite(PracticeApi &api)
{
    const auto from = [&api](const QByteArray &origin) {
        const auto answer = Party(api).ask({.path = "/cors/credentials", .headers = {{"Origin", origin}}});
        return http::headerValue(answer.headers, "Access-Control-Allow-Origin").value_or("not allowed");
    };
    return {from("https://app.example"), from("https://evil.example")};
}

constexpr Attack attacks[] = {
    {"oauth", "code replay", replayedCode, "200", "400 invalid_grant"},
    {"oauth", "tokens of a replayed code", tokensOfAReplayedCode, "200", "401 invalid_token"},
    {"oauth", "code without its verifier", codeWithoutVerifier, "200", "400 invalid_grant"},
    {"oauth", "PKCE downgrade to plain", plainChallenge, "200 stays here", "303 invalid_request"},
    {"oauth", "PKCE downgrade to none", noChallenge, "200 stays here", "303 invalid_request"},
    {"oauth", "open redirect", openRedirect, "303 invalid_scope", "400 stays here"},
    {"oauth", "reuse of a refresh token", reusedOauthRefreshToken, "200", "400 invalid_grant"},
    {"oauth", "consent by another site", forgedConsent, "a code", "403"},
    {"mail", "used twice", mailTwice, "200", "410 link_used"},
    {"mail", "tampering", mailForAnother, "200", "400 link_invalid"},
    {"download", "used twice", downloadTwice, "200", "410 link_used"},
    {"captcha", "guess", guessedLetters, "200", "401 captcha_required"},
    {"cors", "read from another site", readFromAnotherSite, "https://app.example", "not allowed"},
};

} // namespace

std::span<const Attack> otherAttacks()
{
    return attacks;
}

} // namespace claimcheck::test
