#include "found_panel.h"

#include "models/found_model.h"
#include "theme.h"
#include "widgets/elide_delegate.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int margin = 12;

} // namespace

FoundPanel::FoundPanel(QWidget *parent)
    : QWidget(parent)
    , m_summary(plainFact(this))
    , m_ignored(plainFact(this))
    , m_model(new FoundModel(this))
    , m_table(new PlainTable(this))
{
    setObjectName(QStringLiteral("foundPanel"));
    m_summary->setObjectName(QStringLiteral("foundSummary"));
    m_summary->setFont(headlineFont());
    m_ignored->setObjectName(QStringLiteral("foundIgnored"));
    m_ignored->setForegroundRole(QPalette::PlaceholderText);
    m_table->setObjectName(QStringLiteral("foundTable"));
    m_table->setAccessibleName(tr("Tokens that were found"));
    m_table->setRows(m_model);
    m_table->setItemDelegateForColumn(FoundModel::Identity, new MiddleElideDelegate(m_table));
    auto *inspectIt = new QPushButton(tr("&Inspect it"), this);
    inspectIt->setObjectName(QStringLiteral("inspectFound"));
    auto *summary = new QHBoxLayout;
    summary->addWidget(m_summary, 1);
    summary->addWidget(inspectIt);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(margin, 4, margin, margin);
    column->setSpacing(margin);
    column->addLayout(summary);
    column->addWidget(m_table, 1);
    column->addWidget(m_ignored);
    setFocusProxy(m_table);
    connect(inspectIt, &QPushButton::clicked, this, &FoundPanel::pick);
    connect(m_table, &QTableView::activated, this, &FoundPanel::pick);
    connect(m_table, &PlainTable::resized, this, &FoundPanel::sizeColumns);
}

void FoundPanel::setIntake(const Intake &intake)
{
    m_model->setFound(intake.tokens, intake.groups);
    const int tokens = static_cast<int>(intake.tokens.size());
    const int groups = static_cast<int>(intake.groups.size());
    m_summary->setText(groups == tokens ? tr("%n tokens were found", nullptr, tokens)
                                        : tr("%1 that speak of %2")
                                              .arg(tr("%n tokens were found", nullptr, tokens),
                                                   tr("%n identities", nullptr, groups)));
    m_ignored->setText(ignoredText(intake));
    m_ignored->setVisible(!m_ignored->text().isEmpty());
    m_table->setCurrentIndex(m_model->index(0, 0));
    sizeColumns();
}

void FoundPanel::pick()
{
    if (const inspect::Found *found = m_model->found(m_table->currentIndex().row()))
        Q_EMIT picked(*found);
}

void FoundPanel::sizeColumns()
{
    const int kind = m_table->neededWidth(FoundModel::Kind);
    const int label = m_table->neededWidth(FoundModel::Label, 200);
    const int start = m_table->neededWidth(FoundModel::Start);
    m_table->fitColumn(FoundModel::Kind, kind);
    m_table->fitColumn(FoundModel::Label, label);
    m_table->fitColumn(FoundModel::Start, start);
    m_table->fitColumn(FoundModel::Identity, qMax(160, m_table->viewport()->width() - kind - label - start));
}

} // namespace claimcheck::ui
