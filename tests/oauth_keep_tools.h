#pragma once

#include "login/recipe.h"
#include "oauth/dpop_prover.h"
#include "sessions_tools.h"

/// What the tests of keeping and ending an OAuth session share: a server that answers as a test says, and a
/// session that is as if a sign-in at it had made it.
namespace oauth_keep_tools {

using namespace sessions_tools;

/// A compact JWT with these claims and a signature that nobody checks.
inline QByteArray jwt(const QByteArray &claims, const QByteArray &header = R"({"alg":"RS256"})")
{
    const auto part = [](const QByteArray &text) {
        return text.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    return part(header) + '.' + part(claims) + ".c2ln";
}

/// The answer of a token endpoint: `members` beside access-2.
inline ServerAnswer tokens(const QByteArray &members = R"("refresh_token":"refresh-2","expires_in":300)",
                           const QByteArray &access = "access-2")
{
    return ServerAnswer::json(R"({"access_token":")" + access + R"(","token_type":"Bearer",)" + members +
                              '}');
}

/// A computer with a profile for the server, and its session in the keychain.
class Kept {
public:
    Kept() : computer(server.url(), u"oidc"_s)
    {
        computer.edit(u"client_id"_s, u"app"_s);
        const Profile profile = *computer.profiles.byId(computer.id);
        session.accessToken = Secret("access-1"_qba);
        session.refreshToken = Secret("refresh-1"_qba);
        session.idToken = Secret(jwt(R"({"iss":")" + server.origin() + R"(","sub":"u-1","aud":"app"})"));
        session.person = {QString::fromLatin1(server.origin()), u"u-1"_s, u"alice"_s};
        session.obtainedAt = computer.clock.now();
        session.expiresAt = session.obtainedAt + 300s;
        session.leash = login::leashOf(profile);
        session.endpoints = endpointsOf(profile);
        session.facts.inBrowser = true;
        session.facts.scopeAsked = u"openid profile"_s;
        session.oauth = OAuthGrant{.server = {.issuer = QString::fromLatin1(server.origin())},
                                   .clientId = u"app"_s,
                                   .clientAuthentication = "none"};
        session.oauth->scope = u"openid profile"_s;
        oauth::ServerMetadata &metadata = session.oauth->server;
        metadata.tokenEndpoint = server.url("/token");
        metadata.revocationEndpoint = server.url("/revoke");
        metadata.userinfoEndpoint = server.url("/userinfo");
        server.when("/token", tokens());
        server.when("/revoke", ServerAnswer::text(""));
        server.when("/userinfo", ServerAnswer::json("{}", 401));
    }
    /// Puts the session into the keychain, and starts a program that has read it.
    [[nodiscard]] Sessions &begin()
    {
        computer.put(session);
        sessions = computer.process();
        auto loaded = load(*sessions, computer);
        if (loaded.code() != "none")
            qFatal("the session cannot be loaded");
        return *sessions;
    }
    /// Binds the session to a key.
    void bind()
    {
        prover = *oauth::DpopProver::make(computer.clock);
        session.oauth->dpopKey = *prover->seal();
        session.oauth->tokenType = "DPoP";
    }
    [[nodiscard]] int count(const QByteArray &path) const
    {
        return int(std::count_if(server.requests().begin(), server.requests().end(),
                                 [&path](const SeenRequest &request) { return request.path() == path; }));
    }

    TestServer server;
    Computer computer;
    Session session;
    std::shared_ptr<oauth::DpopProver> prover;
    std::unique_ptr<Sessions> sessions;
};

/// "revoke-refresh done, …" in order.
inline QByteArray summary(const Receipt &receipt)
{
    QByteArrayList steps;
    for (const ReceiptStep &step : receipt.steps)
        steps += step.step + ' ' + outcomeName(step.outcome);
    return steps.join(", ");
}
inline QString detailOf(const Receipt &receipt, const QByteArray &name)
{
    for (const ReceiptStep &step : receipt.steps) {
        if (step.step == name)
            return step.detail;
    }
    return u"no such step"_s;
}

} // namespace oauth_keep_tools
