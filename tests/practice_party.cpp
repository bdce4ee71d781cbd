#include "practice_party.h"

#include "jose/dpop.h"

namespace claimcheck::test {
using namespace Qt::StringLiterals;

QByteArray textOf(const http::Response &response, const char *name)
{
    return QJsonDocument::fromJson(response.body).object().value(QLatin1String(name)).toString().toUtf8();
}

QByteArray verdictOf(const http::Response &response)
{
    const QByteArray error = textOf(response, "error");
    return QByteArray::number(response.status) + (error.isEmpty() ? QByteArray() : ' ' + error);
}

http::Response Party::ask(const Question &question)
{
    http::Request request{.method = question.method,
                          .url = m_api.server().url(QString::fromLatin1(question.path)),
                          .headers = question.headers,
                          .body = question.json + question.form};
    request.redirects = http::RedirectPolicy::None;
    if (!question.json.isEmpty())
        request.headers.push_back({"Content-Type", "application/json"});
    if (!question.form.isEmpty())
        request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    std::vector<http::Credential> credentials;
    if (!question.token.isEmpty()) {
        const auto origin = http::Origin::of(request.url);
        http::Credential credential{.secret = Secret(question.token), .leash = {.resources = {*origin}}};
        if (question.key) {
            credential.scheme = "DPoP";
            credential.proof = [this, &question](const QByteArray &method, const QUrl &) {
                return proof(method, question.path, *question.key, question.token);
            };
        }
        credentials.push_back(credential);
    }
    HttpCall call(m_client, request, credentials);
    if (!call.succeeded()) {
        qWarning("%s", call.code().constData());
        return {};
    }
    return call.response();
}

http::Response Party::signIn(const QByteArray &system, const QByteArray &device, http::Headers headers,
                             const jose::Key *key)
{
    const QByteArray path = "/systems/" + system + "/login";
    if (key)
        headers.push_back({"DPoP", proof("POST", path, *key, {})});
    return ask({.method = "POST",
                .path = path,
                .json = jsonOf({{"username", "alice"}, {"password", "wonderland"}, {"device", device}}),
                .headers = headers});
}

http::Response Party::me(const QByteArray &system, const QByteArray &token)
{
    return ask({.path = "/systems/" + system + "/me", .token = token});
}

QByteArray Party::proof(const QByteArray &method, const QByteArray &path, const jose::Key &key,
                        const std::optional<QByteArray> &token)
{
    static int count = 0;
    const auto made = jose::makeDpopProof(
        key, *jose::findAlgorithm("ES256"),
        {.method = method, .uri = m_api.server().baseUrl().toUtf8() + path, .accessToken = token},
        QByteArray::number(++count), SystemClock().now());
    return made ? *made : QByteArray();
}

} // namespace claimcheck::test
