#include "oauth_parameters.h"

#include <algorithm>

namespace claimcheck::practice::provider {

namespace {

constexpr size_t mostParameters = 100;

QByteArray decoded(QByteArray text)
{
    return QByteArray::fromPercentEncoding(text.replace('+', ' '));
}

} // namespace

Parameters Parameters::parse(const QByteArray &encoded)
{
    Parameters parameters;
    for (const QByteArray &pair : encoded.split('&')) {
        if (pair.isEmpty())
            continue;
        if (parameters.m_pairs.size() == mostParameters)
            break;
        const qsizetype equals = pair.indexOf('=');
        parameters.add(decoded(pair.left(equals < 0 ? pair.size() : equals)),
                       equals < 0 ? QByteArray() : decoded(pair.mid(equals + 1)));
    }
    return parameters;
}

Parameters Parameters::of(const Request &request)
{
    if (request.method != "POST")
        return parse(request.query);
    return request.mediaType() == "application/x-www-form-urlencoded" ? parse(request.body) : Parameters();
}

QByteArray Parameters::value(QByteArrayView name) const
{
    const auto found =
        std::find_if(m_pairs.begin(), m_pairs.end(), [&](const auto &pair) { return pair.first == name; });
    return found == m_pairs.end() ? QByteArray() : found->second;
}

QByteArrayList Parameters::words(QByteArrayView name) const
{
    return wordsOf(value(name));
}

int Parameters::count(QByteArrayView name) const
{
    return static_cast<int>(
        std::count_if(m_pairs.begin(), m_pairs.end(), [&](const auto &pair) { return pair.first == name; }));
}

std::optional<QByteArray> Parameters::repeated() const
{
    for (const auto &[name, value] : m_pairs) {
        if (name != "resource" && count(name) > 1)
            return name;
    }
    return {};
}

void Parameters::remove(QByteArrayView name)
{
    std::erase_if(m_pairs, [&](const auto &pair) { return pair.first == name; });
}

QByteArray Parameters::encoded() const
{
    QByteArrayList pairs;
    for (const auto &[name, value] : m_pairs)
        pairs.append(name.toPercentEncoding() + '=' + value.toPercentEncoding());
    return pairs.join('&');
}

QByteArrayList wordsOf(const QByteArray &text)
{
    QByteArrayList words;
    for (const QByteArray &word : text.split(' ')) {
        if (!word.isEmpty() && !words.contains(word))
            words.append(word);
    }
    return words;
}

} // namespace claimcheck::practice::provider
