#pragma once

#include "http/client.h"
#include "patience.h"

#include <QEventLoop>
#include <QObject>
#include <QTimer>

#include <optional>

namespace claimcheck::test {

/// One exchange and what came of it.
class HttpCall final {
public:
    HttpCall(http::Client &client, http::Request request, std::vector<http::Credential> credentials = {})
    {
        m_exchange = client.send(
            std::move(request), std::move(credentials), &m_context,
            [this](Result<http::Response> result) {
                ++calls;
                m_result = std::move(result);
                m_loop.quit();
            },
            [this](http::Progress progress) { lastProgress = progress; });
        calledInsideSend = calls > 0;
    }

    /// Waits for the end; false if none comes.
    [[nodiscard]] bool ended()
    {
        if (!m_result) {
            // An event loop of its own: QTest::qWaitFor looks only every 10 ms.
            QTimer::singleShot(busyMachineMs, &m_loop, &QEventLoop::quit);
            m_loop.exec();
        }
        return m_result.has_value();
    }
    [[nodiscard]] bool succeeded() { return ended() && bool(*m_result); }
    [[nodiscard]] const http::Response &response() { return m_result->value(); }
    /// The error's code name, "" for an answer, and the error itself.
    [[nodiscard]] QByteArray code()
    {
        return !ended() ? "none" : *m_result ? "" : codeName(m_result->error().code);
    }
    [[nodiscard]] Error error() { return m_result->error(); }
    void drop() { m_exchange.reset(); }

    int calls = 0;
    bool calledInsideSend = false;
    std::optional<http::Progress> lastProgress;

private:
    std::optional<Result<http::Response>> m_result;
    QEventLoop m_loop;
    QObject m_context;
    http::ExchangePtr m_exchange;
};

} // namespace claimcheck::test
