#include "claims_page.h"

#include "inspect/verdict.h"
#include "models/claims_model.h"
#include "theme.h"
#include "widgets/elide_delegate.h"
#include "widgets/json_view.h"
#include "widgets/plain_table.h"
#include "widgets/visible_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int narrowBelow = 720;
constexpr int nameAtMost = 168;
constexpr int timeAtLeast = 128; // the relative words come first
constexpr int timeAtMost = 320;
constexpr int columnAtLeast = 104;
constexpr int meaningAtLeast = 140;

QLabel *plainLabel(QWidget *parent, const QString &name)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString noClaimsText(const inspect::Report &report)
{
    switch (report.kind) {
    case inspect::Kind::Opaque:
        return ClaimsPage::tr(
            "An opaque token: what it means is known to the server that issued it, and to nobody else.");
    case inspect::Kind::JweCompact:
    case inspect::Kind::JweJson:
        return ClaimsPage::tr("The claims are encrypted: they cannot be read without the key.");
    case inspect::Kind::JwsCompact:
    case inspect::Kind::JwsJson:
    case inspect::Kind::SdJwt:
        break;
    }
    return ClaimsPage::tr("There are no claims to list: the payload is not a JSON object, or an empty one.");
}

/// A title over a view, so that it needs no box of its own.
QWidget *titled(const QString &title, JsonView *view)
{
    auto *box = new QWidget;
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto *label = new QLabel(title, box);
    label->setTextFormat(Qt::PlainText);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(view);
    column->addWidget(label);
    column->addWidget(view, 1);
    view->setAccessibleName(title);
    return box;
}

} // namespace

ClaimsPage::ClaimsPage(QWidget *parent)
    : QWidget(parent)
    , m_model(new ClaimsModel(this))
    , m_header(new JsonView)
    , m_payload(new JsonView)
    , m_table(new PlainTable)
    , m_detailValue(new JsonView)
    , m_splitter(new QSplitter(this))
    , m_json(new QSplitter)
    , m_right(new QWidget)
{
    m_header->setObjectName(QStringLiteral("headerView"));
    m_payload->setObjectName(QStringLiteral("payloadView"));
    m_splitter->setObjectName(QStringLiteral("claimsSplitter"));
    m_json->setObjectName(QStringLiteral("jsonSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_json->setChildrenCollapsible(false);
    m_json->addWidget(titled(tr("Header"), m_header));
    m_json->addWidget(titled(tr("Payload"), m_payload));

    m_table->setObjectName(QStringLiteral("claimsTable"));
    m_table->setAccessibleName(tr("Claims"));
    m_table->setRows(m_model);
    m_table->setAlternatingRowColors(true);
    m_table->setItemDelegateForColumn(ClaimsModel::Name, new MiddleElideDelegate(this));
    m_table->setItemDelegateForColumn(ClaimsModel::Value, new MiddleElideDelegate(this));
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);

    m_noClaims = plainLabel(this, QStringLiteral("noClaims"));
    m_noClaims->setAlignment(Qt::AlignCenter);
    m_noClaims->setForegroundRole(QPalette::PlaceholderText);
    m_detailTitle = plainLabel(this, QStringLiteral("claimMeaning"));
    m_detailTimes = plainLabel(this, QStringLiteral("claimTimes"));
    m_detailValue->setObjectName(QStringLiteral("claimValue"));
    m_detailValue->setAccessibleName(tr("Whole value of the chosen claim"));
    m_detailValue->setFixedHeight(2 * m_detailValue->rowHeight() + 12);

    auto *column = new QVBoxLayout(m_right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_title = new QLabel(tr("Claims"), m_right);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setForegroundRole(QPalette::PlaceholderText);
    m_title->setBuddy(m_table);
    column->addWidget(m_title);
    column->addWidget(m_noClaims, 1);
    column->addWidget(m_table, 1);
    column->addWidget(m_detailTitle);
    column->addWidget(m_detailValue);
    column->addWidget(m_detailTimes);

    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 8, 0, 0);
    all->addWidget(m_splitter);

    connect(m_table, &PlainTable::resized, this, &ClaimsPage::sizeColumns);
    connect(m_table, &PlainTable::rowChosen, this, &ClaimsPage::onRowChosen);
    connect(m_table, &PlainTable::copyRequested, this, &ClaimsPage::copyValue);
    connect(m_table, &PlainTable::customContextMenuRequested, this, &ClaimsPage::showTableMenu);
    const auto link = [this](JsonView *view, jose::PartId part) {
        connect(view, &GridView::selected, this, [this, part](json::Span span) {
            const json::Span lit = show_(part, {span.begin, qMax(span.end, span.begin + 1)});
            Q_EMIT chosen(part, lit);
        });
    };
    link(m_header, jose::PartId::Header);
    link(m_payload, jose::PartId::Payload);
    arrange();
    showDetail(-1);
}

void ClaimsPage::setReport(const inspect::ReportPtr &report, TimePoint now)
{
    m_now = now;
    const bool sameToken = report && m_payload->source() == report->token.part(jose::PartId::Payload).bytes &&
                           m_header->source() == report->token.part(jose::PartId::Header).bytes;
    const int row = sameToken ? m_row : -1;
    m_quiet = true;
    m_model->setReport(report, now);
    if (!sameToken) {
        m_header->setText(report ? report->token.part(jose::PartId::Header).bytes : QByteArray());
        m_payload->setText(report ? report->token.part(jose::PartId::Payload).bytes : QByteArray());
    }
    m_noClaims->setVisible(report && m_model->rowCount() == 0);
    m_noClaims->setText(report ? noClaimsText(*report) : QString());
    const bool opaque = report && report->kind == inspect::Kind::Opaque;
    m_json->setVisible(!opaque); // there is nothing to decode
    m_title->setVisible(!opaque);
    m_table->setVisible(m_model->rowCount() > 0);
    if (row >= 0)
        m_table->selectRow(row);
    m_quiet = false;
    showDetail(row);
    sizeColumns();
}

void ClaimsPage::tick(TimePoint now)
{
    m_now = now;
    m_model->tick(now);
}

void ClaimsPage::setZone(ZoneChoice zone)
{
    m_model->setZone(zone);
    sizeColumns();
}

json::Span ClaimsPage::show_(jose::PartId part, json::Span decoded)
{
    const int row = part == jose::PartId::Payload ? m_model->rowAt(decoded.begin) : -1;
    const json::Span lit = row >= 0 ? m_model->claim(row)->span : decoded;
    m_header->highlight(part == jose::PartId::Header ? lit : json::Span());
    m_payload->highlight(part == jose::PartId::Payload ? lit : json::Span());
    m_quiet = true;
    if (row >= 0)
        m_table->selectRow(row);
    else
        m_table->clearSelection();
    m_quiet = false;
    showDetail(row);
    return lit;
}

void ClaimsPage::onRowChosen(int row)
{
    const inspect::Row *claim = m_model->claim(row);
    if (m_quiet || !claim)
        return;
    m_header->highlight({});
    m_payload->highlight(claim->span);
    showDetail(row);
    Q_EMIT chosen(jose::PartId::Payload, claim->span);
}

void ClaimsPage::showDetail(int row)
{
    m_row = row;
    const inspect::Row *claim = m_model->claim(row);
    m_detailTitle->setVisible(claim);
    m_detailValue->setVisible(claim);
    m_detailTimes->setVisible(claim && claim->time);
    if (!claim)
        return;
    const QString name = visibleText(claim->name, 200);
    if (claim->meaning.isEmpty())
        m_detailTitle->setText(
            tr("%1: not a registered name, so its meaning is the issuer's own.").arg(name));
    else
        m_detailTitle->setText(tr("%1: %2 (%3)").arg(name, claim->meaning, claim->standard));
    m_detailValue->setText(m_model->wholeValue(row).toUtf8());
    updateDetailTimes();
}

void ClaimsPage::updateDetailTimes()
{
    const inspect::Row *claim = m_model->claim(m_row);
    if (!claim || !claim->time)
        return;
    m_detailTimes->setText(
        tr("Local: %1 · UTC: %2")
            .arg(dateText(*claim->time, ZoneChoice::Local), dateText(*claim->time, ZoneChoice::Utc)));
}

void ClaimsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if ((width() < narrowBelow) != m_narrow || !m_arranged)
        arrange();
    if (m_row >= 0)
        m_table->scrollTo(m_model->index(m_row, 0));
}

void ClaimsPage::arrange()
{
    m_narrow = width() < narrowBelow;
    m_arranged = isVisible();
    m_splitter->setOrientation(m_narrow ? Qt::Vertical : Qt::Horizontal);
    m_json->setOrientation(m_narrow ? Qt::Horizontal : Qt::Vertical);
    m_splitter->insertWidget(m_narrow ? 0 : 1, m_right);
    m_splitter->insertWidget(m_narrow ? 1 : 0, m_json);
    const int whole = qMax(100, m_narrow ? height() : width());
    m_splitter->setSizes(m_narrow ? QList<int>{whole * 64 / 100, whole * 36 / 100}
                                  : QList<int>{whole * 30 / 100, whole * 70 / 100});
    m_json->setSizes(m_narrow ? QList<int>{40, 60} : QList<int>{height() * 25 / 100, height() * 75 / 100});
    setTabOrder(m_table, m_detailValue);
    setTabOrder(m_detailValue, m_header);
    setTabOrder(m_header, m_payload);
}

void ClaimsPage::sizeColumns()
{
    const int room = m_table->viewport()->width();
    const auto fitted = [this](int column, int most) { return qMin(m_table->neededWidth(column), most); };
    const int name = fitted(ClaimsModel::Name, nameAtMost);
    const int roomForTime = qMax(timeAtLeast, room - name - columnAtLeast);
    // The relative words grow while time passes: "5 min" becomes "4 min 59 s".
    const int growth = m_table->fontMetrics().horizontalAdvance(QStringLiteral("00 s "));
    const int time = qMin(fitted(ClaimsModel::Time, timeAtMost) + growth, roomForTime);
    // The meaning is also said below the table, so it is the first to go.
    const int rest = qMax(columnAtLeast, room - name - time);
    const int wanted = qMax(columnAtLeast, fitted(ClaimsModel::Value, rest / 2));
    const bool meaning = rest - wanted >= meaningAtLeast;
    const int value = meaning ? wanted : rest;
    m_table->setColumnHidden(ClaimsModel::Meaning, !meaning);
    m_table->setColumnWidth(ClaimsModel::Name, name);
    m_table->setColumnWidth(ClaimsModel::Value, value);
    m_table->setColumnWidth(ClaimsModel::Meaning, rest - value);
    m_table->setColumnWidth(ClaimsModel::Time, time);
}

void ClaimsPage::copyValue() const
{
    if (m_model->claim(m_row))
        QGuiApplication::clipboard()->setText(m_model->wholeValue(m_row));
}

void ClaimsPage::showTableMenu(const QPoint &at)
{
    const inspect::Row *claim = m_model->claim(m_row);
    if (!claim)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy value"), this, &ClaimsPage::copyValue);
    menu->addAction(tr("Copy name"), this,
                    [name = claim->name] { QGuiApplication::clipboard()->setText(name); });
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

} // namespace claimcheck::ui
