#include "text_search.h"

#include "json_lines.h"

#include <QByteArrayMatcher>
#include <QStringMatcher>

#include <algorithm>

namespace claimcheck::ui {

namespace {

std::vector<json::Span> bytePlaces(const QByteArray &wanted, const QByteArray &source, size_t most)
{
    std::vector<json::Span> places;
    const QByteArrayMatcher matcher(wanted);
    for (qsizetype at = matcher.indexIn(source); at >= 0 && places.size() < most;
         at = matcher.indexIn(source, at + wanted.size()))
        places.push_back({at, at + wanted.size()});
    return places;
}

bool isAscii(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

qsizetype utf8Size(QStringView text)
{
    return text.toUtf8().size();
}

/// By the letters of every script: found in UTF-16, and counted back into bytes on the way.
std::vector<json::Span> letterPlaces(const QString &text, const QByteArray &source, size_t most)
{
    std::vector<json::Span> places;
    const QString whole = QString::fromUtf8(source);
    const QStringMatcher matcher(text, Qt::CaseInsensitive);
    qsizetype counted = 0; // characters
    qsizetype bytes = 0;   // that they take
    for (qsizetype at = matcher.indexIn(whole); at >= 0 && places.size() < most;
         at = matcher.indexIn(whole, at + text.size())) {
        bytes += utf8Size(QStringView(whole).mid(counted, at - counted));
        const qsizetype size = utf8Size(QStringView(whole).mid(at, text.size()));
        places.push_back({bytes, bytes + size});
        bytes += size;
        counted = at + text.size();
    }
    return places;
}

} // namespace

std::vector<json::Span> placesOf(const QString &text, const QByteArray &source,
                                 Qt::CaseSensitivity sensitivity, size_t most)
{
    if (text.isEmpty())
        return {};
    if (sensitivity == Qt::CaseSensitive)
        return bytePlaces(text.toUtf8(), source, most);
    if (isAscii(text) || !source.isValidUtf8())
        return bytePlaces(text.toUtf8().toLower(), source.toLower(), most);
    return letterPlaces(text, source, most);
}

void addEscapedPlaces(const QString &text, const QByteArray &json, Qt::CaseSensitivity sensitivity,
                      size_t most, std::vector<json::Span> &places)
{
    if (text.isEmpty() || !json.contains('\\'))
        return;
    std::vector<json::Span> more;
    const auto isTaken = [&places](json::Span string) {
        const auto place = std::lower_bound(places.begin(), places.end(), string.begin,
                                            [](json::Span one, qsizetype byte) { return one.end <= byte; });
        return place != places.end() && place->begin < string.end;
    };
    for (const GridText::Run &run : jsonLines(json).runs) {
        const auto kind = static_cast<JsonRun>(run.style);
        const json::Span span{run.begin, run.end};
        const QByteArray raw = json.sliced(run.begin, run.end - run.begin);
        if ((kind != JsonRun::Name && kind != JsonRun::String) || !raw.contains('\\') || isTaken(span))
            continue;
        const auto read = json::Document::parse(raw);
        if (read && read->root().toString().contains(text, sensitivity))
            more.push_back(span);
        if (places.size() + more.size() >= most)
            break;
    }
    const auto middle = static_cast<std::ptrdiff_t>(places.size());
    places.insert(places.end(), more.begin(), more.end());
    std::inplace_merge(places.begin(), places.begin() + middle, places.end(),
                       [](json::Span a, json::Span b) { return a.begin < b.begin; });
}

} // namespace claimcheck::ui
