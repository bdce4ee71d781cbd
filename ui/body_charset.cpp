#include "body_charset.h"

#include "widgets/visible_text.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace claimcheck::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostOfPage = 1024; // where browsers look for <meta charset>
constexpr qsizetype longestName = 40;

QString tr(const char *text)
{
    return QCoreApplication::translate("Charset", text);
}

/// "Windows-1252" and its like as browsers read them (Encoding standard, section 4.2).
QByteArray nameOf(QByteArray label)
{
    label = label.trimmed().toLower();
    if (label.size() > 1 && (label.front() == '"' || label.front() == '\'') && label.back() == label.front())
        label = label.sliced(1, label.size() - 2).trimmed();
    for (const char *latin : {"iso-8859-1", "latin1", "latin-1", "iso8859-1", "l1", "ascii"}) {
        if (label == latin)
            return "windows-1252";
    }
    return label.left(longestName);
}

struct Mark {
    QByteArrayView bytes;
    const char *name;
};
constexpr std::array marks{Mark{"\xEF\xBB\xBF", "utf-8"}, Mark{"\xFF\xFE", "utf-16le"},
                           Mark{"\xFE\xFF", "utf-16be"}};

/// The parameter of a media type (RFC 9110 section 8.3.2).
QByteArray parameterIn(const QByteArray &contentType)
{
    for (const QByteArray &part : contentType.split(';').mid(1)) {
        const auto equals = part.indexOf('=');
        if (equals > 0 && part.left(equals).trimmed().toLower() == "charset")
            return nameOf(part.mid(equals + 1));
    }
    return {};
}

QByteArray metaIn(QByteArrayView head, const QByteArray &contentType)
{
    const QByteArray type = contentType.split(';').first().trimmed().toLower();
    if (type != "text/html" && type != "application/xhtml+xml")
        return {};
    static const QRegularExpression meta(
        u"<meta[^>]{0,200}charset\\s*=\\s*[\"']?\\s*([A-Za-z0-9_:.-]{1,40})"_s,
        QRegularExpression::CaseInsensitiveOption);
    const auto match = meta.match(QString::fromLatin1(head.first(qMin(head.size(), mostOfPage))));
    const QByteArray name = nameOf(match.captured(1).toLatin1());
    return name.startsWith("utf-16") ? QByteArray("utf-8") : name; // it was read as bytes: it is no UTF-16
}

} // namespace

Charset charsetOf(QByteArrayView head, const QByteArray &contentType)
{
    for (const Mark &mark : marks) {
        if (head.startsWith(mark.bytes))
            return {mark.name, Charset::From::Mark};
    }
    if (const QByteArray name = parameterIn(contentType); !name.isEmpty())
        return {name, Charset::From::ContentType};
    if (const QByteArray name = metaIn(head, contentType); !name.isEmpty())
        return {name, Charset::From::Page};
    return {};
}

bool mayBeginAMark(QByteArrayView head)
{
    return std::any_of(marks.begin(), marks.end(), [head](const Mark &mark) {
        return head.size() < mark.bytes.size() && mark.bytes.startsWith(head);
    });
}

bool isText(QByteArray head)
{
    for (int i = 0; i < 3 && !head.isEmpty() && (static_cast<unsigned char>(head.back()) & 0xC0) == 0x80; ++i)
        head.chop(1);
    const auto last = static_cast<unsigned char>(head.isEmpty() ? 0 : head.back());
    if (last >= 0xC2 && last <= 0xF4)
        head.chop(1); // a letter that the head cuts in two
    return head.isValidUtf8() && !head.contains('\0');
}

QString charsetText(const Charset &charset)
{
    const QString name = visibleText(QString::fromLatin1(charset.name), longestName);
    switch (charset.from) {
    case Charset::From::Mark:
        return tr("%1 (its byte order mark says so)").arg(name);
    case Charset::From::ContentType:
        return tr("%1 (the Content-Type says so)").arg(name);
    case Charset::From::Page:
        return tr("%1 (the page says so)").arg(name);
    case Charset::From::Nobody:
        break;
    }
    return name;
}

} // namespace claimcheck::ui
