#pragma once

#include <QByteArrayView>
#include <QLatin1StringView>
#include <QStringView>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

/// How the registries of claims and header parameters are kept: one row a name, grouped by standard for
/// people, and an index in the order of names (the short ones first: most are told apart by their size) made
/// by the compiler, so that nothing is built or read when the program starts.
namespace claimcheck::inspect {

struct RegistryRow {
    std::string_view name;
    const char *sentence; // translated in the context "Inspect"
    const char *standard;
    bool isTime = false; // a NumericDate
};

template <size_t N>
using RegistryIndex = std::array<std::uint16_t, N>;

template <size_t N>
consteval RegistryIndex<N> indexOf(const RegistryRow (&rows)[N])
{
    RegistryIndex<N> index{};
    for (size_t i = 0; i < N; ++i)
        index[i] = static_cast<std::uint16_t>(i);
    std::sort(index.begin(), index.end(), [&rows](auto a, auto b) {
        const std::string_view first = rows[a].name, second = rows[b].name;
        return first.size() != second.size() ? first.size() < second.size() : first < second;
    });
    for (size_t i = 1; i < N; ++i) {
        if (rows[index[i - 1]].name == rows[index[i]].name)
            throw "a name has two rows";
    }
    return index;
}

template <size_t N>
const RegistryRow *findRow(const RegistryRow (&rows)[N], const RegistryIndex<N> &index, QStringView name)
{
    const auto latin1 = [](std::string_view text) {
        return QLatin1StringView(text.data(), static_cast<qsizetype>(text.size()));
    };
    const auto found =
        std::lower_bound(index.begin(), index.end(), name, [&](std::uint16_t row, QStringView wanted) {
            const QLatin1StringView known = latin1(rows[row].name);
            return known.size() != wanted.size() ? known.size() < wanted.size() : wanted.compare(known) > 0;
        });
    return found != index.end() && name == latin1(rows[*found].name) ? &rows[*found] : nullptr;
}

/// All rows, in the order of the tables.
[[nodiscard]] std::span<const RegistryRow> claimRows();
[[nodiscard]] std::span<const RegistryRow> headerRows();
/// nullptr for names that are not known.
[[nodiscard]] const RegistryRow *findClaim(QStringView name);
[[nodiscard]] const RegistryRow *findHeader(QStringView name);

} // namespace claimcheck::inspect
