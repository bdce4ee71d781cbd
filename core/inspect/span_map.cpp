#include "span_map.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

using jose::PartId;

bool isSextet(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '+' || c == '/';
}

/// How many characters of `text` come before the one that holds six bits number `index`. Only a part that is
/// not canonical has characters that hold none.
qsizetype characterOf(QByteArrayView text, qsizetype index)
{
    qsizetype seen = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (isSextet(text[i]) && seen++ == index)
            return i;
    }
    return text.size();
}

qsizetype sextetsBefore(QByteArrayView text, qsizetype character)
{
    return std::count_if(text.begin(), text.begin() + character, isSextet);
}

QByteArrayView textOf(QByteArrayView text, const jose::Part &part)
{
    return text.sliced(part.span.begin, part.span.size());
}

} // namespace

json::Span tokenSpan(const jose::ParsedToken &token, PartId id, json::Span decoded)
{
    return tokenSpan(token.text(), token.part(id), decoded);
}

json::Span tokenSpan(QByteArrayView whole, const jose::Part &part, json::Span decoded)
{
    if (part.text || !part.present || part.span.end > whole.size())
        return part.span;
    const qsizetype size = part.bytes.size();
    const qsizetype begin = std::clamp<qsizetype>(decoded.begin, 0, size);
    const qsizetype end = std::clamp(decoded.end, begin, size);
    // Byte b begins at bit 8b, and character c at bit 6c.
    const qsizetype endSextet = (end * 4 + 2) / 3;
    const qsizetype firstSextet = begin == size ? endSextet : begin * 4 / 3;
    if (part.canonical)
        return {part.span.begin + firstSextet, part.span.begin + (begin == end ? firstSextet : endSextet)};
    const QByteArrayView text = textOf(whole, part);
    const qsizetype first = characterOf(text, firstSextet);
    const qsizetype last = begin == end ? first : characterOf(text, endSextet - 1) + 1;
    return {part.span.begin + first, part.span.begin + std::min(last, part.span.size())};
}

std::optional<DecodedSpan> decodedSpan(const jose::ParsedToken &token, json::Span characters)
{
    for (const PartId id : {PartId::Header, PartId::Payload, PartId::Signature}) {
        const jose::Part &part = token.part(id);
        const bool caret = characters.size() <= 0;
        const qsizetype begin = std::max(characters.begin, part.span.begin);
        const qsizetype end = std::min(caret ? begin : characters.end, part.span.end);
        if (!part.present || begin > part.span.end || (caret ? begin != characters.begin : begin >= end))
            continue;
        qsizetype firstSextet = begin - part.span.begin;
        qsizetype endSextet = end - part.span.begin;
        if (!part.canonical) {
            const QByteArrayView text = textOf(token.text(), part);
            firstSextet = sextetsBefore(text, firstSextet);
            endSextet = sextetsBefore(text, endSextet);
        }
        const qsizetype size = part.bytes.size();
        const qsizetype first = std::min(firstSextet * 3 / 4, size);
        const qsizetype last = firstSextet == endSextet ? first : std::min((endSextet * 3 + 3) / 4, size);
        return DecodedSpan{id, {first, last}};
    }
    return std::nullopt;
}

} // namespace claimcheck::inspect
