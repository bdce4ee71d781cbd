#pragma once

#include <QEvent>
#include <QObject>
#include <QWidget>

#include <cstdlib>

namespace claimcheck::bench {

/// Ends the process right after the window's first paint has reached the screen, with no tidying up: the
/// time of the whole process is the time to the first paint.
class EndAtFirstPaint final : public QObject {
public:
    explicit EndAtFirstPaint(QWidget &window) : QObject(&window) { window.installEventFilter(this); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::UpdateRequest || event->type() == QEvent::Paint)
            QMetaObject::invokeMethod(
                this, [] { std::_Exit(0); }, Qt::QueuedConnection);
        return QObject::eventFilter(watched, event);
    }
};

} // namespace claimcheck::bench
