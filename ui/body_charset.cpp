#include "body_charset.h"

#include "widgets/visible_text.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringDecoder>

#include <array>

namespace claimcheck::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 piece = 1024 * 1024;
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

/// Qt knows a few by itself, and all that ICU knows where it was built with it.
QStringDecoder decoderOf(const QByteArray &name)
{
    // Without a mark UTF-16 is little-endian (Encoding standard, section 4.2).
    return name == "utf-16" ? QStringDecoder(QStringDecoder::Utf16LE) : QStringDecoder(name.constData());
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

Result<Decoded> decodedText(const requests::Overflow &body, const Charset &charset, const StopFlag &stop)
{
    QStringDecoder decoder = decoderOf(charset.name);
    if (!decoder.isValid())
        return Decoded{
            {}, tr("This system cannot decode %1. The answer is shown as bytes.").arg(charsetText(charset))};
    auto out = std::make_shared<requests::Overflow>();
    QString text;
    const qint64 size = body.size();
    for (qint64 at = 0; at < size; at += piece) {
        if (*stop)
            return Error{ErrorCode::Cancelled};
        const auto bytes = body.read(at, std::min(piece, size - at));
        if (!bytes)
            return bytes.error();
        text += QString(decoder.decode(*bytes));
        if (at == 0 && text.startsWith(QChar::ByteOrderMark))
            text.remove(0, 1);
        // Half a letter waits for its other half.
        const QString half = !text.isEmpty() && text.back().isHighSurrogate() ? text.right(1) : QString();
        text.chop(half.size());
        if (const auto kept = out->append(text.toUtf8()); !kept)
            return kept.error();
        text = half;
    }
    const int unit = charset.name.startsWith("utf-16") ? 2 : charset.name.startsWith("utf-32") ? 4 : 1;
    if (decoder.hasError() || !text.isEmpty() || size % unit != 0)
        return Decoded{
            {}, tr("The answer cannot be decoded as %1. It is shown as bytes.").arg(charsetText(charset))};
    return Decoded{std::move(out), {}};
}

} // namespace claimcheck::ui
