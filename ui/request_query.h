#pragma once

#include <QString>

#include <vector>

namespace claimcheck::ui {

/// One parameter of an address, as a person reads it: percent signs undone, "+" a space. Templates stay as
/// they are.
struct QueryRow {
    QString name = {};
    QString value = {};
    bool hasValue = true; // "a" and "a=" are two things
    friend bool operator==(const QueryRow &, const QueryRow &) = default;
};

/// The query of an address that may hold templates. What is inside `{{…}}` never separates anything.
[[nodiscard]] std::vector<QueryRow> queryRows(const QString &url);
/// The address with these parameters. A row that says what already stands at its place leaves those letters
/// as they are; only what differs is written anew.
[[nodiscard]] QString withQueryRows(const QString &url, const std::vector<QueryRow> &rows);

} // namespace claimcheck::ui
