#pragma once

#include "inspect/expectation_set.h"
#include "inspect/report.h"
#include "key_choice.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QScrollArea;
class QStackedLayout;

namespace claimcheck::ui {

class ChecksModel;
class DecryptPanel;
class ExpectationsForm;
class InlineBar;
class PlainTable;
class VouchingView;

/// "Verify with…": tries the signature with a key that the person names, says who vouches for it, and lists
/// every check. Of a JWE it decrypts instead. It never changes the token, and does nothing until it is asked.
class VerifyPanel final : public QWidget {
    Q_OBJECT
public:
    explicit VerifyPanel(const Clock &clock, QWidget *parent = nullptr);

    /// Another token: secrets are wiped, and an answer that is under way is dropped.
    void setToken(const inspect::ReportPtr &report);
    void setKeyFetcher(const QString &label, TokenPanel::KeyFetcher fetch);
    /// Where named expectations are kept; without a folder they are not offered.
    void setConfigFolder(const QString &folder);
    /// What the form says is expected.
    [[nodiscard]] inspect::ExpectationSet expectations() const;

Q_SIGNALS:
    /// What the keys showed of the token, for its report.
    void judged(const claimcheck::inspect::ReportContext &context);
    /// A token that came out of this one.
    void tokenOpened(const QByteArray &token);

private:
    [[nodiscard]] QWidget *makeVerifyPage();
    [[nodiscard]] DecryptPanel &decryptPanel();
    void verify();
    void onKeys(const Result<jose::KeySet> &keys);
    void judge(const jose::KeySet &keys);
    void showOutcome(const jose::SignatureResult &signature, bool accepted);
    void showAnswer();
    void showReproduction();
    void setBusy(bool busy);
    void sizeColumns();
    const Clock &m_clock;
    inspect::ReportPtr m_report;
    QStackedLayout *m_pages;
    QScrollArea *m_scroll;
    DecryptPanel *m_decrypt = nullptr;
    KeyChoice *m_choice;
    ExpectationsForm *m_expected;
    QPushButton *m_verify;
    QPushButton *m_reproduce;
    InlineBar *m_bar;
    VouchingView *m_vouching;
    ChecksModel *m_model;
    PlainTable *m_checks;
    QLabel *m_hint;
    std::optional<jose::Key> m_tried;    // for "Reproduce…"
    std::unique_ptr<QObject> m_fetching; // its end cancels the fetch
};

} // namespace claimcheck::ui
