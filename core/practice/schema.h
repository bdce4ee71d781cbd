#pragma once

#include <span>

namespace claimcheck::practice {

/// The statements that make the tables, each of which may be there already. Times are milliseconds since
/// 1970; a table whose rows end has `expires_at`, and its owner's `purge` removes them. What a row is for
/// stands in the header of the class that owns its table.
[[nodiscard]] std::span<const char *const> schema();

/// Columns that were added to a table after its first version: `table`, `name`, and the rest of its
/// definition.
struct AddedColumn {
    const char *table;
    const char *name;
    const char *definition;
};
[[nodiscard]] std::span<const AddedColumn> addedColumns();

} // namespace claimcheck::practice
