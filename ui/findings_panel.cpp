#include "findings_panel.h"

#include "icons.h"
#include "inspect/findings_help.h"
#include "models/findings_model.h"
#include "theme.h"
#include "weak_secret_search.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"
#include "widgets/visible_text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int iconSize = 16;
constexpr qsizetype longestText = 2000;

} // namespace

FindingsPanel::FindingsPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new FindingsModel(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_table(new PlainTable(this))
    , m_icon(plainLabel({}, this))
    , m_title(plainFact(this))
    , m_message(plainFact(this))
    , m_help(plainFact(this))
    , m_facts(plainFact(this))
    , m_none(plainLabel(tr("Nothing was noticed: the form, the names and the times are in order."), this))
    , m_search(new WeakSecretSearchBar(this))
{
    m_table->setObjectName(QStringLiteral("findingsTable"));
    m_table->setAccessibleName(tr("Findings"));
    m_table->setRows(m_model);
    m_table->setWordWrap(true);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_none->setObjectName(QStringLiteral("noFindings"));
    m_none->setForegroundRole(QPalette::PlaceholderText);
    m_none->setAlignment(Qt::AlignCenter);
    m_splitter->setObjectName(QStringLiteral("findingsSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(9);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_explanation = makeExplanation());
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_splitter, 1);
    column->addWidget(m_none, 1);
    column->addWidget(m_search);
    m_splitter->hide();
    connect(m_table, &PlainTable::resized, this, &FindingsPanel::sizeColumns);
    connect(m_table, &PlainTable::rowChosen, this, &FindingsPanel::onRow);
    connect(m_search, &WeakSecretSearchBar::found, this, &FindingsPanel::secretFound);
}

QWidget *FindingsPanel::makeExplanation()
{
    m_title->setObjectName(QStringLiteral("findingTitle"));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_message->setObjectName(QStringLiteral("findingMessage"));
    m_help->setObjectName(QStringLiteral("findingHelp"));
    m_facts->setObjectName(QStringLiteral("findingFacts"));
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    auto *title = new QHBoxLayout;
    title->setSpacing(8);
    title->addWidget(m_icon);
    title->addWidget(m_title, 1);
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 4, 0, 4);
    column->setSpacing(8);
    column->addLayout(title);
    for (QLabel *label : {m_message, m_help, m_facts})
        column->addWidget(label);
    column->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("findingExplanation"));
    scroll->setAccessibleName(tr("Explanation of the finding"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    scroll->setMinimumHeight(96);
    return scroll;
}

void FindingsPanel::setReport(const inspect::ReportPtr &report)
{
    m_model->setReport(report);
    const bool any = m_model->rowCount() > 0;
    m_splitter->setVisible(any);
    m_none->setVisible(!any);
    m_search->setReport(report);
    explain(nullptr);
    sizeColumns();
}

void FindingsPanel::onRow(int row)
{
    const inspect::Finding *finding = m_model->finding(row);
    explain(finding);
    if (finding)
        Q_EMIT chosen(*finding);
}

void FindingsPanel::explain(const inspect::Finding *finding)
{
    m_explanation->setVisible(finding != nullptr);
    if (!finding)
        return;
    const auto help = inspect::ruleHelp(finding->id);
    m_severity = finding->severity;
    m_icon->setPixmap(FindingsModel::iconOf(m_severity).pixmap(iconSize));
    //: %1 is "Error", %2 the area: "Header"
    m_title->setText(help ? tr("%1 · %2").arg(FindingsModel::wordOf(m_severity), help->area)
                          : FindingsModel::wordOf(m_severity));
    m_message->setText(visibleText(finding->message, longestText));
    m_help->setText(help ? help->help : QString());
    m_help->setVisible(!m_help->text().isEmpty());
    const QString id = QString::fromLatin1(finding->id);
    m_facts->setText(finding->reference.isEmpty() ? id
                                                  //: %1 a standard's section, %2 the finding's stable name
                                                  : tr("%1 · %2").arg(finding->reference, id));
}

void FindingsPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_explanation)
        m_icon->setPixmap(FindingsModel::iconOf(m_severity).pixmap(iconSize));
}

void FindingsPanel::sizeColumns()
{
    const int severity = m_table->neededWidth(FindingsModel::Severity);
    const int reference = m_table->neededWidth(FindingsModel::Reference, 240);
    m_table->fitColumn(FindingsModel::Severity, severity);
    m_table->fitColumn(FindingsModel::Reference, reference);
    m_table->fitColumn(FindingsModel::Message,
                       qMax(160, m_table->viewport()->width() - severity - reference));
}

} // namespace claimcheck::ui
