#include "response_compare.h"

#include "background.h"
#include "body_work.h"
#include "response_difference.h"
#include "response_words.h"
#include "theme.h"
#include "widgets/plain_label.h"

#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr qsizetype around = 3; // lines that stay before and after a change
constexpr quint8 restStyle = 3;

/// The begin of a body in lines; JSON laid out.
Result<QByteArrayList> linesOf(const requests::Overflow &body, bool &isCut)
{
    auto bytes = body.read(0, ResponseCompare::mostCompared);
    if (!bytes)
        return bytes.error();
    isCut = isCut || body.size() > bytes->size();
    if (const QByteArray start = bytes->left(64).trimmed(); start.startsWith('{') || start.startsWith('[')) {
        requests::Overflow head(0);
        if (const auto kept = head.append(*bytes); !kept)
            return kept.error();
        const auto pretty = prettyJson(head, std::make_shared<std::atomic_bool>(false));
        if (!pretty)
            return pretty.error();
        bytes = (*pretty)->read(0, (*pretty)->size());
        if (!bytes)
            return bytes.error();
    }
    return bytes->split('\n');
}

class Composer {
public:
    explicit Composer(ComposedDifference &out) : m_out(out) {}
    void line(const char *mark, const QByteArray &text, quint8 style)
    {
        const qsizetype begin = m_out.source.size();
        m_out.source += mark;
        m_out.source += text;
        m_out.lines.push_back({static_cast<qsizetype>(m_out.runs.size()), 0});
        m_out.runs.push_back({begin, m_out.source.size(), style});
        m_out.source += '\n';
    }

private:
    ComposedDifference &m_out;
};

ComposedDifference composed(const requests::Overflow &before, const requests::Overflow &after)
{
    ComposedDifference out;
    const auto first = linesOf(before, out.isCut);
    const auto second = linesOf(after, out.isCut);
    if (!first || !second) {
        out.error = first ? second.error() : first.error();
        return out;
    }
    const LineDifference found = differenceOf(*first, *second);
    out.removed = found.removed;
    out.added = found.added;
    out.isCoarse = found.isCoarse;
    Composer write(out);
    for (size_t i = 0; i < found.runs.size(); ++i) {
        const LineRun &run = found.runs[i];
        const bool isFirst = i == 0, isLast = i + 1 == found.runs.size();
        if (run.change != LineChange::Same) {
            const bool removed = run.change == LineChange::Removed;
            for (qsizetype line = run.begin; line < run.end; ++line)
                write.line(removed ? "- " : "+ ", (removed ? *first : *second)[line],
                           static_cast<quint8>(run.change));
            continue;
        }
        const qsizetype head = isFirst ? 0 : around, tail = isLast ? 0 : around;
        const qsizetype hidden = run.end - run.begin - head - tail;
        for (qsizetype line = run.begin; line < run.end; ++line) {
            if (hidden > 1 && line == run.begin + head) {
                //: in place of lines that two answers share; at least two
                write.line("  ",
                           ResponseCompare::tr("… %n lines are the same", nullptr, static_cast<int>(hidden))
                               .toUtf8(),
                           restStyle);
                line += hidden - 1;
                continue;
            }
            write.line("  ", (*first)[line], static_cast<quint8>(LineChange::Same));
        }
    }
    return out;
}

QString outcomeOf(const requests::Sent &sent)
{
    if (!sent.answer)
        return QString::fromLatin1(codeName(sent.answer.error().code));
    return QString::number(sent.answer.value().status);
}

QString timeOf(const requests::Sent &sent)
{
    return sent.answer ? durationText(std::chrono::milliseconds(sent.answer.value().timing.totalMs))
                       : QString();
}

} // namespace

void DifferenceView::setDifference(const ComposedDifference &difference)
{
    setHanging(2);
    setContent(difference.source, difference.runs, difference.lines);
}

GridView::Style DifferenceView::style(quint8 run) const
{
    const Colours &c = colours();
    switch (run) {
    case static_cast<quint8>(LineChange::Removed):
        return {c.bad, Mark::None, false};
    case static_cast<quint8>(LineChange::Added):
        return {c.good, Mark::None, false};
    case restStyle:
        return {c.mutedText, Mark::None, false};
    default:
        return {palette().color(QPalette::Text), Mark::None, false};
    }
}

ResponseCompare::ResponseCompare(QWidget *parent)
    : QWidget(parent), m_summary(plainFact(this)), m_facts(plainFact(this)), m_view(new DifferenceView(this))
{
    m_summary->setObjectName(QStringLiteral("responseCompareSummary"));
    m_facts->setObjectName(QStringLiteral("responseCompareFacts"));
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_view->setObjectName(QStringLiteral("responseDifference"));
    m_view->setAccessibleName(tr("What differs from the answer before"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2 * grid, 0, 0);
    column->setSpacing(grid);
    column->addWidget(m_summary);
    column->addWidget(m_facts);
    column->addWidget(m_view, 1);
    setFocusProxy(m_view);
}

void ResponseCompare::setAnswers(const requests::Sent &before, const requests::Sent &after)
{
    m_before = before;
    m_after = after;
    m_stale = true;
    ++m_number;
    if (isVisible())
        compare();
}

void ResponseCompare::clear()
{
    ++m_number;
    m_before = m_after = {};
    m_stale = false;
    m_view->setDifference({});
    m_summary->clear();
    m_facts->clear();
}

void ResponseCompare::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    compare();
}

void ResponseCompare::compare()
{
    if (!m_stale || !m_before.body || !m_after.body)
        return;
    m_stale = false;
    m_summary->setText(tr("The two answers are being compared."));
    //: %1 and %2 are a status, a size or a time: before and after
    const auto both = [](const QString &a, const QString &b) { return a == b ? a : tr("%1 → %2").arg(a, b); };
    m_facts->setText(QStringList{both(outcomeOf(m_before), outcomeOf(m_after)),
                                 both(sizeText(m_before.body->size()), sizeText(m_after.body->size())),
                                 both(timeOf(m_before), timeOf(m_after))}
                         .join(QStringLiteral(" · ")));
    inBackground(
        this, [before = m_before.body, after = m_after.body] { return composed(*before, *after); },
        [this, number = m_number](const ComposedDifference &made) {
            if (number != m_number)
                return;
            QStringList words;
            if (made.error)
                words << describe(*made.error).message;
            else if (made.removed == 0 && made.added == 0)
                words << tr("The bodies are the same.");
            else
                words << tr("Lines that went: %1. Lines that came: %2.").arg(made.removed).arg(made.added);
            if (made.isCoarse)
                words << tr("They differ too much for a line-by-line comparison.");
            if (made.isCut)
                words << tr("Only the first %1 of each were compared.").arg(sizeText(mostCompared));
            m_summary->setText(words.join(QLatin1Char(' ')));
            m_view->setDifference(made);
            Q_EMIT compared();
        });
}

} // namespace claimcheck::ui
