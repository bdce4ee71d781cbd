#pragma once

#include "content_decoder.h"
#include "message.h"

namespace claimcheck::http {

/// Takes the body of one answer off the wire: unpacks it, counts it, stops it at its limit, and hands it on.
/// In slices of a few milliseconds, so that a fast server without an end leaves the event loop its turns;
/// what is not taken waits in Qt's bounded buffer, and behind that in TCP.
class Intake final {
public:
    /// Into `sink`, or without one to the end of `body`; without either it is only counted.
    Intake(const QByteArray &encoding, BodySink *sink, QByteArray *body, qint64 maxBody);

    enum class State { Waiting, More };
    /// More: the time is over, and bytes are left. What fits within the limit is handed on before it ends
    /// with ResponseTooLarge. Other errors: NetworkFailed (it cannot be unpacked), those of the sink.
    [[nodiscard]] Result<State> take(QIODevice &wire);

    [[nodiscard]] qint64 decodedSize() const { return m_decoded; }
    [[nodiscard]] qint64 wireSize() const { return m_wire; }
    /// False in the middle of a packed body.
    [[nodiscard]] bool isWhole() const { return m_decoder->isWhole(); }

private:
    [[nodiscard]] Result<Done> handOn(QByteArrayView piece);

    std::unique_ptr<ContentDecoder> m_decoder;
    BodySink *m_sink;
    QByteArray *m_body;
    const qint64 m_maxBody;
    qint64 m_decoded = 0;
    qint64 m_wire = 0;
    bool m_isHungry = true; // the decoder has asked for bytes
};

} // namespace claimcheck::http
