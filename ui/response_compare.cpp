#include "response_compare.h"

#include "background.h"
#include "body_decoder.h"
#include "body_image.h"
#include "body_work.h"
#include "response_difference.h"
#include "response_words.h"
#include "theme.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr qsizetype around = 3; // lines that stay before and after a change
constexpr quint8 restStyle = 3;
constexpr qsizetype lookedAt = 64 * 1024; // to tell text from what is none
constexpr qsizetype hexBytes = 16;

/// The begin of a body, and what it says.
struct Beginning {
    QByteArray bytes = {};
    bool isCut = false;
    Charset charset = {};
    std::optional<QByteArray> text = {}; // as UTF-8; nothing where it is no text
};

Result<Beginning> beginningOf(const requests::Overflow &body, const QByteArray &contentType)
{
    auto bytes = body.read(0, ResponseCompare::mostCompared);
    if (!bytes)
        return bytes.error();
    Beginning out{.bytes = *std::move(bytes)};
    out.isCut = body.size() > out.bytes.size();
    const QByteArray format = imageFormat(out.bytes);
    if (!format.isEmpty() && format != "svg")
        return out;
    out.charset = charsetOf(out.bytes, contentType);
    if (out.charset.isUtf8() && out.charset.from != Charset::From::Mark) {
        if (isText(out.bytes.left(lookedAt)))
            out.text = out.bytes;
        return out;
    }
    const auto head = std::make_shared<requests::Overflow>(ResponseCompare::mostCompared);
    if (const auto kept = head->append(out.bytes); !kept)
        return kept.error();
    BodyDecoder decoder(head, out.charset);
    if (const auto read = decoder.readOn(head->size()); !read)
        return read.error();
    if (!decoder.isKnown() || decoder.hasError() || (!out.isCut && decoder.endsInALetter()))
        return out;
    auto text = decoder.text()->read(0, decoder.text()->size());
    if (!text)
        return text.error();
    out.text = *std::move(text);
    return out;
}

/// JSON laid out.
Result<QByteArrayList> linesOf(const QByteArray &text)
{
    const QByteArray start = text.left(64).trimmed();
    if (!start.startsWith('{') && !start.startsWith('['))
        return text.split('\n');
    requests::Overflow head(0);
    if (const auto kept = head.append(text); !kept)
        return kept.error();
    const auto pretty = prettyJson(head, std::make_shared<std::atomic_bool>(false));
    if (!pretty)
        return pretty.error();
    const auto laid = (*pretty)->read(0, (*pretty)->size());
    if (!laid)
        return laid.error();
    return laid->split('\n');
}

/// "48 69 0a                                          Hi.", without an offset: what moved is still the same.
QByteArrayList hexLinesOf(const QByteArray &bytes)
{
    QByteArrayList lines;
    for (qsizetype at = 0; at < bytes.size(); at += hexBytes) {
        QByteArray row = bytes.mid(at, hexBytes);
        const QByteArray hex = row.toHex(' ').leftJustified(3 * hexBytes + 1, ' ');
        for (char &c : row)
            c = c < ' ' || c > '~' ? '.' : c;
        lines << hex + row;
    }
    return lines;
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

/// A body with its Content-Type.
using Typed = std::pair<std::shared_ptr<const requests::Overflow>, QByteArray>;

Typed typed(const requests::Sent &sent)
{
    const auto type = sent.answer ? http::headerValue(sent.answer.value().headers, "Content-Type")
                                  : std::optional<QByteArray>();
    return {sent.body, type.value_or(QByteArray())};
}

ComposedDifference composed(const Typed &before, const Typed &after)
{
    ComposedDifference out;
    const auto left = beginningOf(*before.first, before.second),
               right = beginningOf(*after.first, after.second);
    if (!left || !right) {
        out.error = left ? right.error() : left.error();
        return out;
    }
    out.isCut = left->isCut || right->isCut;
    out.isSame = left->bytes == right->bytes && before.first->size() == after.first->size();
    out.isBinary = !left->text || !right->text;
    if (!out.isBinary)
        out.charsets = {left->charset.name, right->charset.name};
    const auto linesBy = [&out](const Beginning &one) -> Result<QByteArrayList> {
        if (out.isBinary)
            return hexLinesOf(one.bytes);
        return linesOf(*one.text);
    };
    const auto first = linesBy(*left), second = linesBy(*right);
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
        this, [before = typed(m_before), after = typed(m_after)] { return composed(before, after); },
        [this, both, number = m_number](const ComposedDifference &made) {
            if (number != m_number)
                return;
            QStringList words;
            if (made.error)
                words << describe(*made.error).message;
            else if (made.removed == 0 && made.added == 0)
                words << (made.isSame || made.isBinary ? tr("The bodies are the same.")
                                                       : tr("The texts are the same; the bytes differ."));
            else
                words << tr("Lines that went: %1. Lines that came: %2.").arg(made.removed).arg(made.added);
            if (made.isBinary && !made.error)
                words << tr("Not both are text: the bytes are compared, 16 a line.");
            if (made.isCoarse)
                words << tr("They differ too much for a line-by-line comparison.");
            if (made.isCut)
                words << tr("Only the first %1 of each were compared.").arg(sizeText(mostCompared));
            m_summary->setText(words.join(QLatin1Char(' ')));
            const auto &[was, is] = made.charsets;
            if (was != is || !Charset{was}.isUtf8())
                m_facts->setText(m_facts->text() + QStringLiteral(" · ") +
                                 both(visibleText(QString::fromLatin1(was), 40),
                                      visibleText(QString::fromLatin1(is), 40)));
            m_view->setDifference(made);
            Q_EMIT compared();
        });
}

} // namespace claimcheck::ui
