#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <atomic>
#include <memory>
#include <vector>

/// Two texts line by line. A small one of our own: what Debian has are programs, and libgit2 for one
/// function.
namespace claimcheck::ui {

enum class LineChange : quint8 { Same, Removed, Added };
struct LineRun {
    LineChange change = LineChange::Same;
    qsizetype begin = 0, end = 0; // lines of the one before (Same, Removed), or of the one after (Added)
};
struct LineDifference {
    std::vector<LineRun> runs = {};
    qsizetype removed = 0, added = 0;
    /// More differences than are looked for: what lies between the first and the last one is shown as
    /// removed and added whole.
    bool isCoarse = false;
};

/// The shortest way from one to the other (Myers 1986), for at most `mostChanges` changed lines: time and
/// memory stay bounded whatever the texts are.
inline constexpr qsizetype mostChanges = 2000;
[[nodiscard]] LineDifference differenceOf(const QByteArrayList &before, const QByteArrayList &after);

} // namespace claimcheck::ui
