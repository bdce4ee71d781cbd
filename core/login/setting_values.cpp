#include "setting_values.h"

#include "http/origin_policy.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::login {

namespace {

QString sentence(const char *text)
{
    return QCoreApplication::translate("Profile", text);
}

bool isVisibleAscii(QStringView text)
{
    return std::all_of(text.begin(), text.end(),
                       [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
}

bool isPath(const QString &value)
{
    return value.startsWith(u'/') && !value.startsWith(QStringLiteral("//")) && isVisibleAscii(value) &&
           !value.contains(u'\\') && !value.contains(u'#') &&
           !value.section(u'?', 0, 0).split(u'/').contains(QStringLiteral(".."));
}

bool isPointer(const QString &value)
{
    return value.startsWith(u'/') && isPlainText(value);
}

bool isPlace(const QString &value)
{
    return isPointer(value) ||
           (value.startsWith(QStringLiteral("header:")) && isHeaderName(QStringView(value).sliced(7)));
}

template <class Fits>
bool allFit(const QString &value, QChar separator, Fits fits)
{
    const QStringList parts = value.split(separator);
    return std::all_of(parts.begin(), parts.end(), fits);
}

bool isScope(const QString &word)
{
    return !word.isEmpty() && isVisibleAscii(word) && !word.contains(u'"') && !word.contains(u'\\');
}

bool isUri(const QString &value)
{
    const QUrl url(value, QUrl::StrictMode);
    return isVisibleAscii(value) && url.isValid() && !url.scheme().isEmpty() && !url.hasFragment();
}

bool isEndpoint(const QString &value)
{
    const QUrl url(value, QUrl::StrictMode);
    return url.isValid() && !url.hasFragment() && http::Origin::of(url);
}

bool isPort(const QString &value)
{
    bool isNumber = false;
    const uint port = value.toUInt(&isNumber);
    return isNumber && port > 0 && port < 65536 && value == QString::number(port);
}

bool isSeconds(const QString &value)
{
    return value.size() <= 9 &&
           std::all_of(value.begin(), value.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

bool isOneOf(const char *words, const QString &value)
{
    return QString::fromLatin1(words).split(u' ').contains(value);
}

bool fits(ValueRule rule, const char *words, const QString &value)
{
    switch (rule) {
    case ValueRule::OneOf:
        return isOneOf(words, value);
    case ValueRule::Path:
        return isPath(value);
    case ValueRule::PlainPath:
        return isPath(value) && !value.contains(u'?');
    case ValueRule::Name:
        return isPlainText(value);
    case ValueRule::Pointer:
        return isPointer(value);
    case ValueRule::Place:
        return isPlace(value);
    case ValueRule::HeaderName:
    case ValueRule::Scheme:
        return isHeaderName(value);
    case ValueRule::HeaderNames:
        return allFit(value, u',', [](const QString &name) { return isHeaderName(name); });
    case ValueRule::Scopes:
        return allFit(value, u' ', isScope);
    case ValueRule::Uri:
        return isUri(value);
    case ValueRule::Uris:
        return allFit(value, u' ', isUri);
    case ValueRule::Origins:
        return allFit(value, u' ', [](const QString &text) { return bool(http::Origin::fromString(text)); });
    case ValueRule::Endpoint:
        return isEndpoint(value);
    case ValueRule::Ports:
        return allFit(value, u',', isPort);
    case ValueRule::Seconds:
        return isSeconds(value);
    case ValueRule::HeaderValue:
        return std::all_of(value.begin(), value.end(),
                           [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7f; });
    case ValueRule::Secret:
        return false;
    }
    Q_UNREACHABLE();
}

QString wanted(ValueRule rule, const char *words)
{
    switch (rule) {
    case ValueRule::OneOf:
        return sentence("it must be one of: %1")
            .arg(QString::fromLatin1(words).replace(u' ', QStringLiteral(", ")));
    case ValueRule::Path:
    case ValueRule::PlainPath:
        return sentence("it must be a path that starts with one /");
    case ValueRule::Name:
        return sentence("it must be one line of text");
    case ValueRule::Pointer:
        return sentence("it must be a JSON Pointer such as /data/id");
    case ValueRule::Place:
        return sentence("it must be a JSON Pointer such as /data/token, or header:NAME");
    case ValueRule::HeaderName:
        return sentence("it must be the name of a header");
    case ValueRule::HeaderNames:
        return sentence("it must be names of headers with commas between them");
    case ValueRule::Scheme:
        return sentence("it must be one word such as Bearer, or none");
    case ValueRule::Scopes:
        return sentence("it must be words with one space between them");
    case ValueRule::Uri:
        return sentence("it must be an absolute URI");
    case ValueRule::Uris:
        return sentence("it must be absolute URIs with one space between them");
    case ValueRule::Origins:
        return sentence("it must be origins such as https://api.example, with one space between them");
    case ValueRule::Endpoint:
        return sentence("it must be an address that starts with https://");
    case ValueRule::Ports:
        return sentence("it must be a port, or ports with commas between them");
    case ValueRule::Seconds:
        return sentence("it must be a number of seconds");
    case ValueRule::HeaderValue:
        return sentence("a header takes visible ASCII only");
    case ValueRule::Secret:
        return sentence("it is a secret, which a profile does not hold: use --secret-file");
    }
    Q_UNREACHABLE();
}

} // namespace

QString complaint(ValueRule rule, const char *words, const QString &value)
{
    return fits(rule, words, value) ? QString() : wanted(rule, words);
}

bool isHeaderName(QStringView text)
{
    return !text.isEmpty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](QChar c) {
        const char16_t u = c.unicode();
        return u < 0x80 && (c.isLetterOrNumber() || QStringView(u"!#$%&'*+-.^_`|~").contains(c));
    });
}

bool isPlainText(QStringView text)
{
    return std::none_of(text.begin(), text.end(), [](QChar c) {
        const auto category = c.category();
        return category == QChar::Other_Control || category == QChar::Other_Format ||
               category == QChar::Separator_Line || category == QChar::Separator_Paragraph;
    });
}

} // namespace claimcheck::login
