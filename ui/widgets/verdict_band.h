#pragma once

#include "inspect/report.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace claimcheck::ui {

/// The one answer: icon, colour and sentence. The sentence may tick; assistive technology is told when the
/// level changes.
class VerdictBand final : public QFrame {
    Q_OBJECT
public:
    explicit VerdictBand(QWidget *parent = nullptr);

    void setVerdict(const inspect::Verdict &verdict);
    /// Where the verdict is not of now: "as of …", with a button back. Empty: it is of now.
    void setAsOf(const QString &moment);
    [[nodiscard]] inspect::Level level() const { return m_level; }
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void levelChanged();
    void nowRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void updateLook();
    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_asOf;
    QPushButton *m_now;
    inspect::Level m_level = inspect::Level::Neutral;
};

} // namespace claimcheck::ui
