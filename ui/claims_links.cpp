#include "claim_detail.h"
#include "claims_page.h"
#include "models/claims_model.h"
#include "models/disclosures_model.h"
#include "report_places.h"
#include "widgets/json_view.h"
#include "widgets/plain_table.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QTabBar>

#include <algorithm>

/// How a choice in a table, in the JSON or in the token's text is shown in all the others.
namespace claimcheck::ui {

namespace {

using jose::PartId;

QString pointerOf(const QString &name)
{
    return u'/' + QString(name).replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));
}

json::Span atLeastOne(json::Span span)
{
    return {span.begin, std::max(span.end, span.begin + 1)};
}

int rowHolding(const std::vector<inspect::Row> &rows, qsizetype byte)
{
    const auto row = std::find_if(rows.begin(), rows.end(), [byte](const inspect::Row &one) {
        return one.span.begin <= byte && byte < one.span.end;
    });
    return row == rows.end() ? -1 : static_cast<int>(row - rows.begin());
}

int rowNamed(const std::vector<inspect::Row> &rows, const QString &name)
{
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&name](const inspect::Row &one) { return one.name == name; });
    return row == rows.end() ? -1 : static_cast<int>(row - rows.begin());
}

} // namespace

void ClaimsPage::connectTables()
{
    connect(m_headerTable, &PlainTable::rowChosen, this, &ClaimsPage::onHeaderRow);
    connect(m_table, &PlainTable::rowChosen, this, &ClaimsPage::onClaimRow);
    connect(m_disclosures, &PlainTable::rowChosen, this, &ClaimsPage::onDisclosureRow);
    connect(m_signatures, &PlainTable::rowChosen, this, &ClaimsPage::onSignatureRow);
    for (const auto &[table, model] :
         {std::pair{m_headerTable, m_headerModel}, std::pair{m_table, m_model}}) {
        connect(table, &PlainTable::resized, this, &ClaimsPage::sizeColumns);
        connect(table, &PlainTable::copyRequested, this, [table = table, model = model] {
            if (model->claim(table->currentIndex().row()))
                QGuiApplication::clipboard()->setText(model->wholeValue(table->currentIndex().row()));
        });
        connect(table, &PlainTable::customContextMenuRequested, this,
                [this, table = table, model = model](const QPoint &at) { showMenu(table, model, at); });
    }
    for (PlainTable *table : {m_disclosures, m_signatures})
        connect(table, &PlainTable::resized, this, &ClaimsPage::sizeColumns);
    connect(m_disclosures, &PlainTable::copyRequested, this, [this] {
        if (const auto *row = m_disclosuresModel->disclosure(m_disclosures->currentIndex().row()))
            QGuiApplication::clipboard()->setText(QString::fromUtf8(row->raw));
    });
}

void ClaimsPage::selectOnly(PlainTable *table, int row)
{
    m_quiet = true;
    if (row >= 0 && table != m_headerTable)
        m_tablesBar->setCurrentIndex(table == m_disclosures ? 1 : 0);
    for (PlainTable *one : {m_headerTable, m_table, m_disclosures}) {
        if (one != table || row < 0)
            one->clearSelection();
        else if (one->currentIndex().row() != row || !one->selectionModel()->isRowSelected(row))
            one->selectRow(row);
    }
    m_quiet = false;
}

json::Span ClaimsPage::lightClaim(int row)
{
    const json::Span span = m_model->spanOf(row);
    if (!isProcessed()) {
        m_json->light(JsonColumn::Payload, span);
        if (m_content)
            return span; // nothing encodes it
        return charactersOf(*m_report, {PartId::Payload, 0, span, {}});
    }
    m_json->light(JsonColumn::Processed, span);
    const QString name = m_model->claim(row)->name;
    const auto &disclosures = m_report->disclosures;
    const auto disclosure =
        std::find_if(disclosures.begin(), disclosures.end(),
                     [&](const inspect::DisclosureRow &one) { return one.pointer == pointerOf(name); });
    if (disclosure != disclosures.end())
        return disclosure->token;
    const int sent = rowNamed(m_report->claims, name);
    if (sent < 0)
        return {};
    const json::Span bytes = m_report->claims[static_cast<size_t>(sent)].span;
    m_json->view(JsonColumn::Payload)->highlight(bytes);
    return charactersOf(*m_report, {PartId::Payload, 0, bytes, {}});
}

json::Span ClaimsPage::showPlace(JsonColumn::View view, json::Span decoded)
{
    if (!m_report)
        return {};
    m_chosen = Chosen{view, decoded};
    if (view == JsonColumn::Header) {
        const int row = m_headerModel->rowAt(decoded.begin);
        const json::Span lit = row >= 0 ? m_headerModel->spanOf(row) : decoded;
        m_json->light(view, lit);
        selectOnly(m_headerTable, row);
        m_detail->show_(*m_headerModel, row);
        return charactersOf(*m_report, {PartId::Header, m_signature, lit, {}});
    }
    int row = -1;
    if (view == JsonColumn::Payload && isProcessed()) {
        const int sent = rowHolding(m_report->claims, decoded.begin);
        if (sent >= 0) {
            row = rowNamed(m_report->processedClaims, m_report->claims[static_cast<size_t>(sent)].name);
            if (row >= 0) // rows of details may stand above
                row = m_model->rowAt(m_report->processedClaims[static_cast<size_t>(row)].span.begin);
        }
    } else {
        row = m_model->rowAt(decoded.begin);
    }
    selectOnly(m_table, row);
    m_detail->show_(*m_model, row);
    if (row >= 0)
        return lightClaim(row);
    m_json->light(view, decoded);
    if (m_content)
        return decoded;
    return view == JsonColumn::Payload ? charactersOf(*m_report, {PartId::Payload, 0, decoded, {}})
                                       : json::Span();
}

json::Span ClaimsPage::showDisclosure(size_t index)
{
    const inspect::DisclosureRow &disclosure = m_report->disclosures[index];
    // Where it stands among the processed claims, if it is one of the outermost.
    const auto &claims = m_report->processedClaims;
    const auto claim = std::find_if(claims.begin(), claims.end(), [&](const inspect::Row &one) {
        return pointerOf(one.name) == disclosure.pointer;
    });
    m_json->light(JsonColumn::Processed, claim == claims.end() ? json::Span() : claim->span);
    selectOnly(m_disclosures, static_cast<int>(index));
    m_detail->show_(*m_model, claim == claims.end() ? -1 : m_model->rowAt(claim->span.begin));
    return disclosure.token;
}

json::Span ClaimsPage::show_(PartId part, json::Span decoded)
{
    if (part == PartId::Signature)
        return {};
    return showPlace(part == PartId::Header ? JsonColumn::Header : JsonColumn::Payload, atLeastOne(decoded));
}

json::Span ClaimsPage::showCharacters(json::Span characters)
{
    if (m_content)
        return show_(PartId::Payload, characters);
    const auto place = m_report ? placeOf(*m_report, atLeastOne(characters)) : std::nullopt;
    if (!place)
        return {};
    if (place->disclosure)
        return showDisclosure(*place->disclosure);
    if (place->signature != m_signature && place->part == PartId::Header) {
        m_quiet = true;
        m_signatures->selectRow(static_cast<int>(place->signature));
        m_signature = place->signature;
        fill();
        m_quiet = false;
    }
    return show_(place->part, place->decoded);
}

void ClaimsPage::onBytes(JsonColumn::View view, json::Span span)
{
    Q_EMIT chosen(showPlace(view, atLeastOne(span)));
}

void ClaimsPage::onHeaderRow(int row)
{
    if (m_quiet || !m_headerModel->claim(row))
        return;
    const json::Span span = m_headerModel->spanOf(row);
    m_chosen = Chosen{JsonColumn::Header, span};
    m_json->light(JsonColumn::Header, span);
    selectOnly(m_headerTable, row);
    m_detail->show_(*m_headerModel, row);
    Q_EMIT chosen(charactersOf(*m_report, {PartId::Header, m_signature, span, {}}));
}

void ClaimsPage::onClaimRow(int row)
{
    if (m_quiet || !m_model->claim(row))
        return;
    m_chosen = Chosen{isProcessed() ? JsonColumn::Processed : JsonColumn::Payload, m_model->spanOf(row)};
    selectOnly(m_table, row);
    m_detail->show_(*m_model, row);
    Q_EMIT chosen(lightClaim(row));
}

void ClaimsPage::onDisclosureRow(int row)
{
    if (!m_quiet && m_disclosuresModel->disclosure(row))
        Q_EMIT chosen(showDisclosure(static_cast<size_t>(row)));
}

void ClaimsPage::onSignatureRow(int row)
{
    if (m_quiet || row < 0 || row >= static_cast<int>(m_report->signatures.size()))
        return;
    m_signature = static_cast<size_t>(row);
    m_quiet = true;
    m_headerModel->setRows(m_report, &m_report->signatures[m_signature].protectedHeader, m_moment.judged());
    m_json->setReport(m_report, m_signature);
    showTables();
    sizeColumns();
    m_quiet = false;
    const jose::Part &header = shownPart(*m_report, PartId::Header, m_signature);
    Q_EMIT chosen(header.present ? header.span : json::Span());
}

void ClaimsPage::showMenu(PlainTable *table, const ClaimsModel *model, const QPoint &at)
{
    const int row = table->currentIndex().row();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (const inspect::Row *claim = model->claim(row)) {
        const auto copy = [](const QString &text) {
            return [text] { QGuiApplication::clipboard()->setText(text); };
        };
        const inspect::Detail *detail = model->detail(row);
        menu->addAction(tr("Copy value\tCtrl+C"), this, copy(model->wholeValue(row)));
        menu->addAction(tr("Copy name"), this, copy(detail ? detail->label : claim->name));
        if (!detail)
            menu->addAction(tr("Copy JSON Pointer"), this, copy(pointerOf(claim->name)));
        const qsizetype begin = detail ? -1 : claim->span.begin;
        const QByteArray sent = isProcessed() && table == m_table ? m_report->processed.text()
                                : m_content                       ? m_report->text
                                : table == m_table ? shownPart(*m_report, PartId::Payload, 0).bytes
                                                   : shownPart(*m_report, PartId::Header, m_signature).bytes;
        if (begin >= 0)
            menu->addAction(tr("Copy name and value as sent"), this,
                            copy(QString::fromUtf8(sent.mid(begin, claim->span.size()))));
        menu->addSeparator();
    }
    QAction *sizes = menu->addAction(tr("Show bytes of each"));
    sizes->setObjectName(QStringLiteral("showSizes"));
    sizes->setCheckable(true);
    sizes->setChecked(!table->isColumnHidden(ClaimsModel::Size));
    connect(sizes, &QAction::toggled, this, [this, table](bool on) {
        table->setColumnHidden(ClaimsModel::Size, !on);
        sizeColumns();
    });
    menu->popup(table->viewport()->mapToGlobal(at));
}

} // namespace claimcheck::ui
