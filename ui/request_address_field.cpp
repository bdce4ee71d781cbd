#include "request_address_field.h"

#include "theme.h"
#include "widgets/visible_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QListWidget>
#include <QTextCharFormat>
#include <QToolTip>

#include <utility>

namespace claimcheck::ui {

namespace {

constexpr int longestAddress = 1 << 20; // Qt's own bound cuts in silence
constexpr int mostNames = 8;

} // namespace

bool looksLikeCurl(const QString &text)
{
    const QString begin = text.left(2000).trimmed();
    return begin.startsWith(QLatin1StringView("curl ")) || begin.startsWith(QLatin1StringView("$ curl ")) ||
           begin.startsWith(QLatin1StringView("curl\t")) || begin.startsWith(QLatin1StringView("curl \\"));
}

RequestAddressField::RequestAddressField(QWidget *parent) : QLineEdit(parent), m_names(new QListWidget(this))
{
    setMaxLength(longestAddress);
    setFont(monoFont());
    setTextMargins(4, 0, 4, 0);
    m_names->setWindowFlags(Qt::ToolTip);
    m_names->setObjectName(QStringLiteral("variableNames"));
    m_names->setAccessibleName(tr("Variables"));
    m_names->setFocusPolicy(Qt::NoFocus);
    m_names->setUniformItemSizes(true);
    m_names->hide();
    connect(m_names, &QListWidget::itemClicked, this,
            [this](const QListWidgetItem *item) { insertName(item->data(Qt::UserRole).toString()); });
    connect(this, &QLineEdit::textChanged, this, &RequestAddressField::colour);
    connect(this, &QLineEdit::textEdited, this, &RequestAddressField::offerNames);
    connect(this, &QLineEdit::cursorPositionChanged, this, [this] {
        if (openBraces() < 0)
            m_names->hide();
    });
}

void RequestAddressField::setScope(const RequestScope &scope)
{
    m_scope = scope;
    colour();
}

// A line edit takes formats for a part of its text only from an input method.
void RequestAddressField::colour()
{
    if (std::exchange(m_isColouring, true))
        return;
    QList<QInputMethodEvent::Attribute> attributes;
    for (const VariablePlace &place : variablesIn(text(), m_scope)) {
        QTextCharFormat format;
        format.setForeground(variableColour(place.origin));
        format.setBackground(variableFill(place.origin));
        if (place.origin == requests::Expander::Origin::Unknown) {
            format.setUnderlineStyle(QTextCharFormat::WaveUnderline); // not by colour alone
            format.setUnderlineColor(variableColour(place.origin));
        }
        attributes.append(QInputMethodEvent::Attribute(QInputMethodEvent::TextFormat,
                                                       place.begin - cursorPosition(), place.length, format));
    }
    QInputMethodEvent event({}, attributes);
    QLineEdit::inputMethodEvent(&event);
    m_isColouring = false;
}

bool RequestAddressField::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QLineEdit::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int at = cursorPositionAt(help->pos());
    for (const VariablePlace &place : variablesIn(text(), m_scope)) {
        if (at >= place.begin && at < place.begin + place.length) {
            QToolTip::showText(help->globalPos(), plainToolTip(variableText(place, m_scope)), this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

void RequestAddressField::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste))
        return paste();
    if (m_names->isVisible()) {
        const int row = m_names->currentRow();
        switch (event->key()) {
        case Qt::Key_Down:
            return m_names->setCurrentRow(qMin(row + 1, m_names->count() - 1));
        case Qt::Key_Up:
            return m_names->setCurrentRow(qMax(row - 1, 0));
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Tab:
            if (event->modifiers() == Qt::NoModifier && m_names->currentItem())
                return insertName(m_names->currentItem()->data(Qt::UserRole).toString());
            break;
        case Qt::Key_Escape:
            return m_names->hide();
        default:
            break;
        }
    }
    QLineEdit::keyPressEvent(event);
}

void RequestAddressField::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colour();
}

void RequestAddressField::focusOutEvent(QFocusEvent *event)
{
    m_names->hide();
    QLineEdit::focusOutEvent(event);
}

void RequestAddressField::paste()
{
    QString pasted = QGuiApplication::clipboard()->text();
    if (looksLikeCurl(pasted)) {
        Q_EMIT curlPasted(pasted);
        return;
    }
    pasted = pasted.trimmed();
    pasted.remove(u'\r').remove(u'\n');
    insert(pasted);
}

/// Where the name that is being typed begins, or -1: behind the last "{{" that is still open.
int RequestAddressField::openBraces() const
{
    const QString before = text().first(cursorPosition());
    const auto open = before.lastIndexOf(QLatin1StringView("{{"));
    if (open < 0 || before.indexOf(QLatin1StringView("}}"), open) >= 0)
        return -1;
    return static_cast<int>(open) + 2;
}

void RequestAddressField::offerNames()
{
    const int begin = openBraces();
    m_names->clear();
    if (begin < 0)
        return m_names->hide();
    const QString typed = text().mid(begin, cursorPosition() - begin).trimmed();
    for (const QString &name : variableNames(m_scope)) {
        if (!name.startsWith(typed, Qt::CaseInsensitive) || m_names->count() >= mostNames)
            continue;
        auto *item = new QListWidgetItem(visibleText(name, 60), m_names);
        item->setData(Qt::UserRole, name);
    }
    if (m_names->count() == 0)
        return m_names->hide();
    m_names->setCurrentRow(0);
    const int height = m_names->sizeHintForRow(0) * m_names->count() + 2 * m_names->frameWidth();
    m_names->resize(qMax(200, m_names->sizeHintForColumn(0) + 24), height);
    m_names->move(mapToGlobal(QPoint(cursorRect().left(), this->height() + 2)));
    m_names->show();
}

void RequestAddressField::insertName(const QString &name)
{
    const int begin = openBraces();
    m_names->hide();
    if (begin < 0)
        return;
    const bool isClosed = QStringView(text()).sliced(cursorPosition()).startsWith(u"}}");
    setSelection(begin, cursorPosition() - begin);
    insert(name + (isClosed ? QString() : QStringLiteral("}}")));
    m_names->hide();
}

} // namespace claimcheck::ui
