#include "token_view.h"

#include "../theme.h"

namespace claimcheck::ui {

namespace {
enum RunStyle : quint8 { HeaderRun, PayloadRun, SignatureRun, OtherRun, DotRun };
}

TokenView::TokenView(QWidget *parent) : GridView(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setAccessibleName(tr("Compact text of the token"));
    connect(this, &GridView::rowCountChanged, this, [this] { updateGeometry(); });
}

void TokenView::setToken(const QByteArray &token)
{
    std::vector<GridText::Run> runs;
    int segment = token.contains('.') ? HeaderRun : OtherRun; // an opaque token has no header
    for (qsizetype begin = 0; begin <= token.size(); ++segment) {
        const qsizetype dot = token.indexOf('.', begin);
        const qsizetype end = dot < 0 ? token.size() : dot;
        if (end > begin)
            runs.push_back({begin, end, static_cast<quint8>(qMin<int>(segment, OtherRun))});
        if (dot < 0)
            break;
        runs.push_back({dot, dot + 1, DotRun});
        begin = dot + 1;
    }
    std::vector<GridText::Line> lines;
    if (!runs.empty())
        lines.push_back({0, 0});
    setContent(token, std::move(runs), std::move(lines));
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
