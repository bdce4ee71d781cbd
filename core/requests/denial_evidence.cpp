#include "denial_rule.h"

#include "http/server_words.h"
#include "inspect/verdict.h"
#include "redaction.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace claimcheck::requests {

namespace {

using Found = std::optional<DenialEvidence>;
constexpr qsizetype longestValue = 300;

QString words(const char *text)
{
    return QCoreApplication::translate("Requests", text);
}

/// A server's or a token's text: without the tokens in it, and of a length that can be read.
QString foreign(const QByteArray &text)
{
    const QString clean = QString::fromUtf8(redactedText(text)).simplified();
    return clean.size() > longestValue ? clean.left(longestValue) + u'…' : clean;
}

QString momentText(TimePoint time, TimePoint now)
{
    return inspect::utcText(time) + u" ("_s + inspect::relativeText(time, now) + u')';
}

Found headerLine(const Denial &denial, const char *name)
{
    const QByteArray value = denial.header(name);
    if (value.isEmpty())
        return {};
    return DenialEvidence{QString::fromLatin1(name), foreign(value)};
}

Found answer(const Denial &denial)
{
    if (!denial.facts.response)
        return {};
    const QString says = foreign(http::serverWords(*denial.facts.response).toUtf8());
    const QString status = QString::number(denial.status());
    //: %1 a status (403), %2 the server's own words
    return DenialEvidence{words("Answer"), says.isEmpty() ? status : words("%1: %2").arg(status, says)};
}

Found failure(const Denial &denial)
{
    if (!denial.facts.error)
        return {};
    return DenialEvidence{words("Error"), QString::fromLatin1(codeName(denial.code())) + u": "_s +
                                              foreign(describe(*denial.facts.error).message.toUtf8())};
}

Found challenge(const Denial &denial)
{
    return headerLine(denial, "WWW-Authenticate");
}

Found proxyChallenge(const Denial &denial)
{
    return headerLine(denial, "Proxy-Authenticate");
}

Found allow(const Denial &denial)
{
    return headerLine(denial, "Allow");
}

Found retry(const Denial &denial)
{
    return headerLine(denial, "Retry-After");
}

Found location(const Denial &denial)
{
    const QByteArray value = denial.header("Location");
    if (value.isEmpty())
        return {};
    return DenialEvidence{
        u"Location"_s, redactedUrl(denial.facts.url.resolved(QUrl::fromEncoded(value))).left(longestValue)};
}

Found address(const Denial &denial)
{
    return DenialEvidence{words("Address"), redactedUrl(denial.facts.url).left(longestValue)};
}

Found redirect(const Denial &denial)
{
    if (!denial.facts.response || denial.facts.response->redirects.empty())
        return {};
    const http::Hop &hop = denial.facts.response->redirects.front();
    //: %1 a status (301), %2 where the last redirect led
    return DenialEvidence{
        words("Redirect"),
        words("%1 to %2").arg(hop.status).arg(redactedUrl(denial.facts.response->url).left(longestValue))};
}

Found heldBack(const Denial &denial)
{
    if (!denial.facts.response || denial.facts.response->withheld.empty())
        return {};
    const http::Withheld &first = denial.facts.response->withheld.front();
    return DenialEvidence{words("Held back from"), first.origin.toString()};
}

Found sentAs(const Denial &denial)
{
    if (!denial.facts.response || denial.facts.isCookieSession)
        return {};
    return DenialEvidence{words("Credential"), denial.credentialSent()
                                                   ? words("sent as %1")
                                                         .arg(QString::fromUtf8(denial.facts.scheme.isEmpty()
                                                                                    ? QByteArray("-")
                                                                                    : denial.facts.scheme))
                                                   : words("not sent")};
}

Found expiry(const Denial &denial)
{
    if (!denial.facts.token || !denial.facts.token->expiresAt)
        return {};
    return DenialEvidence{words("Token expires (exp)"),
                          momentText(*denial.facts.token->expiresAt, denial.facts.now)};
}

Found start(const Denial &denial)
{
    if (!denial.facts.token || !denial.facts.token->notBefore)
        return {};
    return DenialEvidence{words("Token begins (nbf)"),
                          momentText(*denial.facts.token->notBefore, denial.facts.now)};
}

Found clocks(const Denial &denial)
{
    constexpr std::chrono::seconds noise{2}; // a Date has whole seconds
    if (!denial.facts.skew || std::chrono::abs(*denial.facts.skew) < noise)
        return {};
    const QString apart = inspect::durationText(
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::abs(*denial.facts.skew)).count());
    return DenialEvidence{words("Server's clock"), denial.facts.skew->count() > 0
                                                       ? words("%1 ahead of this machine's").arg(apart)
                                                       : words("%1 behind this machine's").arg(apart)};
}

Found audience(const Denial &denial)
{
    if (!denial.facts.token || denial.facts.token->audience.isEmpty())
        return {};
    return DenialEvidence{words("Token is for (aud)"),
                          foreign(denial.facts.token->audience.join(u", ").toUtf8())};
}

Found issuer(const Denial &denial)
{
    if (!denial.facts.token || denial.facts.token->issuer.isEmpty())
        return {};
    return DenialEvidence{words("Token is from (iss)"), foreign(denial.facts.token->issuer.toUtf8())};
}

Found scopes(const Denial &denial)
{
    QStringList have = denial.facts.token ? denial.facts.token->scopes : QStringList();
    if (have.isEmpty())
        have = denial.facts.grantedScopes;
    if (have.isEmpty())
        return {};
    return DenialEvidence{words("Token's scope"), foreign(have.join(u' ').toUtf8())};
}

Found binding(const Denial &denial)
{
    const auto &token = denial.facts.token;
    if (!token || (!token->isBoundToKey && !token->isBoundToCertificate))
        return {};
    return DenialEvidence{words("Token is bound (cnf)"), token->isBoundToKey
                                                             ? words("to a key (jkt)")
                                                             : words("to a certificate (x5t#S256)")};
}

struct Row {
    unsigned kind;
    Found (*find)(const Denial &);
};
/// In the order in which they are shown.
constexpr std::array rows{
    Row{Evidence::Answer, answer},       Row{Evidence::Failure, failure},
    Row{Evidence::Challenge, challenge}, Row{Evidence::ProxyChallenge, proxyChallenge},
    Row{Evidence::Allow, allow},         Row{Evidence::Retry, retry},
    Row{Evidence::Location, location},   Row{Evidence::Redirect, redirect},
    Row{Evidence::HeldBack, heldBack},   Row{Evidence::SentAs, sentAs},
    Row{Evidence::Expiry, expiry},       Row{Evidence::Start, start},
    Row{Evidence::Clocks, clocks},       Row{Evidence::Scopes, scopes},
    Row{Evidence::Audience, audience},   Row{Evidence::Issuer, issuer},
    Row{Evidence::Binding, binding},     Row{Evidence::Address, address},
};

} // namespace

std::vector<DenialEvidence> evidenceOf(const Denial &denial, unsigned kinds)
{
    std::vector<DenialEvidence> list;
    for (const Row &row : rows) {
        if ((kinds & row.kind) == 0)
            continue;
        if (auto found = row.find(denial))
            list.push_back(*std::move(found));
    }
    return list;
}

} // namespace claimcheck::requests
