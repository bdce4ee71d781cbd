#include "cookies.h"

#include "base/json.h"
#include "base/json_writer.h"

#include <QDateTime>
#include <QNetworkCookie>
#include <QNetworkCookieJar>

#include <algorithm>

namespace claimcheck::http {

namespace {
constexpr qsizetype maxCookieSize = 4096; // RFC 6265 section 6.1
constexpr qsizetype maxCookiesPerOrigin = 100;

QByteArray sameSiteOf(const QNetworkCookie &cookie)
{
    switch (cookie.sameSitePolicy()) {
    case QNetworkCookie::SameSite::None:
        return QByteArrayLiteral("None");
    case QNetworkCookie::SameSite::Lax:
        return QByteArrayLiteral("Lax");
    case QNetworkCookie::SameSite::Strict:
        return QByteArrayLiteral("Strict");
    case QNetworkCookie::SameSite::Default:
        break;
    }
    return {};
}

CookieFacts factsOf(const QNetworkCookie &cookie)
{
    CookieFacts facts;
    facts.name = cookie.name();
    facts.path = cookie.path();
    if (!cookie.isSessionCookie())
        facts.expiresAt = TimePoint(std::chrono::milliseconds(cookie.expirationDate().toMSecsSinceEpoch()));
    facts.secure = cookie.isSecure();
    facts.httpOnly = cookie.isHttpOnly();
    facts.sameSite = sameSiteOf(cookie);
    return facts;
}
} // namespace

std::vector<SetCookie> readSetCookie(const QByteArray &setCookie)
{
    std::vector<SetCookie> all;
    for (const QNetworkCookie &cookie : QNetworkCookie::parseCookies(setCookie))
        all.push_back({factsOf(cookie), cookie.domain(), cookie.value().size()});
    return all;
}

struct Cookies::Jar final : QNetworkCookieJar {
    using QNetworkCookieJar::allCookies;
    using QNetworkCookieJar::setAllCookies;
};

Cookies::Cookies() = default;
Cookies::~Cookies() = default;

void Cookies::store(const QByteArray &setCookie, const Origin &origin, const QUrl &url)
{
    std::unique_ptr<Jar> &jar = m_jars[origin.toString()];
    if (!jar)
        jar = std::make_unique<Jar>();
    for (QNetworkCookie cookie : QNetworkCookie::parseCookies(setCookie)) {
        if (cookie.name().isEmpty() || cookie.name().size() + cookie.value().size() > maxCookieSize)
            continue;
        jar->setCookiesFromUrl({cookie}, url);
        if (jar->allCookies().size() > maxCookiesPerOrigin) {
            cookie.normalize(url);
            jar->deleteCookie(cookie);
        }
        ++m_changes;
    }
}

QByteArray Cookies::header(const Origin &origin, const QUrl &url) const
{
    const auto found = m_jars.find(origin.toString());
    if (found == m_jars.end())
        return {};
    QByteArray header;
    for (const QNetworkCookie &cookie : found->second->cookiesForUrl(url))
        header += (header.isEmpty() ? "" : "; ") + cookie.toRawForm(QNetworkCookie::NameAndValueOnly);
    return header;
}

void Cookies::clear()
{
    m_jars.clear();
    ++m_changes;
}

std::vector<CookieFacts> Cookies::facts() const
{
    std::vector<CookieFacts> all;
    for (const auto &[text, jar] : m_jars) {
        const Result<Origin> origin = Origin::fromString(text);
        for (const QNetworkCookie &cookie : origin ? jar->allCookies() : QList<QNetworkCookie>()) {
            CookieFacts facts = factsOf(cookie);
            facts.origin = *origin;
            all.push_back(std::move(facts));
        }
    }
    return all;
}

Secret Cookies::value(const QByteArray &name, const Origin &origin, const QUrl &url) const
{
    const auto found = m_jars.find(origin.toString());
    if (found == m_jars.end())
        return {};
    for (const QNetworkCookie &cookie : found->second->cookiesForUrl(url)) {
        if (cookie.name() == name)
            return Secret(cookie.value());
    }
    return {};
}

Secret Cookies::sealed(const std::vector<Origin> &origins) const
{
    json::Writer writer;
    writer.beginArray();
    for (const auto &[text, jar] : m_jars) {
        const bool wanted = std::any_of(origins.begin(), origins.end(), [&name = text](const Origin &origin) {
            return origin.toString() == name;
        });
        for (const QNetworkCookie &cookie : wanted ? jar->allCookies() : QList<QNetworkCookie>()) {
            writer.beginObject();
            writer.name("origin");
            writer.string(QStringView(text));
            writer.member("setCookie", cookie.toRawForm());
            writer.endObject();
        }
    }
    writer.endArray();
    QByteArray text = writer.take();
    Secret secret{QByteArrayView(text)};
    wipe(text);
    return secret;
}

Result<Done> Cookies::restore(const Secret &sealed)
{
    const Error damaged{ErrorCode::KeychainEntryDamaged};
    const auto document = json::Document::parse(
        QByteArray::fromRawData(sealed.reveal().data(), sealed.reveal().size()), {.depth = 4});
    if (!document || !document->root().isArray())
        return damaged;
    std::map<QString, std::unique_ptr<Jar>> jars;
    for (const json::Value &entry : document->root().elements()) {
        const Result<Origin> origin = Origin::fromString(entry.find("origin").toString());
        const auto cookies = QNetworkCookie::parseCookies(entry.find("setCookie").toUtf8());
        if (!origin || cookies.size() != 1)
            return damaged;
        std::unique_ptr<Jar> &jar = jars[origin->toString()];
        if (!jar)
            jar = std::make_unique<Jar>();
        // As it lay in the jar: it was judged when it came.
        jar->setAllCookies(jar->allCookies() + cookies);
    }
    m_jars = std::move(jars);
    return Done{};
}

} // namespace claimcheck::http
