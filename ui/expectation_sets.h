#pragma once

#include "inspect/expectation_set.h"

#include <QWidget>

#include <functional>

class QComboBox;
class QPushButton;

namespace claimcheck::ui {

/// The named sets of expectations: choose one, keep what is in the form under a name, forget one. The file is
/// read anew whenever the row is shown, as the command line may have changed it.
class ExpectationSetsRow final : public QWidget {
    Q_OBJECT
public:
    explicit ExpectationSetsRow(QWidget *parent = nullptr);

    /// Without a folder the row stays hidden.
    void setFolder(const QString &folder);
    /// Asked for what the form says when somebody keeps it.
    void setSource(std::function<inspect::ExpectationSet()> current) { m_current = std::move(current); }

Q_SIGNALS:
    void chosen(const claimcheck::inspect::ExpectationSet &set);
    void failed(const claimcheck::Error &error);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void reload();
    void choose();
    void keep();
    void forget();
    void store(inspect::ExpectationSets sets);
    void updateButtons();
    QString m_folder;
    inspect::ExpectationSets m_sets;
    std::function<inspect::ExpectationSet()> m_current;
    QComboBox *m_name;
    QPushButton *m_keep;
    QPushButton *m_forget;
};

} // namespace claimcheck::ui
