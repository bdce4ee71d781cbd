#include "history_panel.h"

#include "error_words.h"
#include "icons.h"
#include "response_table.h"
#include "theme.h"
#include "widgets/elide_delegate.h"
#include "widgets/inline_bar.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QTimer>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr int pageSize = 200;
constexpr int pauseMs = 200;

} // namespace

HistoryPanel::HistoryPanel(const login::ProfileStore &profiles, requests::Sender &sender,
                           requests::History *history, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_profiles(profiles)
    , m_sender(sender)
    , m_history(history)
    , m_clock(clock)
    , m_title(plainLabel(tr("History"), this))
    , m_on(new QCheckBox(tr("Keep a history"), this))
    , m_search(new QLineEdit(this))
    , m_profile(new QComboBox(this))
    , m_export(new QPushButton(tr("E&xport HAR…"), this))
    , m_clear(new QPushButton(tr("C&lear…"), this))
    , m_bar(new InlineBar(this))
    , m_model(new TextRowsModel(
          {tr("Time"), tr("Profile"), tr("Method"), tr("Address"), tr("Answer"), tr("Took"), tr("Size")},
          this))
    , m_table(new PlainTable(this))
    , m_none(plainLabel({}, this))
    , m_details(new JsonView(this))
    , m_resend(new QPushButton(icon(u"send"), tr("Open to send a&gain"), this))
    , m_remove(new QPushButton(icon(u"remove"), tr("&Remove"), this))
    , m_more(new QPushButton(tr("Show &more"), this))
    , m_below(new QWidget(this))
    , m_pause(new QTimer(this))
    , m_limit(pageSize)
{
    build();
    connectAll();
    if (m_history && m_history->damage())
        setProblem(*m_history->damage());
}

void HistoryPanel::build()
{
    setObjectName(QStringLiteral("historyPanel"));
    m_title->setFont(headlineFont());
    m_on->setObjectName(QStringLiteral("historyOn"));
    m_search->setObjectName(QStringLiteral("historySearch"));
    m_search->setAccessibleName(tr("Search the history"));
    m_search->setPlaceholderText(tr("Search addresses, headers and bodies"));
    m_search->setClearButtonEnabled(true);
    m_profile->setObjectName(QStringLiteral("historyProfile"));
    m_profile->setAccessibleName(tr("Of which profile"));
    m_export->setObjectName(QStringLiteral("historyExport"));
    m_clear->setObjectName(QStringLiteral("historyClear"));
    m_bar->setObjectName(QStringLiteral("historyMessage"));
    m_table->setObjectName(QStringLiteral("historyTable"));
    m_table->setAccessibleName(tr("Requests that were sent, the newest first"));
    m_model->setMarkedColumn(4);
    m_table->setRows(m_model);
    m_table->setItemDelegateForColumn(3, new MiddleElideDelegate(m_table));
    m_none->setObjectName(QStringLiteral("historyNone"));
    m_none->setForegroundRole(QPalette::PlaceholderText);
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setWordWrap(true);
    m_details->setObjectName(QStringLiteral("historyDetails"));
    m_details->setAccessibleName(tr("The chosen request"));
    m_resend->setObjectName(QStringLiteral("historyResend"));
    m_remove->setObjectName(QStringLiteral("historyRemove"));
    m_more->setObjectName(QStringLiteral("historyMore"));
    m_pause->setSingleShot(true);
    m_pause->setInterval(pauseMs);

    auto *head = new QHBoxLayout;
    head->setSpacing(2 * grid);
    head->addWidget(m_title, 1);
    head->addWidget(m_on);
    auto *row = new QHBoxLayout;
    row->setSpacing(2 * grid);
    row->addWidget(m_search, 1);
    row->addWidget(m_profile);
    row->addWidget(m_export);
    row->addWidget(m_clear);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(2 * grid);
    buttons->addWidget(m_resend);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    auto *below = new QVBoxLayout(m_below);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(2 * grid);
    below->addLayout(buttons);
    below->addWidget(m_details, 1);
    auto *above = new QWidget(this);
    auto *list = new QVBoxLayout(above);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(2 * grid);
    list->addWidget(m_table, 1);
    list->addWidget(m_none, 1);
    list->addWidget(m_more, 0, Qt::AlignLeft);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("historySplitter"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(above);
    splitter->addWidget(m_below);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * grid, grid, 3 * grid, 3 * grid);
    column->setSpacing(2 * grid);
    column->addLayout(head);
    column->addLayout(row);
    column->addWidget(m_bar);
    column->addWidget(splitter, 1);
    setFocusProxy(m_search);
}

void HistoryPanel::connectAll()
{
    connect(m_search, &QLineEdit::textChanged, m_pause, [this] {
        m_limit = pageSize;
        m_pause->start();
    });
    connect(m_pause, &QTimer::timeout, this, &HistoryPanel::search);
    connect(m_profile, &QComboBox::activated, this, &HistoryPanel::search);
    connect(m_on, &QCheckBox::toggled, this, &HistoryPanel::setOn);
    connect(m_export, &QPushButton::clicked, this, [this] { exportHar(); });
    connect(m_clear, &QPushButton::clicked, this, &HistoryPanel::askToClear);
    connect(m_bar, &InlineBar::actionTriggered, this, [this] {
        if (const auto action = std::exchange(m_offered, nullptr))
            action();
    });
    connect(m_table, &PlainTable::rowChosen, this, &HistoryPanel::showEntry);
    connect(m_table, &QTableView::activated, this, &HistoryPanel::resend);
    connect(m_table, &PlainTable::resized, this, &HistoryPanel::sizeColumns);
    connect(m_resend, &QPushButton::clicked, this, &HistoryPanel::resend);
    connect(m_remove, &QPushButton::clicked, this, &HistoryPanel::remove);
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_limit += pageSize;
        search();
    });
    auto *deleteKey = new QShortcut(QKeySequence::Delete, m_table);
    deleteKey->setContext(Qt::WidgetShortcut);
    connect(deleteKey, &QShortcut::activated, this, &HistoryPanel::remove);
}

} // namespace claimcheck::ui
