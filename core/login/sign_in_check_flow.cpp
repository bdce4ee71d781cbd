#include "sign_in_check_flow.h"

#include "base/random.h"
#include "load_flow.h"
#include "oauth/introspection.h"
#include "oauth/pkce.h"
#include "oauth/token_endpoint.h"
#include "oauth_profile.h"
#include "oauth_way.h"

#include <QCoreApplication>

namespace claimcheck::login {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("SignInCheck", text);
}

} // namespace

void SignInCheckFlow::start()
{
    const auto loaded = [this](const Result<SessionInfo> &info) {
        if (!info)
            return finish(info.error());
        onLoaded();
    };
    m_desk.start<LoadFlow>(m_id, std::make_shared<Delivery<Result<SessionInfo>>>(this, loaded));
}

void SignInCheckFlow::onLoaded()
{
    const auto known = profile();
    if (!known)
        return finish(known.error());
    m_profile = *known;
    if (!entry().session)
        return finish(entry().problem.value_or(Error{ErrorCode::NotSignedIn, m_profile.name}));
    if (!m_options.probe)
        return done();
    if (const auto usable = m_desk.checkUsable(m_profile, entry()); !usable)
        return finish(usable.error());
    probeRefresh();
}

void SignInCheckFlow::probeRefresh()
{
    if (!m_desk.info(m_id).canRefresh)
        return probeRevocation();
    m_desk.refresh(
        m_id, std::make_shared<Delivery<Result<SessionInfo>>>(this, [this](const Result<SessionInfo> &info) {
            if (!info)
                m_facts.refreshFailed = info.error();
            probeRevocation();
        }));
}

void SignInCheckFlow::probeRevocation()
{
    if (!entry().session || !entry().session->oauth)
        return done();
    m_session = entry().session;
    withFields(m_profile, [this](const Result<SecretFields> &fields) {
        auto client = fields ? clientOf(*m_session, *fields) : Result<oauth::Client>(fields.error());
        if (!client)
            return skip(client.error());
        m_oauthClient = *std::move(client);
        const auto invented = randomText(32);
        auto out = invented
                       ? oauth::revocationRequest(call(), Secret(*invented), oauth::TokenHint::AccessToken)
                       : Result<Outgoing>(invented.error());
        if (!out)
            return probePkce();
        send(m_profile, *std::move(out), [this](const Result<http::Response> &response) {
            if (response)
                m_facts.revocationStatus = response->status;
            probePkce();
        });
    });
}

void SignInCheckFlow::probePkce()
{
    if (!m_session->facts.inBrowser)
        return done();
    if (!m_options.openLink) {
        m_facts.notes += say("PKCE was not tried: no browser was to be opened.");
        return done();
    }
    if (const auto made = makeRequest(); !made)
        return skip(made.error());
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] { skip(Error{ErrorCode::SignInTimedOut}); });
    m_patience.start(m_options.patience);
    if (m_session->facts.wasPushed)
        return push();
    open(oauth::authorizationUrl(m_session->oauth->server, m_oauthClient, m_request));
}

Result<Done> SignInCheckFlow::makeRequest()
{
    oauth::LoopbackOptions where = loopbackOptions(m_profile, m_session->oauth->server.issuer);
    if (const int known = m_session->oauth->registeredRedirect.port(); known > 0 && where.ports.empty())
        where.ports = {static_cast<quint16>(known)};
    auto receiver = oauth::LoopbackReceiver::listen(where);
    if (!receiver)
        return receiver.error();
    m_receiver = *std::move(receiver);
    const auto pkce = oauth::makePkce();
    const auto state = randomText(32), nonce = randomText(32);
    if (!pkce || !state || !nonce)
        return Error{ErrorCode::RandomUnavailable};
    m_request = authorizationRequest(m_profile, m_session->oauth->server, {});
    m_request.redirectUri = m_receiver->redirectUri();
    m_request.state = *state;
    m_request.challenge = pkce->challenge; // its verifier is never sent
    if (hasScope(m_request.scope, QLatin1StringView("openid")))
        m_request.nonce = *nonce;
    m_receiver->setJudge([this](const QByteArray &query) { return judge(query); });
    connect(
        m_receiver.get(), &oauth::LoopbackReceiver::answered, this,
        [this] {
            m_patience.stop();
            m_receiver.reset();
            if (!*m_returned)
                return skip(m_returned->error());
            onCode(**m_returned);
        },
        Qt::QueuedConnection);
    return Done{};
}

void SignInCheckFlow::push()
{
    auto out = oauth::pushedRequest(call(), m_request);
    if (!out)
        return skip(out.error());
    send(m_profile, *std::move(out), [this](const Result<http::Response> &response) {
        const auto pushed = response ? oauth::processPushed(*response, m_desk.clock.now())
                                     : Result<oauth::Pushed>(response.error());
        if (!pushed)
            return skip(pushed.error());
        open(oauth::pushedUrl(m_session->oauth->server, m_oauthClient, *pushed));
    });
}

void SignInCheckFlow::open(const Result<QUrl> &link)
{
    if (!link)
        return skip(link.error());
    m_options.openLink(*link);
}

oauth::LoopbackReceiver::Verdict SignInCheckFlow::judge(const QByteArray &query)
{
    auto code = oauth::validateAuthorizationResponse(query, {m_request.state, m_session->oauth->server.issuer,
                                                             m_session->oauth->server.issParameterSupported});
    if (!code &&
        (code.error().code == ErrorCode::StateMismatch || code.error().code == ErrorCode::ParameterRepeated))
        return {};
    m_returned.emplace(std::move(code));
    return {true, say("Claimcheck goes on with the check"), say("This page can be closed.")};
}

void SignInCheckFlow::onCode(const oauth::AuthorizationCode &code)
{
    auto out = oauth::formRequest(
        call(), oauth::endpointFor(call(), m_session->oauth->server.tokenEndpoint, "token_endpoint"),
        {{"grant_type", "authorization_code"},
         {"code", code.value().reveal().toByteArray()},
         {"redirect_uri", m_request.redirectUri.toEncoded()}},
        {code.value()});
    if (!out)
        return skip(out.error());
    m_sent = http::secretsOf(*out);
    send(m_profile, *std::move(out), [this](const Result<http::Response> &response) { onTokens(response); });
}

void SignInCheckFlow::onTokens(const Result<http::Response> &response)
{
    const auto tokens = response ? oauth::processTokenResponse(*response, m_desk.clock.now(), m_sent)
                                 : Result<oauth::TokenResponse>(response.error());
    if (tokens) {
        m_facts.tokenWithoutVerifier = true;
        m_unwanted = {tokens->accessToken, tokens->refreshToken};
        return revokeNext();
    }
    // RFC 7636 section 4.6 wants invalid_grant; a parameter that is missing is invalid_request elsewhere.
    const QString &code = tokens.error().subject;
    if (tokens.error().code != ErrorCode::TokenRequestRefused ||
        (code != u"invalid_grant" && code != u"invalid_request"))
        return skip(tokens.error());
    m_facts.tokenWithoutVerifier = false;
    done();
}

void SignInCheckFlow::revokeNext()
{
    if (m_unwanted.empty())
        return done();
    const Secret token = m_unwanted.back();
    m_unwanted.pop_back();
    const auto hint = m_unwanted.empty() ? oauth::TokenHint::AccessToken : oauth::TokenHint::RefreshToken;
    auto out = token.isEmpty() ? Result<Outgoing>(Error{ErrorCode::GrantInputMissing})
                               : oauth::revocationRequest(call(), token, hint);
    if (!out)
        return revokeNext();
    send(m_profile, *std::move(out), [this](const Result<http::Response> &) { revokeNext(); });
}

void SignInCheckFlow::skip(const Error &why)
{
    m_patience.stop();
    m_receiver.reset();
    m_facts.notes += say("PKCE could not be tried. %1").arg(describe(why).message);
    done();
}

oauth::Call SignInCheckFlow::call() const
{
    return {m_session->oauth->server, m_oauthClient, m_session->leash, m_desk.clock.now()};
}

void SignInCheckFlow::done()
{
    if (!entry().session)
        return finish(Error{ErrorCode::NotSignedIn, m_profile.name});
    finish(signInCard(m_profile, *entry().session, m_desk.clock.now(), m_facts));
}

void SignInCheckFlow::finish(Result<SignInCard> result)
{
    m_patience.stop();
    const auto delivery = m_delivery;
    m_desk.retire(*this);
    delivery->deliver(std::move(result));
}

} // namespace claimcheck::login
