#include "body_search.h"

#include "background.h"
#include "widgets/text_search.h"

namespace claimcheck::ui {

namespace {

constexpr qint64 piece = 2 * 1024 * 1024;

struct Found {
    std::vector<json::Span> places = {};
    qint64 next = 0; // where to go on
};

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// Places that begin in [at, at + piece).
Result<Found> searchPiece(const requests::Overflow &body, const QString &text,
                          Qt::CaseSensitivity sensitivity, qint64 at, size_t most)
{
    // Upper and lower case may differ in length: at most three bytes for one.
    const qint64 overlap = 3 * text.toUtf8().size() + 4;
    auto bytes = body.read(at, piece + overlap);
    if (!bytes)
        return bytes.error();
    const bool isLast = bytes->size() < piece + overlap;
    qsizetype next = isLast ? bytes->size() : piece;
    if (!isLast) { // cut between letters at both ends
        while (next > 0 && piece - next < 4 && isContinuation((*bytes)[next]))
            --next;
        qsizetype end = bytes->size();
        while (end > next && bytes->size() - end < 4 && isContinuation((*bytes)[end - 1]))
            --end;
        if (end > next && static_cast<unsigned char>((*bytes)[end - 1]) >= 0xC0)
            --end;
        bytes->truncate(end);
    }
    Found found;
    for (const json::Span place : placesOf(text, *bytes, sensitivity, most + 1)) {
        if (place.begin >= next)
            break;
        found.places.push_back({at + place.begin, at + place.end});
        found.next = at + place.end;
    }
    // Places stand apart: the next search begins behind the last one.
    found.next = std::max(found.next, at + next);
    return found;
}

} // namespace

void BodySearch::start(std::shared_ptr<const requests::Overflow> body, const QString &text,
                       Qt::CaseSensitivity sensitivity)
{
    stop();
    m_places.clear();
    m_at = 0;
    m_more = false;
    if (!body || text.isEmpty()) {
        Q_EMIT advanced();
        return;
    }
    m_body = std::move(body);
    m_text = text;
    m_sensitivity = sensitivity;
    step();
}

void BodySearch::stop()
{
    ++m_number;
    m_body = nullptr;
}

void BodySearch::step()
{
    const size_t most = mostPlaces - m_places.size();
    inBackground(
        this,
        [body = m_body, text = m_text, sensitivity = m_sensitivity, at = m_at, most] {
            return searchPiece(*body, text, sensitivity, at, most);
        },
        [this, number = m_number](const Result<Found> &found) {
            if (number != m_number)
                return;
            if (!found) {
                stop();
                Q_EMIT failed(found.error());
                return;
            }
            m_places.insert(m_places.end(), found->places.begin(), found->places.end());
            m_at = found->next;
            m_more = m_places.size() > mostPlaces;
            if (m_more)
                m_places.resize(mostPlaces);
            const bool isDone = m_more || m_at >= m_body->size();
            if (isDone)
                stop();
            else
                step();
            Q_EMIT advanced();
        });
}

} // namespace claimcheck::ui
