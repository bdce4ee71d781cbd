#include "intake.h"

#include <QElapsedTimer>

#include <algorithm>

namespace claimcheck::http {

namespace {

constexpr qint64 sliceMilliseconds = 8;
constexpr qint64 wirePiece = 16 * 1024;

} // namespace

Intake::Intake(const QByteArray &encoding, BodySink *sink, QByteArray *body, qint64 maxBody)
    : m_decoder(ContentDecoder::of(encoding)), m_sink(sink), m_body(body), m_maxBody(maxBody)
{
}

Result<Intake::State> Intake::take(QIODevice &wire)
{
    QElapsedTimer timer;
    timer.start();
    while (!m_isHungry || wire.bytesAvailable() > 0) {
        if (timer.elapsed() >= sliceMilliseconds)
            return State::More;
        if (m_isHungry) {
            QByteArray bytes = wire.read(wirePiece);
            if (bytes.isEmpty())
                break;
            m_wire += bytes.size();
            m_decoder->feed(std::move(bytes));
            m_isHungry = false;
        }
        const auto piece = m_decoder->next();
        if (!piece)
            return piece.error();
        m_isHungry = piece->isEmpty();
        if (m_isHungry)
            continue;
        if (const auto taken = handOn(*piece); !taken)
            return taken.error();
    }
    return State::Waiting;
}

Result<Done> Intake::handOn(QByteArrayView piece)
{
    const QByteArrayView fits = piece.first(std::min<qint64>(piece.size(), m_maxBody - m_decoded));
    m_decoded += fits.size();
    if (m_body)
        m_body->append(fits);
    if (m_sink && !fits.isEmpty()) {
        if (const auto written = m_sink->write(fits); !written)
            return written.error();
    }
    if (fits.size() < piece.size())
        return Error{ErrorCode::ResponseTooLarge};
    return Done{};
}

} // namespace claimcheck::http
