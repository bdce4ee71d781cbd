#include "learn_code_client.h"

#include "base/base64url.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "base/random.h"

#include <QRegularExpression>
#include <QUrlQuery>

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr char clientId[] = "claimcheck";
// Nobody listens there: where a browser is sent is read from the answer.
constexpr char redirectUri[] = "http://127.0.0.1/callback";
constexpr char scope[] = "openid profile offline_access notes:read";

void setForm(http::Request &request, const std::vector<http::Header> &fields)
{
    QByteArrayList pairs;
    for (const http::Header &field : fields)
        pairs += field.name.toPercentEncoding() + '=' + field.value.toPercentEncoding();
    request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    request.body = pairs.join('&');
}

/// The value of a hidden field of one of the provider's pages.
QByteArray hiddenValue(const QByteArray &page, const char *name)
{
    const QRegularExpression field(
        QStringLiteral("name=\"%1\" value=\"([^\"]*)\"").arg(QString::fromLatin1(name)));
    return field.match(QString::fromUtf8(page)).captured(1).toUtf8();
}

} // namespace

http::Request LearnCodeClient::ofBrowser(const QByteArray &method, const QUrl &url) const
{
    http::Request request = plain(method, url);
    QByteArrayList cookies;
    for (const auto &[name, value] : m_cookies)
        cookies += name + '=' + value;
    if (!cookies.isEmpty())
        request.headers.push_back({"Cookie", cookies.join("; ")});
    return request;
}

Result<http::Request> LearnCodeClient::authorize(const QUrl &server)
{
    auto pkce = oauth::makePkce();
    auto state = randomText(16);
    if (!pkce || !state)
        return Error{ErrorCode::RandomUnavailable};
    m_pkce = *std::move(pkce);
    m_state = *std::move(state);
    QUrlQuery query;
    const std::pair<const char *, QByteArray> parameters[] = {
        {"response_type", "code"},
        {"client_id", clientId},
        {"redirect_uri", redirectUri},
        {"scope", scope},
        {"state", m_state},
        {"code_challenge", m_pkce.challenge},
        {"code_challenge_method", "S256"},
    };
    for (const auto &[name, value] : parameters)
        query.addQueryItem(QString::fromLatin1(name), QString::fromLatin1(value.toPercentEncoding()));
    QUrl url = at(server, "/oauth/authorize");
    url.setQuery(query);
    return ofBrowser("GET", url);
}

http::Request LearnCodeClient::toToken(const QUrl &server, const std::vector<http::Header> &form) const
{
    http::Request request = plain("POST", at(server, "/oauth/token"));
    auto fields = form;
    fields.push_back({"client_id", clientId});
    setForm(request, fields);
    return request;
}

Result<http::Request> LearnCodeClient::request(LearnCall call, const QUrl &server, const LearnFacts &facts)
{
    switch (call) {
    case LearnCall::Authorize:
        return authorize(server);
    case LearnCall::ProviderSignIn: {
        auto request = ofBrowser("POST", at(server, "/oauth/login"));
        setForm(request, {{"interaction", m_interaction},
                          {"csrf", m_csrf},
                          {"username", facts.username.toUtf8()},
                          {"password", facts.password.toUtf8()}});
        return request;
    }
    case LearnCall::ProviderAsk:
        return ofBrowser("GET", server.resolved(QUrl::fromEncoded(m_location)));
    case LearnCall::ProviderAllow: {
        auto request = ofBrowser("POST", at(server, "/oauth/consent"));
        setForm(request, {{"interaction", m_interaction}, {"csrf", m_csrf}, {"decision", "allow"}});
        return request;
    }
    case LearnCall::TradeCode:
    case LearnCall::TradeCodeWithoutVerifier: {
        QByteArray verifier = m_pkce.verifier.reveal().toByteArray();
        if (call == LearnCall::TradeCodeWithoutVerifier)
            std::reverse(verifier.begin(), verifier.end()); // as good a secret, and another one
        return toToken(server, {{"grant_type", "authorization_code"},
                                {"code", m_code},
                                {"redirect_uri", redirectUri},
                                {"code_verifier", verifier}});
    }
    case LearnCall::SignIn: // without a person, where only the cost counts
        return toToken(server, {{"grant_type", "password"},
                                {"username", facts.username.toUtf8()},
                                {"password", facts.password.toUtf8()},
                                {"scope", scope}});
    case LearnCall::Refresh:
    case LearnCall::RefreshWithOld:
        return toToken(server,
                       {{"grant_type", "refresh_token"},
                        {"refresh_token", call == LearnCall::Refresh ? m_refreshToken : m_oldRefreshToken}});
    case LearnCall::SignOut: {
        auto request = toToken(server, {{"token", m_refreshToken}});
        request.url = at(server, "/oauth/revoke");
        return request;
    }
    default:
        break;
    }
    http::Request request = plain("GET", at(server, "/oauth/userinfo"));
    request.headers.push_back(
        {"Authorization", "Bearer " + (call == LearnCall::CallTampered ? widened() : m_token)});
    return request;
}

void LearnCodeClient::take(LearnCall call, const http::Response &response)
{
    if (response.status >= 400 || call == LearnCall::SignOut)
        return;
    for (const http::Header &header : response.headers) {
        if (header.name.compare("Set-Cookie", Qt::CaseInsensitive) != 0)
            continue;
        for (const QByteArray &cookie : header.value.split('\n')) { // Qt joins those of several headers
            const QByteArray pair = cookie.left(cookie.indexOf(';'));
            m_cookies[pair.left(pair.indexOf('='))] = pair.mid(pair.indexOf('=') + 1);
        }
    }
    m_location = http::headerValue(response.headers, "Location").value_or(QByteArray());
    if (m_location.startsWith(redirectUri)) {
        const QUrlQuery answer(QUrl::fromEncoded(m_location));
        if (answer.queryItemValue(QStringLiteral("state")).toLatin1() == m_state)
            m_code = answer.queryItemValue(QStringLiteral("code"), QUrl::FullyDecoded).toUtf8();
    }
    if (const QByteArray csrf = hiddenValue(response.body, "csrf"); !csrf.isEmpty()) {
        m_csrf = csrf;
        m_interaction = hiddenValue(response.body, "interaction");
    }
    const auto document = json::Document::parse(response.body, {.depth = 32, .bytes = mostOfAnswer});
    if (!document || !document->root().find("access_token").isString())
        return;
    m_token = document->root().find("access_token").toUtf8();
    m_idToken = document->root().find("id_token").toUtf8();
    m_oldRefreshToken = m_refreshToken;
    m_refreshToken = document->root().find("refresh_token").toUtf8();
}

QByteArray LearnCodeClient::holds() const
{
    const auto members = [](json::Writer &writer, const std::vector<http::Header> &all) {
        writer.beginObject();
        for (const http::Header &member : all) {
            if (!member.value.isEmpty())
                writer.member(member.name, member.value);
        }
        writer.endObject();
    };
    std::vector<http::Header> cookies;
    for (const auto &[name, value] : m_cookies)
        cookies.push_back({name, value});
    json::Writer writer;
    writer.beginObject();
    writer.name("browser");
    members(writer, cookies);
    writer.name("client");
    members(writer, {{"code_verifier", m_pkce.verifier.reveal().toByteArray()},
                     {"state", m_state},
                     {"code", m_code},
                     {"access_token", m_token},
                     {"id_token", m_idToken},
                     {"refresh_token", m_refreshToken}});
    writer.endObject();
    return writer.take();
}

/// The token says that it may write notes, and its signature is the old one.
QByteArray LearnCodeClient::widened() const
{
    const QByteArrayList parts = m_token.split('.');
    auto payload = base64url::decode(parts.value(1));
    if (parts.size() != 3 || !payload)
        return m_token + 'A';
    payload->replace("notes:read", "notes:write");
    return parts[0] + '.' + base64url::encode(*payload) + '.' + parts[2];
}

} // namespace claimcheck::ui
