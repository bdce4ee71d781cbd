#include "copy_corner.h"

#include "background.h"
#include "icons.h"
#include "inspect/ci_test.h"
#include "inspect/report_text.h"
#include "report_loader.h"
#include "widgets/plain_label.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

namespace claimcheck::ui {

namespace {

/// A word for a POSIX shell.
QString shellWord(const QString &word)
{
    return u'\'' + QString(word).replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

} // namespace

CopyCorner::CopyCorner(QWidget *parent) : QWidget(parent), m_countdown(plainLabel({}, this))
{
    m_countdown->setObjectName(QStringLiteral("clipboardCountdown"));
    m_countdown->setForegroundRole(QPalette::PlaceholderText);
    auto *copyToken = new QToolButton(this);
    copyToken->setObjectName(QStringLiteral("copyToken"));
    copyToken->setIcon(icon(u"copy"));
    copyToken->setText(tr("Copy token"));
    copyToken->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    copyToken->setAutoRaise(true);
    copyToken->setFocusPolicy(Qt::StrongFocus);
    copyToken->setAccessibleDescription(tr("The clipboard is cleared after a while"));
    auto *share = new QPushButton(tr("Share"), this); // a tool button's arrow lies on its text
    share->setObjectName(QStringLiteral("shareToken"));
    share->setFlat(true);
    share->setAccessibleDescription(tr("Copies that are safe to share, reports, and tools for this token"));
    share->setMenu(makeMenu());
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 4);
    row->setSpacing(4);
    row->addWidget(m_countdown);
    row->addWidget(copyToken);
    row->addWidget(share);
    connect(copyToken, &QToolButton::clicked, this, &CopyCorner::copyRequested);
}

QMenu *CopyCorner::makeMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("shareMenu"));
    const auto add = [this, menu](const char *name, const QString &text, auto work) {
        QAction *action = menu->addAction(text);
        action->setObjectName(QString::fromLatin1(name));
        connect(action, &QAction::triggered, this, work);
        return action;
    };
    const auto addReport = [this, add](const char *name, const QString &text, auto make) {
        add(name, text, [this, make] { copyMade(make); });
    };
    const auto addTool = [this, add](const char *name, const QString &text, TokenTool tool) {
        add(name, text, [this, tool] { Q_EMIT toolRequested(tool); });
    };
    addTool("shareSafeCopy", tr("Safe copy…"), TokenTool::SafeCopy);
    menu->addSeparator();
    addReport("shareMarkdown", tr("Copy the report as Markdown"), [](const inspect::Report &report) {
        return inspect::reportText(report, inspect::ReportFormat::Markdown);
    });
    addReport("shareHtml", tr("Copy the report as HTML"), [](const inspect::Report &report) {
        return inspect::reportText(report, inspect::ReportFormat::Html);
    });
    addReport("shareJson", tr("Copy the report as JSON"),
              [](const inspect::Report &report) { return inspect::toJson(report); });
    m_ciTest = add("shareCiTest", tr("Copy as CI test"), [this] { copyMade(ciTestMaker()); });
    m_header = add("shareHeader", tr("Copy the header command"), [this] {
        Q_EMIT textCopyRequested(QStringLiteral("-H \"$(claimcheck header %1)\"").arg(shellWord(m_profile)));
    });
    m_header->setToolTip(tr("For curl: it holds no secret"));
    m_header->setVisible(false);
    menu->addSeparator();
    addTool("shareCompare", tr("Compare with another…"), TokenTool::Compare);
    addTool("shareEdit", tr("Edit and sign anew…"), TokenTool::Edit);
    return menu;
}

void CopyCorner::copyMade(std::function<QByteArray(const inspect::Report &)> make)
{
    if (!m_report)
        return;
    if (m_report->text.size() <= ReportLoader::largestAtOnce) {
        Q_EMIT textCopyRequested(QString::fromUtf8(make(*m_report)));
        return;
    }
    inBackground(
        this, [report = m_report, make = std::move(make)] { return QString::fromUtf8(make(*report)); },
        [this](const QString &text) { Q_EMIT textCopyRequested(text); });
}

std::function<QByteArray(const inspect::Report &)> CopyCorner::ciTestMaker() const
{
    return [expected = m_expected ? m_expected() : inspect::ExpectationSet()](const inspect::Report &report) {
        const Result<QByteArray> script = inspect::ciTest(report, expected);
        return script ? *script : QByteArray(); // of no token of JOSE, which is not offered
    };
}

void CopyCorner::setReport(const inspect::ReportPtr &report)
{
    m_report = report;
    m_ciTest->setEnabled(report && report->kind != inspect::Kind::Opaque);
}

void CopyCorner::setProfileName(const QString &name)
{
    m_profile = name;
    m_header->setVisible(!name.isEmpty());
}

void CopyCorner::showCountdown(int seconds)
{
    m_countdown->setText(seconds > 0 ? tr("Copied: the clipboard is cleared in %1 s").arg(seconds)
                                     : QString());
}

} // namespace claimcheck::ui
