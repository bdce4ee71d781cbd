#pragma once

#include <QProgressBar>

namespace claimcheck::ui {

/// A thin line that says that something runs, for no known time. Hidden it keeps its place, so that nothing
/// moves.
class BusyLine final : public QProgressBar {
    Q_OBJECT
public:
    /// `name` is what assistive technology says.
    explicit BusyLine(const QString &name, QWidget *parent = nullptr) : QProgressBar(parent)
    {
        setAccessibleName(name);
        setRange(0, 0);
        setTextVisible(false);
        setFixedHeight(4);
        QSizePolicy keepPlace = sizePolicy();
        keepPlace.setRetainSizeWhenHidden(true);
        setSizePolicy(keepPlace);
        hide();
    }
};

} // namespace claimcheck::ui
