#pragma once

#include "inspect/expectation_set.h"
#include "jose/sd_jwt.h"

#include <QWidget>

class QComboBox;
class QGridLayout;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace claimcheck::ui {

class ExpectationSetsRow;

/// What a token must say to be accepted: issuer and audience at once, the rest under "More". What is empty is
/// not checked.
class ExpectationsForm final : public QWidget {
    Q_OBJECT
public:
    explicit ExpectationsForm(QWidget *parent = nullptr);

    void setFolder(const QString &folder);
    /// The key binding of an SD-JWT has an audience and a nonce of its own.
    void setKeyBinding(bool on);
    [[nodiscard]] inspect::ExpectationSet current() const;
    void show_(const inspect::ExpectationSet &set);
    [[nodiscard]] jose::KeyBindingExpectations keyBinding() const;

Q_SIGNALS:
    void submitted();
    void failed(const claimcheck::Error &error);

private:
    [[nodiscard]] QLineEdit *addField(const char *name, const QString &label, const QString &hint, int row,
                                      int column);
    void addWidget(const QString &label, QWidget *field, int row, int column);
    void showMore(bool on);
    QGridLayout *m_grid;
    QToolButton *m_more;
    QList<QWidget *> m_hidden; // until "More"
    QList<QWidget *> m_bindingWidgets;
    QLineEdit *m_issuer;
    QLineEdit *m_audience;
    QLineEdit *m_subject;
    QLineEdit *m_type;
    QComboBox *m_algorithm;
    QSpinBox *m_leeway;
    QLineEdit *m_nonce;
    QLineEdit *m_bindingAudience;
    ExpectationSetsRow *m_sets;
};

} // namespace claimcheck::ui
