#include "finder.h"

#include "base/base64url.h"
#include "finder_reader.h"
#include "finder_walk.h"
#include "jose/parsed_token.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>

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
        if (classOf(c) == Sextet || c == '.' || c == '~')
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

/// A text that is one word and no token in it: a broken token, a secret known by its form, or an opaque one.
std::optional<Found> asOneWord(QByteArrayView text, json::Span span)
{
    const QByteArrayView word = text.sliced(span.begin, span.size());
    const QByteArray label = labelBefore(text, span.begin);
    // XML has many words.
    if (auto named = nameOpaque(word, label))
        return Found{word.toByteArray(), span, label, named->kind, std::move(named->name)};
    QByteArray joined = joinLines(word);
    if (joined.isEmpty())
        return std::nullopt;
    if (auto named = nameOpaque(joined, label))
        return Found{std::move(joined), span, label, named->kind, std::move(named->name)};
    if (!looksLikeToken(joined))
        return std::nullopt;
    const bool isBroken = joined.contains('.') || beginsHeader(joined, 0);
    return Found{std::move(joined), span, label, isBroken ? TokenKind::JwsCompact : TokenKind::Opaque};
}

} // namespace

std::vector<Found> findTokens(QByteArrayView text)
{
    const json::Span span = core(text);
    const QByteArrayView word = text.sliced(span.begin, span.size());
    if (isDamagedToken(word))
        return {{word.toByteArray(), span, labelBefore(text, span.begin)}};
    std::vector<Found> found = walk({text}).found;
    if (!found.empty())
        return found;
    if (auto whole = asOneWord(text, span))
        found.push_back(*std::move(whole));
    return found;
}

std::vector<json::Span> ignoredParts(QByteArrayView text, const std::vector<Found> &found)
{
    std::vector<json::Span> parts;
    const auto add = [&](qsizetype begin, qsizetype end) {
        const auto isAround = [&text](qsizetype i) { return isBlank(text[i]) || isLineEnd(text[i]); };
        while (begin < end && isAround(begin))
            ++begin;
        while (end > begin && isAround(end - 1))
            --end;
        if (begin < end)
            parts.push_back({begin, end});
    };
    qsizetype at = 0;
    for (const Found &f : found) {
        add(at, f.span.begin);
        at = std::max(at, f.span.end);
    }
    add(at, text.size());
    return parts;
}

std::vector<IdentityGroup> groupByIdentity(const std::vector<Found> &found)
{
    std::vector<IdentityGroup> groups;
    std::map<std::tuple<QString, QString, QString, QByteArray>, size_t> known;
    for (size_t i = 0; i < found.size(); ++i) {
        IdentityGroup group;
        if (isJose(found[i].kind)) {
            QByteArray token = found[i].token;
            if (const qsizetype tilde = token.indexOf('~'); found[i].kind == TokenKind::SdJwt && tilde > 0)
                token.truncate(tilde);
            const jose::ParsedToken parsed = jose::ParsedToken::parse(std::move(token));
            const json::Value claims = parsed.claims();
            if (claims.isValid()) {
                group.issuer = claims.find("iss").toString();
                group.subject = claims.find("sub").toString();
                group.tokenId = claims.find("jti").toString();
            }
        }
        const bool isNobody = group.issuer.isEmpty() && group.subject.isEmpty() && group.tokenId.isEmpty();
        const auto [place, isNew] = known.try_emplace(
            {group.issuer, group.subject, group.tokenId, isNobody ? found[i].token : QByteArray()},
            groups.size());
        if (isNew)
            groups.push_back(std::move(group));
        groups[place->second].members.push_back(i);
    }
    return groups;
}

} // namespace claimcheck::inspect
