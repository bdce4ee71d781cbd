#include "http_file_layout.h"

#include <array>
#include <charconv>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

using Pair = std::pair<QByteArray, QByteArray>;

struct Setting {
    QByteArrayView key;
    QString http::ConnectionSettings::*member;
};
constexpr std::array settings{
    Setting{"tls.caFile", &http::ConnectionSettings::caFile},
    Setting{"tls.clientCertificate", &http::ConnectionSettings::clientCertificate},
    Setting{"tls.clientKey", &http::ConnectionSettings::clientKey},
    Setting{"proxy", &http::ConnectionSettings::proxy},
};

/// "10", "10 s", "500 ms", "1 m": JetBrains' spelling, seconds where no unit is said. At most a day.
std::optional<std::chrono::milliseconds> readTimeout(QByteArrayView text)
{
    qint64 number = 0;
    const auto read = std::from_chars(text.begin(), text.end(), number);
    const QByteArrayView unit = QByteArrayView(read.ptr, text.end()).trimmed();
    constexpr qint64 longest = 86'400'000;
    if (read.ec != std::errc() || number < 0 || number > longest)
        return std::nullopt;
    const qint64 factor = unit == "ms" ? 1 : unit.isEmpty() || unit == "s" ? 1000 : unit == "m" ? 60'000 : 0;
    if (factor == 0 || number * factor > longest)
        return std::nullopt;
    return std::chrono::milliseconds(number * factor);
}

QByteArray timeoutText(std::chrono::milliseconds timeout)
{
    const qint64 count = timeout.count();
    return count % 1000 == 0 ? QByteArray::number(count / 1000) + " s" : QByteArray::number(count) + " ms";
}

Pair redirectsText(http::RedirectPolicy policy)
{
    return policy == http::RedirectPolicy::None ? Pair{"no-redirect", {}} : Pair{"redirects", "same-origin"};
}

} // namespace

std::vector<Pair> directivesOf(const RequestSpec &spec)
{
    std::vector<Pair> list;
    if (!spec.name.isEmpty())
        list.push_back({"name", spec.name});
    if (spec.credential.from == CredentialChoice::From::None)
        list.push_back({"credential", "none"});
    if (spec.credential.from == CredentialChoice::From::Another)
        list.push_back({"credential", spec.credential.profile});
    if (spec.redirects != http::RedirectPolicy::Follow)
        list.push_back(redirectsText(spec.redirects));
    if (spec.timeout)
        list.push_back({"timeout", timeoutText(*spec.timeout)});
    for (const Setting &setting : settings) {
        const QString value = spec.connection ? (*spec.connection).*setting.member : QString();
        if (!value.isEmpty())
            list.push_back({setting.key.toByteArray(), value.toUtf8()});
    }
    for (const QByteArray &assertion : spec.assertions)
        list.push_back({"assert", assertion});
    return list;
}

std::optional<Pair> applyDirective(RequestSpec &spec, QByteArray key, QByteArray value)
{
    if (key == "name") {
        if (value.startsWith('='))
            value = value.mid(1).trimmed();
        if (value.isEmpty())
            return std::nullopt;
        spec.name = value;
        return Pair{key, value};
    }
    if (key == "credential" && !value.isEmpty()) {
        if (value == "none")
            spec.credential = {CredentialChoice::From::None, {}};
        else
            spec.credential = {CredentialChoice::From::Another, value};
        return Pair{key, value};
    }
    if (key == "no-redirect" || (key == "redirects" && value == "none")) {
        spec.redirects = http::RedirectPolicy::None;
        return redirectsText(spec.redirects);
    }
    if (key == "redirects" && value == "same-origin") {
        spec.redirects = http::RedirectPolicy::SameOrigin;
        return redirectsText(spec.redirects);
    }
    if (key == "timeout") {
        const auto timeout = readTimeout(value);
        if (!timeout)
            return std::nullopt;
        spec.timeout = timeout;
        return Pair{key, timeoutText(*timeout)};
    }
    if (key == "assert" && !value.isEmpty()) {
        spec.assertions.push_back(value);
        return Pair{key, value};
    }
    for (const Setting &setting : settings) {
        if (key != setting.key || value.isEmpty())
            continue;
        if (!spec.connection)
            spec.connection.emplace();
        (*spec.connection).*setting.member = QString::fromUtf8(value);
        return Pair{key, value};
    }
    return std::nullopt;
}

QByteArray settingOf(const QByteArray &key)
{
    return key == "no-redirect" ? QByteArray("redirects") : key;
}

bool isSaid(const std::vector<Directive> &directives, const QByteArray &setting,
            const std::vector<std::pair<QByteArray, QByteArray>> &wanted)
{
    std::vector<std::pair<QByteArray, QByteArray>> now, then;
    for (const Directive &directive : directives) {
        if (settingOf(directive.key) != setting)
            continue;
        if (setting != "assert")
            now.clear();
        now.emplace_back(directive.key, directive.value);
    }
    for (const auto &pair : wanted) {
        if (settingOf(pair.first) == setting)
            then.push_back(pair);
    }
    return now == then;
}

} // namespace claimcheck::requests
