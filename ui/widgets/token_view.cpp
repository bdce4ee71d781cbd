#include "token_view.h"

#include "../theme.h"
#include "json_lines.h"

#include <algorithm>

namespace claimcheck::ui {

namespace {

enum RunStyle : quint8 { HeaderRun, PayloadRun, SignatureRun, OtherRun, DotRun };

/// What the segments of a compact serialization are, in order.
constexpr RunStyle signedSegments[] = {HeaderRun, PayloadRun, SignatureRun};
constexpr RunStyle encryptedSegments[] = {HeaderRun, OtherRun, OtherRun, PayloadRun, SignatureRun};

/// Cut at dots; and at tildes, after which disclosures stand, and a key binding at last.
std::vector<GridText::Run> compactRuns(const QByteArray &token)
{
    std::vector<GridText::Run> runs;
    const qsizetype tilde = token.indexOf('~');
    const qsizetype dots = token.count('.');
    const bool encrypted = tilde < 0 && dots == 4;
    qsizetype segment = 0;
    for (qsizetype begin = 0; begin <= token.size(); ++segment) {
        qsizetype end = begin;
        while (end < token.size() && token[end] != '.' && token[end] != '~')
            ++end;
        RunStyle style = OtherRun; // an opaque token has no header
        if (encrypted)
            style = encryptedSegments[segment];
        else if (dots > 0 && segment < 3 && (tilde < 0 || begin < tilde))
            style = signedSegments[segment];
        if (end > begin)
            runs.push_back({begin, end, style});
        if (end == token.size())
            break;
        runs.push_back({end, end + 1, DotRun});
        begin = end + 1;
    }
    return runs;
}

using StyledSpan = TokenView::StyledSpan;

/// The members that hold a part, in the order of the text.
std::vector<StyledSpan> partsOf(const inspect::Report &report)
{
    std::vector<StyledSpan> parts;
    const auto add = [&parts](const jose::Part &part, RunStyle style) {
        if (part.present)
            parts.push_back({part.span, style});
    };
    if (report.encryption) {
        add(report.encryption->protectedHeader(), HeaderRun);
        add(report.encryption->ciphertext(), PayloadRun);
        add(report.encryption->tag(), SignatureRun);
    } else {
        add(report.token.part(jose::PartId::Payload), PayloadRun);
        for (const jose::TokenSignature &signature : report.token.signatures()) {
            add(signature.protectedHeader, HeaderRun);
            add(signature.signature, SignatureRun);
        }
    }
    std::sort(parts.begin(), parts.end(),
              [](const StyledSpan &a, const StyledSpan &b) { return a.span.begin < b.span.begin; });
    return parts;
}

} // namespace

TokenView::TokenView(QWidget *parent) : GridView(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setAccessibleName(tr("Compact text of the token"));
    connect(this, &GridView::rowCountChanged, this, [this] { updateGeometry(); });
}

void TokenView::setToken(const QByteArray &token)
{
    if (token.startsWith('{'))
        return setJson(token, {});
    std::vector<GridText::Run> runs = compactRuns(token);
    std::vector<GridText::Line> lines;
    if (!runs.empty())
        lines.push_back({0, 0});
    setAccessibleName(tr("Compact text of the token"));
    setHanging(0);
    setContent(token, std::move(runs), std::move(lines));
}

void TokenView::setReport(const inspect::Report &report)
{
    if (report.kind == inspect::Kind::Opaque || !report.text.startsWith('{'))
        return;
    const json::Span lit = highlighted();
    setJson(report.text, partsOf(report));
    highlight(lit);
}

void TokenView::setJson(const QByteArray &token, const std::vector<StyledSpan> &parts)
{
    TextLines laid = jsonLines(token);
    auto part = parts.begin();
    for (GridText::Run &run : laid.runs) {
        while (part != parts.end() && part->span.end <= run.begin)
            ++part;
        const bool inPart =
            part != parts.end() && run.begin <= part->span.begin && part->span.begin < run.end;
        run.style = inPart ? part->style : quint8(OtherRun);
    }
    setAccessibleName(tr("Text of the token"));
    setHanging(4);
    setContent(token, std::move(laid.runs), std::move(laid.lines));
}

void TokenView::setMostRows(int rows)
{
    m_mostRows = rows;
    updateGeometry();
}

QSize TokenView::sizeHint() const
{
    const int rows = static_cast<int>(qBound(qsizetype(2), rowCount(), qsizetype(m_mostRows)));
    const QMargins m = viewportMargins();
    return {480, rows * rowHeight() + m.top() + m.bottom() + 2 * frameWidth()};
}

QSize TokenView::minimumSizeHint() const
{
    const QMargins m = viewportMargins();
    return {160, 2 * rowHeight() + m.top() + m.bottom() + 2 * frameWidth()};
}

GridView::Style TokenView::style(quint8 run) const
{
    const Colours &c = colours();
    switch (run) {
    case HeaderRun:
        return {c.header, Mark::Underline, false};
    case PayloadRun:
        return {c.payload, Mark::None, false};
    case SignatureRun:
        return {c.signature, Mark::Dotted, false};
    case DotRun:
        return {c.dot, Mark::Blob, true};
    default:
        return {palette().color(QPalette::Text), Mark::None, false};
    }
}

void TokenView::copyOut(const QString &text)
{
    Q_EMIT copyRequested(text.toUtf8());
}

} // namespace claimcheck::ui
