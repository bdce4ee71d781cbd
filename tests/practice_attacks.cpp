#include "practice_attacks.h"

#include "jose/key_import.h"

#include <QMessageAuthenticationCode>

namespace claimcheck::test {
using namespace Qt::StringLiterals;

namespace {

const http::Headers elsewhere = {{"X-Forwarded-For", "198.51.100.7"}};

QByteArray cookieIn(const http::Response &response)
{
    const QByteArray set = http::headerValue(response.headers, "Set-Cookie").value_or(QByteArray());
    return set.left(set.indexOf(';'));
}

/// One letter in the middle becomes another.
QByteArray otherLetter(QByteArray text)
{
    const qsizetype at = text.size() / 2;
    text[at] = text[at] == 'A' ? 'B' : 'A';
    return text;
}

/// The token says "admin", and its signature is the old one.
QByteArray asAdmin(const QByteArray &token)
{
    const QByteArray claims = tokenPart(token, 1).replace("\"member\"", "\"admin\"");
    return token.left(token.indexOf('.') + 1) + base64urlText(claims) + token.mid(token.lastIndexOf('.'));
}

Tried tampered(PracticeApi &api, const QByteArray &system)
{
    Party party(api);
    const QByteArray token = textOf(party.signIn(system), "access_token");
    return {verdictOf(party.me(system, token)), verdictOf(party.me(system, asAdmin(token)))};
}

// Sessions.

/// The attacker plants the id of a session and waits for the victim to sign in with it.
Tried fixation(PracticeApi &api)
{
    Party attacker(api), victim(api);
    const QByteArray planted = cookieIn(attacker.signIn("session"));
    (void)victim.signIn("session", "victim", {{"Cookie", planted}});
    return {verdictOf(victim.me("session")), verdictOf(attacker.me("session"))};
}

/// Another site makes the browser post; what it cannot know is the CSRF token.
Tried forgedPost(PracticeApi &api)
{
    Party victim(api);
    const QByteArray csrf = textOf(victim.signIn("session"), "csrf_token");
    Question post{.method = "POST", .path = "/systems/session/notes", .json = jsonOf({{"text", "bought"}})};
    const QByteArray forged = verdictOf(victim.ask(post));
    post.headers = {{"X-CSRF-Token", csrf}};
    return {verdictOf(victim.ask(post)), forged};
}

/// A thief goes on with the session while the owner signs in again.
Tried goesOnBeside(PracticeApi &api)
{
    Party owner(api), thief(api);
    const QByteArray stolen = cookieIn(thief.signIn("one-device"));
    const auto use = [&] {
        return verdictOf(Party(api).ask({.path = "/systems/one-device/me", .headers = {{"Cookie", stolen}}}));
    };
    const QByteArray before = use();
    (void)owner.signIn("one-device");
    return {before, use()};
}

/// A thief's device is in the list, and is ended from the owner's.
Tried endedFromElsewhere(PracticeApi &api)
{
    Party owner(api), thief(api);
    (void)thief.signIn("five-rows", "thief");
    const QByteArray csrf = textOf(owner.signIn("five-rows", "owner"), "csrf_token");
    const QByteArray before = verdictOf(thief.me("five-rows"));
    QByteArray handle;
    const auto list =
        QJsonDocument::fromJson(owner.ask({.path = "/systems/five-rows/devices"}).body).object();
    for (const QJsonValue &device : list.value("devices"_L1).toArray()) {
        if (device[u"name"_s] == u"thief"_s)
            handle = device[u"handle"_s].toString().toUtf8();
    }
    (void)owner.ask({.method = "POST",
                     .path = "/systems/five-rows/devices/end",
                     .json = jsonOf({{"handle", handle}}),
                     .headers = {{"X-CSRF-Token", csrf}}});
    return {before, verdictOf(thief.me("five-rows"))};
}

// Tokens.

Tried guessed(PracticeApi &api)
{
    Party party(api);
    const QByteArray token = textOf(party.signIn("opaque"), "access_token");
    return {verdictOf(party.me("opaque", token)), verdictOf(party.me("opaque", otherLetter(token)))};
}

/// A copy is used after the owner has signed out.
Tried replayed(PracticeApi &api, const QByteArray &system)
{
    Party owner(api), thief(api);
    const QByteArray token = textOf(owner.signIn(system), "access_token");
    const QByteArray before = verdictOf(thief.me(system, token));
    (void)owner.ask(
        {.method = "POST", .path = "/systems/" + system + "/logout", .json = "{}", .token = token});
    return {before, verdictOf(thief.me(system, token))};
}

Tried withoutSignature(PracticeApi &api)
{
    Party party(api);
    const QByteArray token = textOf(party.signIn("jwt"), "access_token");
    const QByteArray forged =
        base64urlText(R"({"alg":"none","typ":"JWT"})") + '.' + token.split('.').value(1) + '.';
    return {verdictOf(party.me("jwt", token)), verdictOf(party.me("jwt", forged))};
}

/// CVE-2015-9235: a verifier that lets the header choose takes the public key for a secret.
Tried confusedAlgorithm(PracticeApi &api)
{
    Party party(api);
    const auto login =
        party.ask({.method = "POST",
                   .path = "/systems/jwt/login",
                   .json = jsonOf({{"username", "alice"}, {"password", "wonderland"}, {"alg", "RS256"}})});
    const QByteArray token = textOf(login, "access_token");
    const auto published = jose::importKeys(party.ask({.path = "/.well-known/jwks.json"}).body, u"jwks"_s);
    QByteArray forged;
    for (const jose::Key &key : published->keys) {
        if (key.type() != jose::KeyType::Rsa)
            continue;
        const QByteArray input =
            base64urlText(tokenPart(token, 0).replace("RS256", "HS256")) + '.' + token.split('.').value(1);
        forged = input + '.' +
                 base64urlText(QMessageAuthenticationCode::hash(input, *jose::publicPem(key),
                                                                QCryptographicHash::Sha256));
    }
    return {verdictOf(party.me("jwt", token)), verdictOf(party.me("jwt", forged))};
}

/// A refresh token is used a second time, by whoever copied it.
Tried reusedRefreshToken(PracticeApi &api)
{
    Party owner(api), thief(api);
    const Question refresh{.method = "POST",
                           .path = "/systems/jwt-refresh/refresh",
                           .json = refreshBody(textOf(owner.signIn("jwt-refresh"), "refresh_token"))};
    const QByteArray honest = verdictOf(owner.ask(refresh));
    return {honest, verdictOf(thief.ask(refresh))};
}

/// A thief's token is five sign-ins old.
Tried oldNumber(PracticeApi &api)
{
    Party owner(api), thief(api);
    const QByteArray token = textOf(thief.signIn("five-counter"), "access_token");
    for (int i = 0; i < 4; ++i)
        (void)owner.signIn("five-counter");
    const QByteArray before = verdictOf(thief.me("five-counter", token));
    (void)owner.signIn("five-counter");
    return {before, verdictOf(thief.me("five-counter", token))};
}

Tried fromElsewhere(PracticeApi &api)
{
    Party party(api);
    const QByteArray token = textOf(party.signIn("bound-address"), "access_token");
    const QByteArray path = "/systems/bound-address/me";
    return {verdictOf(party.ask({.path = path, .token = token})),
            verdictOf(party.ask({.path = path, .headers = elsewhere, .token = token}))};
}

Tried withAnotherKey(PracticeApi &api)
{
    Party owner(api), thief(api);
    const auto key = jose::generateKey(jose::KeyType::Ec, "P-256");
    const auto own = jose::generateKey(jose::KeyType::Ec, "P-256");
    const QByteArray token = textOf(owner.signIn("bound-key", "test", {}, &*key), "access_token");
    const QByteArray path = "/systems/bound-key/me";
    return {verdictOf(owner.ask({.path = path, .token = token, .key = &*key})),
            verdictOf(thief.ask({.path = path, .token = token, .key = &*own}))};
}

/// The whole request was copied from the wire.
Tried replayedProof(PracticeApi &api)
{
    Party owner(api), thief(api);
    const auto key = jose::generateKey(jose::KeyType::Ec, "P-256");
    const QByteArray token = textOf(owner.signIn("bound-key", "test", {}, &*key), "access_token");
    const QByteArray path = "/systems/bound-key/me";
    const Question question{
        .path = path,
        .headers = {{"Authorization", "DPoP " + token}, {"DPoP", owner.proof("GET", path, *key, token)}}};
    const QByteArray honest = verdictOf(owner.ask(question));
    return {honest, verdictOf(thief.ask(question))};
}

constexpr Attack attacks[] = {
    {"session", "fixation", fixation, "200", "401 unauthorized"},
    {"session", "post from another site", forgedPost, "201", "403 csrf"},
    {"opaque", "guess", guessed, "200", "401 invalid_token"},
    {"opaque", "replay after signing out", [](PracticeApi &api) { return replayed(api, "opaque"); }, "200",
     "401 invalid_token"},
    {"jwt", "tampering", [](PracticeApi &api) { return tampered(api, "jwt"); }, "200", "401 invalid_token"},
    {"jwt", "no signature", withoutSignature, "200", "401 invalid_token"},
    {"jwt", "algorithm confusion", confusedAlgorithm, "200", "401 invalid_token"},
    {"jwt-refresh", "tampering", [](PracticeApi &api) { return tampered(api, "jwt-refresh"); }, "200",
     "401 invalid_token"},
    {"jwt-refresh", "reuse", reusedRefreshToken, "200", "400 invalid_grant"},
    {"jwt-deny", "replay after signing out", [](PracticeApi &api) { return replayed(api, "jwt-deny"); },
     "200", "401 invalid_token"},
    {"one-device", "goes on beside the owner", goesOnBeside, "200", "401 unauthorized"},
    {"five-rows", "goes on after it was ended", endedFromElsewhere, "200", "401 unauthorized"},
    {"five-counter", "goes on after five others", oldNumber, "200", "401 invalid_token"},
    {"bound-address", "stolen, from another address", fromElsewhere, "200", "401 invalid_token"},
    {"bound-key", "stolen, without the key", withAnotherKey, "200", "401 invalid_dpop_proof"},
    {"bound-key", "replay of a request", replayedProof, "200", "401 invalid_dpop_proof"},
};

} // namespace

std::vector<Attack> allAttacks()
{
    std::vector<Attack> all(std::begin(attacks), std::end(attacks));
    const auto others = otherAttacks();
    all.insert(all.end(), others.begin(), others.end());
    return all;
}

} // namespace claimcheck::test
