#include "learn_device.h"

#include "base/base64url.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "learn_code_client.h"
#include "learn_cors_client.h"
#include "learn_purpose_client.h"
#include "oauth/dpop_prover.h"

namespace claimcheck::ui {

using Transport = LearnSystem::Transport;

namespace {

constexpr QByteArrayView elsewhere = "198.51.100.7"; // RFC 5737: documentation only
constexpr qint64 mostOfAnswer = 256 * 1024;

QUrl at(const QUrl &server, const QString &path)
{
    QUrl url = server;
    url.setPath(path);
    return url;
}

void setBody(http::Request &request, const std::vector<std::pair<QByteArray, QByteArray>> &members)
{
    json::Writer writer;
    writer.beginObject();
    for (const auto &[name, value] : members)
        writer.member(name, value);
    writer.endObject();
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = writer.take();
}

/// One letter of a random text becomes another.
QByteArray otherLetter(QByteArray text)
{
    if (!text.isEmpty())
        text.back() = text.back() == 'A' ? 'B' : 'A';
    return text;
}

} // namespace

void LearnClock::follow(const http::Response &response)
{
    // Its Date has whole seconds: half a second later is the best guess.
    if (response.date)
        m_ahead = *response.date + std::chrono::milliseconds(500) - m_clock.now();
}

LearnDevice::LearnDevice(QString name, const LearnSystem &system, const Clock &clock)
    : m_name(std::move(name)), m_system(system), m_clock(clock)
{
    if (system.transport == Transport::Code)
        m_client = std::make_unique<LearnCodeClient>();
    else if (system.transport == Transport::Purpose)
        m_client = std::make_unique<LearnPurposeClient>();
    else if (system.transport == Transport::Cors)
        m_client = std::make_unique<LearnCorsClient>();
}

std::vector<LearnCall> LearnDevice::signInCalls() const
{
    if (m_system.transport != Transport::Code)
        return {LearnCall::SignIn};
    return {LearnCall::Authorize, LearnCall::ProviderSignIn, LearnCall::ProviderAsk, LearnCall::TradeCode};
}

Result<http::Request> LearnDevice::signIn(const QUrl &server, const LearnFacts &facts)
{
    if (m_client)
        return m_client->request(LearnCall::SignIn, server, facts);
    http::Request request{.method = "POST", .url = at(server, m_system.prefix + QStringLiteral("/login"))};
    request.redirects = http::RedirectPolicy::None;
    request.maxBody = mostOfAnswer;
    setBody(request, {{"username", facts.username.toUtf8()},
                      {"password", facts.password.toUtf8()},
                      {"device", m_name.toUtf8()}});
    if (m_system.transport != Transport::Dpop)
        return request;
    auto prover = oauth::DpopProver::make(m_clock);
    if (!prover)
        return prover.error();
    m_prover = *std::move(prover);
    const auto proof = m_prover->proof(request.method, request.url);
    if (!proof)
        return proof.error();
    request.headers.push_back({"DPoP", *proof});
    return request;
}

Result<http::Request> LearnDevice::with(const QByteArray &method, const QUrl &url, const QByteArray &shown,
                                        bool proof)
{
    http::Request request{.method = method, .url = url};
    request.redirects = http::RedirectPolicy::None;
    request.maxBody = mostOfAnswer;
    switch (m_system.transport) {
    case Transport::Cookie:
        request.headers.push_back({"Cookie", shown});
        break;
    case Transport::Bearer:
    case Transport::Code:
    case Transport::Purpose:
    case Transport::Cors:
        request.headers.push_back({"Authorization", "Bearer " + shown});
        break;
    case Transport::Dpop:
        request.headers.push_back({"Authorization", "DPoP " + shown});
        if (!proof || !m_prover)
            break;
        const auto signedProof = m_prover->proof(method, url, Secret(shown));
        if (!signedProof)
            return signedProof.error();
        request.headers.push_back({"DPoP", *signedProof});
        break;
    }
    return request;
}

Result<http::Request> LearnDevice::request(LearnCall call, const QUrl &server, const LearnFacts &facts)
{
    if (call == LearnCall::SignIn)
        return signIn(server, facts);
    if (m_client)
        return m_client->request(call, server, facts);
    const bool byCookie = m_system.transport == Transport::Cookie;
    const QByteArray &shown = byCookie ? m_cookie : m_token;
    const auto path = [&](const char *tail) {
        return at(server, m_system.prefix + QString::fromLatin1(tail));
    };
    switch (call) {
    case LearnCall::CallTampered:
        return with("GET", path("/me"), tampered());
    case LearnCall::CallUnsigned:
        return with("GET", path("/me"), unsignedToken());
    case LearnCall::CallWithoutProof:
        return with("GET", path("/me"), shown, false);
    case LearnCall::CallProofAgain:
        if (m_lastCall)
            return *m_lastCall;
        break;
    case LearnCall::CallFromOutside: {
        auto request = with("GET", path("/me"), shown);
        if (request)
            request->headers.push_back({"X-Forwarded-For", elsewhere.toByteArray()});
        return request;
    }
    case LearnCall::PostFromOtherSite: {
        auto request = with("POST", path("/notes"), shown);
        if (request)
            setBody(*request, {{"text", "written by another site"}});
        return request;
    }
    case LearnCall::Refresh:
    case LearnCall::RefreshWithOld: {
        auto request = with("POST", path("/refresh"), shown);
        if (request && !m_refreshToken.isEmpty()) {
            request->headers.clear(); // the refresh token alone says who it is
            setBody(*request,
                    {{"refresh_token", call == LearnCall::Refresh ? m_refreshToken : m_oldRefreshToken}});
        }
        return request;
    }
    case LearnCall::SignOut: {
        auto request = with("POST", path("/logout"), shown);
        if (request && byCookie)
            request->headers.push_back({"X-CSRF-Token", m_csrf});
        return request;
    }
    default:
        break;
    }
    auto request = with("GET", path("/me"), shown);
    if (request)
        m_lastCall = *request;
    return request;
}

void LearnDevice::take(LearnCall call, const http::Response &response)
{
    if (m_client)
        return m_client->take(call, response);
    if (response.status != 200 || call == LearnCall::SignOut)
        return;
    const auto document = json::Document::parse(response.body, {.depth = 32, .bytes = mostOfAnswer});
    const json::Value answer = document ? document->root() : json::Value();
    if (const auto cookie = http::headerValue(response.headers, "Set-Cookie"))
        m_cookie = cookie->left(cookie->indexOf(';'));
    const auto keep = [&](const char *name, QByteArray &to) {
        if (const json::Value value = answer.find(name); value.isString())
            to = value.toUtf8();
    };
    keep("csrf_token", m_csrf);
    keep("access_token", m_token);
    const QByteArray before = m_refreshToken;
    keep("refresh_token", m_refreshToken);
    if (before != m_refreshToken)
        m_oldRefreshToken = before;
}

QByteArray LearnDevice::holds() const
{
    if (m_client)
        return m_client->holds();
    json::Writer writer;
    writer.beginObject();
    if (!m_cookie.isEmpty())
        writer.member("cookie", m_cookie);
    if (!m_csrf.isEmpty())
        writer.member("csrf_token", m_csrf);
    if (!m_token.isEmpty())
        writer.member("access_token", m_token);
    if (!m_refreshToken.isEmpty())
        writer.member("refresh_token", m_refreshToken);
    if (m_prover)
        writer.member("key_thumbprint", m_prover->thumbprint());
    writer.endObject();
    return writer.take();
}

QByteArray LearnDevice::tampered() const
{
    if (m_system.transport == Transport::Cookie)
        return otherLetter(m_cookie);
    const QByteArrayList parts = m_token.split('.');
    if (parts.size() != 3)
        return otherLetter(m_token);
    auto payload = base64url::decode(parts[1]);
    if (!payload)
        return otherLetter(m_token);
    payload->replace(R"("role":"member")", R"("role":"admin")");
    return parts[0] + '.' + base64url::encode(*payload) + '.' + parts[2];
}

QByteArray LearnDevice::unsignedToken() const
{
    return base64url::encode(R"({"alg":"none","typ":"JWT"})") + '.' + m_token.split('.').value(1) + '.';
}

qsizetype LearnDevice::credentialBytes(const http::Request &request)
{
    qsizetype bytes = 0;
    for (const http::Header &header : request.headers) {
        if (header.name == "Cookie" || header.name == "Authorization" || header.name == "DPoP")
            bytes += header.name.size() + header.value.size() + 4; // ": " and the line's end
    }
    return bytes;
}

} // namespace claimcheck::ui
