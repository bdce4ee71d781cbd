#include "learn_steps_page.h"

#include "base/json.h"
#include "icons.h"
#include "theme.h"
#include "widgets/json_view.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>

namespace claimcheck::ui {

namespace {

constexpr int margin = 12;
constexpr int iconSize = 20;
constexpr int listWidth = 248;
constexpr int sideBySide = 560; // pixels from which the two sides have room beside each other
constexpr int viewHeight = 120;

QString serverError(const LearnResult &result)
{
    const auto document = json::Document::parse(result.response.body, {.depth = 32, .bytes = 256 * 1024});
    const QString error = document ? document->root().find("error").toString() : QString();
    return error.isEmpty() ? QString() : QStringLiteral(" ") + visibleText(error, 80);
}

} // namespace

LearnLook lookOf(const LearnStep &step, const LearnResult &result)
{
    const int status = result.response.status;
    const QString error = serverError(result);
    if (!result.event.isEmpty() && result.outcome == LearnOutcome::Accepted)
        return {QStringLiteral("good"), LearnStepsPage::tr("Done")};
    if (!result.verdict.isEmpty() && result.outcome != LearnOutcome::Unexpected) {
        const bool kept = result.outcome == LearnOutcome::Refused;
        return {kept && !step.isAttack ? QStringLiteral("cancel") : QStringLiteral("good"),
                (kept ? LearnStepsPage::tr("Kept from the page · %1")
                      : LearnStepsPage::tr("The page may go on · %1"))
                    .arg(status)};
    }
    switch (result.outcome) {
    case LearnOutcome::Accepted:
        return step.isAttack
                   ? LearnLook{QStringLiteral("warning"),
                               LearnStepsPage::tr("The copy was accepted · %1").arg(status)}
                   : LearnLook{QStringLiteral("good"), LearnStepsPage::tr("Accepted · %1").arg(status)};
    case LearnOutcome::Refused:
        return step.isAttack ? LearnLook{QStringLiteral("good"),
                                         LearnStepsPage::tr("Attack refused · %1%2").arg(status).arg(error)}
                             : LearnLook{QStringLiteral("cancel"),
                                         LearnStepsPage::tr("Refused · %1%2").arg(status).arg(error)};
    case LearnOutcome::NotPossible:
        return {QStringLiteral("cancel"), LearnStepsPage::tr("Not possible · %1%2").arg(status).arg(error)};
    case LearnOutcome::Unexpected:
        break;
    }
    return {QStringLiteral("bad"),
            LearnStepsPage::tr("Not what this step expects · %1%2").arg(status).arg(error)};
}

LearnStepsPage::LearnStepsPage(LearnRun &run, QWidget *parent)
    : QWidget(parent)
    , m_run(run)
    , m_next(new QPushButton(icon(u"send"), tr("&Next step"), this))
    , m_all(new QPushButton(tr("&All steps"), this))
    , m_again(new QPushButton(icon(u"refresh"), tr("Start &over"), this))
    , m_state(plainLabel({}, this))
    , m_list(new QListWidget(this))
    , m_icon(plainLabel({}, this))
    , m_outcome(plainFact(this))
    , m_notice(plainFact(this))
    , m_checks(plainFact(this))
    , m_openRequest(new QPushButton(icon(u"request"), tr("Open in &Request"), this))
    , m_openToken(new QPushButton(icon(u"token"), tr("&Inspect the token"), this))
{
    setObjectName(QStringLiteral("learnSteps"));
    m_next->setObjectName(QStringLiteral("learnNext"));
    m_next->setDefault(true);
    m_next->setAccessibleDescription(tr("Sends the request of the next step to the practice server"));
    m_all->setObjectName(QStringLiteral("learnAll"));
    m_all->setAccessibleDescription(tr("Does all steps that are left, one after another"));
    m_again->setObjectName(QStringLiteral("learnAgain"));
    m_again->setAccessibleDescription(tr("Forgets the steps that were done and begins anew"));
    m_state->setObjectName(QStringLiteral("learnState"));
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_list->setObjectName(QStringLiteral("learnList"));
    m_list->setAccessibleName(tr("Steps"));
    m_list->setFixedWidth(listWidth);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton *button : {m_next, m_all, m_again})
        buttons->addWidget(button);
    buttons->addSpacing(4);
    buttons->addWidget(m_state, 1);
    auto *below = new QHBoxLayout;
    below->setSpacing(margin);
    below->addWidget(m_list);
    below->addWidget(makeDetail(), 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, margin, 0, margin);
    column->setSpacing(margin);
    column->addLayout(buttons);
    column->addLayout(below, 1);

    connect(m_next, &QPushButton::clicked, &m_run, &LearnRun::next);
    connect(m_all, &QPushButton::clicked, this, &LearnStepsPage::runAll);
    connect(m_again, &QPushButton::clicked, this, &LearnStepsPage::startOverRequested);
    connect(m_list, &QListWidget::currentRowChanged, this, &LearnStepsPage::showStep);
    connect(&m_run, &LearnRun::changed, this, &LearnStepsPage::update_);
    connect(&m_run, &LearnRun::stepDone, this, &LearnStepsPage::onStepDone);
    connect(&m_run, &LearnRun::failed, this, [this] {
        m_isRunningAll = false;
        update_();
    });
    connect(m_openRequest, &QPushButton::clicked, this, [this] {
        const int row = m_list->currentRow();
        if (row < 0 || row >= static_cast<int>(m_run.results().size()))
            return;
        if (const auto &request = m_run.results()[static_cast<size_t>(row)].request)
            Q_EMIT requestOpened(*request);
    });
    connect(m_openToken, &QPushButton::clicked, this, [this] {
        const int row = m_list->currentRow();
        if (row >= 0 && row < static_cast<int>(m_run.results().size()))
            Q_EMIT tokenOpened(m_run.results()[static_cast<size_t>(row)].token);
    });
    update_();
}

QBoxLayout *LearnStepsPage::makeColumn(const QString &title, QWidget *page)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(4);
    QLabel *heading = plainLabel(title, page);
    heading->setFont(headlineFont());
    column->addWidget(heading);
    m_sides->addLayout(column, 1);
    return column;
}

JsonView *LearnStepsPage::addView(QBoxLayout *column, const QString &title, const char *name,
                                  const QString &accessibleName)
{
    QLabel *label = plainLabel(title, this);
    label->setForegroundRole(QPalette::PlaceholderText);
    auto *view = new JsonView(this);
    view->setObjectName(QString::fromLatin1(name));
    view->setAccessibleName(accessibleName);
    view->setMinimumHeight(viewHeight);
    // As tall as there is room: what it would like to have must not make the page scroll.
    view->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    label->setBuddy(view);
    column->addSpacing(4);
    column->addWidget(label);
    column->addWidget(view, 1);
    return view;
}

QWidget *LearnStepsPage::makeDetail()
{
    auto *page = new QWidget(this);
    m_outcome->setObjectName(QStringLiteral("learnOutcome"));
    m_outcome->setFont(headlineFont());
    m_notice->setObjectName(QStringLiteral("learnNotice"));
    m_checks->setObjectName(QStringLiteral("learnChecks"));
    // A word of the server's that is wider than the page is cut off: it must not widen what it stands in.
    for (QLabel *words : {m_outcome, m_notice, m_checks})
        words->setMinimumWidth(1);
    m_icon->setFixedSize(iconSize, iconSize);
    auto *outcome = new QHBoxLayout;
    outcome->setSpacing(8);
    outcome->addWidget(m_icon);
    outcome->addWidget(m_outcome, 1);

    m_sides = new QBoxLayout(QBoxLayout::LeftToRight);
    m_sides->setSpacing(margin);
    QBoxLayout *client = makeColumn(tr("The client"), page);
    m_holds = addView(client, tr("Holds, in memory"), "learnHolds", tr("What the client holds"));
    m_sends = addView(client, tr("Sends"), "learnSends", tr("What the client sends"));
    QBoxLayout *server = makeColumn(tr("The server"), page);
    m_stores = addView(server, tr("Stores about this user"), "learnStores", tr("What the server stores"));
    m_answers = addView(server, tr("Answers"), "learnAnswers", tr("What the server answers"));

    m_openRequest->setObjectName(QStringLiteral("learnOpenRequest"));
    m_openRequest->setAccessibleDescription(tr("Opens the request of this step in a tab, as it was sent"));
    m_openToken->setObjectName(QStringLiteral("learnOpenToken"));
    m_openToken->setAccessibleDescription(
        tr("Shows the access token that the client holds in the inspector"));
    auto *actions = new QHBoxLayout;
    actions->setSpacing(8);
    actions->addWidget(m_openRequest);
    actions->addWidget(m_openToken);
    actions->addStretch(1);

    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(outcome);
    column->addWidget(m_notice);
    column->addWidget(m_checks);
    column->addSpacing(4);
    column->addLayout(m_sides, 1);
    column->addLayout(actions);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("learnDetail"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus); // what is in it has the focus
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    return scroll;
}

void LearnStepsPage::setReady(bool ready)
{
    m_isReady = ready;
    m_isRunningAll = m_isRunningAll && ready;
    update_();
}

void LearnStepsPage::showBeginning(const LearnSystem &system)
{
    m_system = system;
    m_isRunningAll = false;
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (int i = 0; i < static_cast<int>(m_run.steps().size()); ++i) {
        m_list->addItem(QString());
        updateRow(i);
    }
    m_list->setCurrentRow(-1);
    showStep(-1);
    update_();
}

void LearnStepsPage::updateRow(int step)
{
    const auto at = static_cast<size_t>(step);
    QListWidgetItem *item = m_list->item(step);
    const QString title = tr("%1. %2").arg(step + 1).arg(learnText(m_run.steps()[at].title));
    const bool done = at < m_run.results().size();
    const LearnLook look = done ? lookOf(m_run.steps()[at], m_run.results()[at])
                                : LearnLook{QStringLiteral("state-off"), tr("Not done yet")};
    item->setText(title);
    item->setIcon(icon(look.icon));
    item->setForeground(done ? palette().brush(QPalette::Text) : QBrush(colours().mutedText));
    item->setToolTip(plainToolTip(look.text));
    item->setData(Qt::AccessibleTextRole, tr("%1: %2").arg(title, look.text));
}

void LearnStepsPage::update_()
{
    const int done = static_cast<int>(m_run.results().size());
    const int all = static_cast<int>(m_run.steps().size());
    const bool idle = m_isReady && !m_run.isBusy();
    m_next->setEnabled(idle && !m_run.isFinished());
    m_all->setEnabled(idle && !m_run.isFinished());
    m_again->setEnabled(idle && done > 0);
    m_state->setText(m_run.isBusy() ? tr("Step %1 of %2 …").arg(done + 1).arg(all)
                     : done == 0    ? tr("%1 steps").arg(all)
                     : done == all  ? tr("All %1 steps are done").arg(all)
                                    : tr("%1 of %2 steps are done").arg(done).arg(all));
}

void LearnStepsPage::runAll()
{
    m_isRunningAll = true;
    m_run.next();
}

void LearnStepsPage::onStepDone(int step)
{
    updateRow(step);
    m_list->setCurrentRow(step);
    showStep(step);
    if (!m_isRunningAll)
        return;
    if (m_run.isFinished())
        m_isRunningAll = false;
    else
        m_run.next();
}

void LearnStepsPage::showStep(int step)
{
    const auto at = static_cast<size_t>(step);
    const bool known = step >= 0 && at < m_run.steps().size();
    const bool done = known && at < m_run.results().size();
    m_icon->setVisible(done);
    m_openRequest->setEnabled(done && m_run.results()[at].request);
    m_openToken->setEnabled(done && !m_run.results()[at].token.isEmpty());
    m_outcome->setText(known ? learnText(m_run.steps()[at].title) : visibleText(m_system.title));
    if (!done) {
        m_notice->setText(known ? tr("This step was not done yet.")
                                : tr("Each step is a real request to the practice server, which runs on this "
                                     "machine. Begin with the first one."));
        m_checks->setText(QStringList{tr("The client holds: %1").arg(visibleText(m_system.holds)),
                                      tr("The server stores: %1").arg(visibleText(m_system.stores)),
                                      tr("With each request: %1").arg(visibleText(m_system.checks))}
                              .join(u'\n'));
        for (JsonView *view : {m_holds, m_sends, m_stores, m_answers})
            view->clear();
        return;
    }
    const LearnStep &of = m_run.steps()[at];
    const LearnResult &result = m_run.results()[at];
    const LearnLook look = lookOf(of, result);
    m_icon->setPixmap(icon(look.icon).pixmap(QSize(iconSize, iconSize), devicePixelRatioF()));
    m_icon->setAccessibleName(look.text);
    m_outcome->setText(tr("%1: %2").arg(learnText(of.title), look.text));
    m_notice->setText(
        result.outcome == LearnOutcome::Unexpected
            ? tr("The server answered other than this step describes. A fault may be switched on.")
            : learnText(of.notice));
    QString checks = tr("The server: %1").arg(learnText(of.checks));
    if (!result.verdict.isEmpty())
        checks = tr("%1 The browser: %2").arg(checks, visibleText(result.verdict, 400));
    if (result.lookups && result.writes)
        checks =
            tr("%1 Database: lookups %2, writes %3.").arg(checks).arg(*result.lookups).arg(*result.writes);
    m_checks->setText(checks);
    m_holds->setText(result.holds);
    m_stores->setText(result.stores);
    m_sends->setPlainText(result.request ? requestText(*result.request)
                                         : tr("Nothing: the server was ended and started again.").toUtf8());
    m_answers->setPlainText(result.request ? responseText(result.response) : result.event.toUtf8());
}

void LearnStepsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_sides->setDirection(width() - listWidth - margin >= sideBySide ? QBoxLayout::LeftToRight
                                                                     : QBoxLayout::TopToBottom);
}

void LearnStepsPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || !m_sides)
        return;
    for (int i = 0; i < m_list->count(); ++i)
        updateRow(i);
    showStep(m_list->currentRow());
}

} // namespace claimcheck::ui
