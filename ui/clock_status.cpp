#include "clock_status.h"

#include "widgets/visible_text.h"

#include <QLocale>

#include <cmath>

namespace claimcheck::ui {

ClockStatus::ClockStatus(QWidget *parent) : QLabel(parent)
{
    setObjectName(QStringLiteral("clockStatus"));
    setTextFormat(Qt::PlainText);
    setForegroundRole(QPalette::PlaceholderText);
    setContentsMargins(12, 0, 12, 0);
    hide();
}

void ClockStatus::setSkew(const std::optional<std::chrono::milliseconds> &skew, const QString &server)
{
    setVisible(skew.has_value());
    if (!skew)
        return;
    const double seconds = double(skew->count()) / 1000;
    setText(skew->count() == 0 ? tr("clock matches")
                               : tr("clock %1 s")
                                     .arg((seconds > 0 ? QStringLiteral("+") : QStringLiteral("\u2212")) +
                                          locale().toString(std::abs(seconds), 'f', 1)));
    setToolTip(plainToolTip(
        skew->count() == 0 ? tr("The clock of %1 is within two seconds of this machine's.").arg(server)
        : seconds > 0
            ? tr("The clock of %1 is ahead of this machine's. Refreshing counts with it.").arg(server)
            : tr("The clock of %1 is behind this machine's. Refreshing counts with it.").arg(server)));
}

} // namespace claimcheck::ui
