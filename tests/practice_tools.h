#pragma once

#include "support/practice_process.h"
#include "support/raw_http.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

/// What the tests of the practice server's sign-in systems share.
namespace claimcheck::test {

inline QByteArray base64urlText(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}
/// The bytes of one part of a token.
inline QByteArray tokenPart(const QByteArray &token, int part)
{
    return QByteArray::fromBase64(token.split('.').value(part), QByteArray::Base64UrlEncoding);
}

/// A JSON object of strings.
inline QByteArray jsonOf(const std::vector<std::pair<const char *, QByteArray>> &members)
{
    QJsonObject object;
    for (const auto &[name, value] : members)
        object.insert(QLatin1String(name), QString::fromUtf8(value));
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

inline RawHeaders with(RawHeaders headers, const QByteArray &name, const QByteArray &value)
{
    headers.emplace_back(name, value);
    return headers;
}

/// "status error": what a refusal is held against.
inline QByteArray verdictOf(const RawAnswer &answer)
{
    const QByteArray error = answer.text("error");
    return QByteArray::number(answer.status) + (error.isEmpty() ? QByteArray() : ' ' + error);
}

/// The real server, and short ways to ask it.
class PracticeApi {
public:
    [[nodiscard]] bool start(const QStringList &options = {}) { return m_server.start(options); }
    [[nodiscard]] PracticeProcess &server() { return m_server; }
    /// For initTestCase and cleanupTestCase: it starts, and it ends with nothing to complain of.
    void begin() { QVERIFY2(m_server.start(), qPrintable(m_server.problem())); }
    void end()
    {
        QCOMPARE(m_server.stop(), 0);
        QCOMPARE(m_server.errorOutput(), "");
    }

    [[nodiscard]] RawAnswer get(const QByteArray &path, const RawHeaders &headers = {})
    {
        return rawRequest(m_server.port(), "GET", path, headers);
    }
    [[nodiscard]] RawAnswer post(const QByteArray &path, const QByteArray &json = "{}",
                                 RawHeaders headers = {})
    {
        headers.push_back(asJson.front());
        return rawRequest(m_server.port(), "POST", path, headers, json);
    }
    [[nodiscard]] RawAnswer form(const QByteArray &path, const QByteArray &fields, RawHeaders headers = {})
    {
        headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        return rawRequest(m_server.port(), "POST", path, headers, fields);
    }
    [[nodiscard]] RawAnswer logIn(const QByteArray &system, const QByteArray &device = "test",
                                  const RawHeaders &headers = {},
                                  std::vector<std::pair<const char *, QByteArray>> more = {})
    {
        more.insert(more.end(), {{"username", "alice"}, {"password", "wonderland"}, {"device", device}});
        return post("/systems/" + system + "/login", jsonOf(more), headers);
    }
    /// The access token of a fresh sign-in.
    [[nodiscard]] QByteArray tokenOf(const QByteArray &system) { return logIn(system).text("access_token"); }
    [[nodiscard]] RawAnswer me(const QByteArray &system, const RawHeaders &headers)
    {
        return get("/systems/" + system + "/me", headers);
    }
    /// "200", or the status and what the answer says is wrong.
    [[nodiscard]] QByteArray meVerdict(const QByteArray &system, const QByteArray &token)
    {
        const RawAnswer answer = me(system, bearer(token));
        return answer.status == 200 ? QByteArray("200") : verdictOf(answer) + ": " + answer.text("message");
    }
    void advance(int seconds)
    {
        QCOMPARE(post("/practice/clock", jsonOf({{"advance", QByteArray::number(seconds)}})).status, 200);
    }
    /// How many rows a system stores for alice.
    [[nodiscard]] qsizetype rows(const QByteArray &system, const char *table)
    {
        return inside(system).value(QLatin1String(table)).toArray().size();
    }
    [[nodiscard]] QJsonObject inside(const QByteArray &system)
    {
        return get("/practice/inside?user=alice&system=" + system).json().value(u"tables").toObject();
    }

private:
    PracticeProcess m_server;
};

/// For a test of the server's own sign-in, beside its systems: the server, and short ways to ask it.
class PracticeSignIn {
protected:
    [[nodiscard]] RawAnswer logIn(const QByteArray &username, const QByteArray &password)
    {
        return post("/login", loginBody(username, password));
    }
    [[nodiscard]] RawAnswer refresh(const QByteArray &token) { return post("/refresh", refreshBody(token)); }
    [[nodiscard]] RawAnswer post(const QByteArray &path, const QByteArray &body,
                                 const RawHeaders &headers = {})
    {
        return m_api.post(path, body, headers);
    }
    [[nodiscard]] RawAnswer get(const QByteArray &path, const RawHeaders &headers = {})
    {
        return m_api.get(path, headers);
    }
    [[nodiscard]] int meStatus(const QByteArray &token) { return get("/me", bearer(token)).status; }

    PracticeApi m_api;
};

/// The cookie that an answer sets, as a request sends it; empty when it sets none.
inline QByteArray cookieOf(const RawAnswer &answer)
{
    const QByteArray set = answer.header("Set-Cookie");
    return set.startsWith('<') ? QByteArray() : set.left(set.indexOf(';'));
}
inline RawHeaders cookieHeader(const QByteArray &cookie)
{
    return {{"Cookie", cookie}};
}

} // namespace claimcheck::test
