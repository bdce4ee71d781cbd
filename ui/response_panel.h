#pragma once

#include "http/client.h"
#include "requests/cors_case.h"
#include "requests/explain_denial.h"
#include "requests/sender.h"

#include <QWidget>

#include <functional>
#include <memory>

namespace claimcheck::ui {

/// The answer to a request: while it is on its way what has come so far, then status, times and sizes, the
/// body in several views, headers, cookies, redirects, timing, TLS, why it failed, and what a browser would
/// be allowed. Knows no network: what it needs of it are signals.
class ResponsePanel final : public QWidget {
    Q_OBJECT
public:
    explicit ResponsePanel(QWidget *parent = nullptr);
    ~ResponsePanel() override;

    /// Fills in what "Why did this fail?" wants to know besides what was sent and came back: the token, the
    /// scopes, the clocks, a fitting environment. Without it the answer alone is read. (`denialFacts` of
    /// response_facts.h reads it from the sessions.)
    using FactsReader = std::function<requests::DenialFacts(const requests::Sent &)>;
    void setFactsReader(FactsReader reader);
    /// What the profile's cookie jar holds for an address, for "Would a browser be allowed?".
    using CookieReader = std::function<std::vector<http::CookieFacts>(const requests::Sent &)>;
    void setCookieReader(CookieReader reader);

    /// The empty state. Forgets the answer before, too.
    void clear();
    /// On its way: elapsed time and progress. What was answered before stays for the comparison.
    void begin(const QString &method, const QString &address);
    /// From SendWatcher::begun: the head is there, the body grows. Again after a refresh.
    void setHead(const http::Response &head, const std::shared_ptr<const requests::Overflow> &body);
    /// The body has grown, or the upload has gone on.
    void setProgress(const http::Progress &progress);
    /// The end: an answer or an error. Keeps the one before for "compare with the answer before".
    void setSent(const requests::Sent &sent);
    /// It never left: what was answered before is shown again, or the hint.
    void setNotSent();
    /// The person cancelled: what came until then stays, and it is said.
    void setCancelled();
    /// The answer to what `preflightRequested` brought.
    void setPreflightAnswer(const requests::CorsQuestion &question, const Result<http::Response> &answer);

    /// As the pages before the sender show one: all of the body is in `response`.
    void setResponse(const http::Response &response, bool refreshed);

Q_SIGNALS:
    /// Of "Why did this fail?": whoever embeds the panel carries it out.
    void actionRequested(const claimcheck::requests::DenialAction &action,
                         const claimcheck::requests::Sent &of);
    /// To be opened in the inspector; `from` says where it stood ("Answer of GET /me").
    void tokenChosen(const QByteArray &token, const QString &from);
    void resendRequested();
    /// To be sent as it is: no credential, no cookies, redirects not followed. The answer comes back through
    /// `setPreflightAnswer`.
    void preflightRequested(const claimcheck::requests::CorsQuestion &question);
    /// A section of a standard, to be opened in the browser.
    void linkRequested(const QUrl &url);

private:
    void build();
    void connectAll();
    /// `head`: of an answer that broke off.
    void showPages(const requests::Sent &sent, const http::Response *head = nullptr);
    void showArriving();
    void showChain();
    void showDenial();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
