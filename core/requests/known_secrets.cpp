#include "known_secrets.h"

#include "base/json_writer.h"

#include <algorithm>

namespace claimcheck::requests {

namespace {

/// Where what begins at `at` ends, if it is the secret, each byte as it is, percent- or form-encoded; or -1.
qsizetype endOf(QByteArrayView secret, QByteArrayView text, qsizetype at)
{
    for (const char byte : secret) {
        if (at >= text.size())
            return -1;
        bool isNumber = false;
        if (text[at] == '%' && text.size() - at > 2 &&
            static_cast<char>(text.sliced(at + 1, 2).toByteArray().toUInt(&isNumber, 16)) == byte && isNumber)
            at += 3;
        else if (text[at] == byte || (byte == ' ' && text[at] == '+'))
            ++at;
        else
            return -1;
    }
    return at;
}

QByteArray without(const QByteArray &text, QByteArrayView secret, const QByteArray &by)
{
    QByteArray out;
    qsizetype copied = 0;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype end = endOf(secret, text, at);
        if (end < 0) {
            ++at;
            continue;
        }
        out += QByteArrayView(text).sliced(copied, at - copied);
        out += by;
        copied = at = end;
    }
    if (copied == 0)
        return text;
    out += text.mid(copied);
    return out;
}

} // namespace

QByteArray withoutSecrets(QByteArray text, std::vector<Hidden> hidden)
{
    // The longest first, so that nothing is left over of one that begins with another.
    std::stable_sort(hidden.begin(), hidden.end(),
                     [](const Hidden &a, const Hidden &b) { return a.secret.size() > b.secret.size(); });
    for (const Hidden &one : hidden) {
        const QByteArray raw = one.secret.reveal().toByteArray();
        // Short ones are words of everyday texts.
        if (raw.size() < 3)
            continue;
        const QByteArray quoted = json::quoted(raw);
        const QByteArray slashed = quoted.sliced(1, quoted.size() - 2);
        text = without(text.replace(raw, one.by), raw, one.by);
        for (const QByteArray &spelling :
             {slashed, QByteArray(slashed).replace('/', "\\/"), raw.toBase64(QByteArray::OmitTrailingEquals),
              raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)})
            text = spelling == raw ? text : without(text, spelling, one.by);
    }
    return text;
}

QUrl withoutSecrets(const QUrl &url, const std::vector<Hidden> &hidden)
{
    const QByteArray all = url.toEncoded();
    const QByteArray origin =
        url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment).toEncoded();
    std::vector<Hidden> written = hidden;
    for (Hidden &one : written)
        one.by = one.by.toPercentEncoding(":");
    const QByteArray rest = all.mid(origin.size());
    const QByteArray clean = withoutSecrets(rest, std::move(written));
    return clean == rest ? url : QUrl::fromEncoded(origin + clean);
}

} // namespace claimcheck::requests
