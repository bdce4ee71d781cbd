#include "finder_openings.h"

#include "token_shapes.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace claimcheck::inspect::scan {

namespace {

enum Mark : quint8 {
    Anchor = 1,      // two characters of something that may be an opening, `openingReach` before it at most
    Member = 2,      // two characters of a member's name
    HeaderBegin = 4, // an opening's first two characters
    ShapeBegin = 8,
};

/// One byte of marks for every two bytes that can stand side by side.
using Marks = std::array<quint8, 65536>;

/// Two bytes as one number, in whatever order the machine has.
quint16 pairAt(const char *at)
{
    quint16 pair;
    std::memcpy(&pair, at, sizeof pair);
    return pair;
}

/// How the base64 of a header may begin: {, white space and then {, or a byte order mark. Two characters, and
/// those that may be the third.
struct HeaderBeginning {
    std::string_view two;
    std::string_view thirds;
};
constexpr std::string_view space = "klmnopqr0123"; // a tab, a line feed, a carriage return
constexpr HeaderBeginning headerBeginnings[] = {
    {"ey", "ABCIJKL"}, {"ew", space}, {"e3", "0123"}, {"IH", "stuv"}, {"IC", "ABC"}, {"IA", space},
    {"Cn", "stuv"},    {"Ci", "ABC"}, {"Cg", space},  {"CX", "stuv"}, {"CS", "ABC"}, {"CQ", space},
    {"DX", "stuv"},    {"DS", "ABC"}, {"DQ", space},  {"77", "u"},
};

/// The names that tell a JSON serialization, with two characters side by side, rare in other texts, that the
/// spots look for: where they stand, and one further.
struct MemberName {
    std::string_view name;
    size_t anchor;
};
constexpr MemberName memberNames[] = {{"ciphertext", 7}, {"signature", 2}, {"payload", 2}, {"protected", 4}};

constexpr std::string_view otherPrefixes[] = {"v1.local.",  "v1.public.", "v2.local.",
                                              "v2.public.", "v3.local.",  "v3.public.",
                                              "v4.local.",  "v4.public.", "gAAAAA"};

/// How often two characters stand side by side in logs and prose, roughly.
int commonness(char a, char b)
{
    const auto isLower = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    static constexpr std::string_view common =
        "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me "
        "de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ap pi od do ad da lo pr ";
    if (isLower(a) && isLower(b))
        return common.find({std::array{a, b, ' '}.data(), 3}) != std::string_view::npos ? 40 : 10;
    if ((isDigit(a) || a == '.') && (isDigit(b) || b == '.'))
        return 60;
    return 1;
}

/// The place in a prefix whose characters are looked for: as rare as can be.
size_t anchorOf(std::string_view prefix)
{
    const auto score = [prefix](size_t i) {
        return commonness(prefix[i], prefix[i + 1]) + commonness(prefix[i + 1], prefix[i + 2]);
    };
    size_t best = 0;
    for (size_t i = 1; i + 2 < prefix.size() && i + 1 <= static_cast<size_t>(openingReach); ++i) {
        if (score(i) < score(best))
            best = i;
    }
    return best;
}

/// Two spots are side by side at most: one of any two neighbouring pairs of characters is seen.
void markAnchor(Marks &marks, std::string_view text, size_t anchor, Mark mark)
{
    marks[pairAt(text.data() + anchor)] |= mark;
    marks[pairAt(text.data() + anchor + 1)] |= mark;
}

std::unique_ptr<const Marks> makeMarks()
{
    auto made = std::make_unique<Marks>();
    Marks &marks = *made;
    marks.fill(0);
    const auto two = [](char a, char b) { return pairAt(std::array{a, b}.data()); };
    for (const HeaderBeginning &beginning : headerBeginnings) {
        marks[pairAt(beginning.two.data())] |= Anchor | HeaderBegin;
        for (const char third : beginning.thirds)
            marks[two(beginning.two[1], third)] |= Anchor;
    }
    markAnchor(marks, "ZXl", 0, Anchor);
    markAnchor(marks, "Wlhs", 0, Anchor);
    markAnchor(marks, "V5S", 0, Anchor);
    for (const char last : {'o', 'p', 'q', 'r'})
        markAnchor(marks, std::string{'e', 'U', last}, 0, Anchor);
    markAnchor(marks, "MDA", 0, Anchor);
    markAnchor(marks, "SAML", 1, Anchor);
    const auto addShape = [&marks](std::string_view prefix) {
        markAnchor(marks, prefix, anchorOf(prefix), Anchor);
        marks[pairAt(prefix.data())] |= ShapeBegin;
    };
    for (const shapes::Shape &shape : shapes::all())
        addShape(shape.prefix);
    for (const std::string_view prefix : otherPrefixes)
        addShape(prefix);
    for (const MemberName &member : memberNames)
        markAnchor(marks, member.name, member.anchor, Member);
    return made;
}

const Marks &marksTable()
{
    static const std::unique_ptr<const Marks> marks = makeMarks();
    return *marks;
}

bool isMemberAround(QByteArrayView text, qsizetype at)
{
    for (const MemberName &member : memberNames) {
        const auto size = static_cast<qsizetype>(member.name.size());
        for (qsizetype shift = 0; shift < 2; ++shift) {
            const qsizetype begin = at - static_cast<qsizetype>(member.anchor) - shift;
            if (begin > 0 && begin + size <= text.size() &&
                std::memcmp(text.data() + begin, member.name.data(), member.name.size()) == 0)
                return true;
        }
    }
    return false;
}

bool standsAt(QByteArrayView text, qsizetype at, std::string_view word)
{
    const auto size = static_cast<qsizetype>(word.size());
    return at >= 0 && at + size <= text.size() &&
           std::memcmp(text.data() + at, word.data(), word.size()) == 0;
}

} // namespace

Spot nextSpot(QByteArrayView text, qsizetype at)
{
    const quint8 *const marks = marksTable().data();
    const char *const begin = text.data();
    const char *const end = begin + text.size();
    const char *p = begin + at;
    for (;;) {
        for (; end - p >= 16; p += 16) {
            quint64 a, b;
            std::memcpy(&a, p, sizeof a);
            std::memcpy(&b, p + 8, sizeof b);
            const int seen = marks[a & 0xFFFF] | marks[a >> 16 & 0xFFFF] | marks[a >> 32 & 0xFFFF] |
                             marks[a >> 48] | marks[b & 0xFFFF] | marks[b >> 16 & 0xFFFF] |
                             marks[b >> 32 & 0xFFFF] | marks[b >> 48];
            if (seen & (Anchor | Member))
                break;
        }
        while (end - p >= 2 && !(marks[pairAt(p)] & (Anchor | Member)))
            p += 2;
        if (end - p < 2)
            return {text.size(), false, false};
        const quint8 mark = marks[pairAt(p)];
        const Spot spot{p - begin, (mark & Anchor) != 0, (mark & Member) && isMemberAround(text, p - begin)};
        if (spot.nearsMember)
            return spot;
        if (spot.mayBeOpening) {
            for (qsizetype i = std::max<qsizetype>(0, spot.at - openingReach); i <= spot.at; ++i) {
                if (openingAt(text, i) != Opening::None)
                    return spot;
            }
        }
        p += 2;
    }
}

Opening openingAt(QByteArrayView text, qsizetype at)
{
    if (at + 3 > text.size())
        return Opening::None;
    const char *const p = text.data() + at;
    const quint8 mark = marksTable()[pairAt(p)];
    if (mark & HeaderBegin) {
        for (const HeaderBeginning &beginning : headerBeginnings) {
            if (p[0] == beginning.two[0] && p[1] == beginning.two[1])
                return beginning.thirds.find(p[2]) != std::string_view::npos ? Opening::Header
                                                                             : Opening::None;
        }
    }
    if (mark & ShapeBegin)
        return Opening::Shape;
    switch (p[0]) {
    case 'Z':
        return standsAt(text, at, "ZXlK") ? Opening::Encoded : Opening::None;
    case 'W':
    case 'V':
    case 'e':
        return encodedGroup(text, at) >= 0 ? Opening::Encoded : Opening::None;
    case 'M':
        return standsAt(text, at, "MDAx") || standsAt(text, at, "MDAy") ? Opening::Packets : Opening::None;
    case 'S':
        return standsAt(text, at, "SAMLResponse") || standsAt(text, at, "SAMLRequest") ? Opening::Saml
                                                                                       : Opening::None;
    default:
        return Opening::None;
    }
}

qsizetype encodedGroup(QByteArrayView text, qsizetype at)
{
    // The three ways in which base64 can hold eyJ, by how many octets come before it in its group.
    if (standsAt(text, at, "ZXlK") || standsAt(text, at, "WlhsS")) // the latter encoded twice
        return at;
    const auto before = [&](qsizetype back, std::string_view set) {
        return at >= back && set.find(text[at - back]) != std::string_view::npos;
    };
    if (standsAt(text, at, "V5S") && before(1, "GWm2"))
        return at - 2;
    if (standsAt(text, at, "eU") && at + 2 < text.size() &&
        std::string_view("opqr").find(text[at + 2]) != std::string_view::npos && before(1, "l") &&
        before(2, "BFJNRVZdhlptx159"))
        return at - 4;
    return -1;
}

} // namespace claimcheck::inspect::scan
