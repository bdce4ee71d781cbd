#include "compare_panel.h"

#include "background.h"
#include "icons.h"
#include "models/comparison_model.h"
#include "theme.h"
#include "widgets/elide_delegate.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"
#include "widgets/visible_text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMimeData>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int margin = 12;
constexpr int longestWhere = 280;
constexpr qsizetype largestAtOnce = 64 * 1024; // both tokens together

/// Of an SD-JWT, the part that the issuer signed.
jose::ParsedToken parsed(const QByteArray &token)
{
    return jose::ParsedToken::parse(token.startsWith('{') ? token : token.split('~').first());
}

} // namespace

ComparePanel::ComparePanel(QWidget *parent)
    : QWidget(parent)
    , m_before(new QComboBox(this))
    , m_after(new QComboBox(this))
    , m_onlyDifferences(new QCheckBox(tr("&Only differences"), this))
    , m_summary(plainFact(this))
    , m_empty(plainLabel(
          tr("Choose two tokens, or drop them here: one on the left half, one on the right half, or "
             "a text that holds both."),
          this))
    , m_model(new ComparisonModel(this))
    , m_table(new PlainTable(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
{
    setObjectName(QStringLiteral("comparePanel"));
    setAcceptDrops(true);
    m_onlyDifferences->setObjectName(QStringLiteral("onlyDifferences"));
    m_onlyDifferences->setChecked(true);
    m_summary->setObjectName(QStringLiteral("compareSummary"));
    m_summary->setFont(headlineFont());
    m_empty->setObjectName(QStringLiteral("compareEmpty"));
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_table->setObjectName(QStringLiteral("compareTable"));
    m_table->setAccessibleName(tr("Differences"));
    m_table->setRows(m_model);
    for (const int column : {ComparisonModel::Before, ComparisonModel::After})
        m_table->setItemDelegateForColumn(column, new MiddleElideDelegate(m_table));

    auto *swap = new QToolButton(this);
    swap->setObjectName(QStringLiteral("compareSwap"));
    swap->setText(QStringLiteral("⇄"));
    swap->setToolTip(tr("Swap"));
    swap->setAccessibleName(tr("Swap the two tokens"));
    swap->setFocusPolicy(Qt::StrongFocus);
    auto *choices = new QHBoxLayout;
    choices->setSpacing(8);
    choices->addWidget(makeChoice(Side::Before, tr("&Before:")), 1);
    choices->addWidget(swap);
    choices->addWidget(makeChoice(Side::After, tr("&After:")), 1);
    auto *summary = new QHBoxLayout;
    summary->addWidget(m_summary, 1);
    summary->addWidget(m_onlyDifferences);
    m_splitter->setObjectName(QStringLiteral("compareSplitter"));
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_detail = makeDetail());
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(9);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(margin, 4, margin, margin);
    column->setSpacing(margin);
    column->addLayout(choices);
    column->addLayout(summary);
    column->addWidget(m_splitter, 1);
    column->addWidget(m_empty, 1);

    connect(swap, &QToolButton::clicked, this, [this] {
        const int before = m_before->currentIndex();
        const int after = m_after->currentIndex();
        m_before->setCurrentIndex(after);
        m_after->setCurrentIndex(before);
    });
    connect(m_onlyDifferences, &QCheckBox::toggled, this, [this](bool on) {
        m_detail->hide();
        m_model->setOnlyDifferences(on);
        sizeColumns();
    });
    connect(m_table, &PlainTable::resized, this, &ComparePanel::sizeColumns);
    connect(m_table, &PlainTable::rowChosen, this, &ComparePanel::showRow);
    setChoices({});
}

ComparePanel::~ComparePanel()
{
    m_work.request_stop();
}

QWidget *ComparePanel::makeChoice(Side side, const QString &label)
{
    QComboBox *choice = box(side);
    choice->setObjectName(side == Side::Before ? QStringLiteral("compareBefore")
                                               : QStringLiteral("compareAfter"));
    choice->setPlaceholderText(tr("Choose a token"));
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    choice->setMinimumContentsLength(16);
    auto *paste = new QToolButton(this);
    paste->setObjectName(side == Side::Before ? QStringLiteral("pasteBefore") : QStringLiteral("pasteAfter"));
    paste->setIcon(icon(u"paste"));
    paste->setToolTip(tr("Paste a token here"));
    paste->setAccessibleName(side == Side::Before ? tr("Paste the token before")
                                                  : tr("Paste the token after"));
    paste->setAutoRaise(true);
    paste->setFocusPolicy(Qt::StrongFocus);
    auto *page = new QWidget(this);
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    QLabel *name = plainLabel(label, page);
    name->setBuddy(choice);
    row->addWidget(name);
    row->addWidget(choice, 1);
    row->addWidget(paste);
    connect(choice, &QComboBox::currentIndexChanged, this, &ComparePanel::compare);
    connect(paste, &QToolButton::clicked, this, [this, side] { Q_EMIT pasteRequested(side); });
    return page;
}

QWidget *ComparePanel::makeDetail()
{
    auto *page = new QSplitter(Qt::Horizontal);
    page->setObjectName(QStringLiteral("compareValues"));
    page->setChildrenCollapsible(false);
    page->setHandleWidth(9);
    m_detailBefore = new JsonView;
    m_detailAfter = new JsonView;
    m_detailBefore->setAccessibleName(tr("The value before"));
    m_detailAfter->setAccessibleName(tr("The value after"));
    page->addWidget(m_detailBefore);
    page->addWidget(m_detailAfter);
    page->setMinimumHeight(72);
    return page;
}

void ComparePanel::setChoices(std::vector<TokenChoice> choices)
{
    const QString before = m_before->currentData().toString();
    const QString after = m_after->currentData().toString();
    m_choices = std::move(choices);
    fill(m_before, before);
    fill(m_after, after);
    compare();
}

void ComparePanel::fill(QComboBox *box, const QString &id)
{
    const QSignalBlocker quiet(box);
    box->clear();
    for (const TokenChoice &choice : m_choices)
        box->addItem(visibleText(choice.label, 120), choice.id);
    box->setCurrentIndex(box->findData(id)); // -1 when it has gone
    box->setEnabled(!m_choices.empty());
}

void ComparePanel::choose(Side side, const QString &id)
{
    box(side)->setCurrentIndex(box(side)->findData(id));
}

void ComparePanel::choose(const ComparePair &pair)
{
    for (const auto &[side, id] : {std::pair{Side::Before, pair.before}, {Side::After, pair.after}}) {
        const QSignalBlocker quiet(box(side));
        box(side)->setCurrentIndex(box(side)->findData(id));
    }
    compare();
}

const TokenChoice *ComparePanel::chosen(Side side) const
{
    const int at = box(side)->currentIndex();
    return at >= 0 && at < static_cast<int>(m_choices.size()) ? &m_choices[static_cast<size_t>(at)] : nullptr;
}

void ComparePanel::compare()
{
    const TokenChoice *before = chosen(Side::Before);
    const TokenChoice *after = chosen(Side::After);
    const bool both = before && after;
    m_splitter->setVisible(both);
    m_empty->setVisible(!both);
    m_summary->setVisible(both);
    m_onlyDifferences->setVisible(both);
    m_detail->hide();
    m_work.request_stop();
    m_work = {};
    if (!both)
        return m_model->setComparison({});
    const auto work = [before = before->token, after = after->token, stop = m_work.get_token()] {
        return std::make_shared<const inspect::Comparison>(
            inspect::compare(parsed(before), parsed(after), stop));
    };
    if (before->token.size() + after->token.size() <= largestAtOnce)
        return showComparison(work());
    m_summary->setText(tr("Comparing…"));
    m_model->setComparison({});
    inBackground(
        this, [work] { return endingInBackground(work()); },
        [this, stop = m_work.get_token()](const std::shared_ptr<const inspect::Comparison> &made) {
            if (!stop.stop_requested())
                showComparison(made);
        });
}

void ComparePanel::showComparison(const std::shared_ptr<const inspect::Comparison> &comparison)
{
    const int changes = static_cast<int>(comparison->changes());
    const QString identity =
        comparison->sameIdentity ? tr("the same iss and sub") : tr("not the same iss and sub");
    m_summary->setText(comparison->sameText ? tr("The two are the same token.")
                       : changes == 0       ? tr("The two say the same · %1").arg(identity)
                       : changes == 1       ? tr("1 difference · %1").arg(identity)
                                            : tr("%n differences · %1", nullptr, changes).arg(identity));
    m_model->setComparison(comparison);
    sizeColumns();
}

void ComparePanel::showRow(int row)
{
    const inspect::Difference *difference = m_model->difference(row);
    m_detail->setVisible(difference != nullptr);
    if (!difference)
        return;
    m_detailBefore->setText(difference->before);
    m_detailAfter->setText(difference->after);
}

void ComparePanel::sizeColumns()
{
    const int where = m_table->neededWidth(ComparisonModel::Where, longestWhere);
    const int change = m_table->neededWidth(ComparisonModel::Change);
    const int delta = m_table->neededWidth(ComparisonModel::Delta, longestWhere);
    const int left = m_table->viewport()->width() - where - change - delta;
    m_table->fitColumn(ComparisonModel::Where, where);
    m_table->fitColumn(ComparisonModel::Change, change);
    m_table->fitColumn(ComparisonModel::Before, qMax(120, left / 2));
    m_table->fitColumn(ComparisonModel::After, qMax(120, left - left / 2));
    m_table->fitColumn(ComparisonModel::Delta, delta);
}

void ComparePanel::dragEnterEvent(QDragEnterEvent *event)
{
    // Files go to the window, which reads them.
    if (event->mimeData()->hasText() && !event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void ComparePanel::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    Q_EMIT textDropped(event->mimeData()->text(),
                       event->position().x() < width() / 2.0 ? Side::Before : Side::After);
}

} // namespace claimcheck::ui
