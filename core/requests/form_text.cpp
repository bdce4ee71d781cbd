#include "form_text.h"

#include <algorithm>

namespace claimcheck::requests {

namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The end of a "{{…}}" that begins at `at`; `at` itself when none does. None is longer than this, so that
/// many open braces stay cheap.
qsizetype templateEnd(QByteArrayView text, qsizetype at)
{
    constexpr qsizetype longest = 1024;
    const QByteArrayView rest = text.sliced(at, std::min(longest, text.size() - at));
    if (!rest.startsWith("{{"))
        return at;
    const qsizetype close = rest.indexOf("}}", 2);
    return close < 0 ? at : at + close + 2;
}

bool isUnreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '*';
}

QByteArray formDecoded(QByteArrayView text)
{
    QByteArray out;
    for (qsizetype i = 0; i < text.size();) {
        if (const qsizetype end = templateEnd(text, i); end > i) {
            out += text.sliced(i, end - i);
            i = end;
        } else if (text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 &&
                   hexDigit(text[i + 2]) >= 0) {
            out += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
            i += 3;
        } else {
            out += text[i] == '+' ? ' ' : text[i];
            ++i;
        }
    }
    return out;
}

} // namespace

QByteArray formEncoded(QByteArrayView text)
{
    QByteArray out;
    for (qsizetype i = 0; i < text.size();) {
        if (const qsizetype end = templateEnd(text, i); end > i) {
            out += text.sliced(i, end - i);
            i = end;
            continue;
        }
        const char c = text[i++];
        if (isUnreserved(c))
            out += c;
        else if (c == ' ')
            out += '+';
        else
            out += '%' + QByteArray(1, c).toHex().toUpper();
    }
    return out;
}

std::vector<FormField> formFields(QByteArrayView text)
{
    std::vector<FormField> fields;
    for (qsizetype begin = 0; begin < text.size();) {
        qsizetype end = begin;
        // An "&" or "=" inside of "{{…}}" belongs to the template.
        qsizetype equals = -1;
        while (end < text.size() && text[end] != '&') {
            if (text[end] == '=' && equals < 0)
                equals = end;
            const qsizetype after = templateEnd(text, end);
            end = after > end ? after : end + 1;
        }
        const qsizetype nameEnd = equals < 0 ? end : equals;
        if (end > begin)
            fields.push_back(
                {formDecoded(text.sliced(begin, nameEnd - begin)),
                 equals < 0 ? QByteArray() : formDecoded(text.sliced(equals + 1, end - equals - 1))});
        begin = end + 1;
    }
    return fields;
}

QByteArray formText(const std::vector<FormField> &fields)
{
    QByteArray out;
    for (const FormField &field : fields) {
        if (!out.isEmpty())
            out += '&';
        out += formEncoded(field.name) + '=' + formEncoded(field.value);
    }
    return out;
}

} // namespace claimcheck::requests
