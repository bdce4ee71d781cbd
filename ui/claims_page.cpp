#include "claims_page.h"

#include "claim_columns.h"
#include "claim_detail.h"
#include "encryption_page.h"
#include "inspect/rows.h"
#include "models/claims_model.h"
#include "models/disclosures_model.h"
#include "models/signatures_model.h"
#include "size_line.h"
#include "timeline_strip.h"
#include "widgets/elide_delegate.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"
#include "widgets/row_folder.h"
#include "widgets/share_splitter.h"

#include <QHeaderView>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

namespace claimcheck::ui {

namespace {

constexpr int narrowBelow = 720;
constexpr int wideShare = 30;        // per cent: the JSON at the left
constexpr int narrowShare = 64;      // the tables above
constexpr int headerTableFrom = 880; // of the page's width; below it, the JSON alone shows the header
constexpr int headerTableHigh = 460;
constexpr int mostHeaderRows = 4;
constexpr int mostSignatureRows = 3;
constexpr int mostDisclosureRows = 5;
constexpr int lowBelow = 400; // where there is room for one row of these
constexpr int placeAtMost = 220;
constexpr int stateAtMost = 260;

std::shared_ptr<const ClaimsPage::Content> contentOf(const QByteArray &text)
{
    auto content = std::make_shared<ClaimsPage::Content>();
    if (auto document = json::Document::parse(text)) {
        content->document = std::move(document).value();
        content->rows = inspect::claimRowsOf(content->document.root());
    }
    return content;
}

QString noClaimsText(const inspect::Report &report)
{
    if (report.kind == inspect::Kind::Opaque)
        return ClaimsPage::tr(
            "An opaque token: what it means is known to the server that issued it, and to nobody else.");
    if (!report.layers.empty())
        return ClaimsPage::tr("The payload is another token: it is shown as the next layer.");
    const jose::Part &payload = report.token.part(jose::PartId::Payload);
    if (payload.json)
        return payload.json->root().isObject()
                   ? ClaimsPage::tr("There are no claims to list: the payload is an empty JSON object.")
                   : ClaimsPage::tr("There are no claims to list: the payload is not a JSON object.");
    const auto why =
        std::find_if(report.findings.begin(), report.findings.end(), [](const inspect::Finding &one) {
            return one.part == jose::PartId::Payload && one.id.startsWith("json-");
        });
    if (why == report.findings.end())
        return ClaimsPage::tr("There are no claims to list: the payload is not a JSON object.");
    //: %1 is a finding's sentence: "The payload is not JSON: …"
    return ClaimsPage::tr("There are no claims to list. %1").arg(why->message);
}

QString disclosuresText(const inspect::Report &report)
{
    const int unmatched = report.sdJwt ? report.sdJwt->unmatchedDigests() : 0;
    const size_t count = report.disclosures.size();
    if (unmatched == 0)
        return ClaimsPage::tr("Disclosures: %1").arg(count);
    return ClaimsPage::tr("Disclosures: %1 · digests without one: %2 (withheld claims, or decoys)")
        .arg(count)
        .arg(unmatched);
}

QString claimsTitle(const inspect::Report &report)
{
    if (!report.processed.isNull())
        return ClaimsPage::tr("Claims after the disclosures");
    if (report.sdJwt && !report.sdJwt->processed())
        return ClaimsPage::tr("Claims as sent: the disclosures cannot be applied. %1")
            .arg(describe(report.sdJwt->processed().error()).message);
    return ClaimsPage::tr("Claims");
}

} // namespace

ClaimsPage::ClaimsPage(QWidget *parent)
    : QWidget(parent)
    , m_json(new JsonColumn)
    , m_signaturesModel(new SignaturesModel(this))
    , m_headerModel(new ClaimsModel(this))
    , m_model(new ClaimsModel(this))
    , m_disclosuresModel(new DisclosuresModel(this))
    , m_signatures(new PlainTable)
    , m_headerTable(new PlainTable)
    , m_table(new PlainTable)
    , m_disclosures(new PlainTable)
    , m_tablesBar(new QTabBar)
    , m_noClaims(plainLabel({}, this))
    , m_encryption(new EncryptionPage)
    , m_detail(new ClaimDetail)
    , m_size(plainFact(this))
    , m_strip(new TimelineStrip(this))
    , m_splitter(new ShareSplitter(wideShare, narrowShare, this))
    , m_right(new QWidget)
{
    m_splitter->setObjectName(QStringLiteral("claimsSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_strip->setObjectName(QStringLiteral("timelineStrip"));
    buildTables();
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 8, 0, 0);
    all->setSpacing(4);
    all->addWidget(m_splitter, 1);
    all->addWidget(m_strip);
    connectTables();
    connect(m_strip, &TimelineStrip::momentChosen, this, &ClaimsPage::momentChosen);
    connect(m_strip, &TimelineStrip::leewayChanged, this, &ClaimsPage::leewayChanged);
    connect(m_json, &JsonColumn::selected, this, &ClaimsPage::onBytes);
    arrange();
}

QLabel *ClaimsPage::addTitled(QVBoxLayout *column, const QString &title, PlainTable *table, int stretch)
{
    QLabel *label = plainLabel(title, m_right);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(table);
    table->setAccessibleName(title);
    table->setAlternatingRowColors(true);
    column->addWidget(label);
    column->addWidget(table, stretch);
    return label;
}

void ClaimsPage::buildTables()
{
    m_signatures->setObjectName(QStringLiteral("signaturesTable"));
    m_headerTable->setObjectName(QStringLiteral("headerTable"));
    m_table->setObjectName(QStringLiteral("claimsTable"));
    m_disclosures->setObjectName(QStringLiteral("disclosuresTable"));
    m_signatures->setRows(m_signaturesModel);
    m_headerTable->setRows(m_headerModel);
    m_table->setRows(m_model);
    m_disclosures->setRows(m_disclosuresModel);
    for (const auto &[table, model] :
         {std::pair{m_headerTable, m_headerModel}, std::pair{m_table, m_model}}) {
        new RowFolder(table, model);
        table->setItemDelegateForColumn(ClaimsModel::Value, new MiddleElideDelegate(table));
        table->setColumnHidden(ClaimsModel::Size, true);
        table->setContextMenuPolicy(Qt::CustomContextMenu);
    }
    m_headerTable->setColumnHidden(ClaimsModel::Time, true);
    m_disclosures->setItemDelegateForColumn(DisclosuresModel::Value, new MiddleElideDelegate(m_disclosures));
    m_noClaims->setObjectName(QStringLiteral("noClaims"));
    m_noClaims->setWordWrap(true);
    m_noClaims->setAlignment(Qt::AlignCenter);
    m_noClaims->setForegroundRole(QPalette::PlaceholderText);
    m_size->setObjectName(QStringLiteral("sizeLine"));
    m_size->setFocusPolicy(Qt::NoFocus);

    auto *column = new QVBoxLayout(m_right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_signaturesTitle = addTitled(column, tr("Signatures"), m_signatures, 0);
    m_headerTitle = addTitled(column, tr("Header parameters"), m_headerTable, 0);
    m_tablesBar->setObjectName(QStringLiteral("claimsTables"));
    m_tablesBar->setAccessibleName(tr("Tables"));
    m_tablesBar->setDrawBase(false);
    m_tablesBar->setExpanding(false);
    m_tablesBar->addTab({});
    m_tablesBar->addTab({});
    connect(m_tablesBar, &QTabBar::currentChanged, this, &ClaimsPage::showTables);
    column->addWidget(m_tablesBar);
    m_title = addTitled(column, tr("Claims"), m_table, 1);
    column->addWidget(m_noClaims, 1);
    column->addWidget(m_encryption, 1);
    m_disclosuresTitle = addTitled(column, tr("Disclosures"), m_disclosures, 0);
    column->addWidget(m_detail);
    column->addWidget(m_size);
}

void ClaimsPage::setReport(const inspect::ReportPtr &report, const Moment &moment, Shown shown)
{
    const std::shared_ptr<const Content> old = m_content; // the model's rows live in it
    m_content.reset();
    if (report && shown == Shown::Content)
        m_content = contentOf(report->text);
    const bool same = report && m_report && report->text == m_report->text;
    const std::optional<Chosen> chosen = same ? m_chosen : std::nullopt;
    m_moment = moment;
    if (!same)
        m_signature = 0;
    m_report = report;
    m_quiet = true;
    fill();
    m_quiet = false;
    m_strip->setReport(report, moment);
    // What is encrypted or opaque has no times that anybody could see.
    m_strip->setVisible(report && !m_content && !report->encryption && report->kind != inspect::Kind::Opaque);
    const QString size = report ? sizeLine(*report) : QString();
    m_size->setText(size);
    m_size->setVisible(!size.isEmpty());
    m_chosen.reset();
    if (chosen)
        static_cast<void>(showPlace(chosen->view, chosen->bytes));
    else
        m_detail->show_(*m_model, -1);
}

bool ClaimsPage::isProcessed() const
{
    return m_report && !m_report->processed.isNull();
}

void ClaimsPage::fill()
{
    static const std::vector<inspect::Row> none;
    const std::vector<inspect::Row> *header = m_report ? &m_report->header : &none;
    if (m_content)
        header = &none;
    else if (m_report && m_signature < m_report->signatures.size())
        header = &m_report->signatures[m_signature].protectedHeader;
    const TimePoint at = m_moment.judged();
    m_signaturesModel->setReport(m_content ? nullptr : m_report);
    m_headerModel->setRows(m_report, header, at);
    m_model->setRows(m_report,
                     !m_report       ? &none
                     : m_content     ? &m_content->rows
                     : isProcessed() ? &m_report->processedClaims
                                     : &m_report->claims,
                     at);
    m_disclosuresModel->setReport(m_report);
    m_json->setReport(m_report, m_signature);
    if (m_content)
        m_json->setContent(m_report->text);
    if (m_report) {
        m_title->setText(claimsTitle(*m_report));
        m_noClaims->setText(m_content ? tr("The content is no JSON object: it is shown as it is.")
                                      : noClaimsText(*m_report));
        m_disclosuresTitle->setText(disclosuresText(*m_report));
        m_encryption->setReport(*m_report);
    }
    showTables();
    sizeColumns();
}

void ClaimsPage::showTables()
{
    const bool encrypted = m_report && m_report->encryption;
    const bool opaque = m_report && m_report->kind == inspect::Kind::Opaque;
    const bool headerFits = !m_narrow && width() >= headerTableFrom && height() >= headerTableHigh;
    const auto show = [](QLabel *title, PlainTable *table, bool on) {
        title->setVisible(on);
        table->setVisible(on);
    };
    show(m_signaturesTitle, m_signatures, m_signaturesModel->rowCount() > 0);
    const bool low = height() < lowBelow;
    // Of an encrypted token the header is all there is; where there is little room the JSON says it.
    const bool headerCounts = encrypted && !(m_narrow && low);
    show(m_headerTitle, m_headerTable, (headerCounts || headerFits) && m_headerModel->rowCount() > 0);
    show(m_title, m_table, m_model->rowCount() > 0);
    showDisclosures(low);
    m_json->setVisible(!opaque || m_content); // there is nothing to decode
    m_encryption->setVisible(encrypted);
    m_noClaims->setVisible(m_report && !encrypted && m_model->rowCount() == 0);
    fitHeight(*m_signatures, low ? 1 : mostSignatureRows);
    fitHeight(*m_headerTable, encrypted && !low ? 2 * mostHeaderRows : mostHeaderRows);
}

/// Below the claims; where there is little room one of the two, as the bar says.
void ClaimsPage::showDisclosures(bool low)
{
    const bool any = m_disclosuresModel->rowCount() > 0;
    const bool one = low && any && m_model->rowCount() > 0;
    const bool second = one && m_tablesBar->currentIndex() == 1;
    m_tablesBar->setTabText(0, isProcessed() ? tr("After the disclosures") : tr("As sent"));
    m_tablesBar->setTabText(1, tr("Disclosures: %1").arg(m_disclosuresModel->rowCount()));
    m_tablesBar->setTabToolTip(0, m_title->text());
    m_tablesBar->setTabToolTip(1, m_disclosuresTitle->text());
    m_tablesBar->setVisible(one);
    m_disclosuresTitle->setVisible(any && !one);
    m_disclosures->setVisible(any && (!one || second));
    if (one) {
        m_title->hide();
        m_table->setVisible(!second);
    }
    fitHeight(*m_disclosures, mostDisclosureRows);
    if (second) { // it has the claims' place
        m_disclosures->setMinimumHeight(0);
        m_disclosures->setMaximumHeight(QWIDGETSIZE_MAX);
    }
}

void ClaimsPage::setMoment(const Moment &moment)
{
    m_moment = moment;
    m_model->tick(moment.judged());
    m_strip->setMoment(moment);
}

void ClaimsPage::setZone(ZoneChoice zone)
{
    m_model->setZone(zone);
    m_strip->setZone(zone);
    sizeColumns();
}

void ClaimsPage::setLeeway(std::chrono::seconds leeway)
{
    m_strip->setLeeway(leeway);
}

void ClaimsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if ((width() < narrowBelow) != m_narrow || !m_arranged)
        arrange();
    showTables();
    if (const QModelIndex current = m_table->currentIndex(); current.isValid())
        m_table->scrollTo(current);
}

void ClaimsPage::arrange()
{
    m_narrow = width() < narrowBelow;
    m_arranged = isVisible();
    m_splitter->setOrientation(m_narrow ? Qt::Vertical : Qt::Horizontal);
    m_splitter->insertWidget(m_narrow ? 0 : 1, m_right);
    m_splitter->insertWidget(m_narrow ? 1 : 0, m_json);
    m_splitter->distribute(m_narrow ? height() : width());
    m_json->setOrientation(m_narrow ? Qt::Horizontal : Qt::Vertical);
    QWidget *previous = m_signatures;
    for (QWidget *next :
         {static_cast<QWidget *>(m_headerTable), static_cast<QWidget *>(m_tablesBar),
          static_cast<QWidget *>(m_table), static_cast<QWidget *>(m_disclosures),
          static_cast<QWidget *>(m_detail->value()), static_cast<QWidget *>(m_json->view(JsonColumn::Header)),
          static_cast<QWidget *>(m_json->view(JsonColumn::Payload)),
          static_cast<QWidget *>(m_json->view(JsonColumn::Processed))}) {
        setTabOrder(previous, next);
        previous = next;
    }
}

void ClaimsPage::sizeColumns()
{
    sizeClaimColumns(*m_headerTable);
    sizeClaimColumns(*m_table);
    const auto share = [](PlainTable &table, int stretched) {
        int rest = table.viewport()->width();
        for (int column = 0; column < table.model()->columnCount(); ++column) {
            if (column == stretched)
                continue;
            const int width = table.neededWidth(column, column == 0 ? placeAtMost : stateAtMost);
            table.fitColumn(column, width);
            rest -= width;
        }
        table.fitColumn(stretched, qMax(placeAtMost / 2, rest));
    };
    share(*m_disclosures, DisclosuresModel::Value);
    share(*m_signatures, SignaturesModel::KeyId);
}

} // namespace claimcheck::ui
