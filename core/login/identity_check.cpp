#include "identity_check.h"

#include "base/json.h"
#include "jose/key_import.h"
#include "jose/parsed_token.h"
#include "oauth/userinfo.h"
#include "oauth_profile.h"
#include "token_facts.h"

#include <QCoreApplication>

namespace claimcheck::login {

namespace {

using State = SignInEvent::State;

QString sentence(const char *text)
{
    return QCoreApplication::translate("SignIn", text);
}

QByteArray algorithmOf(const Secret &token)
{
    return jose::ParsedToken::parse(token.reveal().toByteArray()).parameter("alg").toUtf8();
}

} // namespace

void IdentityCheck::start(Done done)
{
    m_done = std::move(done);
    if (!m_question.tokens.idToken.isEmpty())
        return checkIdToken();
    if (hasScope(m_question.scope, QLatin1StringView("openid")))
        return finish(Error{ErrorCode::IdTokenMissing});
    // Plain OAuth says nothing about a person. A JWT often does, and it came from the server itself.
    const TokenFacts facts = tokenFacts(m_question.tokens.accessToken, QStringLiteral("sub"));
    if (facts.subject.isEmpty())
        return askUserinfo();
    m_identity.person = {facts.issuer, facts.subject, {}};
    finish(std::move(m_identity));
}

void IdentityCheck::checkIdToken()
{
    m_tell(SignInStep::IdToken, State::Running);
    auto opened = oauth::openIdToken(m_question.tokens.idToken, m_question.client);
    if (!opened)
        return finish(opened.error());
    m_idToken = *std::move(opened);
    // The client's secret is the key of HS256 and its like (OpenID Connect Core section 10.1).
    if (algorithmOf(m_idToken).startsWith("HS") && !m_question.client.secret.isEmpty()) {
        auto secret = jose::importSecret(m_question.client.secret, jose::SecretEncoding::Text);
        if (!secret)
            return finish(secret.error());
        return validate(*secret);
    }
    if (m_question.server.jwksUri.isEmpty())
        return finish(Error{ErrorCode::EndpointMissing, QStringLiteral("jwks_uri")});
    m_fetch = std::make_unique<oauth::KeyFetch>(m_http);
    m_fetch->fetch(m_question.server.jwksUri, [this](const Result<jose::KeySet> &keys) { onKeys(keys); });
}

void IdentityCheck::onKeys(const Result<jose::KeySet> &keys)
{
    if (!keys)
        return finish(keys.error());
    m_keys = *keys;
    validate(m_keys);
}

void IdentityCheck::validate(const jose::KeySet &keys)
{
    oauth::IdTokenExpectations expected{
        .issuer = m_question.server.issuer,
        .clientId = m_question.client.id,
        .nonce = m_question.nonce,
        .code = m_question.code,
        .accessToken = &m_question.tokens.accessToken,
        .maxAge = m_question.maxAge,
        .algorithms = m_question.server.idTokenAlgorithms,
        .clientSecret = m_question.client.secret.isEmpty() ? nullptr : &m_question.client.secret,
        .at = serverTime()};
    const auto token = oauth::validateIdToken(m_idToken, keys, expected);
    if (!token)
        return finish(token.error());
    m_tell(SignInStep::IdToken, State::Done);
    m_identity.person = {m_question.server.issuer, token->subject, token->name};
    m_identity.idTokenChecks =
        oauth::inspectIdToken(jose::ParsedToken::parse(m_idToken.reveal().toByteArray()), keys, expected)
            .checks;
    m_identity.idToken = std::move(m_idToken);
    const QStringList levels = m_question.acrValues.split(u' ', Qt::SkipEmptyParts);
    if (!levels.isEmpty() && !levels.contains(token->acr))
        m_identity.notes +=
            sentence("The server signed the person in with another strength than was asked for "
                     "(acr_values).");
    if (token->name.isEmpty())
        return askUserinfo();
    finish(std::move(m_identity));
}

/// Its tokens are in its own time; that they are fresh, the nonce and TLS say.
TimePoint IdentityCheck::serverTime() const
{
    return m_clock.now() + m_question.tokens.clockAhead;
}

void IdentityCheck::askUserinfo()
{
    auto request = oauth::userinfoRequest(m_question.server);
    if (!request)
        return finish(std::move(m_identity));
    m_tell(SignInStep::Person, State::Running);
    http::Credential credential{m_question.tokens.accessToken, http::Purpose::Resource, m_question.leash};
    credential.scheme = m_question.tokens.tokenType;
    if (m_question.prover)
        m_question.prover->bind(credential, m_question.prover);
    m_exchange = m_http.send(*std::move(request), {credential}, this,
                             [this](const Result<http::Response> &response) { onUserinfo(response); });
}

void IdentityCheck::onUserinfo(const Result<http::Response> &response)
{
    if (response && m_question.prover) {
        m_question.prover->noteNonce(*response);
        if (!m_again && oauth::DpopProver::wantsNonce(*response)) {
            m_again = true;
            return askUserinfo();
        }
    }
    QString subject = m_identity.person.subject;
    if (response && subject.isEmpty()) {
        // Without an ID Token there is nobody to compare with: it is who the server says that it is.
        const auto document = json::Document::parse(response->body, {.depth = 64});
        subject = document ? document->root().find("sub").toString() : QString();
    }
    const oauth::Call call{m_question.server, m_question.client, m_question.leash, serverTime()};
    const auto claims = response ? oauth::processUserinfo(*response, subject, m_keys, call)
                                 : Result<QByteArray>(response.error());
    if (claims) {
        m_identity.person.subject = subject;
        readPerson(*claims);
        m_tell(SignInStep::Person, State::Done);
        return finish(std::move(m_identity));
    }
    if (claims.error().code == ErrorCode::UserInfoSubjectMismatch && !m_identity.person.subject.isEmpty())
        return finish(claims.error());
    m_identity.notes += sentence("UserInfo could not be read. %1").arg(describe(claims.error()).message);
    m_tell(SignInStep::Person, State::Skipped);
    finish(std::move(m_identity));
}

void IdentityCheck::readPerson(const QByteArray &claims)
{
    const auto document = json::Document::parse(claims, {.depth = 64});
    if (!document)
        return;
    if (m_identity.person.issuer.isEmpty())
        m_identity.person.issuer = m_question.server.issuer;
    for (const char *name : {"preferred_username", "email", "name"}) {
        if (m_identity.person.name.isEmpty())
            m_identity.person.name = document->root().find(name).toString().left(256);
    }
}

void IdentityCheck::finish(Result<Identity> result)
{
    const auto done = std::exchange(m_done, nullptr);
    if (done)
        done(std::move(result));
}

} // namespace claimcheck::login
