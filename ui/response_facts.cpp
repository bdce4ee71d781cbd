#include "response_facts.h"

#include "http/cookies.h"
#include "inspect/details.h"
#include "jose/certificate_facts.h"
#include "requests/answer_notes.h"
#include "response_words.h"
#include "time_words.h"

#include <QCoreApplication>

namespace claimcheck::ui {

namespace {

using Tone = TextRowsModel::Tone;

QString tr(const char *text)
{
    return QCoreApplication::translate("Response", text);
}

struct CookieCase {
    const http::CookieFacts &cookie;
    qsizetype valueSize;
    const http::Response &answer;
    bool isHttps;
    bool isDeleted;
    bool hasDomain;
};
/// What a browser, or an attacker, would make of a cookie (RFC 6265bis).
struct CookieRule {
    bool (*applies)(const CookieCase &);
    const char *sentence;
};
const CookieRule cookieRules[] = {
    {[](const CookieCase &c) { return c.isDeleted; },
     QT_TRANSLATE_NOOP("Response", "This deletes the cookie: its end has passed.")},
    {[](const CookieCase &c) { return c.isHttps && !c.cookie.secure && !c.isDeleted; },
     QT_TRANSLATE_NOOP("Response", "Without Secure it also goes over plain http.")},
    {[](const CookieCase &c) { return !c.isHttps && c.cookie.secure; },
     QT_TRANSLATE_NOOP("Response", "Secure, but it came over plain http: browsers do not take it.")},
    {[](const CookieCase &c) { return !c.cookie.httpOnly && !c.isDeleted; },
     QT_TRANSLATE_NOOP("Response", "Without HttpOnly the page's scripts can read it.")},
    {[](const CookieCase &c) { return c.cookie.sameSite == "None" && !c.cookie.secure; },
     QT_TRANSLATE_NOOP("Response", "SameSite=None without Secure: browsers do not take it.")},
    {[](const CookieCase &c) { return c.cookie.sameSite.isEmpty() && !c.isDeleted; },
     QT_TRANSLATE_NOOP("Response",
                       "Without SameSite: most browsers read it as Lax, some send it everywhere.")},
    {[](const CookieCase &c) {
         return c.cookie.name.startsWith("__Host-") &&
                (!c.cookie.secure || c.hasDomain || c.cookie.path != QStringLiteral("/"));
     },
     QT_TRANSLATE_NOOP("Response",
                       "__Host- asks for Secure, Path=/ and no Domain: browsers do not take it.")},
    {[](const CookieCase &c) { return c.cookie.name.startsWith("__Secure-") && !c.cookie.secure; },
     QT_TRANSLATE_NOOP("Response", "__Secure- asks for Secure: browsers do not take it.")},
    {[](const CookieCase &c) { return c.hasDomain; },
     QT_TRANSLATE_NOOP(
         "Response",
         "With Domain it goes to all hosts below that name; here it returns to this host alone.")},
    {[](const CookieCase &c) { return c.cookie.name.size() + c.valueSize > 4096; },
     QT_TRANSLATE_NOOP("Response", "Larger than 4,096 bytes: browsers do not take it.")},
};

QString sizeOf(qsizetype characters)
{
    return QCoreApplication::translate("Response", "%n characters", nullptr, static_cast<int>(characters));
}

QString lifeOf(const http::CookieFacts &cookie)
{
    return cookie.expiresAt ? dateText(*cookie.expiresAt, ZoneChoice::Utc) : tr("until the browser closes");
}

QString flagsOf(const http::CookieFacts &cookie)
{
    QStringList flags;
    if (cookie.secure)
        flags << QStringLiteral("Secure");
    if (cookie.httpOnly)
        flags << QStringLiteral("HttpOnly");
    if (!cookie.sameSite.isEmpty())
        flags << QStringLiteral("SameSite=") + QString::fromLatin1(cookie.sameSite);
    return flags.join(QStringLiteral(", "));
}

} // namespace

TextRows headerRows(const http::Headers &headers)
{
    TextRows rows;
    for (const http::Header &header : headers) {
        // Several Set-Cookie come joined by line ends.
        for (const QByteArray &value : header.value.split('\n'))
            rows.push_back({{QString::fromLatin1(header.name), QString::fromUtf8(value)}, {}, Tone::None});
    }
    return rows;
}

TextRows cookieRows(const http::Response &answer, TimePoint now)
{
    TextRows rows;
    const QByteArray header = http::headerValue(answer.headers, "Set-Cookie").value_or(QByteArray());
    for (const auto &[cookie, domain, valueSize] : http::readSetCookie(header)) {
        const CookieCase it{cookie,
                            valueSize,
                            answer,
                            answer.url.scheme() == QStringLiteral("https"),
                            cookie.expiresAt && *cookie.expiresAt <= now,
                            !domain.isEmpty()};
        QStringList remarks;
        for (const CookieRule &rule : cookieRules) {
            if (rule.applies(it))
                remarks << tr(rule.sentence);
        }
        const QString name = QString::fromUtf8(cookie.name);
        const QString where = domain + (cookie.path.isEmpty() ? QStringLiteral("/") : cookie.path);
        const QString flags = flagsOf(cookie);
        QStringList detail{tr("%1, %2").arg(name, sizeOf(valueSize)), tr("Returns to: %1").arg(where),
                           tr("Kept: %1").arg(lifeOf(cookie)),
                           flags.isEmpty() ? tr("No flags") : tr("Flags: %1").arg(flags)};
        detail += remarks;
        rows.push_back({{name, sizeOf(valueSize), where, lifeOf(cookie), flags.isEmpty() ? tr("none") : flags,
                         remarks.join(QLatin1Char(' '))},
                        detail.join(QLatin1Char('\n')),
                        it.isDeleted || remarks.isEmpty() ? Tone::None : Tone::Warning});
    }
    return rows;
}

TextRows redirectRows(const http::Response &answer)
{
    TextRows rows;
    const auto add = [&](const QUrl &url, int status, bool credentialSent) {
        const auto origin = http::Origin::of(url);
        QStringList sent{credentialSent ? tr("credential sent") : tr("no credential sent")};
        QStringList notSent;
        for (const http::Withheld &withheld : answer.withheld) {
            if (origin && withheld.origin == *origin)
                notSent << requests::withheldWords(withheld);
        }
        notSent.removeDuplicates();
        const QString address = url.toDisplayString(QUrl::FullyEncoded);
        const QString statusText = QStringLiteral("%1 %2").arg(status).arg(reasonPhrase(status)).trimmed();
        QStringList detail{address, statusText};
        detail += sent + notSent;
        rows.push_back({{QString::number(rows.size() + 1), statusText, address,
                         (sent + notSent).join(QStringLiteral(" · "))},
                        detail.join(QLatin1Char('\n')),
                        notSent.isEmpty() ? Tone::None : Tone::Warning});
    };
    for (const http::Hop &hop : answer.redirects)
        add(hop.url, hop.status, hop.credentialSent);
    if (!rows.empty())
        add(answer.url, answer.status, answer.credentialSent);
    return rows;
}

TextRows tlsRows(const http::TlsFacts &tls, TimePoint now)
{
    TextRows rows{{{tr("Protocol"), QString::fromLatin1(tls.protocol)}, {}, Tone::None},
                  {{tr("Cipher"), QString::fromLatin1(tls.cipher)}, {}, Tone::None}};
    // As the inspector shows an x5c, in the same words.
    const auto chain = inspect::certificateDetails(tls.chain, now, jose::systemAuthorities());
    for (size_t i = 0; i < chain.size(); ++i) {
        const inspect::Detail &one = chain[i];
        const bool isCertificate = i < tls.chain.size();
        const auto read = isCertificate ? jose::readCertificate(tls.chain[i])
                                        : Result<jose::Certificate>(Error{ErrorCode::CertificateUnreadable});
        const QString title = !isCertificate ? one.label
                              : i == 0       ? tr("The server's certificate")
                                             : tr("Authority %1").arg(i);
        QStringList detail{one.text};
        for (const inspect::Detail &line : one.children)
            detail << tr("%1: %2").arg(line.label, line.text);
        if (!isCertificate)
            detail << tr(
                "Whether an authority of this system vouches for the certificate. An own authority of the "
                "profile or the request is not among them; whether the certificate was revoked is not "
                "asked.");
        rows.push_back({{title, one.text},
                        detail.join(QLatin1Char('\n')),
                        !isCertificate         ? Tone::None
                        : !read                ? Tone::Warning
                        : read->isValidAt(now) ? Tone::None
                                               : Tone::Bad});
        for (const inspect::Detail &line : one.children)
            rows.push_back({{line.label, line.text}, {}, Tone::None});
    }
    return rows;
}

} // namespace claimcheck::ui
