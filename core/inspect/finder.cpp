#include "finder.h"

#include "finder_reader.h"

#include <algorithm>
#include <array>
#include <string_view>

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

enum Interest : quint8 { None, MayBegin, Escaped };

/// What the scan must look at: the first characters that `beginsHeader` knows, and escapes. All else is
/// passed over.
constexpr std::array<Interest, 256> makeInterests()
{
    std::array<Interest, 256> interests{};
    for (const char c : {'e', 'I', 'C', 'D', '7'})
        interests[static_cast<unsigned char>(c)] = MayBegin;
    for (const char c : {'%', '\\', '\x1b'})
        interests[static_cast<unsigned char>(c)] = Escaped;
    return interests;
}

constexpr std::array<Interest, 256> interests = makeInterests();

/// Where the run of base64url and dots begins that ends at `at`; not before `least`.
qsizetype runBegin(QByteArrayView text, qsizetype least, qsizetype at)
{
    while (at > least && (classOf(text[at - 1]) == Sextet || text[at - 1] == '.'))
        --at;
    return at;
}

std::vector<Found> scanText(QByteArrayView text)
{
    std::vector<Found> found;
    qsizetype readTo = 0;      // what comes before belongs to what was read already
    qsizetype afterEscape = 0; // an escaped quote or blank ended here, whatever letters it was written with
    for (qsizetype i = 0; i < text.size() && found.size() < maxFound;) {
        const Interest interest = interests[static_cast<unsigned char>(text[i])];
        if (interest == None) {
            ++i;
        } else if (interest == Escaped) {
            const Unit unit = unitAt(text, i);
            i += unit.length;
            if (classOf(unit.c) != Sextet)
                afterEscape = i;
        } else if ((i > afterEscape && classOf(text[i - 1]) == Sextet) || !beginsHeader(text, i)) {
            ++i;
        } else {
            TokenReader reader(text, i);
            reader.read();
            QByteArray token = reader.token();
            qsizetype begin = i;
            // "x.eyJ….y": the header is damaged, and what begins here is the payload.
            if (reader.dots() < 2 && i > readTo && text[i - 1] == '.' && !text.first(i).endsWith("..")) {
                begin = runBegin(text, readTo, i);
                token.prepend(text.sliced(begin, i - begin).toByteArray());
            }
            if (nonEmptySegments(token) >= 2)
                found.push_back({std::move(token), {begin, reader.end()}, labelBefore(text, begin)});
            i = readTo = reader.readTo();
        }
    }
    return found;
}

/// Characters that delimit tokens in texts, or escape others.
constexpr bool isDelimiter(char c)
{
    return static_cast<unsigned char>(c) <= ' ' ||
           std::string_view("\"'`,;:&?#<>()[]{}|\\%/+=").find(c) != std::string_view::npos;
}

/// The text without the blanks, names, schemes and quotes around it.
json::Span core(QByteArrayView text)
{
    qsizetype begin = 0;
    qsizetype end = text.size();
    const auto trim = [&] {
        const auto isAround = [](char c) {
            return isBlank(c) || isLineEnd(c) || c == '"' || c == '\'' || c == '`' || c == ',' || c == ';';
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
        if (classOf(c) == Sextet || c == '.')
            continue;
        if (isDelimiter(c))
            return false;
        damaged = true;
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
    joined.reserve(text.size());
    for (qsizetype i = 0; i < text.size();) {
        const qsizetype plainBegin = i;
        while (i < text.size() && classOf(text[i]) == Sextet)
            ++i;
        joined.append(text.sliced(plainBegin, i - plainBegin));
        lineLength += i - plainBegin;
        if (i == text.size())
            break;
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
