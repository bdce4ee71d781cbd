#include "find_bar.h"

#include "icons.h"
#include "widgets/plain_label.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

namespace claimcheck::ui {

namespace {

constexpr int longestText = 200;

QToolButton *button(const char *name, const QString &text, const QString &words, QWidget *parent)
{
    auto *made = new QToolButton(parent);
    made->setObjectName(QString::fromLatin1(name));
    made->setText(text);
    made->setAccessibleName(words);
    made->setToolTip(words);
    made->setAutoRaise(true);
    made->setFocusPolicy(Qt::StrongFocus);
    return made;
}

} // namespace

FindBar::FindBar(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLineEdit(this))
    , m_case(button("findCase", QStringLiteral("Aa"), tr("Match case"), this))
    , m_count(plainLabel({}, this))
    , m_previous(button("findPrevious", QStringLiteral("\u2191"), tr("Previous (Shift+Return)"), this))
    , m_next(button("findNext", QStringLiteral("\u2193"), tr("Next (Return)"), this))
{
    m_text->setObjectName(QStringLiteral("findText"));
    m_text->setAccessibleName(tr("Find in header and payload"));
    m_text->setPlaceholderText(tr("Find"));
    m_text->setMaxLength(longestText);
    m_text->setClearButtonEnabled(true);
    m_case->setCheckable(true);
    m_count->setObjectName(QStringLiteral("findCount"));
    m_count->setForegroundRole(QPalette::PlaceholderText);
    auto *end = button("findClose", {}, tr("Close (Escape)"), this);
    end->setIcon(icon(u"cancel"));

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_text, 1);
    row->addWidget(m_case);
    row->addWidget(m_previous);
    row->addWidget(m_next);
    row->addWidget(m_count);
    row->addWidget(end);
    connect(m_text, &QLineEdit::textChanged, this, &FindBar::changed);
    connect(m_case, &QToolButton::toggled, this, &FindBar::changed);
    connect(m_previous, &QToolButton::clicked, this, [this] { Q_EMIT stepped(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { Q_EMIT stepped(1); });
    connect(end, &QToolButton::clicked, this, &FindBar::close_);
    hide();
}

void FindBar::open()
{
    show();
    m_text->setFocus();
    m_text->selectAll();
    Q_EMIT changed();
}

void FindBar::close_()
{
    if (isHidden())
        return;
    hide();
    Q_EMIT closed();
}

QString FindBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

Qt::CaseSensitivity FindBar::sensitivity() const
{
    return m_case->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive;
}

void FindBar::setCount(size_t current, size_t count, bool more)
{
    const QLocale locale;
    const auto number = [&locale](size_t value) { return locale.toString(static_cast<qulonglong>(value)); };
    if (m_text->text().isEmpty())
        m_count->clear();
    else if (count == 0)
        m_count->setText(tr("Not found"));
    else if (more)
        m_count->setText(tr("%1 of more than %2").arg(number(current + 1), number(count)));
    else
        m_count->setText(tr("%1 of %2").arg(number(current + 1), number(count)));
    m_count->setAccessibleName(m_count->text());
    m_previous->setEnabled(count > 0);
    m_next->setEnabled(count > 0);
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_F3:
        Q_EMIT stepped(event->modifiers().testFlag(Qt::ShiftModifier) ? -1 : 1);
        return;
    case Qt::Key_Escape:
        return close_();
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace claimcheck::ui
