#include "rows.h"

#include "meanings.h"
#include "verdict.h"
#include "jose/claims.h"

namespace claimcheck::inspect {

namespace {

Row rowOf(const json::Member &member, Meaning (*meaningOf)(const QString &))
{
    Row row;
    row.name = member.name.toString();
    row.value = member.value;
    row.raw = member.value.raw().toByteArray();
    row.nameSpan = member.name.span();
    row.valueSpan = member.value.span();
    row.span = {row.nameSpan.begin, row.valueSpan.end};
    Meaning meaning = meaningOf(row.name);
    row.meaning = std::move(meaning.sentence);
    row.standard = std::move(meaning.standard);
    row.isTime = meaning.isTime;
    return row;
}

std::vector<Row> rowsOf(const json::Value &object, Meaning (*meaningOf)(const QString &))
{
    std::vector<Row> rows;
    if (!object.isValid())
        return rows;
    rows.reserve(static_cast<size_t>(object.size()));
    for (const json::Member &member : object.members())
        rows.push_back(rowOf(member, meaningOf));
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
