#pragma once

#include "compare_choice.h"
#include "inspect/compare.h"

#include <QWidget>

#include <memory>
#include <stop_token>

class QCheckBox;
class QComboBox;
class QLabel;
class QSplitter;

namespace claimcheck::ui {

class ComparisonModel;
class JsonView;
class PlainTable;

/// Two tokens, claim by claim; big ones are compared off the GUI thread, and another choice drops what is
/// under way. They are chosen from a list, pasted, or dropped: on the left half as the one
/// before, on the right half as the one after; two at once as both.
class ComparePanel final : public QWidget {
    Q_OBJECT
public:
    enum class Side { Before, After };

    explicit ComparePanel(QWidget *parent = nullptr);
    ~ComparePanel() override;

    /// What can be chosen. What was chosen stays, as long as it is still there.
    void setChoices(std::vector<TokenChoice> choices);
    void choose(Side side, const QString &id);
    void choose(const ComparePair &pair);
    [[nodiscard]] bool isChosen() const { return chosen(Side::Before) || chosen(Side::After); }

Q_SIGNALS:
    void pasteRequested(claimcheck::ui::ComparePanel::Side side);
    /// A text that was dropped, and may hold tokens.
    void textDropped(const QString &text, claimcheck::ui::ComparePanel::Side side);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    [[nodiscard]] QWidget *makeChoice(Side side, const QString &label);
    [[nodiscard]] QWidget *makeDetail();
    [[nodiscard]] QComboBox *box(Side side) const { return side == Side::Before ? m_before : m_after; }
    [[nodiscard]] const TokenChoice *chosen(Side side) const;
    void fill(QComboBox *box, const QString &id);
    void compare();
    void showComparison(const std::shared_ptr<const inspect::Comparison> &comparison);
    void showRow(int row);
    void sizeColumns();
    std::vector<TokenChoice> m_choices;
    std::stop_source m_work; // of the comparison that is under way
    QComboBox *m_before;
    QComboBox *m_after;
    QCheckBox *m_onlyDifferences;
    QLabel *m_summary;
    QLabel *m_empty;
    ComparisonModel *m_model;
    PlainTable *m_table;
    QSplitter *m_splitter;
    QWidget *m_detail = nullptr;
    JsonView *m_detailBefore = nullptr;
    JsonView *m_detailAfter = nullptr;
};

} // namespace claimcheck::ui
