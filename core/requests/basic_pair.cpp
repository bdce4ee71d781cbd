#include "basic_pair.h"

namespace claimcheck::requests {

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
    for (PreparedPiece &piece : pair) {
        for (qsizetype i = 0; i < piece.text.size(); ++i) {
            if (piece.text[i] == ':')
                return pair;
            if (piece.text[i] != ' ')
                continue;
            qsizetype end = i;
            while (end < piece.text.size() && piece.text[end] == ' ')
                ++end;
            piece.text.replace(i, end - i, ":");
            return pair;
        }
    }
    return std::nullopt;
}

} // namespace claimcheck::requests
