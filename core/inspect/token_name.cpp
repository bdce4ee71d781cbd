#include "token_name.h"

#include "finder.h"

#include "jose/parsed_token.h"

#include <QUrl>

#include <initializer_list>

namespace claimcheck::inspect {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestPart = 48;

/// The first of these claims that is a text with something in it, on one line.
QString textOf(const json::Value &claims, std::initializer_list<const char *> names)
{
    for (const char *name : names) {
        const json::Value value = claims.isObject() ? claims.find(name) : json::Value();
        const QString text = value.isValid() && value.isString() ? value.toString().simplified() : QString();
        if (!text.isEmpty())
            return text.size() > longestPart ? text.left(longestPart - 1) + u'…' : text;
    }
    return {};
}

QString kindOf(const QByteArray &token)
{
    const std::vector<Found> found = findTokens(token);
    if (found.empty())
        return QString::fromLatin1(tokenKindName(TokenKind::Opaque));
    return found.front().name.isEmpty() ? QString::fromLatin1(tokenKindName(found.front().kind))
                                        : found.front().name;
}

} // namespace

QString tokenName(const QByteArray &token, const QString &label)
{
    // Of an SD-JWT, the part that the issuer signed.
    const auto parsed = jose::ParsedToken::parse(token.startsWith('{') ? token : token.split('~').first());
    const json::Value claims = parsed.claims();
    const QString subject = textOf(
        claims, {"preferred_username", "username", "email", "name", "sub", "user_id", "client_id", "azp"});
    QString issuer = textOf(claims, {"iss"});
    if (const QString host = QUrl(issuer).host(); !host.isEmpty())
        issuer = host;
    if (!subject.isEmpty() && !issuer.isEmpty())
        return u"%1 · %2"_s.arg(subject, issuer);
    const QString name = subject + issuer;
    if (!name.isEmpty())
        return name;
    return label.trimmed().isEmpty() ? kindOf(token) : label.trimmed();
}

} // namespace claimcheck::inspect
