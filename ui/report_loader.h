#pragma once

#include "inspect/report.h"

#include <QObject>

namespace claimcheck::ui {

/// Makes reports: at once for small tokens, on a thread of the pool for those over 64 kB. Only the answer to
/// the last `load` arrives; older ones are dropped.
class ReportLoader final : public QObject {
    Q_OBJECT
public:
    static constexpr qsizetype largestAtOnce = 64 * 1024;

    using QObject::QObject;

    void load(const QByteArray &token, TimePoint at, const inspect::ReportContext &context = {});
    /// Drops what is under way.
    void cancel();
    [[nodiscard]] bool isLoading() const { return m_loading; }

Q_SIGNALS:
    /// Emitted before `load` returns for small tokens.
    void loaded(const claimcheck::inspect::ReportPtr &report);

private:
    void deliver(quint64 number, const inspect::ReportPtr &report);
    quint64 m_number = 0;
    bool m_loading = false;
};

} // namespace claimcheck::ui
