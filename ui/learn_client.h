#pragma once

#include "http/message.h"
#include "learn_facts.h"
#include "learn_script.h"

namespace claimcheck::ui {

/// Who takes part where it is not one client with one credential: with what it holds, and what it sends.
class LearnClient {
public:
    LearnClient() = default;
    virtual ~LearnClient() = default;
    Q_DISABLE_COPY_MOVE(LearnClient)

    /// The request of a step. Error: RandomUnavailable.
    [[nodiscard]] virtual Result<http::Request> request(LearnCall call, const QUrl &server,
                                                        const LearnFacts &facts) = 0;
    /// Keeps what an answer grants. What was used up is kept too: a copy is to be tried.
    virtual void take(LearnCall call, const http::Response &response) = 0;
    /// As JSON.
    [[nodiscard]] virtual QByteArray holds() const = 0;
    /// What can be looked at in the inspector, or empty.
    [[nodiscard]] virtual QByteArray token() const { return {}; }

    /// What somebody else than the server makes of its answer.
    struct Verdict {
        bool accepted;
        QString sentence;
    };
    /// Nothing: the status says it all.
    [[nodiscard]] virtual std::optional<Verdict> verdict() const { return {}; }

protected:
    static constexpr qint64 mostOfAnswer = 256 * 1024;
    [[nodiscard]] static QUrl at(const QUrl &server, const char *path)
    {
        QUrl url = server;
        url.setPath(QString::fromLatin1(path));
        return url;
    }
    [[nodiscard]] static http::Request plain(const QByteArray &method, const QUrl &url)
    {
        http::Request request{.method = method, .url = url};
        request.redirects = http::RedirectPolicy::None;
        request.maxBody = mostOfAnswer;
        return request;
    }
};

} // namespace claimcheck::ui
