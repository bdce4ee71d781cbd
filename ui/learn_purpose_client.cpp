#include "learn_purpose_client.h"

#include "base/base64url.h"
#include "base/json.h"
#include "base/json_writer.h"

#include <QUrlQuery>

namespace claimcheck::ui {

namespace {

constexpr char mail[] = "alice@example.org";

void setBody(http::Request &request, const std::vector<http::Header> &members)
{
    json::Writer writer;
    writer.beginObject();
    for (const http::Header &member : members)
        writer.member(member.name, member.value);
    writer.endObject();
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = writer.take();
}

/// The token at the end of a link.
QByteArray tokenOf(const json::Value &link)
{
    return QUrlQuery(QUrl(link.toString())).queryItemValue(QStringLiteral("token")).toLatin1();
}

/// The token with one word of its payload changed, and its old signature.
QByteArray changed(const QByteArray &token, const char *from, const char *to)
{
    const QByteArrayList parts = token.split('.');
    auto payload = base64url::decode(parts.value(1));
    if (parts.size() != 3 || !payload)
        return token + 'A';
    payload->replace(from, to);
    return parts[0] + '.' + base64url::encode(*payload) + '.' + parts[2];
}

QUrl withToken(QUrl url, const QByteArray &token)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("token"), QString::fromLatin1(token));
    url.setQuery(query);
    return url;
}

} // namespace

Result<http::Request> LearnPurposeClient::request(LearnCall call, const QUrl &server, const LearnFacts &facts)
{
    const auto post = [&](const char *path, const std::vector<http::Header> &members) {
        auto request = plain("POST", at(server, path));
        setBody(request, members);
        return request;
    };
    const QByteArray user = facts.username.toUtf8();
    switch (call) {
    case LearnCall::MailAsk:
        return post("/purpose/mail", {{"username", user}, {"email", mail}});
    case LearnCall::MailRead:
        return plain("GET", at(server, "/practice/outbox"));
    case LearnCall::MailOpen:
        return plain("GET", withToken(at(server, "/purpose/mail"), m_mailToken));
    case LearnCall::MailChanged:
        return post("/purpose/mail/confirm", {{"token", changed(m_mailToken, mail, "mallory@example.org")}});
    case LearnCall::MailElsewhere:
        return plain("GET", withToken(at(server, "/purpose/download"), m_mailToken));
    case LearnCall::MailConfirm:
        return post("/purpose/mail/confirm", {{"token", m_mailToken}});
    case LearnCall::DownloadAsk:
        return post("/purpose/download", {{"file", "report.txt"}});
    case LearnCall::DownloadChanged:
        return plain("GET", withToken(at(server, "/purpose/download"),
                                      changed(m_downloadToken, "report.txt", "numbers.csv")));
    case LearnCall::Download:
        return plain("GET", withToken(at(server, "/purpose/download"), m_downloadToken));
    case LearnCall::WrongPassword:
        return post("/systems/session/login", {{"username", user}, {"password", "a guess"}});
    case LearnCall::LettersGuessed:
        return post("/systems/session/login", {{"username", user},
                                               {"password", facts.password.toUtf8()},
                                               {"captcha_token", m_captchaToken},
                                               {"captcha_answer", "AAAAAA"}});
    default:
        break;
    }
    return post("/systems/session/login", {{"username", user}, {"password", facts.password.toUtf8()}});
}

void LearnPurposeClient::take(LearnCall call, const http::Response &response)
{
    const auto document = json::Document::parse(response.body, {.depth = 32, .bytes = mostOfAnswer});
    const json::Value answer = document ? document->root() : json::Value();
    if (call == LearnCall::MailRead) {
        const auto mails = answer.find("mails").elements();
        m_newest = m_mailToken = mails.empty() ? QByteArray() : tokenOf(mails.front().find("link"));
    } else if (call == LearnCall::DownloadAsk) {
        m_newest = m_downloadToken = tokenOf(answer.find("link"));
    } else if (answer.find("captcha_token").isString()) {
        m_newest = m_captchaToken = answer.find("captcha_token").toUtf8();
    }
}

QByteArray LearnPurposeClient::holds() const
{
    json::Writer writer;
    writer.beginObject();
    const std::pair<const char *, const QByteArray &> all[] = {
        {"token_of_the_mail", m_mailToken},
        {"token_of_the_download", m_downloadToken},
        {"token_of_the_letters", m_captchaToken},
    };
    for (const auto &[name, value] : all) {
        if (!value.isEmpty())
            writer.member(name, value);
    }
    writer.endObject();
    return writer.take();
}

} // namespace claimcheck::ui
