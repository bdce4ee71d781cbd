#pragma once

#include "inspect/report.h"
#include "moment.h"
#include "time_words.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace claimcheck::ui {

class Timeline;

/// The token's time: the drawn line, the moment to judge at ("as of", dragged or typed) and the leeway. A
/// sentence stands in place of the line where the token names no time.
class TimelineStrip final : public QWidget {
    Q_OBJECT
public:
    explicit TimelineStrip(QWidget *parent = nullptr);

    void setReport(const inspect::ReportPtr &report, const Moment &moment);
    void setMoment(const Moment &moment);
    void setZone(ZoneChoice zone);
    void setLeeway(std::chrono::seconds leeway);

Q_SIGNALS:
    /// Nothing: back to now.
    void momentChosen(std::optional<claimcheck::TimePoint> moment);
    void leewayChanged(std::chrono::seconds leeway);

private:
    void onTyped();
    void showTyped();
    inspect::ReportPtr m_report;
    Moment m_moment;
    ZoneChoice m_zone = ZoneChoice::Local;
    Timeline *m_line;
    QLabel *m_none;
    QLabel *m_asOfLabel;
    QLineEdit *m_asOf;
    QToolButton *m_reset;
    QSpinBox *m_leeway;
    QLabel *m_problem;
};

} // namespace claimcheck::ui
