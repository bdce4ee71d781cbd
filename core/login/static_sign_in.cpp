#include "static_sign_in.h"

#include "http/server_words.h"
#include "recipe.h"
#include "static_way.h"
#include "token_facts.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::login {

namespace {

/// "user:password" in base64 (RFC 7617 section 2); a colon in the name would move the border.
Result<Secret> basicCredentials(const QString &user, const Secret &password)
{
    if (user.isEmpty() || user.contains(u':'))
        return Error{ErrorCode::GrantInputMissing,
                     QCoreApplication::translate("Login", "a user name without a colon")};
    QByteArray pair = user.toUtf8() + ':' + password.reveal().toByteArray();
    QByteArray encoded = pair.toBase64();
    Secret secret{QByteArrayView(encoded)};
    wipe(pair);
    wipe(encoded);
    return secret;
}

bool fitsAHeader(const Secret &secret)
{
    const QByteArrayView bytes = secret.reveal();
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

} // namespace

void StaticSignIn::begin()
{
    if (m_options.password.isEmpty())
        return finish(Error{ErrorCode::GrantInputMissing,
                            QCoreApplication::translate("Login", "the token, key or password itself")});
    const bool isBasic = m_profile.recipe == u"basic";
    auto secret =
        isBasic ? basicCredentials(m_options.user, m_options.password) : Result<Secret>(m_options.password);
    if (!secret)
        return finish(secret.error());
    if (!fitsAHeader(*secret))
        return finish(Error{ErrorCode::HeaderInvalid, setting(m_profile, QStringLiteral("header.name"))});

    Session session;
    session.accessToken = *std::move(secret);
    session.obtainedAt = m_desk.clock.now();
    session.leash = leashOf(m_profile);
    session.endpoints = endpointsOf(m_profile);
    const TokenFacts facts = tokenFacts(session.accessToken, QStringLiteral("sub"));
    session.expiresAt = facts.expiresAt;
    session.person = {facts.issuer, facts.subject, isBasic ? m_options.user : QString()};
    if (isBasic)
        session.person.subject = m_options.user;
    if (setting(m_profile, QStringLiteral("whoami.path")).isEmpty())
        return received(std::move(session));

    tell(SignInStep::Person);
    m_given = std::move(session);
    http::Request request;
    request.url = endpoint(m_profile, setting(m_profile, QStringLiteral("whoami.path")));
    request.headers = {{"Accept", "application/json"}};
    request.redirects = http::RedirectPolicy::SameOrigin;
    request.maxBody = 1024 * 1024;
    const SessionView view{m_profile, *m_given, m_fields, m_desk.clock};
    send(m_profile, StaticWay().outgoing(std::move(request), view, m_desk.client(m_profile)->cookies()),
         [this](const Result<http::Response> &response) { onWhoami(response); });
}

void StaticSignIn::onWhoami(const Result<http::Response> &response)
{
    if (!response)
        return finish(response.error());
    // Of Basic, a server may speak of the password alone.
    const std::vector<Secret> sent = {m_given->accessToken, m_options.password};
    if (response->status == 401 || response->status == 403)
        return finish(Error{ErrorCode::SignInRefused, response->url.host(), serverWords(*response, sent)});
    const auto person = processWhoami(m_profile, *response);
    if (!person)
        return finish(person.error());
    m_given->person.issuer.clear();
    m_given->person.subject = person->subject;
    tell(SignInStep::Person, SignInEvent::State::Done);
    received(*std::move(m_given));
}

} // namespace claimcheck::login
