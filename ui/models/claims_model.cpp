#include "claims_model.h"

#include "jose/certificate_facts.h"

#include <QHash>

#include <algorithm>

namespace claimcheck::ui {

namespace {

const std::vector<inspect::Row> noRows;

size_t at(qsizetype index)
{
    return static_cast<size_t>(index);
}

/// Without reading the value: the rows of ten thousand claims are made at once.
bool mayHaveDetails(const inspect::Row &row)
{
    return (row.value.isObject() || row.value.isArray() ? row.value.size() > 0
                                                        : row.name == u"scope" || row.name == u"scp");
}

} // namespace

ClaimsModel::ClaimsModel(QObject *parent) : QAbstractTableModel(parent), m_claims(&noRows) {}

void ClaimsModel::setRows(inspect::ReportPtr report, const std::vector<inspect::Row> *rows, TimePoint now)
{
    // A token that is judged again has the same rows: what was opened stays open.
    std::vector<qsizetype> open;
    const auto &next = rows ? *rows : noRows;
    const bool same =
        next.size() == m_claims->size() && std::equal(next.begin(), next.end(), m_claims->begin(),
                                                      [](const inspect::Row &a, const inspect::Row &b) {
                                                          return a.span == b.span && a.raw == b.raw;
                                                      });
    for (const Entry &one : m_entries) {
        if (same && one.open && !one.detail)
            open.push_back(one.claim);
    }
    beginResetModel();
    m_claims = &next;
    m_report = std::move(report); // only now: the old rows live with the old one
    m_now = now;
    m_details.clear();
    m_details.resize(m_claims->size());
    m_entries.clear();
    m_entries.reserve(m_claims->size());
    for (size_t i = 0; i < m_claims->size(); ++i)
        m_entries.push_back({static_cast<qsizetype>(i)});
    countCopies();
    m_anyOpenable = std::any_of(m_claims->begin(), m_claims->end(), mayHaveDetails);
    endResetModel();
    for (auto claim = open.rbegin(); claim != open.rend(); ++claim)
        setOpen(static_cast<int>(*claim), true);
}

void ClaimsModel::countCopies()
{
    QHash<QString, int> seen;
    m_copy.clear();
    m_copies.clear();
    for (const inspect::Row &claim : *m_claims)
        m_copy.push_back(++seen[claim.name]);
    for (const inspect::Row &claim : *m_claims)
        m_copies.push_back(seen.value(claim.name));
}

void ClaimsModel::tick(TimePoint now)
{
    m_now = now;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, Time), index(rowCount() - 1, Time), {Qt::DisplayRole});
}

void ClaimsModel::setZone(ZoneChoice zone)
{
    m_zone = zone;
    tick(m_now);
    Q_EMIT headerDataChanged(Qt::Horizontal, Time, Time);
}

const ClaimsModel::Entry *ClaimsModel::entry(int row) const
{
    return row >= 0 && row < rowCount() ? &m_entries[at(row)] : nullptr;
}

const inspect::Row *ClaimsModel::claim(int row) const
{
    const Entry *found = entry(row);
    return found ? &(*m_claims)[at(found->claim)] : nullptr;
}

const inspect::Detail *ClaimsModel::detail(int row) const
{
    const Entry *found = entry(row);
    return found ? found->detail : nullptr;
}

json::Span ClaimsModel::spanOf(int row) const
{
    const inspect::Row *member = claim(row);
    if (!member)
        return {};
    const inspect::Detail *shown = detail(row);
    return shown ? shown->span.value_or(member->span) : member->span;
}

int ClaimsModel::rowAt(qsizetype decodedByte) const
{
    const auto after = std::upper_bound(
        m_entries.begin(), m_entries.end(), decodedByte,
        [this](qsizetype byte, const Entry &one) { return byte < (*m_claims)[at(one.claim)].span.begin; });
    // All rows of one member stand together; the last that holds the byte is the innermost.
    for (auto row = after; row != m_entries.begin();) {
        --row;
        const json::Span whole = (*m_claims)[at(row->claim)].span;
        if (decodedByte >= whole.end)
            return -1;
        const json::Span own = row->detail ? row->detail->span.value_or(json::Span()) : whole;
        if (own.begin <= decodedByte && decodedByte < own.end)
            return static_cast<int>(row - m_entries.begin());
    }
    return -1;
}

bool ClaimsModel::isDuplicate(int row) const
{
    const Entry *found = entry(row);
    return found && !found->detail && m_copies[at(found->claim)] > 1;
}

QString ClaimsModel::wholeValue(int row) const
{
    const inspect::Row *found = claim(row);
    if (!found)
        return {};
    if (const inspect::Detail *shown = detail(row)) {
        if (shown->text.isEmpty() && shown->span && !shown->children.empty())
            return QString::fromUtf8(
                found->raw.mid(shown->span->begin - found->valueSpan.begin, shown->span->size()));
        return shown->text.isEmpty() ? shown->label : shown->text;
    }
    return found->value.isString() ? found->value.toString() : QString::fromUtf8(found->raw);
}

const std::vector<inspect::Detail> &ClaimsModel::detailsOf(qsizetype claim) const
{
    auto &made = m_details[at(claim)];
    if (!made)
        made = std::make_unique<std::vector<inspect::Detail>>(
            inspect::detailsOf((*m_claims)[at(claim)], m_now, jose::systemAuthorities()));
    return *made;
}

const std::vector<inspect::Detail> &ClaimsModel::childrenOf(const Entry &entry) const
{
    return entry.detail ? entry.detail->children : detailsOf(entry.claim);
}

bool ClaimsModel::canOpen(int row) const
{
    const Entry *found = entry(row);
    if (!found)
        return false;
    return found->detail ? !found->detail->children.empty() : mayHaveDetails((*m_claims)[at(found->claim)]);
}

bool ClaimsModel::isOpen(int row) const
{
    const Entry *found = entry(row);
    return found && found->open;
}

void ClaimsModel::setOpen(int row, bool open)
{
    if (!canOpen(row) || isOpen(row) == open)
        return;
    Entry &one = m_entries[at(row)];
    one.open = open;
    const auto below = m_entries.begin() + row + 1;
    if (open) {
        std::vector<Entry> rows;
        for (const inspect::Detail &child : childrenOf(one))
            rows.push_back({one.claim, &child, one.depth + 1});
        if (const int count = static_cast<int>(rows.size()); count > 0) {
            beginInsertRows({}, row + 1, row + count);
            m_entries.insert(below, rows.begin(), rows.end());
            endInsertRows();
        }
    } else {
        const auto end = std::find_if(below, m_entries.end(),
                                      [depth = one.depth](const Entry &next) { return next.depth <= depth; });
        if (end != below) {
            beginRemoveRows({}, row + 1, row + static_cast<int>(end - below));
            m_entries.erase(below, end);
            endRemoveRows();
        }
    }
    Q_EMIT dataChanged(index(row, Name), index(row, Name));
}

int ClaimsModel::parentRow(int row) const
{
    const Entry *found = entry(row);
    if (!found || !found->detail)
        return -1;
    int above = row - 1;
    while (above >= 0 && m_entries[at(above)].depth >= found->depth)
        --above;
    return above;
}

int ClaimsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int ClaimsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

} // namespace claimcheck::ui
