#pragma once

#include "base/clock.h"
#include "login/sessions.h"

#include <QWidget>

#include <vector>

class QFormLayout;
class QGridLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace claimcheck::ui {

class ElidedLabel;

/// What a session holds: each token with its state and expiry, who it is for, the scope that was granted, and
/// what the sign-in found worth saying. No token's text is here.
class SessionFacts final : public QWidget {
    Q_OBJECT
public:
    explicit SessionFacts(QWidget *parent = nullptr);

    /// Hidden where there is no session.
    void setInfo(const login::SessionInfo &info, TimePoint now);
    /// The times move on.
    void tick(TimePoint now);

Q_SIGNALS:
    void idTokenRequested();

private:
    struct Line {
        QLabel *mark;
        QLabel *name;
        QLabel *state; // object name "tokenState_access", …
        QLabel *marks; // "JWT · DPoP"
    };
    [[nodiscard]] Line makeLine(const char *id, const QString &name, int row);
    void setLine(Line &line, bool isThere, const std::optional<TimePoint> &end, const QString &without,
                 TimePoint now);
    QGridLayout *m_grid;
    Line m_access, m_refresh, m_id, m_cookies;
    QPushButton *m_inspect;
    QFormLayout *m_facts;
    ElidedLabel *m_person;
    QLabel *m_scope;
    QVBoxLayout *m_notes;
    std::vector<QWidget *> m_noteLines;
    login::SessionInfo m_info;
};

} // namespace claimcheck::ui
