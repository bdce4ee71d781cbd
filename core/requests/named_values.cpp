#include "named_values.h"

#include "secret_names.h"

#include <algorithm>

namespace claimcheck::requests {

namespace {

/// Whether this may stand in a name without quotes.
bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

/// The name that ends before `end`, with or without quotes; no longer than any that counts.
QByteArrayView nameBefore(QByteArrayView text, qsizetype end)
{
    constexpr qsizetype longest = 100;
    while (end > 0 && isBlank(text[end - 1]))
        --end;
    const char quote = end > 0 && (text[end - 1] == '"' || text[end - 1] == '\'') ? text[--end] : '\0';
    const qsizetype stop = std::max<qsizetype>(0, end - longest);
    qsizetype begin = end;
    while (begin > stop &&
           (quote ? text[begin - 1] != quote && text[begin - 1] != '\n' : isNameByte(text[begin - 1])))
        --begin;
    return text.sliced(begin, end - begin);
}

/// What stands behind ":" or "=" at `begin`: up to its closing quote, or without quotes to the end of the
/// line or of the member.
json::Span valueAfter(QByteArrayView text, qsizetype begin)
{
    const QByteArrayView ends = text[begin - 1] == '=' ? " \t,;&}]{[)<>\"" : ",;&}]{[<>\"";
    while (begin < text.size() && isBlank(text[begin]))
        ++begin;
    const bool isEscaped = begin + 1 < text.size() && text[begin] == '\\' && text[begin + 1] == '"';
    begin += isEscaped ? 1 : 0; // JSON inside of JSON
    const char quote =
        begin < text.size() && (text[begin] == '"' || text[begin] == '\'') ? text[begin++] : '\0';
    qsizetype end = begin;
    for (; end < text.size() && text[end] != '\n' && text[end] != '\r'; ++end) {
        if (isEscaped ? text[end] == '\\' && end + 1 < text.size() && text[end + 1] == '"'
                      : text[end] == quote)
            break;
        if (!quote && ends.contains(text[end]))
            break;
        if (quote && !isEscaped && text[end] == '\\' && end + 1 < text.size())
            ++end;
    }
    end = std::min(end, text.size());
    while (!quote && end > begin && isBlank(text[end - 1]))
        --end;
    return {begin, end};
}

} // namespace

std::vector<json::Span> secretValuesIn(QByteArrayView text)
{
    std::vector<json::Span> values;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if ((text[at] != ':' && text[at] != '=') || !isSecretName(nameBefore(text, at)))
            continue;
        const json::Span span = valueAfter(text, at + 1);
        const QByteArrayView value = text.sliced(span.begin, span.size());
        // As in JSON, what is no text is no secret.
        const bool isNumber =
            std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (isNumber || value == "null" || value == "true" || value == "false")
            continue;
        values.push_back(span);
        at = span.end - 1;
    }
    return values;
}

} // namespace claimcheck::requests
