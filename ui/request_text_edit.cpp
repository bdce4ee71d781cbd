#include "request_text_edit.h"

#include "theme.h"
#include "widgets/visible_text.h"

#include <QHelpEvent>
#include <QSyntaxHighlighter>
#include <QTextBlock>
#include <QToolTip>

namespace claimcheck::ui {

namespace {

/// A line is coloured up to here: a body on one line may be megabytes long.
constexpr int longestColoured = 20'000;

} // namespace

/// Works line by line, so that a large body costs what is typed costs.
class RequestTextEdit::Highlighter final : public QSyntaxHighlighter {
public:
    Highlighter(QTextDocument *document, const RequestScope &scope)
        : QSyntaxHighlighter(document), m_scope(scope)
    {
    }
    bool isJson = false;

protected:
    void highlightBlock(const QString &whole) override
    {
        const QString text = whole.left(longestColoured);
        if (isJson)
            colourJson(text);
        for (const VariablePlace &place : variablesIn(text, m_scope)) {
            QTextCharFormat format;
            format.setForeground(variableColour(place.origin));
            format.setBackground(variableFill(place.origin));
            setFormat(place.begin, place.length, format);
        }
    }

private:
    void colourJson(const QString &text)
    {
        const Colours &c = colours();
        for (int i = 0; i < text.size();) {
            const QChar letter = text[i];
            int end = i + 1;
            if (letter == u'"') {
                while (end < text.size() && text[end] != u'"')
                    end += text[end] == u'\\' ? 2 : 1;
                end = qMin<int>(end + 1, static_cast<int>(text.size()));
                int next = end;
                while (next < text.size() && text[next].isSpace())
                    ++next;
                const bool isName = next < text.size() && text[next] == u':';
                setFormat(i, end - i, isName ? c.jsonName : c.jsonString);
            } else if (letter.isDigit() || letter == u'-') {
                while (end < text.size() &&
                       (text[end].isLetterOrNumber() || QStringView(u".+-").contains(text[end])))
                    ++end;
                setFormat(i, end - i, c.jsonNumber);
            } else if (letter.isLetter()) {
                while (end < text.size() && text[end].isLetter())
                    ++end;
                setFormat(i, end - i, c.jsonLiteral);
            }
            i = end;
        }
    }

    const RequestScope &m_scope;
};

RequestTextEdit::RequestTextEdit(QWidget *parent)
    : QPlainTextEdit(parent), m_highlighter(new Highlighter(document(), m_scope))
{
    setFont(monoFont());
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setWordWrapMode(QTextOption::WrapAnywhere);
}

void RequestTextEdit::setScope(const RequestScope &scope)
{
    m_scope = scope;
    m_highlighter->rehighlight();
}

void RequestTextEdit::setJson(bool on)
{
    if (std::exchange(m_highlighter->isJson, on) != on)
        m_highlighter->rehighlight();
}

int RequestTextEdit::positionOf(qint64 byte) const
{
    const QByteArray text = bytes();
    return static_cast<int>(
        QString::fromUtf8(QByteArrayView(text).first(std::clamp<qint64>(byte, 0, text.size()))).size());
}

void RequestTextEdit::markByte(qint64 byte)
{
    QList<QTextEdit::ExtraSelection> selections;
    if (byte >= 0) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(document());
        const int position = qMin(positionOf(byte), document()->characterCount() - 1);
        mark.cursor.setPosition(position);
        // At the very end there is nothing to underline: the last letter is.
        if (!mark.cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor))
            mark.cursor.movePosition(QTextCursor::PreviousCharacter, QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(colours().bad);
        mark.format.setBackground(colours().badFill);
        selections << mark;
    }
    setExtraSelections(selections);
}

void RequestTextEdit::goToByte(qint64 byte)
{
    QTextCursor cursor(document());
    cursor.setPosition(qMin(positionOf(byte), document()->characterCount() - 1));
    setTextCursor(cursor);
    ensureCursorVisible();
    setFocus();
}

bool RequestTextEdit::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QPlainTextEdit::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QTextCursor at = cursorForPosition(help->pos());
    for (const VariablePlace &place : variablesIn(at.block().text().left(longestColoured), m_scope)) {
        const int column = at.positionInBlock();
        if (column >= place.begin && column < place.begin + place.length) {
            QToolTip::showText(help->globalPos(), plainToolTip(variableText(place, m_scope)), this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

void RequestTextEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_highlighter->rehighlight();
}

} // namespace claimcheck::ui
