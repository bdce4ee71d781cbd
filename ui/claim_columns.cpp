#include "claim_columns.h"

#include "models/claims_model.h"
#include "widgets/plain_table.h"

#include <QHeaderView>

namespace claimcheck::ui {

namespace {
constexpr int nameAtMost = 200;
constexpr int timeAtLeast = 128; // the relative words come first
constexpr int timeAtMost = 320;
constexpr int columnAtLeast = 104;
constexpr int meaningAtLeast = 140;
constexpr int narrowAtMost = 90;
} // namespace

void sizeClaimColumns(PlainTable &table)
{
    const int room = table.viewport()->width();
    const auto fitted = [&table](int column, int most) { return table.neededWidth(column, most); };
    const bool times = !table.isColumnHidden(ClaimsModel::Time);
    const int name = fitted(ClaimsModel::Name, nameAtMost);
    const int size = table.isColumnHidden(ClaimsModel::Size) ? 0 : fitted(ClaimsModel::Size, narrowAtMost);
    const int roomForTime = qMax(timeAtLeast, room - name - size - columnAtLeast);
    // The relative words grow while time passes: "5 min" becomes "4 min 59 s".
    const int growth = table.fontMetrics().horizontalAdvance(QStringLiteral("00 s "));
    const int time = times ? qMin(fitted(ClaimsModel::Time, timeAtMost) + growth, roomForTime) : 0;
    // The meaning is also said below the table, so it is the first to go.
    const int rest = qMax(columnAtLeast, room - name - time - size);
    const int wanted = qMax(columnAtLeast, fitted(ClaimsModel::Value, rest / 2));
    const bool meaning = rest - wanted >= meaningAtLeast;
    const int value = meaning ? wanted : rest;
    table.setColumnHidden(ClaimsModel::Meaning, !meaning);
    table.fitColumn(ClaimsModel::Name, name);
    table.fitColumn(ClaimsModel::Value, value);
    table.fitColumn(ClaimsModel::Meaning, rest - value);
    if (times)
        table.fitColumn(ClaimsModel::Time, time);
    if (size > 0)
        table.fitColumn(ClaimsModel::Size, size);
}

void fitHeight(PlainTable &table, int mostRows)
{
    const int rows = qBound(1, table.model()->rowCount(), mostRows);
    table.setFixedHeight(table.horizontalHeader()->sizeHint().height() +
                         rows * table.verticalHeader()->defaultSectionSize() + 2 * table.frameWidth());
}

} // namespace claimcheck::ui
