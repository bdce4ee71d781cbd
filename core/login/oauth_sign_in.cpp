#include "oauth_sign_in.h"

#include "oauth_way.h"
#include "recipe.h"
#include "secret_fields.h"

#include <QCoreApplication>

namespace claimcheck::login {

namespace {

using State = SignInEvent::State;

QString sentence(const char *text)
{
    return QCoreApplication::translate("SignIn", text);
}

} // namespace

void OAuthSignIn::begin()
{
    m_http = m_desk.client(m_profile);
    tell(SignInStep::Discover);
    if (auto named = namedServer(m_profile)) {
        m_server = *std::move(named);
        tell(SignInStep::Discover, State::Skipped, sentence("The profile names the endpoints."));
        return confirm();
    }
    m_discovery = std::make_unique<oauth::Discovery>(*m_http, [this](const QUrl &url) {
        tell(SignInStep::Discover, State::Running, url.toString(QUrl::FullyEncoded));
    });
    m_discovery->start(m_profile.url.toString(QUrl::FullyEncoded),
                       [this](const Result<oauth::Discovered> &found) { onDiscovered(found); });
}

void OAuthSignIn::stop()
{
    m_discovery.reset();
    m_check.reset();
}

void OAuthSignIn::onDiscovered(const Result<oauth::Discovered> &found)
{
    if (!found)
        return finish(found.error());
    m_server = found->server;
    applyNamedEndpoints(m_server, m_profile);
    m_api = {found->resource, found->resourceScopes};
    tell(SignInStep::Discover, State::Done, m_server.issuer);
    confirm();
}

void OAuthSignIn::confirm()
{
    m_unconfirmed = unconfirmedOrigins(m_profile, m_server);
    if (m_unconfirmed.isEmpty())
        return startProceeding();
    if (!isWatched()) // nobody is there to say yes
        return finish(Error{ErrorCode::OriginUnconfirmed, m_unconfirmed.join(u' ')});
    tell(
        {.step = SignInStep::Confirm,
         .state = State::NeedsAnswer,
         .detail = m_server.issParameterSupported
                       ? QString()
                       : sentence("The server does not say in the browser's return which one it is (iss, RFC "
                                  "9207): an address that is not its own could be somebody else's."),
         .origins = m_unconfirmed});
}

// Queued: the answer may come from within the event that asks for it.
void OAuthSignIn::confirmOrigins(bool yes)
{
    QMetaObject::invokeMethod(
        this,
        [this, yes] {
            if (m_unconfirmed.isEmpty())
                return;
            if (!yes)
                return finish(Error{ErrorCode::OriginUnconfirmed, m_unconfirmed.join(u' ')});
            onConfirmed();
        },
        Qt::QueuedConnection);
}

void OAuthSignIn::onConfirmed()
{
    const auto known = profile();
    if (!known)
        return finish(known.error());
    m_profile = withConfirmed(*known, std::exchange(m_unconfirmed, {}));
    if (const auto updated = m_desk.profiles.update(m_profile); !updated)
        return finish(updated.error());
    tell(SignInStep::Confirm, State::Done);
    sealFieldsAgain();
}

// They were given for the leash before the person's yes; that yes is for them too.
void OAuthSignIn::sealFieldsAgain()
{
    const http::Leash leash = leashOf(m_profile);
    if (auto &kept = entry().memoryFields)
        kept->first = leash;
    const auto &stored = entry().fields;
    if (!stored || stored->second.empty())
        return startProceeding();
    m_operation = m_desk.keychain.write(fieldsItem(m_id), sealFields(stored->second, leash), this,
                                        [this, leash](const Result<Done> &written) {
                                            if (!written)
                                                return finish(written.error());
                                            if (auto &known = entry().fields)
                                                known->first = leash;
                                            startProceeding();
                                        });
}

void OAuthSignIn::startProceeding()
{
    m_leash = leashOf(m_profile);
    m_resources = wantedResources(m_profile, m_api);
    m_scope = wantedScope(m_profile, m_server, m_api);
    if (wantsDpop(m_profile, m_server)) {
        auto prover = oauth::DpopProver::make(m_desk.clock, m_server.dpopAlgorithms);
        if (!prover)
            return finish(prover.error());
        m_prover = *std::move(prover);
    }
    proceed();
}

void OAuthSignIn::sendProven(const Make &make, const OnResponse &next)
{
    if (isCancelled())
        return;
    auto out = make();
    if (!out)
        return finish(out.error());
    if (m_prover) {
        if (const auto proved = m_prover->addTo(out->request); !proved)
            return finish(proved.error());
    }
    m_sent = http::secretsOf(*out);
    send(m_profile, *std::move(out), [this, make, next](const Result<http::Response> &response) {
        if (response && m_prover) {
            m_prover->noteNonce(*response);
            if (oauth::DpopProver::wantsNonce(*response) && !std::exchange(m_askedForNonce, true))
                return sendProven(make, next);
        }
        m_askedForNonce = false;
        next(response);
    });
}

void OAuthSignIn::ask(const Make &make)
{
    tell(SignInStep::Ask);
    sendProven(make, [this](const Result<http::Response> &response) {
        if (!response)
            return finish(response.error());
        auto tokens = oauth::processTokenResponse(*response, m_desk.clock.now(), m_sent);
        m_sent.clear();
        if (!tokens)
            return finish(refused(tokens.error()));
        onTokens(*std::move(tokens));
    });
}

void OAuthSignIn::onTokens(oauth::TokenResponse tokens)
{
    holdAnswer();
    m_tokens = std::move(tokens);
    if (const auto fits = checkTokenType(); !fits)
        return refuseTokens(fits.error());
    tell(SignInStep::Ask, State::Done);
    if (m_isClientsOwn) {
        Identity own;
        own.person = {m_server.issuer, m_oauthClient.id, m_oauthClient.id};
        return onIdentity(own);
    }
    m_check = std::make_unique<IdentityCheck>(*m_http, m_desk.clock,
                                              IdentityQuestion{.server = m_server,
                                                               .client = m_oauthClient,
                                                               .tokens = *m_tokens,
                                                               .leash = m_leash,
                                                               .scope = m_scope,
                                                               .nonce = m_nonce,
                                                               .code = m_code ? &*m_code : nullptr,
                                                               .maxAge = m_maxAge,
                                                               .acrValues = m_acrValues,
                                                               .prover = m_prover},
                                              [this](SignInStep step, State state) { tell(step, state); });
    m_check->start([this](Result<Identity> identity) { onIdentity(std::move(identity)); });
}

Result<Done> OAuthSignIn::checkTokenType()
{
    const QByteArray type = m_tokens->tokenType;
    const bool isBound = type == "DPoP";
    // A bound token that no proof was sent for is bound to nobody's key; and a server that ignores the proof
    // gives less than was asked for (RFC 9449 section 5).
    const bool mustBeBound = setting(m_profile, QStringLiteral("dpop")) == u"on";
    if ((isBound && !m_prover) || (!isBound && mustBeBound))
        return Error{ErrorCode::TokenTypeUnsupported, QString::fromLatin1(type)};
    if (!isBound && m_prover) {
        note(sentence("The server offers tokens that are bound to a key (DPoP) and gave one that is not."));
        m_prover.reset();
    }
    if (type == "N_A") { // RFC 8693 section 2.2.1
        note(sentence("The server says that this is not an access token (token_type N_A)."));
        m_tokens->tokenType = "Bearer";
    }
    return Done{};
}

void OAuthSignIn::refuseTokens(const Error &why)
{
    drop(sessionOf(*std::exchange(m_tokens, std::nullopt)));
    finish(why);
}

Session OAuthSignIn::sessionOf(oauth::TokenResponse tokens) const
{
    Session made;
    made.leash = m_leash;
    made.endpoints = endpointsOf(m_profile);
    made.oauth = OAuthGrant{.server = m_server,
                            .clientId = m_oauthClient.id,
                            .clientAuthentication = authenticationName(m_oauthClient.authentication),
                            .scope = m_scope,
                            .resource = m_resources.join(u' '),
                            .audience = m_audience,
                            .isClientsOwn = m_isClientsOwn};
    if (m_registered) {
        made.oauth->clientSecret = m_oauthClient.secret;
        made.oauth->registeredRedirect = m_registered->redirect;
        made.oauth->clientSecretExpiresAt = m_registered->secretExpiresAt;
    }
    return followingSession(made, std::move(tokens), m_desk.clock.now());
}

void OAuthSignIn::onIdentity(Result<Identity> identity)
{
    if (!identity)
        return refuseTokens(identity.error());
    Secret key;
    if (m_prover) {
        auto sealed = m_prover->seal();
        if (!sealed)
            return refuseTokens(sealed.error());
        key = *std::move(sealed);
    }
    m_notes += identity->notes;
    noteWhatIsMissing();
    m_tokens->idToken = identity->idToken;
    Session made = sessionOf(*std::move(m_tokens));
    made.oauth->dpopKey = std::move(key);
    if (!made.idToken.isEmpty())
        made.oauth->originalIdToken = oauth::originalIdToken(made.idToken);
    made.person = identity->person;
    made.notes = m_notes;
    made.facts = m_facts;
    made.facts.scopeAsked = m_scope;
    for (const jose::Check &check : identity->idTokenChecks)
        made.facts.idTokenChecks.emplace_back(check.name, jose::checkOutcomeName(check.outcome));
    received(std::move(made));
}

void OAuthSignIn::noteWhatIsMissing()
{
    const QLatin1StringView offline("offline_access");
    if (hasScope(m_scope, offline) && m_tokens->refreshToken.isEmpty()) {
        note(hasScope(m_prompt, QLatin1StringView("consent"))
                 ? sentence("No refresh token came, though offline_access was asked for.")
                 : sentence("No refresh token came, though offline_access was asked for: many servers want "
                            "prompt=consent with it (OpenID Connect Core section 11)."));
    }
    if (!m_tokens->scope)
        return;
    QStringList missing;
    for (const QString &scope : m_scope.split(u' ', Qt::SkipEmptyParts)) {
        if (!hasScope(*m_tokens->scope, QLatin1StringView(scope.toLatin1())))
            missing += scope;
    }
    if (!missing.isEmpty())
        note(sentence("The server granted less than was asked for; these scopes are missing: %1")
                 .arg(missing.join(u' ')));
}

} // namespace claimcheck::login
