#pragma once

#include "inspect/report.h"

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace claimcheck::ui {

/// A token and the tokens inside it, from the outermost on: which one is shown. Hidden where there is only
/// one.
class LayersBar final : public QWidget {
    Q_OBJECT
public:
    explicit LayersBar(QWidget *parent = nullptr);

    struct Entry {
        inspect::ReportPtr report;
        std::optional<inspect::Layer::Role> role; // nothing: the token itself
        int depth = 0;
    };
    /// The token, and every layer below it, each after what it is in.
    [[nodiscard]] static std::vector<Entry> entriesOf(const inspect::ReportPtr &report);

    void setEntries(const std::vector<Entry> &entries, size_t shown);

Q_SIGNALS:
    void chosen(size_t entry);

private:
    QButtonGroup *m_buttons;
    QHBoxLayout *m_row;
};

} // namespace claimcheck::ui
