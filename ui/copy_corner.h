#pragma once

#include "inspect/report.h"
#include "token_tool.h"

#include <QWidget>

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
    void setReport(const inspect::ReportPtr &report) { m_report = report; }
    /// The profile whose token this is; empty: none, and there is no header command.
    void setProfileName(const QString &name);

Q_SIGNALS:
    void copyRequested();
    /// Without the token's signature, so not a secret.
    void textCopyRequested(const QString &text);
    void toolRequested(claimcheck::ui::TokenTool tool);

private:
    [[nodiscard]] QMenu *makeMenu();
    inspect::ReportPtr m_report;
    QString m_profile;
    QLabel *m_countdown;
    QAction *m_header = nullptr;
};

} // namespace claimcheck::ui
