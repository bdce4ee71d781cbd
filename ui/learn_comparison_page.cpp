#include "learn_comparison_page.h"

#include "icons.h"
#include "models/measures_model.h"
#include "theme.h"
#include "widgets/bars.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"
#include "widgets/visible_text.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>

#include <array>
#include <numeric>

namespace claimcheck::ui {

namespace {

constexpr int margin = 12;
constexpr int longestTitle = 216;
constexpr int narrowest = 64;
constexpr int headerRoom = 24; // beside a column's title
constexpr int barHeight = 8;
constexpr int barRoom = 22; // below and around a row's text

} // namespace

LearnComparisonPage::LearnComparisonPage(LearnMeasure &measure, QWidget *parent)
    : QWidget(parent)
    , m_measure(measure)
    , m_model(new MeasuresModel(this))
    , m_table(new PlainTable(this))
    , m_start(new QPushButton(icon(u"send"), tr("&Measure"), this))
    , m_cancel(new QPushButton(icon(u"cancel"), tr("&Cancel"), this))
    , m_progress(new QProgressBar(this))
    , m_state(plainFact(this))
    , m_title(plainFact(this))
    , m_words(plainFact(this))
{
    setObjectName(QStringLiteral("learnComparison"));
    m_start->setObjectName(QStringLiteral("measureStart"));
    m_start->setAccessibleDescription(tr("Calls each system 1,000 times and compares what that costs"));
    m_cancel->setObjectName(QStringLiteral("measureCancel"));
    m_progress->setObjectName(QStringLiteral("measureProgress"));
    m_progress->setAccessibleName(tr("Progress of the measuring"));
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(barHeight);
    QSizePolicy keepPlace = m_progress->sizePolicy();
    keepPlace.setRetainSizeWhenHidden(true);
    m_progress->setSizePolicy(keepPlace);
    m_state->setObjectName(QStringLiteral("measureState"));
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_table->setObjectName(QStringLiteral("measureTable"));
    m_table->setAccessibleName(tr("Comparison of the systems"));
    m_table->setRows(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + barRoom);
    for (int column = MeasuresModel::Time; column <= MeasuresModel::Rows; ++column)
        m_table->setItemDelegateForColumn(column, new BarDelegate(m_table));

    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_start);
    line->addWidget(m_cancel);
    line->addSpacing(4);
    line->addWidget(m_state, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, margin, 0, margin);
    column->setSpacing(8);
    column->addLayout(line);
    column->addWidget(m_progress);
    column->addWidget(m_table, 3);
    column->addWidget(makeDetail(), 1);

    connect(m_start, &QPushButton::clicked, this, &LearnComparisonPage::measureRequested);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_measure.cancel();
        onEnd(tr("Cancelled. What was measured until then stays."));
    });
    connect(&m_measure, &LearnMeasure::progress, this, [this](int done, int total) {
        m_progress->setRange(0, total);
        m_progress->setValue(done);
        m_model->setMeasures(m_measure.measures());
        m_state->setText(tr("%1 of %2 requests").arg(QLocale().toString(done), QLocale().toString(total)));
        update_();
    });
    connect(&m_measure, &LearnMeasure::measured, this, [this] {
        m_model->setMeasures(m_measure.measures());
        sizeColumns();
    });
    connect(&m_measure, &LearnMeasure::restartRequested, this,
            [this] { m_state->setText(tr("Restarting the server…")); });
    connect(&m_measure, &LearnMeasure::finished, this, [this] {
        const int each = m_measure.measures().empty() ? 0 : m_measure.measures().front().requests;
        onEnd(tr("Measured with %1 requests for each system, one after another, on this machine.")
                  .arg(QLocale().toString(each)));
    });
    connect(&m_measure, &LearnMeasure::failed, this, &LearnComparisonPage::giveUp);
    connect(m_table, &PlainTable::resized, this, &LearnComparisonPage::sizeColumns);
    connect(m_table, &PlainTable::rowChosen, this, &LearnComparisonPage::showSystem);
    m_state->setText(tr("1,000 requests for each system; takes some seconds."));
    update_();
}

QWidget *LearnComparisonPage::makeDetail()
{
    m_title->setObjectName(QStringLiteral("measureTitle"));
    m_title->setFont(headlineFont());
    m_words->setObjectName(QStringLiteral("measureWords"));
    // A word of the server's that is wider than the page is cut off: it must not widen what it stands in.
    for (QLabel *words : {m_title, m_words})
        words->setMinimumWidth(1);
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_title);
    column->addWidget(m_words);
    column->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("measureDetail"));
    scroll->setAccessibleName(tr("About the chosen system"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    scroll->setMinimumHeight(112);
    return scroll;
}

void LearnComparisonPage::setSystems(const std::vector<LearnSystem> &systems)
{
    m_model->setSystems(systems);
    m_table->selectRow(0);
    showSystem(0);
    sizeColumns();
}

void LearnComparisonPage::setReady(bool ready)
{
    m_isReady = ready;
    update_();
}

void LearnComparisonPage::giveUp()
{
    m_measure.cancel();
    onEnd(tr("Not finished: the server did not answer."));
}

void LearnComparisonPage::onEnd(const QString &state)
{
    m_model->setMeasures(m_measure.measures());
    m_state->setText(state);
    showSystem(m_table->currentIndex().row());
    sizeColumns();
    update_();
    Q_EMIT ended();
}

void LearnComparisonPage::update_()
{
    const bool busy = m_measure.isBusy();
    const bool hadFocus = m_start->hasFocus() || m_cancel->hasFocus();
    m_start->setVisible(!busy);
    m_start->setEnabled(m_isReady);
    m_cancel->setVisible(busy);
    m_progress->setVisible(busy);
    if (hadFocus)
        (busy ? m_cancel : m_start)->setFocus();
}

void LearnComparisonPage::showSystem(int row)
{
    const LearnSystem *system = m_model->system(row);
    if (!system)
        return;
    m_title->setText(visibleText(system->title));
    const auto text = [](const QString &words) { return visibleText(words, 400); };
    const QString measured = m_model->outcome(row);
    m_words->setText(QStringList{measured.isEmpty() ? QString() : tr("Measured: %1").arg(measured),
                                 tr("State on the server: %1").arg(text(system->stores)),
                                 tr("Taking it back: %1").arg(text(system->revoking)),
                                 tr("What a restart changes: %1").arg(text(system->restart)),
                                 tr("What a second server needs: %1").arg(text(system->second))}
                         .join(u'\n')
                         .trimmed());
}

/// Of a hidden one too, whose header says nothing.
int LearnComparisonPage::neededWidth(int column) const
{
    const int most = column == MeasuresModel::System ? longestTitle : QWIDGETSIZE_MAX;
    const int needed = m_table->neededWidth(column, most);
    if (!m_table->isColumnHidden(column))
        return needed;
    const QString title = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    return qMax(needed, m_table->horizontalHeader()->fontMetrics().horizontalAdvance(title) + headerRoom);
}

void LearnComparisonPage::sizeColumns()
{
    std::array<int, MeasuresModel::ColumnCount> widths = {};
    for (int column = 0; column < MeasuresModel::ColumnCount; ++column)
        widths[size_t(column)] = qMax(MeasuresModel::isBar(column) ? narrowest : 0, neededWidth(column));
    int left = m_table->viewport()->width() - std::accumulate(widths.begin(), widths.end(), 0);
    // What has no room is said of the chosen system, below: nothing here is to be scrolled for.
    for (const int column : {MeasuresModel::Second, MeasuresModel::Restart, MeasuresModel::SignOut}) {
        m_table->setColumnHidden(column, left < 0);
        if (left < 0)
            left += widths[size_t(column)];
    }
    constexpr int bars = MeasuresModel::Rows - MeasuresModel::Time + 1;
    for (int column = 0; column < MeasuresModel::ColumnCount; ++column)
        m_table->fitColumn(column, widths[size_t(column)] +
                                       (MeasuresModel::isBar(column) ? qMax(0, left) / bars : 0));
}

} // namespace claimcheck::ui
