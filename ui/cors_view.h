#pragma once

#include "requests/cors_case.h"

#include <QWidget>

#include <memory>

namespace claimcheck::ui {

/// "Would a browser be allowed?": what the Fetch standard's CORS protocol says of a request from a page of
/// another origin, rule by rule, and whether a cookie session here would be open to CSRF. No network lives
/// here: `askRequested` brings what a browser would send, one question after another, without any credential;
/// the answer comes back through `setAnswer`.
class CorsView final : public QWidget {
    Q_OBJECT
public:
    explicit CorsView(QWidget *parent = nullptr);
    ~CorsView() override;

    /// The request as it was composed, and what is known of the server. Forgets earlier answers.
    void setCase(const requests::CorsCase &of);
    void clear();
    /// The answer to a question; one to an earlier round is not taken. An error is said in place.
    void setAnswer(const requests::CorsQuestion &question, const Result<http::Response> &answer);

    [[nodiscard]] QString pageOrigin() const;
    void setPageOrigin(const QString &origin);

Q_SIGNALS:
    /// "Ask the server": to be sent as it is (no credential, no cookies, no redirect followed).
    void askRequested(const claimcheck::requests::CorsQuestion &question);
    /// A section of a standard is to be opened in the browser.
    void linkRequested(const QUrl &url);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    /// Origin or mode was changed: what was answered is of another question.
    void onChanged();
    void ask();
    void askNext();
    void judge();
    void showVerdict(const requests::BrowserRequest &request, const requests::CorsVerdict &verdict,
                     bool isDecided);
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
