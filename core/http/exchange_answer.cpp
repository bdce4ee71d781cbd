#include "exchange.h"

#include "reply_facts.h"

#include <QCoreApplication>
#include <QNetworkReply>

#include <limits>

/// An answer on its way: its head, its body, how far it is.
namespace claimcheck::http {

namespace {

/// A redirect's body is read only to keep its connection usable, and not for longer than this.
constexpr qsizetype maxRedirectBody = 64 * 1024;

/// RFC 9110 section 15.2: an answer follows. Qt 6.4 passes over 100 alone, and takes others for the answer.
/// (After 101 there is none.)
bool isInterim(int status)
{
    return status > 100 && status < 200 && status != 101;
}

} // namespace

void HttpExchange::onHead()
{
    m_response.timing.firstByteMs = m_clock.elapsed();
    if (m_floods)
        m_floods->cameOn();
    beginBody();
}

void HttpExchange::onFinished()
{
    m_hasEnded = true;
    if (m_floods)
        m_floods->cameOn();
    takeBody();
}

void HttpExchange::beginBody()
{
    if (m_intake || m_result || !m_reply || statusOf(*m_reply) == 0)
        return;
    if (const int status = statusOf(*m_reply); isInterim(status)) {
        const QString text =
            QCoreApplication::translate("Http", "its interim answer (%1) hides the one that follows");
        return finish(Error{ErrorCode::NetworkFailed, m_step->origin.hostAndPort(), text.arg(status)});
    }
    const QByteArray encoding = m_reply->rawHeader("Content-Encoding");
    if (followsRedirect()) {
        m_intake.emplace(QByteArray(), nullptr, nullptr, std::numeric_limits<qint64>::max());
        return;
    }
    BodySink *const sink = m_request.sink.get();
    m_intake.emplace(encoding, sink, sink ? nullptr : &m_response.body, m_request.maxBody);
    readHead(*m_reply, *m_step, m_response);
    m_response.timing.totalMs = m_clock.elapsed();
    if (sink)
        sink->begin(m_response);
}

/// What has come, for a few milliseconds; what is left then with the next turn of the event loop.
void HttpExchange::takeBody()
{
    if (m_result || !m_reply || m_turnQueued)
        return;
    beginBody();
    if (m_result)
        return;
    if (m_intake) {
        const qint64 before = m_intake->wireSize();
        const auto taken = m_intake->take(*m_reply);
        if (m_floods && m_intake->wireSize() > before)
            m_floods->cameOn();
        if (m_result || !m_reply)
            return;
        if (!taken) {
            Error error = taken.error();
            if (error.subject.isEmpty())
                error.subject = m_step->origin.hostAndPort();
            return finish(error);
        }
        if (followsRedirect() && m_intake->wireSize() > maxRedirectBody)
            return follow();
        m_lastProgress.received = m_intake->decodedSize();
        noteLife();
        reportProgress();
        if (*taken == Intake::State::More) {
            m_turnQueued = true;
            QMetaObject::invokeMethod(
                this,
                [this] {
                    m_turnQueued = false;
                    takeBody();
                },
                Qt::QueuedConnection);
            return;
        }
    }
    if (m_hasEnded)
        judge();
}

void HttpExchange::onSent(qint64 sent, qint64 toSend)
{
    if (toSend <= 0)
        return;
    noteLife();
    m_lastProgress.sent = sent;
    m_lastProgress.toSend = toSend;
    reportProgress();
}

void HttpExchange::reportProgress()
{
    if (!m_progress || m_progressQueued || !m_reply || followsRedirect())
        return;
    m_progressQueued = true;
    // Only of a body that is not packed is the announced length the one that is counted here.
    const bool packed = m_reply->hasRawHeader("Content-Encoding");
    const QVariant length = packed ? QVariant() : m_reply->header(QNetworkRequest::ContentLengthHeader);
    m_lastProgress.expected = length.isValid() ? length.toLongLong() : -1;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_progressQueued = false;
            if (m_result || !m_progress)
                return;
            const auto progress = m_progress; // it may delete this exchange
            progress(m_lastProgress);
        },
        Qt::QueuedConnection);
}

} // namespace claimcheck::http
