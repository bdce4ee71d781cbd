#include "asked_page.h"

#include "icons.h"
#include "session_problem.h"
#include "theme.h"
#include "widgets/busy_line.h"
#include "widgets/plain_label.h"
#include "widgets/plain_table.h"
#include "widgets/visible_text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr qsizetype longestNote = 500;

} // namespace

AskedPage::AskedPage(const QString &prefix, const QString &askText, PlainTable *table, QWidget *parent)
    : QWidget(parent)
    , m_table(table)
    , m_icon(plainLabel({}, this))
    , m_headline(plainFact(this))
    , m_ask(new QPushButton(icon(u"send"), askText, this))
    , m_cancel(new QPushButton(icon(u"cancel"), tr("Cancel"), this))
    , m_actions(new QHBoxLayout)
    , m_options(new QHBoxLayout)
    , m_progress(new BusyLine(tr("Asking the server"), this))
    , m_bar(new InlineBar(this))
    , m_explanation(plainLabel({}, this))
    , m_instead(plainLabel({}, this))
    , m_notes(plainFact(this))
{
    m_headline->setObjectName(prefix + QStringLiteral("Headline"));
    m_headline->setFont(headlineFont());
    m_icon->setFixedSize(5 * grid, 5 * grid);
    m_ask->setObjectName(prefix + QStringLiteral("Ask"));
    m_cancel->setObjectName(prefix + QStringLiteral("Cancel"));
    m_progress->setObjectName(prefix + QStringLiteral("Progress"));
    m_bar->setObjectName(prefix + QStringLiteral("Message"));
    m_explanation->setObjectName(prefix + QStringLiteral("Explanation"));
    m_explanation->setWordWrap(true);
    m_explanation->setForegroundRole(QPalette::PlaceholderText);
    m_instead->setObjectName(prefix + QStringLiteral("Instead"));
    m_instead->setForegroundRole(QPalette::PlaceholderText);
    m_instead->setAlignment(Qt::AlignCenter);
    m_instead->setWordWrap(true);
    m_notes->setObjectName(prefix + QStringLiteral("Notes"));
    m_notes->setForegroundRole(QPalette::PlaceholderText);
    for (QPushButton *button : {m_ask, m_cancel})
        button->setAutoDefault(false);

    m_actions->setSpacing(2 * grid);
    m_actions->addWidget(m_icon);
    m_actions->addWidget(m_headline, 1);
    m_actions->addWidget(m_ask);
    m_actions->addWidget(m_cancel);
    m_lastAction = m_cancel;
    m_options->setSpacing(4 * grid);
    m_options->addWidget(m_explanation, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(3 * grid, 3 * grid, 3 * grid, 3 * grid);
    column->setSpacing(2 * grid);
    column->addLayout(m_actions);
    column->addLayout(m_options);
    column->addWidget(m_progress);
    column->addWidget(m_bar);
    column->addWidget(m_table, 1);
    column->addWidget(m_instead, 1);
    column->addWidget(m_notes);
    setTabOrder(m_notes, m_table);
    connect(m_ask, &QPushButton::clicked, this, &AskedPage::askRequested);
    connect(m_cancel, &QPushButton::clicked, this, &AskedPage::cancelRequested);
    m_cancel->hide();
    setNotes({});
    showInstead({});
    setHeadline({});
}

void AskedPage::addAction(QPushButton *button)
{
    button->setAutoDefault(false);
    m_actions->addWidget(button);
    setTabOrder(std::exchange(m_lastAction, button), button);
}

void AskedPage::addOption(QWidget *option)
{
    m_options->addWidget(option, 0, Qt::AlignTop);
    setTabOrder(std::exchange(m_lastAction, option), option);
}

void AskedPage::setExplanation(const QString &text)
{
    m_explanation->setText(text);
}

void AskedPage::setHeadline(const QString &text, const QString &iconName)
{
    m_headline->setText(text);
    m_iconName = iconName.isEmpty() ? QStringLiteral("neutral") : iconName;
    updateIcon();
}

void AskedPage::setNotes(const QStringList &notes)
{
    QStringList shown;
    for (const QString &note : notes)
        shown += visibleText(note, longestNote);
    m_notes->setText(shown.join(u'\n'));
    m_notes->setVisible(!shown.isEmpty());
}

void AskedPage::showTable()
{
    m_instead->hide();
    m_table->show();
}

void AskedPage::showInstead(const QString &text)
{
    m_table->hide();
    m_instead->setText(text);
    m_instead->show();
}

// The button in its place has the focus that the other one loses.
void AskedPage::setRunning(bool running)
{
    if (running == m_isRunning)
        return;
    m_isRunning = running;
    const bool hadFocus = running ? m_ask->hasFocus() : m_cancel->hasFocus();
    m_cancel->setMinimumWidth(m_ask->width());
    m_progress->setVisible(running);
    (running ? m_cancel : m_ask)->show();
    if (hadFocus)
        (running ? m_cancel : m_ask)->setFocus();
    (running ? m_ask : m_cancel)->hide();
}

void AskedPage::showError(const Error &error, std::function<void()> again)
{
    const SessionProblem problem = sessionProblemOf(error);
    if (problem.action == SessionProblem::Action::SignIn)
        again = [this] { Q_EMIT signInRequested(); };
    m_bar->offer(InlineBar::Kind::Error, problem.message, problem.details, problem.actionText,
                 std::move(again));
}

void AskedPage::showMessage(InlineBar::Kind kind, const QString &message, const QString &actionText,
                            std::function<void()> action)
{
    m_bar->offer(kind, message, {}, actionText, std::move(action));
}

void AskedPage::dropQuestion()
{
    if (m_bar->kind() == InlineBar::Kind::Warning)
        m_bar->clear();
}

void AskedPage::clearMessage()
{
    m_bar->clear();
}

void AskedPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateIcon();
}

void AskedPage::updateIcon()
{
    m_icon->setPixmap(icon(m_iconName).pixmap(QSize(5 * grid, 5 * grid), devicePixelRatioF()));
    m_icon->setVisible(!m_headline->text().isEmpty());
}

} // namespace claimcheck::ui
