#include "finder_reader.h"

#include "base/base64url.h"
#include "base/json.h"
#include "jose/algorithm.h"

#include <algorithm>

namespace claimcheck::inspect::scan {

namespace {

/// Narrower lines are words under each other, not a wrapped token.
constexpr qsizetype leastWrapWidth = 40;
/// A piece of a token that is shorter than this may be a word of the next line.
constexpr qsizetype leastPiece = 16;
/// No escape is longer: it may be cut where the text ends.
constexpr qsizetype longestUnit = 32;

qsizetype encodedLength(qsizetype bytes)
{
    return (bytes * 4 + 2) / 3;
}

} // namespace

void TokenReader::read()
{
    for (;;) {
        // Most of a token is plain characters: take them in one go.
        qsizetype plainEnd = m_at;
        while (plainEnd < m_text.size() && classOf(m_text[plainEnd]) == Sextet)
            ++plainEnd;
        m_token.append(m_text.sliced(m_at, plainEnd - m_at));
        m_at = plainEnd;

        const Unit unit = unitAt(m_text, m_at);
        const CharClass kind = unit.length ? classOf(unit.c) : Other;
        if (kind == Sextet || kind == Dot || (kind == Standard && !isInUrl()))
            append(unit.c, unit.length);
        else if (!(kind == Padding ? takePadding() : kind == Tilde ? takeTilde(unit.length) : takeWrap()))
            break;
    }
    m_end = m_at;
    m_lookedTo = std::max(m_lookedTo, m_at + longestUnit);
    trimDots();
}

TokenKind TokenReader::kind()
{
    if (m_tildes > 0)
        return TokenKind::SdJwt;
    readHeader();
    return m_dots == 4 && m_mostDots == 4 ? TokenKind::JweCompact : TokenKind::JwsCompact;
}

void TokenReader::append(char c, qsizetype length)
{
    m_token += c;
    m_at += length;
    if (c == '.') {
        ++(m_tildes > 0 ? m_keyBindingDots : m_dots);
        m_segmentBegin = m_token.size();
    }
}

/// A ~ belongs to the token after a whole JWT, and after each disclosure (RFC 9901 section 4). Two of them
/// are no disclosure but how some write that a text is struck out.
bool TokenReader::takeTilde(qsizetype length)
{
    if (m_dots != 2 || m_keyBindingDots > 0 || m_token.endsWith('.'))
        return false;
    const Unit next = unitAt(m_text, m_at + length);
    if (next.length && classOf(next.c) == Tilde)
        return false;
    m_token += '~';
    m_at += length;
    ++m_tildes;
    m_segmentBegin = m_token.size();
    return true;
}

/// One or two = at the end of a segment; anywhere else they separate a name from its value.
bool TokenReader::takePadding()
{
    const Unit first = unitAt(m_text, m_at);
    qsizetype length = first.length;
    Unit next = unitAt(m_text, m_at + length);
    int count = 1;
    if (next.length && next.c == '=') {
        length += next.length;
        next = unitAt(m_text, m_at + length);
        ++count;
    }
    if (next.length && (classOf(next.c) == Sextet || classOf(next.c) == Padding))
        return false;
    m_token.append(count, '=');
    m_at += length;
    return true;
}

/// Passes over one line end with the blanks around it, if what follows belongs to the token.
bool TokenReader::takeWrap()
{
    const qsizetype after = afterWrap();
    if (after < 0 || !goesOn(chunkAt(after)))
        return false;
    m_at = after;
    m_lineBegin = after;
    return true;
}

qsizetype TokenReader::afterWrap() const
{
    const auto passBlanks = [this](qsizetype at) {
        while (at < m_text.size() && isBlank(m_text[at]))
            ++at;
        return at;
    };
    qsizetype at = passBlanks(m_at);
    Unit unit = unitAt(m_text, at);
    if (!unit.length || !isLineEnd(unit.c))
        return -1;
    at += unit.length;
    const Unit second = unitAt(m_text, at);
    if (unit.c == '\r' && second.length && second.c == '\n')
        at += second.length;
    return passBlanks(at);
}

TokenReader::Chunk TokenReader::chunkAt(qsizetype at)
{
    Chunk chunk;
    chunk.begin = at;
    Unit unit = unitAt(m_text, at);
    for (; unit.length; unit = unitAt(m_text, at)) {
        const CharClass kind = classOf(unit.c);
        if (kind == Other || kind == Escape)
            break;
        if (chunk.length++ == 0)
            chunk.first = unit.c;
        chunk.last = unit.c;
        chunk.dots += kind == Dot;
        chunk.tildes += kind == Tilde;
        at += unit.length;
    }
    bool moreWords = false;
    while (unit.length && isBlank(unit.c) && !moreWords) {
        at += unit.length;
        unit = unitAt(m_text, at);
        moreWords = unit.length && !isBlank(unit.c) && !isLineEnd(unit.c);
    }
    m_lookedTo = std::max(m_lookedTo, at + longestUnit);
    if (moreWords)
        return chunk;
    chunk.wholeLine = !unit.length || isLineEnd(unit.c) || QByteArrayView("\"'`,;)]}<>&").contains(unit.c);
    return chunk;
}

bool TokenReader::goesOn(const Chunk &chunk)
{
    if (chunk.length == 0 || !chunk.wholeLine)
        return false;
    if (m_tildes > 0)
        return goesOnInDisclosures(chunk);
    readHeader();
    const bool afterDot = m_token.endsWith('.');
    // A line that begins as a header does is a payload after the header's dot, or the next token.
    if (beginsHeader(m_text, chunk.begin) && !(m_dots == 1 && (afterDot || !isHeader(chunk))))
        return false;
    if (chunk.tildes > 0)
        return m_dots > 0 && chunk.length >= leastPiece && lineWidth() >= leastWrapWidth;
    if (m_dots >= m_mostDots)
        return goesOnInLastSegment(chunk);
    // A full stop may come after the token.
    if (m_dots + chunk.dots > m_mostDots + (chunk.last == '.' ? 1 : 0))
        return false;
    return afterDot || chunk.first == '.' || chunk.dots > 0 || chunk.length >= leastPiece;
}

/// The token may be complete already. How long its signature must be is known for most algorithms.
bool TokenReader::goesOnInLastSegment(const Chunk &chunk) const
{
    const bool endsInDot = chunk.dots == 1 && chunk.last == '.';
    if ((chunk.dots > 0 && !endsInDot) || m_algorithm.compare("none", Qt::CaseInsensitive) == 0)
        return false;
    const qsizetype length = m_token.size() - m_segmentBegin;
    const qsizetype whole = length + chunk.length - chunk.dots;
    const auto isIn = [](std::initializer_list<qsizetype> sizes, qsizetype size) {
        return std::find(sizes.begin(), sizes.end(), size) != sizes.end();
    };
    if (m_mostDots == 4) // the authentication tag: 16, 24 or 32 octets
        return !isIn({22, 32, 43}, length) && whole <= 44;
    const jose::Algorithm *algorithm = jose::findAlgorithm(m_algorithm);
    if (algorithm && algorithm->signatureSize > 0) {
        const qsizetype expected = encodedLength(algorithm->signatureSize);
        return length < expected && whole <= expected + 2;
    }
    // Ed25519 or Ed448: 64 or 114 octets.
    if (m_algorithm == "EdDSA")
        return !isIn({86, 152}, length) && whole <= 154;
    if (m_algorithm.startsWith("RS") || m_algorithm.startsWith("PS")) {
        // 1024, 2048, 3072 and 4096 bits. A line may end just there, and the next one then completes a longer
        // one.
        const auto isWhole = [&isIn](qsizetype size) { return isIn({171, 342, 512, 683}, size); };
        if (isWhole(length))
            return isWhole(whole);
    }
    return lineWidth() >= leastWrapWidth && chunk.length <= lineWidth();
}

/// Disclosures begin as a JSON array does. A line that begins as a header does is the key binding or the next
/// token: its typ tells (RFC 9901 section 4.3).
bool TokenReader::goesOnInDisclosures(const Chunk &chunk) const
{
    if (m_keyBindingDots >= 2)
        return chunk.tildes == 0 && chunk.dots == 0 && lineWidth() >= leastWrapWidth &&
               chunk.length <= lineWidth();
    if (m_token.endsWith('~') && beginsHeader(m_text, chunk.begin))
        return isKeyBinding(chunk);
    if (chunk.tildes > 0 || (m_keyBindingDots > 0 && chunk.dots > 0))
        return true;
    return m_token.endsWith('~') ? chunk.first == 'W'
                                 : chunk.length >= leastPiece && lineWidth() >= leastWrapWidth;
}

/// The decoded text from the chunk's beginning to the next dot, over line ends.
QByteArray TokenReader::decodedTo(const Chunk &chunk) const
{
    constexpr qsizetype mostHeader = 1024;
    const QByteArrayView line = m_text.sliced(chunk.begin, std::min(mostHeader, m_text.size() - chunk.begin));
    const qsizetype dot = line.indexOf('.');
    return dot > 0 ? base64url::decodeLeniently(line.first(dot)).bytes : QByteArray();
}

bool TokenReader::isKeyBinding(const Chunk &chunk) const
{
    return decodedTo(chunk).contains("kb+jwt");
}

/// An object in the middle of a payload begins as a header does, but says no algorithm.
bool TokenReader::isHeader(const Chunk &chunk) const
{
    if (lineWidth() < leastWrapWidth)
        return true;
    return chunk.dots > 0 && decodedTo(chunk).contains("\"alg\"");
}

qsizetype TokenReader::lineWidth() const
{
    if (m_lineBegin >= 0)
        return m_at - m_lineBegin;
    constexpr qsizetype most = 200;
    qsizetype begin = m_begin;
    while (begin > 0 && m_begin - begin < most && !isLineEnd(m_text[begin - 1]))
        --begin;
    return m_at - begin;
}

/// In an address, + and / are not base64.
bool TokenReader::isInUrl()
{
    constexpr qsizetype most = 2048;
    if (m_inUrl)
        return *m_inUrl;
    m_inUrl = false;
    for (qsizetype i = m_begin; i > 0 && m_begin - i < most; --i) {
        const char c = m_text[i - 1];
        if (isBlank(c) || isLineEnd(c) || c == '"' || c == '\'')
            break;
        if (c == '?' || c == '&' || c == '#' || (c == ':' && m_text.sliced(i).startsWith("//"))) {
            m_inUrl = true;
            break;
        }
    }
    return *m_inUrl;
}

void TokenReader::readHeader()
{
    if (m_headerRead || m_dots == 0)
        return;
    m_headerRead = true;
    const QByteArrayView encoded = QByteArrayView(m_token).first(m_token.indexOf('.'));
    const auto document = json::Document::parse(base64url::decodeLeniently(encoded).bytes);
    if (!document)
        return;
    m_algorithm = document->root().find("alg").toUtf8();
    if (document->root().count("enc") > 0)
        m_mostDots = 4;
}

/// Dots at the end are a full stop or an ellipsis, except where they say that the last segments are empty.
void TokenReader::trimDots()
{
    qsizetype trailing = 0;
    while (trailing < m_token.size() && m_token[m_token.size() - 1 - trailing] == '.')
        ++trailing;
    if (m_dots > 2)
        readHeader();
    const qsizetype wanted =
        trailing >= 3 ? 0 : std::clamp<qsizetype>(m_mostDots - (m_dots - trailing), 0, trailing);
    const qsizetype surplus = trailing - wanted;
    m_token.chop(surplus);
    m_dots -= static_cast<int>(surplus);
    // Only a plain dot is one byte; an escaped one stays inside the span, which does no harm.
    for (qsizetype i = 0; i < surplus && m_end > m_begin && m_text[m_end - 1] == '.'; ++i)
        --m_end;
}

} // namespace claimcheck::inspect::scan
