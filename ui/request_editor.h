#pragma once

#include "request_scope.h"
#include "requests/assertions.h"
#include "requests/request_spec.h"

#include <QWidget>

#include <memory>

namespace claimcheck::login {
class ProfileStore;
}

namespace claimcheck::ui {

/// Edits one request: method and address, query, headers, body, options, assertions. What a person does not
/// touch comes back from `spec()` as it went into `setSpec`.
class RequestEditor final : public QWidget {
    Q_OBJECT
public:
    explicit RequestEditor(login::ProfileStore &profiles, QWidget *parent = nullptr);
    ~RequestEditor() override;

    void setSpec(const requests::RequestSpec &spec);
    [[nodiscard]] requests::RequestSpec spec() const;
    void setScope(const RequestScope &scope);
    void setFixedProfile(bool on);
    /// Send is Cancel while something is on its way.
    void setBusy(bool busy);
    void setAssertionResults(const std::vector<requests::AssertionResult> &results);
    /// What stands right of Send: a menu.
    void setMenuButton(QWidget *button);
    void focusAddress();
    void focusMethod();
    /// Shows whose credential goes along, to be chosen.
    void focusCredential();

Q_SIGNALS:
    /// By a person.
    void changed();
    void sendRequested();
    void cancelRequested();
    void curlPasted(const QString &text);

private:
    void buildLine();
    void buildPages();
    void connectPages();
    void onQueryChanged();
    void onKindChosen(requests::BodyKind kind);
    void updateTitles();
    [[nodiscard]] http::Headers headers() const;
    void setHeaders(const http::Headers &headers);
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
