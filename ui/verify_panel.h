#pragma once

#include "inspect/report.h"
#include "key_choice.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace claimcheck::ui {

class ChecksModel;
class InlineBar;
class PlainTable;

/// "Verify with…": tries the signature with a key that the person names, and lists every check. It never
/// changes the token, and does nothing until it is asked.
class VerifyPanel final : public QWidget {
    Q_OBJECT
public:
    explicit VerifyPanel(const Clock &clock, QWidget *parent = nullptr);

    /// Another token: secrets are wiped, and an answer that is under way is dropped.
    void setToken(const inspect::ReportPtr &report);
    void setKeyFetcher(const QString &label, TokenPanel::KeyFetcher fetch);

Q_SIGNALS:
    /// What the keys showed of the token, for its report.
    void judged(const claimcheck::inspect::ReportContext &context);

private:
    void verify();
    void onKeys(const Result<jose::KeySet> &keys);
    void showOutcome(const jose::Validation &validation);
    void setBusy(bool busy);
    void sizeColumns();
    const Clock &m_clock;
    inspect::ReportPtr m_report;
    KeyChoice *m_choice;
    QLineEdit *m_issuer;
    QLineEdit *m_audience;
    QPushButton *m_verify;
    InlineBar *m_bar;
    ChecksModel *m_model;
    PlainTable *m_checks;
    QLabel *m_hint;
    std::unique_ptr<QObject> m_fetching; // its end cancels the fetch
};

} // namespace claimcheck::ui
