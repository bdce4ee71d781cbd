#include "json_column.h"

#include "find_bar.h"
#include "report_places.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

/// A title over a view, so that it needs no box of its own.
QWidget *titled(const QString &title, JsonView *view)
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    QLabel *label = plainLabel(title, box);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(view);
    column->addWidget(label);
    column->addWidget(view, 1);
    view->setAccessibleName(title);
    return box;
}

QByteArray shownBytes(const inspect::Report &report, JsonColumn::View view, size_t signature)
{
    switch (view) {
    case JsonColumn::Header:
        return shownPart(report, jose::PartId::Header, signature).bytes;
    case JsonColumn::Payload:
        // What is encrypted is no text.
        return report.encryption ? QByteArray() : report.token.part(jose::PartId::Payload).bytes;
    case JsonColumn::Processed:
    case JsonColumn::ViewCount:
        break;
    }
    return report.processed.isNull() ? QByteArray() : report.processed.text();
}

} // namespace

JsonColumn::JsonColumn(QWidget *parent)
    : QWidget(parent), m_splitter(new QSplitter(Qt::Vertical, this)), m_find(new FindBar(this))
{
    const struct {
        const char *name;
        QString title, part;
    } rows[ViewCount] = {
        {"headerView", tr("Header"), tr("header")},
        {"payloadView", tr("Payload"), tr("payload")},
        {"processedView", tr("Claims after the disclosures"), tr("claims after the disclosures")}};
    m_splitter->setObjectName(QStringLiteral("jsonSplitter"));
    m_splitter->setChildrenCollapsible(false);
    for (int i = 0; i < ViewCount; ++i) {
        m_views[i] = new JsonView;
        m_views[i]->setObjectName(QString::fromLatin1(rows[i].name));
        m_views[i]->setPartName(rows[i].part);
        m_boxes[i] = titled(rows[i].title, m_views[i]);
        m_splitter->addWidget(m_boxes[i]);
        connect(m_views[i], &GridView::selected, this,
                [this, i](json::Span span) { Q_EMIT selected(static_cast<View>(i), span); });
    }
    m_boxes[Processed]->hide();
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_moved = true; });
    m_find->setObjectName(QStringLiteral("findBar"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_splitter, 1);
    column->addWidget(m_find);
    connect(m_find, &FindBar::changed, this, &JsonColumn::search);
    connect(m_find, &FindBar::stepped, this, &JsonColumn::step);
    connect(m_find, &FindBar::closed, this, [this] {
        search();
        m_views[m_matches.empty() ? Payload : m_matches[m_current].view]->setFocus();
    });
}

void JsonColumn::setReport(const inspect::ReportPtr &report, size_t signature)
{
    m_report = report;
    bool changed = false;
    for (int i = 0; i < ViewCount; ++i) {
        const QByteArray bytes = report ? shownBytes(*report, static_cast<View>(i), signature) : QByteArray();
        if (m_views[i]->source() == bytes)
            continue;
        m_views[i]->setText(bytes);
        changed = true;
    }
    m_boxes[Header]->setVisible(true);
    m_boxes[Payload]->setVisible(report && !report->encryption);
    m_boxes[Processed]->setVisible(report && !report->processed.isNull());
    if (changed) {
        fitHeader();
        search();
    }
}

void JsonColumn::setContent(const QByteArray &content)
{
    if (m_views[Payload]->source() != content)
        m_views[Payload]->setText(content);
    m_boxes[Header]->hide();
    m_boxes[Payload]->show();
    search();
}

void JsonColumn::fitHeader()
{
    if (m_moved || m_splitter->orientation() == Qt::Horizontal || !isVisible())
        return;
    const JsonView &header = *m_views[Header];
    const int frame = header.height() - header.viewport()->height();
    const int title = m_boxes[Header]->height() - header.height();
    const int rows = static_cast<int>(qBound(qsizetype(2), header.rowCount(), qsizetype(12)));
    const int whole = m_splitter->height();
    const int wanted = qMin(rows * header.rowHeight() + frame + title + 4, whole * 45 / 100);
    const int rest = whole - wanted;
    m_splitter->setSizes(m_boxes[Processed]->isHidden() ? QList<int>{wanted, rest, 0}
                                                        : QList<int>{wanted, rest / 2, rest / 2});
}

void JsonColumn::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitHeader();
}

void JsonColumn::light(View view, json::Span span)
{
    for (int i = 0; i < ViewCount; ++i)
        m_views[i]->highlight(i == view ? span : json::Span());
}

void JsonColumn::setOrientation(Qt::Orientation orientation)
{
    m_splitter->setOrientation(orientation);
    m_splitter->setSizes(orientation == Qt::Horizontal
                             ? QList<int>{40, 60, 60}
                             : QList<int>{height() * 25 / 100, height() * 75 / 100, height() * 50 / 100});
    fitHeader();
}

void JsonColumn::openFind()
{
    m_find->open();
}

void JsonColumn::search()
{
    const QString text = m_find->text();
    m_matches.clear();
    m_current = 0;
    m_more = false;
    for (int i = 0; i < ViewCount; ++i) {
        std::vector<json::Span> found;
        if (!text.isEmpty() && !m_boxes[i]->isHidden())
            found = m_views[i]->find(text, m_find->sensitivity());
        m_more = m_more || found.size() >= JsonView::mostMatches;
        for (const json::Span span : found)
            m_matches.push_back({static_cast<View>(i), span});
        m_views[i]->setMarks(std::move(found));
    }
    m_find->setCount(m_current, m_matches.size(), m_more);
    showMatch();
}

void JsonColumn::step(int by)
{
    if (m_matches.empty())
        return;
    const size_t count = m_matches.size();
    m_current = (m_current + (by < 0 ? count - 1 : 1)) % count;
    m_find->setCount(m_current, count, m_more);
    showMatch();
}

void JsonColumn::showMatch()
{
    if (m_matches.empty())
        return;
    const Match &match = m_matches[m_current];
    Q_EMIT selected(match.view, match.span);
    m_views[match.view]->select(match.span); // last: what is lit may be longer than the view
}

} // namespace claimcheck::ui
