#include "browser_sign_in.h"

#include "base/random.h"
#include "recipe.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace claimcheck::login {

namespace {

using State = SignInEvent::State;

constexpr qsizetype stateBytes = 32;
/// A server that calls its requests expired at once is not asked all the time.
constexpr std::chrono::milliseconds shortestPushed = std::chrono::seconds(20);

QString sentence(const char *text)
{
    return QCoreApplication::translate("SignIn", text);
}

/// What proves nothing about whose answer it is: it is a stranger's, and the right one may still come.
bool isStrangers(const Error &error)
{
    return error.code == ErrorCode::StateMismatch || error.code == ErrorCode::ParameterRepeated;
}

} // namespace

void BrowserSignIn::proceed()
{
    readRegistered([this] { listen(); });
}

void BrowserSignIn::stop()
{
    stopWaiting();
    OAuthSignIn::stop();
}

void BrowserSignIn::listen()
{
    oauth::LoopbackOptions options = loopbackOptions(m_profile, m_server.issuer);
    // A client that registered itself is known with one port: that one is tried first.
    const int known = m_registered ? m_registered->redirect.port() : -1;
    auto receiver = Result<std::unique_ptr<oauth::LoopbackReceiver>>(Error{ErrorCode::LoopbackUnavailable});
    if (known > 0 && options.ports.empty()) {
        oauth::LoopbackOptions again = options;
        again.ports = {static_cast<quint16>(known)};
        receiver = oauth::LoopbackReceiver::listen(again);
    }
    if (!receiver)
        receiver = oauth::LoopbackReceiver::listen(options);
    if (!receiver)
        return finish(receiver.error());
    m_receiver = *std::move(receiver);
    m_redirectUri = m_receiver->redirectUri();
    m_receiver->setJudge([this](const QByteArray &query) { return judge(query); });
    connect(
        m_receiver.get(), &oauth::LoopbackReceiver::answered, this, [this] { onReturned(); },
        Qt::QueuedConnection);
    withClient({.redirectUris = {m_redirectUri},
                .grantTypes = {QStringLiteral("authorization_code"), QStringLiteral("refresh_token")},
                .scope = m_scope},
               [this] { onClient(); });
}

void BrowserSignIn::onClient()
{
    const auto push = wantedPush(m_profile, m_server);
    if (!push)
        return finish(push.error());
    if (const auto made = makeRequest(); !made)
        return finish(made.error());
    if (*push == Push::Yes)
        return this->push();
    const auto link = oauth::authorizationUrl(m_server, m_oauthClient, m_request);
    if (!link)
        return finish(link.error());
    wait(*link);
}

Result<Done> BrowserSignIn::makeRequest()
{
    auto pkce = oauth::makePkce();
    const auto state = randomText(stateBytes);
    const auto nonce = randomText(stateBytes);
    if (!pkce || !state || !nonce)
        return Error{ErrorCode::RandomUnavailable};
    m_pkce = *std::move(pkce);
    m_request = authorizationRequest(m_profile, m_server, m_api);
    m_request.redirectUri = m_redirectUri;
    m_request.state = *state;
    m_request.challenge = m_pkce.challenge;
    if (hasScope(m_scope, QLatin1StringView("openid")))
        m_request.nonce = *nonce;
    if (m_prover)
        m_request.dpopThumbprint = m_prover->thumbprint();
    m_prompt = m_request.prompt;
    if (!m_server.codeChallengeMethods.contains(QStringLiteral("S256")))
        note(sentence("The server's metadata does not promise PKCE (S256)."));
    return Done{};
}

void BrowserSignIn::push()
{
    tell(SignInStep::Push);
    sendProven([this] { return oauth::pushedRequest(call(), m_request); },
               [this](const Result<http::Response> &response) { onPushed(response); });
}

void BrowserSignIn::onPushed(const Result<http::Response> &response)
{
    const auto link = pushedLink(response);
    if (!link)
        return finish(link.error());
    tell(SignInStep::Push, State::Done);
    m_facts.wasPushed = true;
    m_expiry.setSingleShot(true);
    connect(&m_expiry, &QTimer::timeout, this, [this] { pushAgain(); });
    wait(*link);
}

Result<QUrl> BrowserSignIn::pushedLink(const Result<http::Response> &response)
{
    const auto pushed = response ? oauth::processPushed(*response, m_desk.clock.now())
                                 : Result<oauth::Pushed>(response.error());
    if (!pushed)
        return pushed.error();
    expireLater(pushed->expiresAt);
    return oauth::pushedUrl(m_server, m_oauthClient, *pushed);
}

void BrowserSignIn::expireLater(TimePoint end)
{
    const auto left = std::max(end - m_desk.clock.now(), shortestPushed);
    m_expiry.start(m_options.pushedLifetime.value_or(left));
}

// Whether the browser has been at the server with it nobody can tell from here. State and challenge stay the
// same, so that either link leads back.
void BrowserSignIn::pushAgain()
{
    sendProven([this] { return oauth::pushedRequest(call(), m_request); },
               [this](const Result<http::Response> &response) { onPushedAgain(response); });
}

void BrowserSignIn::onPushedAgain(const Result<http::Response> &response)
{
    const auto link = pushedLink(response);
    const bool isNews = !std::exchange(m_hasExpired, !link);
    if (!link) { // the sign-in may be under way in the browser: it is waited for, and tried again
        m_expiry.start(m_options.pushedLifetime.value_or(shortestPushed));
        if (isNews)
            tell(SignInStep::Push, State::Skipped, describe(link.error()).message);
        return;
    }
    tell({.step = SignInStep::Browser, .link = *link, .isRenewed = true, .redirectUri = m_redirectUri});
}

void BrowserSignIn::wait(const QUrl &link)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        finish(Error{m_hasExpired ? ErrorCode::PushedRequestExpired : ErrorCode::SignInTimedOut});
    });
    m_patience.start(m_options.patience);
    tell({.step = SignInStep::Browser, .link = link, .redirectUri = m_redirectUri});
    if (m_options.device == SignInOptions::Device::Race && !isCancelled())
        startDevice();
}

void BrowserSignIn::startDevice()
{
    if (m_server.deviceAuthorizationEndpoint.isEmpty())
        return tell(SignInStep::Device, State::Skipped, sentence("The server does not offer it."));
    m_device = std::make_unique<DeviceWait>(*m_http, m_desk.clock, call(), m_prover, m_options.devicePause);
    m_device->start(
        m_scope, m_resources,
        [this](const DeviceCode &code) { tell({.step = SignInStep::Device, .device = code}); },
        [this](Result<oauth::TokenResponse> tokens) { onDevice(std::move(tokens)); });
}

void BrowserSignIn::onDevice(Result<oauth::TokenResponse> tokens)
{
    if (m_returned) { // the browser was first
        if (tokens)
            drop(sessionOf(*std::move(tokens)));
        return;
    }
    if (!tokens && tokens.error().code != ErrorCode::AuthorizationDenied)
        return tell(SignInStep::Device, State::Skipped, describe(tokens.error()).message);
    stopWaiting();
    if (!tokens)
        return finish(tokens.error());
    tell(SignInStep::Device, State::Done);
    m_nonce.reset(); // it stands in the browser's request only
    onTokens(*std::move(tokens));
}

Result<Done> BrowserSignIn::takeRedirect(const QString &address)
{
    const QString expected = m_redirectUri.toString(QUrl::FullyEncoded);
    const auto invalid = [&expected](const char *why) {
        return Error{ErrorCode::RedirectPastedInvalid, expected, sentence(why)};
    };
    if (!m_receiver || m_returned)
        return invalid("this sign-in waits for no browser");
    const QUrl url(address.trimmed(), QUrl::StrictMode);
    if (!url.isValid() || url.scheme().isEmpty())
        return invalid("it is no address");
    if (url.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment) != m_redirectUri)
        return invalid("it is another address");
    if (!url.hasQuery())
        return invalid("nothing stands behind it");
    if (const auto strange = take(url.query(QUrl::FullyEncoded).toLatin1()))
        return *strange;
    QMetaObject::invokeMethod(
        this, [this] { onReturned(); }, Qt::QueuedConnection);
    return Done{};
}

BrowserSignIn::Verdict BrowserSignIn::judge(const QByteArray &query)
{
    if (const auto strange = take(query))
        return {false, sentence("This is not the sign-in that Claimcheck waits for"),
                describe(*strange).message};
    if (!*m_returned)
        return {true, sentence("The sign-in did not work"), describe(m_returned->error()).message};
    return {true, sentence("Claimcheck goes on with the sign-in"), sentence("This page can be closed.")};
}

std::optional<Error> BrowserSignIn::take(const QByteArray &query)
{
    if (m_returned || !m_patience.isActive())
        return Error{ErrorCode::StateMismatch};
    auto code = oauth::validateAuthorizationResponse(
        query, {m_request.state, m_server.issuer, m_server.issParameterSupported});
    if (!code && isStrangers(code.error()))
        return code.error();
    m_returned.emplace(std::move(code));
    return std::nullopt;
}

void BrowserSignIn::onReturned()
{
    if (!m_receiver || !m_returned)
        return;
    stopWaiting();
    if (!*m_returned)
        return finish(m_returned->error());
    const oauth::AuthorizationCode &code = **m_returned;
    tell(SignInStep::Browser, State::Done);
    if (!code.issuerWasSent())
        note(sentence("The server did not say in the browser's return which server it is (iss, RFC 9207)."));
    m_facts.inBrowser = true;
    m_facts.issuerWasSent = code.issuerWasSent();
    m_code = code.value();
    m_maxAge = m_request.maxAge;
    m_acrValues = m_request.acrValues;
    if (!m_request.nonce.isEmpty())
        m_nonce = m_request.nonce;
    ask([this] {
        return oauth::authorizationCodeRequest(call(), **m_returned, m_pkce.verifier, m_redirectUri,
                                               m_resources);
    });
}

void BrowserSignIn::stopWaiting()
{
    m_patience.stop();
    m_expiry.stop();
    m_exchange.reset(); // of a request that is pushed again
    m_receiver.reset();
    m_device.reset();
}

} // namespace claimcheck::login
