#pragma once

namespace claimcheck::ui {

class PlainTable;

/// Shares the width of a table of claims among its columns: names and times as they need, values before
/// meanings, which go first where there is little room.
void sizeClaimColumns(PlainTable &table);
/// As high as its rows, up to so many; more are scrolled to.
void fitHeight(PlainTable &table, int mostRows);

} // namespace claimcheck::ui
