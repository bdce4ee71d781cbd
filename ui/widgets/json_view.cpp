#include "json_view.h"

#include "../theme.h"
#include "json_lines.h"
#include "json_place.h"
#include "text_search.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>

namespace claimcheck::ui {

JsonView::JsonView(QWidget *parent) : GridView(parent), m_part(tr("text"))
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

std::vector<json::Span> JsonView::find(const QString &text, Qt::CaseSensitivity sensitivity) const
{
    std::vector<json::Span> found = placesOf(text, source(), sensitivity, mostMatches);
    if (!m_plain)
        addEscapedPlaces(text, source(), sensitivity, mostMatches, found);
    return found;
}

json::Document JsonView::document() const
{
    if (m_plain)
        return {};
    auto read = json::Document::parse(source());
    return read ? std::move(read).value() : json::Document();
}

void JsonView::copyValue()
{
    const json::Document all = document();
    if (all.isNull())
        return copyAll();
    const json::Value value = placeAt(all.root(), cursor()).value;
    copyOut(value.isString() ? value.toString() : QString::fromUtf8(value.raw().toByteArray()));
}

void JsonView::copyPointer()
{
    if (const json::Document all = document(); !all.isNull())
        copyOut(QString::fromUtf8(placeAt(all.root(), cursor()).pointer));
}

void JsonView::copyAll()
{
    // As it was sent, not as it is laid out.
    copyOut(QString::fromUtf8(source()));
}

void JsonView::extendMenu(QMenu &menu)
{
    menu.addSeparator();
    if (const json::Document all = document(); !all.isNull()) {
        const JsonPlace here = placeAt(all.root(), cursor());
        menu.addAction(tr("Copy value\tCtrl+C"), this, &JsonView::copyValue)
            ->setObjectName(QStringLiteral("copyValue"));
        QAction *pointer =
            menu.addAction(here.isUnique ? tr("Copy JSON Pointer\tCtrl+Shift+C")
                                         : tr("Copy JSON Pointer (the name is repeated)\tCtrl+Shift+C"),
                           this, &JsonView::copyPointer);
        pointer->setObjectName(QStringLiteral("copyPointer"));
        pointer->setEnabled(!here.pointer.isEmpty());
    }
    //: %1 is "header" or "payload".
    menu.addAction(tr("Copy the %1 as sent").arg(m_part), this, &JsonView::copyAll)
        ->setObjectName(QStringLiteral("copyPart"));
    if (!text().hasFolds())
        return;
    menu.addSeparator();
    menu.addAction(tr("Fold\t-"), this, [this] { fold(cursor(), true); });
    menu.addAction(tr("Unfold\t+"), this, [this] { fold(cursor(), false); });
    menu.addAction(tr("Fold all below\t/"), this, [this] { foldBelow(cursor(), true); });
    menu.addAction(tr("Unfold all below\t*"), this, [this] { foldBelow(cursor(), false); });
}

void JsonView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) && selection().size() == 0)
        return copyValue();
    if (event->key() == Qt::Key_C && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier))
        return copyPointer();
    GridView::keyPressEvent(event);
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
