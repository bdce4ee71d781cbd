#include "rows.h"

#include "meanings.h"
#include "verdict.h"
#include "jose/claims.h"

#include <algorithm>

namespace claimcheck::inspect {

namespace {

/// One of the last few rows, if it has this name: a hostile header repeats a name a hundred thousand times,
/// and its meaning is looked up and kept once.
const Row *recentNamed(const std::vector<Row> &rows, const QString &name)
{
    constexpr std::ptrdiff_t recent = 8;
    const auto first = rows.end() - std::min(recent, rows.end() - rows.begin());
    const auto found = std::find_if(first, rows.end(), [&name](const Row &row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

void addRow(std::vector<Row> &rows, const json::Member &member, Meaning (*meaningOf)(const QString &))
{
    Row row;
    row.name = member.name.toString();
    row.value = member.value;
    row.raw = member.value.raw().toByteArray();
    row.nameSpan = member.name.span();
    row.valueSpan = member.value.span();
    row.span = {row.nameSpan.begin, row.valueSpan.end};
    if (const Row *same = recentNamed(rows, row.name)) {
        row.name = same->name;
        row.meaning = same->meaning;
        row.standard = same->standard;
        row.isTime = same->isTime;
    } else {
        Meaning meaning = meaningOf(row.name);
        row.meaning = std::move(meaning.sentence);
        row.standard = std::move(meaning.standard);
        row.isTime = meaning.isTime;
    }
    rows.push_back(std::move(row));
}

std::vector<Row> rowsOf(const json::Value &object, Meaning (*meaningOf)(const QString &))
{
    std::vector<Row> rows;
    if (!object.isValid())
        return rows;
    rows.reserve(static_cast<size_t>(object.size()));
    for (const json::Member &member : object.members())
        addRow(rows, member, meaningOf);
    return rows;
}

} // namespace

std::vector<Row> headerRowsOf(const json::Value &object)
{
    std::vector<Row> rows = rowsOf(object, meaningOfHeader);
    for (Row &row : rows)
        row.isTime = false;
    return rows;
}

std::vector<Row> claimRowsOf(const json::Value &object)
{
    std::vector<Row> rows = rowsOf(object, meaningOfClaim);
    for (Row &row : rows) {
        if (!row.isTime)
            continue;
        if (const auto time = jose::numericDate(row.value, row.name)) {
            row.time = *time;
            row.text = utcText(*time);
        }
    }
    return rows;
}

} // namespace claimcheck::inspect
