#include "finder_walk.h"

#include "base/base64url.h"
#include "finder_openings.h"
#include "finder_reader.h"
#include "finder_scan.h"

#include <algorithm>

namespace claimcheck::inspect::scan {

namespace {

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

/// Where the run of base64url and dots begins that ends at `at`; not before `least`.
qsizetype runBegin(QByteArrayView text, qsizetype least, qsizetype at)
{
    while (at > least && (classOf(text[at - 1]) == Sextet || text[at - 1] == '.'))
        --at;
    return at;
}

/// One pass over a window, from opening to opening.
class Walker {
public:
    Walker(const Window &window, int depth)
        : m_window(window), m_text(window.text), m_depth(depth), m_readTo(window.from)
    {
        m_walked.settledTo = m_text.size();
        if (window.isLast)
            return;
        // A word at the window's end may go on.
        constexpr qsizetype longestWord = 64 * 1024;
        m_tail = m_text.size();
        while (m_tail > m_readTo && m_text.size() - m_tail < longestWord &&
               classOf(m_text[m_tail - 1]) != Other)
            --m_tail;
        m_tail = std::max(m_readTo, std::min(m_tail, m_text.size() - openingLength));
    }

    Walked run();

private:
    void readOpening(Opening opening, qsizetype at);
    void readHeader(qsizetype at);
    void readEncodedAt(qsizetype at);
    void readShape(qsizetype at);
    void readPackets(qsizetype at);
    void readSaml(qsizetype at);
    void addNamed(const EncodedRun &run, const QByteArray &label, std::optional<NamedShape> named);
    void addMembers();
    [[nodiscard]] bool followsWord(qsizetype at) const;
    void leaveFrom(qsizetype at, TokenKind kind);

    Window m_window;
    QByteArrayView m_text;
    int m_depth;
    qsizetype m_readTo;   // what comes before belongs to what was read already
    qsizetype m_tail = 0; // of a window that is not the last
    bool m_nearsMember = false;
    bool m_stopped = false;
    Walked m_walked;
};

Walked Walker::run()
{
    qsizetype at = m_readTo;
    while (!m_stopped && m_walked.found.size() < m_window.most) {
        const Spot spot = nextSpot(m_text, at);
        if (spot.at >= m_text.size())
            break;
        m_nearsMember |= spot.nearsMember;
        at = spot.at + 2;
        if (!spot.mayBeOpening)
            continue;
        const qsizetype first = std::max(m_readTo, spot.at - openingReach);
        for (qsizetype begin = first; begin <= spot.at && !m_stopped; ++begin) {
            if (const Opening opening = openingAt(m_text, begin); opening != Opening::None)
                readOpening(opening, begin);
            if (m_readTo > begin) {
                at = std::max(m_readTo, spot.at);
                break;
            }
        }
    }
    if (!m_window.isLast && !m_stopped && m_walked.found.size() < m_window.most)
        m_walked.settledTo = std::max(m_readTo, m_text.size() - openingLength);
    if (m_nearsMember)
        addMembers();
    return std::move(m_walked);
}

void Walker::readOpening(Opening opening, qsizetype at)
{
    switch (opening) {
    case Opening::Header:
        return readHeader(at);
    case Opening::Encoded:
        return readEncodedAt(at);
    case Opening::Shape:
        return readShape(at);
    case Opening::Packets:
        return readPackets(at);
    case Opening::Saml:
        return readSaml(at);
    case Opening::None:
        return;
    }
}

/// An escaped quote or blank before it ends the word before, whatever letters it is written with.
bool Walker::followsWord(qsizetype at) const
{
    return at > 0 && classOf(m_text[at - 1]) == Sextet && !escapeEndsAt(m_text, at);
}

/// What begins at `at` cannot be told before more of the text is there.
void Walker::leaveFrom(qsizetype at, TokenKind kind)
{
    m_walked.settledTo = m_walked.cutAt = at;
    m_walked.cutKind = kind;
    m_stopped = true;
}

void Walker::readHeader(qsizetype at)
{
    if (followsWord(at))
        return;
    if (!beginsHeader(m_text, at)) {
        // White space in base64 can be cut.
        if (!m_window.isLast && at >= m_tail)
            leaveFrom(at, TokenKind::Opaque);
        return;
    }
    TokenReader reader(m_text, at);
    reader.read();
    if (!m_window.isLast && reader.lookedTo() >= m_text.size())
        return leaveFrom(at, reader.kind());
    QByteArray token = reader.token();
    qsizetype begin = at;
    // "x.eyJ….y": the header is damaged, and what begins here is the payload.
    if (reader.dots() < 2 && at > m_readTo && m_text[at - 1] == '.' && !m_text.first(at).endsWith("..")) {
        begin = runBegin(m_text, m_readTo, at);
        token.prepend(m_text.sliced(begin, at - begin).toByteArray());
    }
    if (nonEmptySegments(token) >= 2) {
        m_walked.found.push_back(
            {std::move(token), {begin, reader.end()}, labelBefore(m_text, begin), reader.kind()});
        m_readTo = reader.readTo();
        return;
    }
    // No token, but perhaps JSON in base64 that holds some.
    const EncodedRun encoded = readEncoded(m_text, at);
    addInner(m_walked.found, m_text, encoded.span, Wrapping::Base64,
             base64url::decodeLeniently(encoded.characters).bytes, m_depth + 1, m_window.most);
    m_readTo = std::max(reader.readTo(), encoded.span.end);
}

void Walker::readEncodedAt(qsizetype at)
{
    const qsizetype group = encodedGroup(m_text, at);
    constexpr qsizetype most = 4096;
    qsizetype begin = group;
    while (begin > m_readTo && group - begin < most &&
           (classOf(m_text[begin - 1]) == Sextet || classOf(m_text[begin - 1]) == Standard))
        --begin;
    if (group < m_readTo)
        return;
    begin += (group - begin) % 4;
    EncodedRun run = readEncoded(m_text, begin);
    if (!m_window.isLast && run.touchesEnd)
        return leaveFrom(begin, TokenKind::Opaque);
    const size_t before = m_walked.found.size();
    for (const qsizetype from : {begin, group}) {
        // In a path, what stands before the slash is another word.
        if (m_walked.found.size() == before && (from == begin || group != begin)) {
            if (from != begin)
                run = readEncoded(m_text, from);
            addInner(m_walked.found, m_text, run.span, Wrapping::Base64,
                     base64url::decodeLeniently(run.characters).bytes, m_depth + 1, m_window.most);
        }
    }
    m_readTo = run.span.end;
}

void Walker::readShape(qsizetype at)
{
    if (followsWord(at))
        return;
    if (!m_window.isLast && at >= m_tail)
        return leaveFrom(at, TokenKind::Opaque);
    auto shape = shapeAt(m_text, at);
    if (!shape)
        return;
    m_readTo = at + shape->length;
    m_walked.found.push_back({m_text.sliced(at, shape->length).toByteArray(),
                              {at, m_readTo},
                              labelBefore(m_text, at),
                              shape->kind,
                              std::move(shape->name)});
}

void Walker::readPackets(qsizetype at)
{
    if (followsWord(at))
        return;
    const EncodedRun run = readEncoded(m_text, at);
    if (!m_window.isLast && run.touchesEnd)
        return leaveFrom(at, TokenKind::Opaque);
    addNamed(run, labelBefore(m_text, at), nameOpaque(run.characters));
}

/// SAMLResponse=PHNhb…, name="SAMLResponse" value="PHNhb…", "SAMLResponse": "PHNhb…".
void Walker::readSaml(qsizetype at)
{
    const QByteArray label =
        m_text.sliced(at, m_text.sliced(at).startsWith("SAMLResponse") ? 12 : 11).toByteArray();
    qsizetype begin = at + label.size();
    constexpr int mostUnits = 8;
    for (int i = 0; i < mostUnits && begin < m_text.size(); ++i) {
        if (m_text.sliced(begin).startsWith("value"))
            begin += 5;
        const Unit unit = unitAt(m_text, begin);
        if (!isBlank(unit.c) && !QByteArrayView("\"'=:").contains(unit.c))
            break;
        begin += unit.length;
    }
    const EncodedRun run = readEncoded(m_text, begin);
    if (!m_window.isLast && run.touchesEnd)
        return leaveFrom(at, TokenKind::Saml);
    addNamed(run, label, nameOpaque(run.characters, label));
}

void Walker::addNamed(const EncodedRun &run, const QByteArray &label, std::optional<NamedShape> named)
{
    m_readTo = std::max(m_readTo, run.span.end);
    if (named)
        m_walked.found.push_back({run.characters, run.span, label, named->kind, std::move(named->name)});
}

/// JSON serializations take the place of what was found inside them.
void Walker::addMembers()
{
    JsonForms forms = findJsonForms(m_window, m_depth);
    m_walked.settledTo = std::min(m_walked.settledTo, std::max(m_window.from, forms.pendingAt));
    std::vector<Found> merged;
    auto next = forms.found.begin();
    qsizetype takenTo = 0;
    const auto add = [&](Found &found) {
        if (found.span.begin >= m_walked.settledTo || merged.size() >= m_window.most)
            return;
        merged.push_back(std::move(found));
    };
    for (Found &found : m_walked.found) {
        for (; next != forms.found.end() && next->span.begin <= found.span.begin; ++next) {
            takenTo = std::max(takenTo, next->span.end);
            add(*next);
        }
        if (found.span.end > takenTo)
            add(found);
    }
    for (; next != forms.found.end(); ++next)
        add(*next);
    m_walked.found = std::move(merged);
    if (!m_walked.found.empty())
        m_walked.settledTo = std::max(m_walked.settledTo, m_walked.found.back().span.end);
}

} // namespace

void addInner(std::vector<Found> &found, QByteArrayView text, json::Span span, Wrapping wrapping,
              QByteArrayView inner, int depth, size_t most)
{
    if (depth > maxDepth || found.size() >= most)
        return;
    Walked walked = walk({inner, 0, true, most - found.size()}, depth);
    if (walked.found.empty())
        return;
    const QByteArray label = labelBefore(text, span.begin);
    for (Found &f : walked.found) {
        f.span = span;
        f.wrappings.insert(f.wrappings.begin(), wrapping);
        if (f.label.isEmpty())
            f.label = label;
        found.push_back(std::move(f));
    }
}

Walked walk(const Window &window, int depth)
{
    return Walker(window, depth).run();
}

} // namespace claimcheck::inspect::scan
