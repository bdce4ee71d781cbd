#include "response_difference.h"

#include <algorithm>

namespace claimcheck::ui {

namespace {

/// The middle part, where the first and the last lines differ.
class Myers {
public:
    Myers(const QByteArrayList &before, const QByteArrayList &after, qsizetype skipped,
          qsizetype lengthBefore, qsizetype lengthAfter)
        : m_before(before), m_after(after), m_skipped(skipped), m_n(lengthBefore), m_m(lengthAfter)
    {
    }

    /// The changes in order, each a line; false when there are more than are looked for.
    bool run(std::vector<LineRun> &out)
    {
        const qsizetype most = std::min(m_n + m_m, mostChanges);
        std::vector<qsizetype> furthest(static_cast<size_t>(2 * most + 3), 0);
        const auto at = [&](qsizetype k) -> qsizetype & {
            return furthest[static_cast<size_t>(k + most + 1)];
        };
        for (qsizetype d = 0; d <= most; ++d) {
            for (qsizetype k = -d; k <= d; k += 2) {
                const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
                qsizetype x = down ? at(k + 1) : at(k - 1) + 1;
                while (x < m_n && x - k < m_m && equal(x, x - k))
                    ++x;
                at(k) = x;
                if (x >= m_n && x - k >= m_m) {
                    keep(furthest, most, d);
                    back(out);
                    return true;
                }
            }
            keep(furthest, most, d);
        }
        return false;
    }

private:
    [[nodiscard]] bool equal(qsizetype x, qsizetype y) const
    {
        return m_before[m_skipped + x] == m_after[m_skipped + y];
    }
    /// Of each step only what it reached: half of d squared numbers in all.
    void keep(const std::vector<qsizetype> &furthest, qsizetype most, qsizetype d)
    {
        const auto begin = furthest.begin() + (most + 1 - d);
        m_steps.emplace_back(begin, begin + 2 * d + 1);
    }
    void back(std::vector<LineRun> &out) const
    {
        qsizetype x = m_n, y = m_m;
        for (auto d = static_cast<qsizetype>(m_steps.size()) - 1; d > 0; --d) {
            const auto &before = m_steps[static_cast<size_t>(d - 1)];
            const auto at = [&](qsizetype k) {
                const qsizetype i = k + d - 1;
                return i >= 0 && i < static_cast<qsizetype>(before.size()) ? before[static_cast<size_t>(i)]
                                                                           : -1;
            };
            const qsizetype k = x - y;
            const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
            const qsizetype fromX = down ? at(k + 1) : at(k - 1);
            const qsizetype fromY = fromX - (down ? k + 1 : k - 1);
            if (down)
                out.push_back({LineChange::Added, m_skipped + fromY, m_skipped + fromY + 1});
            else
                out.push_back({LineChange::Removed, m_skipped + fromX, m_skipped + fromX + 1});
            x = fromX;
            y = fromY;
        }
        std::reverse(out.begin(), out.end());
    }

    const QByteArrayList &m_before;
    const QByteArrayList &m_after;
    qsizetype m_skipped, m_n, m_m;
    std::vector<std::vector<qsizetype>> m_steps;
};

} // namespace

LineDifference differenceOf(const QByteArrayList &before, const QByteArrayList &after)
{
    const qsizetype shorter = std::min(before.size(), after.size());
    qsizetype first = 0, last = 0;
    while (first < shorter && before[first] == after[first])
        ++first;
    while (last < shorter - first && before[before.size() - 1 - last] == after[after.size() - 1 - last])
        ++last;
    const qsizetype n = before.size() - first - last, m = after.size() - first - last;
    LineDifference found;
    std::vector<LineRun> changes;
    if (!Myers(before, after, first, n, m).run(changes)) {
        found.isCoarse = true;
        changes = {{LineChange::Removed, first, first + n}, {LineChange::Added, first, first + m}};
    }
    // What lies between two changes is the same in both.
    qsizetype at = 0; // lines of the one before
    const auto same = [&](qsizetype to) {
        if (to > at)
            found.runs.push_back({LineChange::Same, at, to});
        at = std::max(at, to);
    };
    qsizetype shift = 0; // line after minus line before
    for (const LineRun &change : changes) {
        const qsizetype count = change.end - change.begin;
        const bool removed = change.change == LineChange::Removed;
        same(removed ? change.begin : change.begin - shift);
        (removed ? found.removed : found.added) += count;
        if (removed)
            at = change.end;
        shift += removed ? -count : count;
        const bool goesOn = !found.runs.empty() && found.runs.back().change == change.change &&
                            found.runs.back().end == change.begin;
        if (goesOn)
            found.runs.back().end = change.end;
        else if (count > 0)
            found.runs.push_back(change);
    }
    same(before.size());
    return found;
}

} // namespace claimcheck::ui
