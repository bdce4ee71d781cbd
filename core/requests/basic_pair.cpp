#include "basic_pair.h"

#include <algorithm>

namespace claimcheck::requests {

namespace {

/// Blanks at the end of a header's value part nothing from nothing.
bool isFollowed(const PreparedText &text, PreparedText::const_iterator piece, qsizetype at)
{
    const auto says = [](const QByteArray &bytes, qsizetype from) {
        return std::any_of(bytes.begin() + from, bytes.end(), [](char c) { return c != ' '; });
    };
    return says(piece->text, at) || std::any_of(piece + 1, text.end(), [&says](const PreparedPiece &later) {
               return later.secret || says(later.text, 0);
           });
}

} // namespace

std::optional<PreparedText> basicPair(const PreparedHeader &header)
{
    constexpr QByteArrayView scheme = "Basic ";
    PreparedText pair = header.value;
    const bool isBasic =
        header.name.compare("Authorization", Qt::CaseInsensitive) == 0 && !pair.empty() && !pair[0].secret &&
        pair[0].text.size() >= scheme.size() &&
        QByteArrayView(pair[0].text).first(scheme.size()).compare(scheme, Qt::CaseInsensitive) == 0;
    if (!isBasic)
        return std::nullopt;
    QByteArray &first = pair[0].text;
    qsizetype begin = scheme.size();
    while (begin < first.size() && first[begin] == ' ')
        ++begin;
    first.remove(0, begin);
    // The first of the two marks parts them; a password may hold either.
    for (auto piece = pair.begin(); piece != pair.end(); ++piece) {
        QByteArray &text = piece->text;
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (text[i] == ':')
                return pair;
            if (text[i] != ' ')
                continue;
            if (!isFollowed(pair, piece, i))
                return std::nullopt;
            qsizetype end = i;
            while (end < text.size() && text[end] == ' ')
                ++end;
            text.replace(i, end - i, ":");
            return pair;
        }
    }
    return std::nullopt;
}

} // namespace claimcheck::requests
