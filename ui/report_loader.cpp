#include "report_loader.h"

#include "background.h"

namespace claimcheck::ui {

void ReportLoader::load(const QByteArray &token, TimePoint at, const inspect::ReportContext &context)
{
    const quint64 number = ++m_number;
    m_loading = true;
    if (token.size() <= largestAtOnce)
        return deliver(number, inspect::makeReport(token, at, context));
    inBackground(
        this, [token, at, context] { return endingInBackground(inspect::makeReport(token, at, context)); },
        [this, number](const inspect::ReportPtr &report) { deliver(number, report); });
}

void ReportLoader::cancel()
{
    ++m_number;
    m_loading = false;
}

void ReportLoader::deliver(quint64 number, const inspect::ReportPtr &report)
{
    if (number != m_number)
        return;
    m_loading = false;
    Q_EMIT loaded(report);
}

} // namespace claimcheck::ui
