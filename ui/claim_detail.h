#pragma once

#include "inspect/report.h"

#include <QWidget>

class QLabel;

namespace claimcheck::ui {

class ClaimsModel;
class JsonView;

/// The chosen claim in full: its meaning, its whole value, its time in both clocks.
class ClaimDetail final : public QWidget {
    Q_OBJECT
public:
    explicit ClaimDetail(QWidget *parent = nullptr);
    /// Hidden for a row that is not there.
    void show_(const ClaimsModel &model, int row);
    [[nodiscard]] JsonView *value() const { return m_value; }

private:
    QLabel *m_title;
    JsonView *m_value;
    QLabel *m_times;
};

} // namespace claimcheck::ui
