#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QObject>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace claimcheck::oauth {

/// Where the browser comes back to (RFC 8252 section 7.3).
struct LoopbackOptions {
    enum class Host { V4, V6, Name }; // 127.0.0.1, [::1], localhost (both bound on one port, or refused)
    Host host = Host::V4;
    /// One of these, in this order; empty: any free port.
    std::vector<quint16> ports = {};
    /// Empty: the URI ends after the port, as some are registered.
    QString path = QStringLiteral("/callback");
    /// How long one connection may take, from its beginning to its end.
    std::chrono::milliseconds patience = std::chrono::seconds(10);
};

/// Listens on this machine only, for as long as it lives, and takes the browser's return. Bound before the
/// link exists, so that nobody else can have the port. What comes is judged by `judge`; a stranger's request
/// (another path, method or Host, garbage, a query that the judge does not take) is answered and changes
/// nothing: at most 64 connections at once, 8 KiB a request, 10 s each; more are hung up on, and the oldest
/// idle one goes first, so that a flood does not keep the browser out. The answer page is plain, escaped,
/// with no scripts, no-referrer, no-store and no-sniff.
class LoopbackReceiver final : public QObject {
    Q_OBJECT
public:
    /// LoopbackUnavailable (subject: the host and port; detail: why); UrlInvalid for a path that is none.
    [[nodiscard]] static Result<std::unique_ptr<LoopbackReceiver>> listen(const LoopbackOptions &options);
    ~LoopbackReceiver() override;

    /// The redirect URI: http://127.0.0.1:PORT/callback.
    [[nodiscard]] QUrl redirectUri() const;

    /// What the person reads in the browser, and whether that was the answer that was waited for. A stranger
    /// for whom there are no words gets the page that all strangers get.
    struct Verdict {
        bool isOurs = false; // false: a stranger's; the receiver waits on
        QString title;
        QString text;
    };
    /// Judges the query of a GET to the path, as sent; not asked again after a verdict of `isOurs`. After
    /// that one the receiver stops listening; `answered` follows once the page has gone out (or could not).
    /// The judge must not destroy the receiver.
    void setJudge(std::function<Verdict(const QByteArray &query)> judge);

    /// Serves, once and at an unguessable path, a page that posts `fields` to `action` in the browser: with a
    /// button, and by itself where scripts run. Returns its address. RandomUnavailable, Url….
    [[nodiscard]] Result<QUrl> servePost(const QUrl &action,
                                         const std::vector<std::pair<QByteArray, Secret>> &fields);

Q_SIGNALS:
    void answered();

private:
    explicit LoopbackReceiver(const LoopbackOptions &options);
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::oauth
