#include "finder.h"

#include "finder_reader.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

using namespace scan;

int nonEmptySegments(QByteArrayView token)
{
    int count = 0;
    bool inSegment = false;
    for (const char c : token) {
        count += c != '.' && !inSegment;
        inSegment = c != '.';
    }
    return count;
}

/// Characters as meant of a stretch of text that has no line ends.
QByteArray readPlain(QByteArrayView text, qsizetype begin, qsizetype end)
{
    QByteArray out;
    while (begin < end) {
        const Unit unit = unitAt(text, begin);
        out += unit.c;
        begin += unit.length;
    }
    return out;
}

std::vector<Found> scanText(QByteArrayView text)
{
    std::vector<Found> found;
    bool atBoundary = true;   // a token may begin here
    qsizetype wordBegin = -1; // of the run of base64url and dots that we are in
    for (qsizetype i = 0; i < text.size() && found.size() < maxFound;) {
        if (atBoundary && beginsHeader(text, i)) {
            TokenReader reader(text, i);
            reader.read();
            QByteArray token = reader.token();
            qsizetype begin = i;
            // "x.eyJ….y": the header is damaged, and what begins here is the payload.
            if (reader.dots() < 2 && wordBegin >= 0 && text[i - 1] == '.') {
                token.prepend(readPlain(text, wordBegin, i));
                begin = wordBegin;
            }
            if (nonEmptySegments(token) >= 2)
                found.push_back({std::move(token), {begin, reader.end()}, labelBefore(text, begin)});
            i = reader.readTo();
            atBoundary = false;
            wordBegin = -1;
            continue;
        }
        const Unit unit = classOf(text[i]) == Escape ? unitAt(text, i) : Unit{text[i], 1};
        const CharClass kind = classOf(unit.c);
        if (kind == Sextet) {
            if (wordBegin < 0)
                wordBegin = i;
            atBoundary = false;
        } else {
            if (kind != Dot)
                wordBegin = -1;
            atBoundary = true;
        }
        i += unit.length;
    }
    return found;
}

/// The text without the blanks, names, schemes and quotes around it.
json::Span core(QByteArrayView text)
{
    qsizetype begin = 0;
    qsizetype end = text.size();
    const auto trim = [&] {
        const auto isAround = [](char c) {
            return isBlank(c) || isLineEnd(c) || QByteArrayView("\"'`,;").contains(c);
        };
        while (begin < end && isAround(text[begin]))
            ++begin;
        while (end > begin && isAround(text[end - 1]))
            --end;
    };
    trim();
    for (const QByteArrayView prefix :
         {QByteArrayView("authorization:"), QByteArrayView("bearer "), QByteArrayView("dpop "),
          QByteArrayView("jwt "), QByteArrayView("token ")}) {
        if (text.sliced(begin, std::min(prefix.size(), end - begin)).compare(prefix, Qt::CaseInsensitive) ==
            0) {
            begin += prefix.size();
            trim();
        }
    }
    return {begin, end};
}

/// A token with characters in it that no token has, and nothing else: taken whole, so that they can be named.
bool isDamagedToken(QByteArrayView word)
{
    if (word.isEmpty() || !beginsHeader(word, 0) || !word.contains('.'))
        return false;
    bool damaged = false;
    for (const char c : word) {
        // Everything that delimits tokens in texts, and escapes.
        if (static_cast<unsigned char>(c) <= ' ' || QByteArrayView("\"'`,;:&?#<>()[]{}|\\%/+=").contains(c))
            return false;
        damaged = damaged || (classOf(c) != Sextet && c != '.');
    }
    return damaged;
}

/// Joins the lines of a text that is made of token characters only; empty if it has others, or looks like
/// words.
QByteArray joinLines(QByteArrayView text)
{
    constexpr qsizetype leastWidth = 20;
    QByteArray joined;
    qsizetype lineLength = 0;
    for (qsizetype i = 0; i < text.size();) {
        const Unit unit = unitAt(text, i);
        i += unit.length;
        if (isLineEnd(unit.c)) {
            if (lineLength < leastWidth)
                return {};
            while (i < text.size() && (isLineEnd(text[i]) || isBlank(text[i])))
                ++i;
            lineLength = 0;
            continue;
        }
        if (const CharClass kind = classOf(unit.c); kind == Other || kind == Escape)
            return {};
        joined += unit.c;
        ++lineLength;
    }
    return joined;
}

/// Whether one word is a token, or what is left of one, more likely than a word of prose.
bool looksLikeToken(const QByteArray &word)
{
    constexpr qsizetype leastOpaque = 16;
    if (nonEmptySegments(word) >= 2 || (!word.isEmpty() && beginsHeader(word, 0)))
        return true;
    return word.size() >= leastOpaque &&
           std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::vector<Found> findTokens(QByteArrayView text)
{
    const json::Span span = core(text);
    const QByteArrayView word = text.sliced(span.begin, span.size());
    if (isDamagedToken(word))
        return {{word.toByteArray(), span, labelBefore(text, span.begin)}};
    std::vector<Found> found = scanText(text);
    if (!found.empty())
        return found;
    QByteArray joined = joinLines(word);
    if (looksLikeToken(joined))
        found.push_back({std::move(joined), span, labelBefore(text, span.begin)});
    return found;
}

} // namespace claimcheck::inspect
