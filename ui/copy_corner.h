#pragma once

#include "inspect/expectation_set.h"
#include "inspect/report.h"
#include "token_tool.h"

#include <QWidget>

#include <functional>

class QAction;
class QLabel;
class QMenu;

namespace claimcheck::ui {

/// The corner beside a token's pages: copy it, share it, and how long it stays in the clipboard.
class CopyCorner final : public QWidget {
    Q_OBJECT
public:
    explicit CopyCorner(QWidget *parent = nullptr);
    /// 0: nothing of ours is in the clipboard.
    void showCountdown(int seconds);
    void setReport(const inspect::ReportPtr &report);
    /// What is expected of the token, asked for when a CI test is made.
    void setExpectations(std::function<inspect::ExpectationSet()> current)
    {
        m_expected = std::move(current);
    }
    /// The profile whose token this is; empty: none, and there is no header command.
    void setProfileName(const QString &name);

Q_SIGNALS:
    void copyRequested();
    /// Without the token's signature, so not a secret.
    void textCopyRequested(const QString &text);
    void toolRequested(claimcheck::ui::TokenTool tool);

private:
    [[nodiscard]] QMenu *makeMenu();
    /// Writes a text from the report, off the GUI thread for a big token, and asks to copy it.
    void copyMade(std::function<QByteArray(const inspect::Report &)> make);
    [[nodiscard]] std::function<QByteArray(const inspect::Report &)> ciTestMaker() const;
    inspect::ReportPtr m_report;
    QString m_profile;
    std::function<inspect::ExpectationSet()> m_expected;
    QLabel *m_countdown;
    QAction *m_ciTest = nullptr;
    QAction *m_header = nullptr;
};

} // namespace claimcheck::ui
