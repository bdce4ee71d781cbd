#pragma once

#include "base/clock.h"

#include <QWidget>

class QLabel;

namespace claimcheck::ui {

/// What stands where no token is: what goes here, one button, one example.
class EmptyPage final : public QWidget {
    Q_OBJECT
public:
    explicit EmptyPage(QWidget *parent = nullptr);

Q_SIGNALS:
    void pasteRequested();
    void exampleRequested();
    void practiceRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateIcon();
    QLabel *m_icon;
};

/// A token to learn from, made on the spot: signed with a secret that its own claims tell, and good for five
/// minutes from `now`.
[[nodiscard]] QByteArray exampleToken(TimePoint now);

} // namespace claimcheck::ui
