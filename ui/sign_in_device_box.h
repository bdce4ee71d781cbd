#pragma once

#include "base/clock.h"
#include "login/sign_in.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTimer;

namespace claimcheck::ui {

class QrView;

/// What a person needs to sign in on another device (RFC 8628): the code, large and to be selected, the
/// address, both as a QR code, and the time that is left, which ticks while it can be seen.
class SignInDeviceBox final : public QWidget {
    Q_OBJECT
public:
    explicit SignInDeviceBox(const Clock &clock, QWidget *parent = nullptr);

    void setCode(const login::DeviceCode &code);
    void clear();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void updateTime();
    const Clock &m_clock;
    QLabel *m_link;
    QLabel *m_code;
    QPushButton *m_copy;
    QLabel *m_left;
    QrView *m_qr;
    QTimer *m_tick;
    TimePoint m_end;
};

} // namespace claimcheck::ui
