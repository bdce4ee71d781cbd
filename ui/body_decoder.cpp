#include "body_decoder.h"

#include "error_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr qint64 piece = 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("Charset", text);
}

/// Qt knows a few by itself, and all that ICU knows where it was built with it.
QStringDecoder decoderOf(const QByteArray &name)
{
    // Without a mark UTF-16 is little-endian (Encoding standard, section 4.2).
    return name == "utf-16" ? QStringDecoder(QStringDecoder::Utf16LE) : QStringDecoder(name.constData());
}

} // namespace

BodyDecoder::BodyDecoder(std::shared_ptr<const requests::Overflow> body, const Charset &charset)
    : m_body(std::move(body))
    , m_text(std::make_shared<requests::Overflow>())
    , m_charset(charset)
    , m_decoder(decoderOf(charset.name))
{
}

Result<Done> BodyDecoder::readOn(qint64 most)
{
    if (!isKnown())
        return Done{};
    const qint64 end = std::min(m_body->size(), m_at + most);
    while (!m_hasFailed && m_at < end) {
        if (const auto read = readPiece(end); !read) {
            m_failure = read.error();
            m_hasFailed = true;
        }
    }
    return m_hasFailed ? Result<Done>(*m_failure) : Done{};
}

Result<Done> BodyDecoder::readPiece(qint64 end)
{
    const auto bytes = m_body->read(m_at, std::min(piece, end - m_at));
    if (!bytes)
        return bytes.error();
    QString text = m_half + QString(m_decoder.decode(*bytes));
    if (!m_begun && text.startsWith(QChar::ByteOrderMark))
        text.remove(0, 1);
    m_begun = m_begun || !text.isEmpty();
    m_half = !text.isEmpty() && text.back().isHighSurrogate() ? text.right(1) : QString();
    text.chop(m_half.size());
    if (const auto kept = m_text->append(text.toUtf8()); !kept)
        return kept.error();
    m_hasHalf = !m_half.isEmpty();
    m_hasError = m_decoder.hasError();
    m_at += bytes->size();
    return Done{};
}

std::optional<Error> BodyDecoder::failure() const
{
    return m_hasFailed ? m_failure : std::nullopt;
}

bool BodyDecoder::endsInALetter() const
{
    const int unit = m_charset.name.startsWith("utf-16") ? 2 : m_charset.name.startsWith("utf-32") ? 4 : 1;
    return m_hasHalf || m_at % unit != 0;
}

Decoded BodyDecoder::end() const
{
    if (!isKnown())
        return {
            {},
            tr("This system cannot decode %1. The answer is shown as bytes.").arg(charsetText(m_charset))};
    if (const auto error = failure())
        return {{}, tr("The answer cannot be decoded. It is shown as bytes. %1").arg(sentences(*error))};
    if (hasError() || endsInALetter())
        return {{},
                tr("The answer cannot be decoded as %1. It is shown as bytes.").arg(charsetText(m_charset))};
    return {m_text, {}};
}

} // namespace claimcheck::ui
