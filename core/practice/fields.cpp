#include "fields.h"

#include <QByteArrayList>

namespace claimcheck::practice {

namespace {

QByteArray decoded(QByteArray text)
{
    return QByteArray::fromPercentEncoding(text.replace('+', ' '));
}

/// application/x-www-form-urlencoded, which is also what a query is.
std::vector<std::pair<QByteArray, QByteArray>> pairs(const QByteArray &text)
{
    std::vector<std::pair<QByteArray, QByteArray>> found;
    if (text.isEmpty())
        return found;
    for (const QByteArray &pair : text.split('&')) {
        const qsizetype equals = pair.indexOf('=');
        found.emplace_back(decoded(equals < 0 ? pair : pair.left(equals)),
                           equals < 0 ? QByteArray() : decoded(pair.mid(equals + 1)));
    }
    return found;
}

/// Browsers say where a request comes from; programs say nothing.
bool isFromAnotherSite(const Request &request)
{
    const auto hosts = request.values("Host");
    for (const QByteArray &origin : request.values("Origin")) {
        if (hosts.empty() || origin != "http://" + hosts.front())
            return true;
    }
    for (const QByteArray &site : request.values("Sec-Fetch-Site")) {
        if (site != "same-origin" && site != "none")
            return true;
    }
    return false;
}

} // namespace

std::optional<QByteArray> Fields::find(QByteArrayView name) const
{
    std::optional<QByteArray> found;
    for (const auto &[key, value] : m_all) {
        if (key != name)
            continue;
        if (found)
            return {};
        found = value;
    }
    return found;
}

Fields queryFields(const Request &request)
{
    return {Fields::Source::Query, pairs(request.query)};
}

std::variant<Fields, Response> bodyFields(const Request &request)
{
    const bool isForm = request.mediaType() == "application/x-www-form-urlencoded";
    const bool isEmpty = request.body.isEmpty() && request.mediaType().isEmpty();
    // What a page may send to another site without asking it first; JSON is not among that.
    if ((isForm || isEmpty) && isFromAnotherSite(request))
        return errorResponse(403, "cross_site", "This request was sent by a page of another site.");
    if (isForm)
        return Fields(Fields::Source::Form, pairs(request.body));
    if (isEmpty)
        return Fields(Fields::Source::Json, {});
    const auto body = readJsonObject(request);
    if (const auto *refused = std::get_if<Response>(&body))
        return *refused;
    std::vector<std::pair<QByteArray, QByteArray>> found;
    for (const auto &[name, value] : std::get<json::Document>(body).root().members()) {
        if (value.isString())
            found.emplace_back(name.toUtf8(), value.toUtf8());
        else if (!value.isObject() && !value.isArray())
            found.emplace_back(name.toUtf8(), value.raw().toByteArray());
    }
    return Fields(Fields::Source::Json, std::move(found));
}

} // namespace claimcheck::practice
