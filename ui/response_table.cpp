#include "response_table.h"

#include "icons.h"
#include "models/column_titles.h"
#include "theme.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"
#include "widgets/visible_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr qsizetype longestCell = 500;
constexpr qsizetype longestDetail = 20'000;
constexpr int widestColumn = 320;

} // namespace

TextRowsModel::TextRowsModel(const QStringList &titles, QObject *parent)
    : QAbstractTableModel(parent), m_titles(titles)
{
}

void TextRowsModel::setRows(std::vector<Row> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

const TextRowsModel::Row *TextRowsModel::row(int row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[static_cast<size_t>(row)] : nullptr;
}

int TextRowsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TextRowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_titles.size());
}

QVariant TextRowsModel::data(const QModelIndex &index, int role) const
{
    const Row *shown = row(index.row());
    if (!shown)
        return {};
    const QString text = shown->cells.value(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return visibleText(text, longestCell);
    case Qt::ToolTipRole:
        return text.isEmpty() ? QVariant() : plainToolTip(text);
    case Qt::DecorationRole:
        if (index.column() != m_marked || shown->tone == Tone::None)
            return {};
        return icon(shown->tone == Tone::Good ? u"good" : shown->tone == Tone::Warning ? u"warning" : u"bad");
    case Qt::ForegroundRole:
        if (index.column() != m_marked || shown->tone == Tone::None)
            return {};
        return shown->tone == Tone::Good      ? colours().good
               : shown->tone == Tone::Warning ? colours().warning
                                              : colours().bad;
    default:
        return {};
    }
}

QVariant TextRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return columnTitle(section, orientation, role, m_titles);
}

ResponseTable::ResponseTable(const QString &name, const QString &accessibleName, const QStringList &titles,
                             QWidget *parent)
    : QWidget(parent)
    , m_model(new TextRowsModel(titles, this))
    , m_table(new PlainTable(this))
    , m_note(plainFact(this))
    , m_empty(plainLabel({}, this))
    , m_detail(plainFact(nullptr))
    , m_wide(static_cast<int>(titles.size()) - 1)
{
    m_table->setObjectName(name);
    m_table->setAccessibleName(accessibleName);
    m_table->setRows(m_model);
    m_note->setObjectName(name + QStringLiteral("Note"));
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->hide();
    m_empty->setObjectName(name + QStringLiteral("Empty"));
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_detail->setObjectName(name + QStringLiteral("Detail"));
    m_detail->setAccessibleName(tr("The chosen row"));
    m_detail->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_detail->setContentsMargins(2 * grid, grid, 2 * grid, grid);
    auto *area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setWidget(m_detail);
    area->setFocusPolicy(Qt::NoFocus);
    area->setMaximumHeight(32 * grid);
    area->setMinimumHeight(12 * grid);
    m_detailArea = area;
    area->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2 * grid, 0, 0);
    column->setSpacing(grid);
    column->addWidget(m_note);
    column->addWidget(m_table, 1);
    column->addWidget(m_empty, 1);
    column->addWidget(m_detailArea);
    setFocusProxy(m_table);
    connect(m_table, &PlainTable::resized, this, &ResponseTable::sizeColumns);
    connect(m_table, &PlainTable::rowChosen, this, &ResponseTable::showRow);
    connect(m_table, &PlainTable::copyRequested, this, [this] {
        if (const TextRowsModel::Row *row = m_model->row(m_table->currentIndex().row()))
            QGuiApplication::clipboard()->setText(row->cells.join(QStringLiteral(": ")));
    });
    setRows({});
}

void ResponseTable::setRows(std::vector<TextRowsModel::Row> rows)
{
    m_model->setRows(std::move(rows));
    m_table->setVisible(m_model->rowCount() > 0);
    m_empty->setVisible(m_model->rowCount() == 0);
    m_detailArea->hide();
    sizeColumns();
}

void ResponseTable::setNote(const QString &note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void ResponseTable::setEmptyText(const QString &text)
{
    m_empty->setText(text);
}

void ResponseTable::showRow(int row)
{
    const TextRowsModel::Row *chosen = m_model->row(row);
    m_detailArea->setVisible(chosen != nullptr);
    if (!chosen)
        return;
    // Line ends between sentences of ours are meant; all else that cannot be seen is a chip.
    QStringList lines = (chosen->detail.isEmpty() ? chosen->cells.value(m_wide) : chosen->detail)
                            .left(longestDetail)
                            .split(QLatin1Char('\n'));
    for (QString &line : lines)
        line = visibleText(line, longestDetail);
    m_detail->setText(lines.join(QLatin1Char('\n')));
}

void ResponseTable::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    sizeColumns();
}

void ResponseTable::sizeColumns()
{
    int taken = 0;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        if (column == m_wide)
            continue;
        const int width = m_table->neededWidth(column, widestColumn);
        m_table->fitColumn(column, width);
        taken += width;
    }
    m_table->fitColumn(m_wide, qMax(160, m_table->viewport()->width() - taken));
}

} // namespace claimcheck::ui
