#include "request_json_check.h"

#include "base/json.h"
#include "requests/variables.h"

#include <algorithm>

namespace claimcheck::ui {

namespace {

/// Variables as a number of the same length, which is a value by itself and does no harm within a string.
QByteArray withoutVariables(const QByteArray &text)
{
    QByteArray out = text;
    for (const requests::Placeholder &place : requests::placeholders(text)) {
        for (qsizetype i = place.span.begin; i < place.span.end; ++i)
            out[i] = '1';
    }
    return out;
}

bool isInclude(QByteArrayView line)
{
    return line.startsWith("< ") || line.startsWith("<@");
}

} // namespace

std::optional<Error> jsonProblem(const QByteArray &text)
{
    for (const QByteArray &line : text.split('\n')) {
        if (isInclude(line))
            return std::nullopt;
    }
    const auto document = json::Document::parse(withoutVariables(text));
    if (document)
        return std::nullopt;
    return document.error();
}

TextPlace placeOfByte(const QByteArray &text, qint64 byte)
{
    const QByteArrayView before = QByteArrayView(text).first(std::clamp<qint64>(byte, 0, text.size()));
    const auto lastLine = before.lastIndexOf('\n');
    return {static_cast<int>(before.count('\n')) + 1,
            static_cast<int>(QString::fromUtf8(before.sliced(lastLine + 1)).size()) + 1};
}

QByteArray tidyJson(const QByteArray &text)
{
    if (jsonProblem(text) || text.contains("\n<") || text.startsWith('<'))
        return {};
    const QByteArray mask = withoutVariables(text);
    QByteArray out;
    int depth = 0;
    bool inString = false;
    const auto newLine = [&] { out += '\n' + QByteArray(2 * std::min(depth, 100), ' '); };
    for (qsizetype i = 0; i < mask.size(); ++i) {
        const char letter = mask[i];
        if (inString) {
            out += text[i];
            if (letter == '\\' && i + 1 < mask.size())
                out += text[++i];
            else if (letter == '"')
                inString = false;
            continue;
        }
        // Of a variable every letter counts, also its blanks.
        const bool isBlank = letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t';
        if (isBlank)
            continue;
        if (letter == '"') {
            inString = true;
            out += letter;
        } else if (letter == '{' || letter == '[') {
            qsizetype next = i + 1;
            while (next < mask.size() && strchr(" \n\r\t", mask[next]))
                ++next;
            out += letter;
            if (next < mask.size() && (mask[next] == '}' || mask[next] == ']')) {
                out += mask[next];
                i = next;
            } else {
                ++depth;
                newLine();
            }
        } else if (letter == '}' || letter == ']') {
            --depth;
            newLine();
            out += letter;
        } else if (letter == ',') {
            out += letter;
            newLine();
        } else {
            out += letter == ':' ? QByteArray(": ") : QByteArray(1, text[i]);
        }
    }
    return out;
}

} // namespace claimcheck::ui
