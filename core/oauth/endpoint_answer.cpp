#include "endpoint_answer.h"

#include "base/visible_text.h"
#include "http/server_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace claimcheck::oauth {

namespace {

/// Error codes that mean the same at every endpoint.
constexpr std::pair<QByteArrayView, ErrorCode> common[] = {
    {"invalid_client", ErrorCode::ClientRejected},
    {"use_dpop_nonce", ErrorCode::DpopNonceMissing},
    {"invalid_dpop_proof", ErrorCode::DpopRefused},
};

constexpr qsizetype longestWord = 64;

Error refusalWith(const QString &code, const http::Response &response, ErrorCode refused,
                  const http::SentSecrets &sent)
{
    const auto row = std::find_if(std::begin(common), std::end(common),
                                  [&code](const auto &entry) { return code.toUtf8() == entry.first; });
    return {row == std::end(common) ? refused : row->second, shownWord(code, sent),
            http::serverWords(response, sent)};
}

} // namespace

QString shownWord(const QString &word, const http::SentSecrets &sent)
{
    return http::withoutSecrets(word, sent) == word ? visibleText(word, longestWord) : QStringLiteral("…");
}

Error refusal(const http::Response &response, TimePoint now, ErrorCode refused, const http::SentSecrets &sent)
{
    const bool mayRefuse = response.status == 400 || response.status == 401 || response.status == 403;
    const QStringList codes = mayRefuse ? http::serverCodes(response) : QStringList();
    if (codes.isEmpty() || codes.front().isEmpty())
        return http::replyFailure(response, now, sent);
    return refusalWith(codes.front(), response, refused, sent);
}

Result<json::Document> readAnswer(const http::Response &response, TimePoint now, ErrorCode refused,
                                  std::initializer_list<QByteArrayView> members,
                                  const http::SentSecrets &sent)
{
    if (!http::isSuccess(response))
        return refusal(response, now, refused, sent);
    auto document = json::Document::parse(response.body, {.depth = 64, .bytes = 1024 * 1024});
    if (!document || !document->root().isObject())
        return Error{ErrorCode::ResponseNotJson, response.url.host(),
                     http::isHtml(response) ? QCoreApplication::translate("OAuth", "It sent a web page.")
                                            : QString()};
    const json::Value root = document->root();
    for (const QByteArrayView member : members) {
        if (root.count(member) > 1)
            return Error{ErrorCode::ParameterRepeated, QString::fromLatin1(member)};
    }
    // Some servers refuse with 200.
    if (const json::Value code = root.find("error"); code.isString() && !code.equals(""))
        return refusalWith(code.toString(), response, refused, sent);
    return document;
}

std::optional<TimePoint> momentAfter(TimePoint now, const json::Value &value)
{
    std::optional<double> seconds = value.isNumber() ? value.toDouble() : std::nullopt;
    if (value.isString()) {
        bool isNumber = false;
        seconds = value.toUtf8().trimmed().toDouble(&isNumber);
        if (!isNumber)
            return std::nullopt;
    }
    constexpr double century = 100.0 * 365 * 24 * 3600;
    if (!seconds || !(*seconds > 0) || *seconds > century)
        return std::nullopt;
    return now + std::chrono::milliseconds(std::llround(*seconds * 1000));
}

Secret tokenIn(const json::Value &value)
{
    const QByteArray text = value.toUtf8();
    const bool fits = std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    return fits ? Secret(QByteArrayView(text)) : Secret();
}

} // namespace claimcheck::oauth
