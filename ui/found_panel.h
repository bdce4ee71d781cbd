#pragma once

#include "text_intake.h"

#include <QWidget>

class QLabel;

namespace claimcheck::ui {

class FoundModel;
class PlainTable;

/// What one text held, when it is more than one token: a list to pick from, grouped by whom they speak of,
/// and the text around them that was ignored.
class FoundPanel final : public QWidget {
    Q_OBJECT
public:
    explicit FoundPanel(QWidget *parent = nullptr);
    void setIntake(const Intake &intake);

Q_SIGNALS:
    /// Enter, a double click, or the button.
    void picked(const claimcheck::inspect::Found &found);

private:
    void pick();
    void sizeColumns();
    QLabel *m_summary;
    QLabel *m_ignored;
    FoundModel *m_model;
    PlainTable *m_table;
};

} // namespace claimcheck::ui
