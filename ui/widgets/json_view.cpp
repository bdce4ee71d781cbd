#include "json_view.h"

#include "../theme.h"
#include "json_lines.h"

namespace claimcheck::ui {

JsonView::JsonView(QWidget *parent) : GridView(parent)
{
    setAccessibleName(tr("JSON"));
}

void JsonView::setText(const QByteArray &json)
{
    const QByteArray start = json.left(64).trimmed();
    if (!start.startsWith('{') && !start.startsWith('['))
        return setPlainText(json);
    m_plain = false;
    setHanging(4);
    TextLines laid = jsonLines(json);
    setContent(json, std::move(laid.runs), std::move(laid.lines));
}

void JsonView::setPlainText(const QByteArray &text)
{
    m_plain = true;
    setHanging(0);
    TextLines laid = plainLines(text);
    setContent(text, std::move(laid.runs), std::move(laid.lines));
}

void JsonView::setHex(const QByteArray &bytes)
{
    setPlainText(hexDump(bytes));
}

GridView::Style JsonView::style(quint8 run) const
{
    const Colours &c = colours();
    switch (static_cast<JsonRun>(run)) {
    case JsonRun::Punctuation:
        return {c.mutedText, Mark::None, false};
    case JsonRun::Name:
        return {c.jsonName, Mark::None, false};
    case JsonRun::String:
        return {c.jsonString, Mark::None, false};
    case JsonRun::Number:
        return {c.jsonNumber, Mark::None, false};
    case JsonRun::Literal:
        return {c.jsonLiteral, Mark::None, false};
    case JsonRun::Plain:
        break;
    }
    return {palette().color(QPalette::Text), Mark::None, false};
}

QString JsonView::shownText(json::Span span) const
{
    if (m_plain)
        return QString::fromUtf8(QByteArrayView(source()).sliced(span.begin, span.size()));
    return GridView::shownText(span);
}

} // namespace claimcheck::ui
