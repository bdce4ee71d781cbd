#pragma once

#include "learn_measure.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace claimcheck::ui {

class MeasuresModel;
class PlainTable;

/// All systems side by side, measured on the spot and drawn as bars; of the chosen one, the rest in words.
class LearnComparisonPage final : public QWidget {
    Q_OBJECT
public:
    explicit LearnComparisonPage(LearnMeasure &measure, QWidget *parent = nullptr);

    void setSystems(const std::vector<LearnSystem> &systems);
    void setReady(bool ready);
    /// The server has gone: what was measured until then stays.
    void giveUp();

Q_SIGNALS:
    void measureRequested();
    /// Measuring has ended, in one way or another.
    void ended();

private:
    [[nodiscard]] QWidget *makeDetail();
    [[nodiscard]] int neededWidth(int column) const;
    void sizeColumns();
    void showSystem(int row);
    void onEnd(const QString &state);
    void update_();
    LearnMeasure &m_measure;
    MeasuresModel *m_model;
    PlainTable *m_table;
    QPushButton *m_start;
    QPushButton *m_cancel;
    QProgressBar *m_progress;
    QLabel *m_state;
    QLabel *m_title;
    QLabel *m_words;
    bool m_isReady = false;
};

} // namespace claimcheck::ui
