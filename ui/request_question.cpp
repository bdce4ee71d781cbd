#include "request_question.h"

#include "icons.h"
#include "theme.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QAccessible>
#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

#include <utility>

namespace claimcheck::ui {

namespace {

constexpr int iconSize = 16;

} // namespace

RequestQuestion::RequestQuestion(QWidget *parent)
    : QFrame(parent), m_icon(plainLabel({}, this)), m_text(plainFact(this)), m_row(new QHBoxLayout(this))
{
    m_text->setObjectName(QStringLiteral("questionText"));
    m_icon->setFixedSize(iconSize, iconSize);
    m_row->setContentsMargins(12, 8, 8, 8);
    m_row->setSpacing(8);
    m_row->addWidget(m_icon);
    m_row->addWidget(m_text, 1);
    hide();
}

void RequestQuestion::ask(const QString &text, std::vector<Answer> answers)
{
    giveUp();
    m_before = QApplication::focusWidget();
    m_answers = std::move(answers);
    m_text->setText(visibleText(text, 1000));
    setAccessibleName(m_text->text());
    for (size_t i = 0; i < m_answers.size(); ++i) {
        auto *button = new QPushButton(m_answers[i].text, this);
        button->setObjectName(QStringLiteral("questionAnswer%1").arg(i));
        button->setAutoDefault(true);
        connect(button, &QPushButton::clicked, this, [this, i] { take(i); });
        m_row->addWidget(button);
        m_buttons.append(button);
    }
    updateIcon();
    show();
    if (!m_buttons.isEmpty())
        m_buttons.first()->setFocus();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void RequestQuestion::giveUp()
{
    // Before anything is hidden: the focus would go to whatever comes next, and a list takes that for a
    // choice.
    const QWidget *focused = QApplication::focusWidget();
    if (focused && isAncestorOf(focused) && m_before)
        m_before->setFocus();
    for (QPushButton *button : std::exchange(m_buttons, {})) {
        button->hide();
        button->setObjectName({});
        button->deleteLater(); // it may be the one that was pressed
    }
    m_answers.clear();
    hide();
}

QString RequestQuestion::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void RequestQuestion::take(size_t answer)
{
    if (answer >= m_answers.size())
        return;
    const std::function<void()> chosen = m_answers[answer].chosen;
    giveUp();
    if (chosen)
        chosen();
}

void RequestQuestion::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_answers.empty())
        return take(m_answers.size() - 1);
    QFrame::keyPressEvent(event);
}

void RequestQuestion::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor edge = colours().warning;
    edge.setAlpha(110);
    painter.setPen(edge);
    painter.setBrush(colours().warningFill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

void RequestQuestion::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateIcon();
}

void RequestQuestion::updateIcon()
{
    m_icon->setPixmap(icon(u"warning").pixmap(QSize(iconSize, iconSize), devicePixelRatioF()));
}

} // namespace claimcheck::ui
