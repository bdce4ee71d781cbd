#pragma once

#include "request_scope.h"
#include "login/sessions.h"
#include "requests/request_spec.h"

#include <QToolButton>

#include <functional>

namespace claimcheck::login {
class ProfileStore;
}

namespace claimcheck::ui {

class Clipboard;

/// The menu beside Send: the request for other tools. The secret stands in it as a command that yields it;
/// its value only on an explicit choice, and then the clipboard is cleared.
class RequestExport final : public QToolButton {
    Q_OBJECT
public:
    /// `spec` and `scope` are asked when something is copied.
    RequestExport(login::ProfileStore &profiles, login::Sessions &sessions,
                  std::function<requests::RequestSpec()> spec, std::function<RequestScope()> scope,
                  QWidget *parent = nullptr);

    /// After so many seconds a copied secret is cleared.
    void setClipboardSeconds(int seconds) { m_seconds = seconds; }

Q_SIGNALS:
    void said(const QString &text);
    void failed(const claimcheck::Error &error);

private:
    enum class Kind { Curl, Python, Http };
    void copy(Kind kind);
    void copyWithSecret();
    [[nodiscard]] Result<QByteArray> text(Kind kind, const std::optional<http::Header> &revealed) const;
    [[nodiscard]] QString profileName() const;
    login::ProfileStore &m_profiles;
    login::Sessions &m_sessions;
    std::function<requests::RequestSpec()> m_spec;
    std::function<RequestScope()> m_scope;
    Clipboard *m_clipboard;
    login::WaiterPtr m_waiter;
    int m_seconds = 30;
};

} // namespace claimcheck::ui
