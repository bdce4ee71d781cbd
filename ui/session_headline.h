#pragma once

#include "login/sessions.h"

#include <QWidget>

class QLabel;

namespace claimcheck::ui {

/// The state of a profile's session in one sentence, with its icon.
class SessionHeadline final : public QWidget {
    Q_OBJECT
public:
    explicit SessionHeadline(QWidget *parent = nullptr);
    /// Also while the time moves on: what is shown already costs nothing.
    void setState(const login::SessionInfo &info, TimePoint now);

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateIcon();
    QLabel *m_icon;
    QLabel *m_sentence;
    QString m_iconName;
};

} // namespace claimcheck::ui
