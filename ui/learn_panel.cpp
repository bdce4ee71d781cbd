#include "learn_panel.h"

#include "icons.h"
#include "learn_comparison_page.h"
#include "learn_measure.h"
#include "learn_run.h"
#include "learn_steps_page.h"
#include "practice_runner.h"
#include "theme.h"
#include "widgets/inline_bar.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>

namespace claimcheck::ui {

namespace {

constexpr int margin = 12;
constexpr int textWidth = 440;

ComposedRequest composed(const http::Request &request)
{
    ComposedRequest made{.profileId = {},
                         .method = request.method,
                         .url = QString::fromUtf8(request.url.toEncoded()),
                         .headers = {},
                         .body = request.body};
    for (const http::Header &header : request.headers)
        made.headers += QString::fromUtf8(header.name + ": " + header.value + '\n');
    return made;
}

} // namespace

LearnPanel::LearnPanel(PracticeRunner &server, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_runner(server)
    , m_run(new LearnRun(clock, this))
    , m_measure(new LearnMeasure(clock, this))
    , m_stack(new QStackedWidget(this))
    , m_message(new InlineBar(this))
    , m_requestsEach(LearnMeasure::requestsEach)
{
    setObjectName(QStringLiteral("learnPanel"));
    m_message->setObjectName(QStringLiteral("learnMessage"));
    m_stack->addWidget(makeEmpty());
    m_stack->addWidget(makeContent());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(margin, 4, margin, 0);
    column->setSpacing(8);
    column->addWidget(m_message);
    column->addWidget(m_stack, 1);

    connect(&m_runner, &PracticeRunner::ready, this, &LearnPanel::onServer);
    connect(&m_runner, &PracticeRunner::failed, this, &LearnPanel::showError);
    connect(&m_runner, &PracticeRunner::stopped, this, &LearnPanel::onStopped);
    connect(m_message, &InlineBar::actionTriggered, this, &LearnPanel::start);
    connect(m_run, &LearnRun::restartRequested, &m_runner, &PracticeRunner::restart);
    connect(m_run, &LearnRun::failed, this, &LearnPanel::showError);
    connect(m_run, &LearnRun::changed, this, [this] {
        m_comparison->setReady(m_runner.isReady() && !m_run->isBusy());
        m_system->setEnabled(!m_run->isBusy() && !m_measure->isBusy());
    });
    connect(m_measure, &LearnMeasure::restartRequested, &m_runner, &PracticeRunner::restart);
    connect(m_measure, &LearnMeasure::secondRequested, this, &LearnPanel::startSecond);
    connect(m_measure, &LearnMeasure::secondDone, this, &LearnPanel::endSecond);
    connect(m_measure, &LearnMeasure::failed, this, &LearnPanel::showError);
    connect(m_comparison, &LearnComparisonPage::measureRequested, this, &LearnPanel::beginMeasuring);
    connect(m_comparison, &LearnComparisonPage::ended, this, [this] { setReady(m_runner.isReady()); });
    connect(m_steps, &LearnStepsPage::startOverRequested, this, &LearnPanel::beginRun);
    connect(m_steps, &LearnStepsPage::requestOpened, this,
            [this](const http::Request &request) { Q_EMIT requestOpened(composed(request)); });
    connect(m_steps, &LearnStepsPage::tokenOpened, this, &LearnPanel::tokenOpened);
    connect(m_system, &QComboBox::currentIndexChanged, this, &LearnPanel::beginRun);
}

LearnPanel::~LearnPanel() = default;

QWidget *LearnPanel::makeEmpty()
{
    auto *page = new QWidget(this);
    page->setObjectName(QStringLiteral("learnEmpty"));
    QLabel *title = plainLabel(tr("Sessions and tokens, from both ends"), page);
    title->setFont(headlineFont());
    QLabel *text =
        plainLabel(tr("Eleven ways to stay signed in, each running on this machine: what the client "
                      "holds and sends, what the server stores and checks, what happens when "
                      "somebody tampers, and what each of them costs. And besides: tokens for one purpose, "
                      "and what pages of other origins may read."),
                   page);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignHCenter);
    text->setFixedWidth(textWidth);
    text->setMinimumHeight(text->heightForWidth(textWidth));
    text->setForegroundRole(QPalette::PlaceholderText);
    m_start = new QPushButton(icon(u"send"), tr("&Start the practice server"), page);
    m_start->setObjectName(QStringLiteral("learnStart"));
    m_start->setDefault(true);
    m_start->setAccessibleDescription(tr("Starts a sign-in server on this machine, for this page alone"));
    auto *column = new QVBoxLayout(page);
    column->setSpacing(margin);
    column->addStretch(2);
    column->addWidget(title, 0, Qt::AlignHCenter);
    column->addWidget(text, 0, Qt::AlignHCenter);
    column->addSpacing(4);
    column->addWidget(m_start, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_start, &QPushButton::clicked, this, &LearnPanel::start);
    page->setFocusProxy(m_start);
    return page;
}

QWidget *LearnPanel::makeContent()
{
    auto *page = new QWidget(this);
    m_system = new QComboBox(page);
    m_system->setObjectName(QStringLiteral("learnSystem"));
    m_system->setAccessibleName(tr("Sign-in system"));
    m_steps = new LearnStepsPage(*m_run, page);
    m_comparison = new LearnComparisonPage(*m_measure, page);
    auto *steps = new QWidget(page);
    auto *choice = new QHBoxLayout;
    choice->setSpacing(8);
    QLabel *label = plainLabel(tr("S&ystem:"), steps);
    label->setBuddy(m_system);
    choice->addWidget(label);
    choice->addWidget(m_system);
    choice->addStretch(1);
    auto *column = new QVBoxLayout(steps);
    column->setContentsMargins(0, margin, 0, 0);
    column->setSpacing(0);
    column->addLayout(choice);
    column->addWidget(m_steps, 1);
    m_tabs = new QTabWidget(page);
    m_tabs->setObjectName(QStringLiteral("learnTabs"));
    m_tabs->setAccessibleName(tr("Pages of Learn"));
    m_tabs->tabBar()->setAccessibleName(tr("Pages of Learn"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(steps, tr("Step by step"));
    m_tabs->addTab(m_comparison, tr("Comparison"));
    auto *whole = new QVBoxLayout(page);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_tabs);
    return page;
}

void LearnPanel::start()
{
    m_message->clear();
    m_start->setEnabled(false);
    m_start->setText(tr("Starting…"));
    m_runner.start();
}

void LearnPanel::onServer(const QUrl &address)
{
    const bool isKnown = !m_facts.systems.empty();
    const LearnRestart restart{.before = m_server,
                               .after = address,
                               .processBefore = m_process,
                               .processAfter = m_runner.processId()};
    m_server = address;
    m_process = m_runner.processId();
    if (isKnown && (m_run->isBusy() || m_measure->isBusy())) {
        m_run->restarted(restart);
        m_measure->restarted(address);
        return;
    }
    http::Request request{.url = address};
    request.url.setPath(QStringLiteral("/practice/facts"));
    m_exchange = m_client.send(request, {}, this, [this](const Result<http::Response> &answer) {
        const auto keep = std::move(m_exchange); // alive until this returns
        if (!answer)
            return showError(answer.error());
        onFacts(*answer);
    });
}

void LearnPanel::onFacts(const http::Response &response)
{
    auto facts = LearnFacts::parse(response.body, m_server.authority());
    if (!facts)
        return showError(facts.error());
    m_facts = *std::move(facts);
    // Systems without a script here are for a later version of this program.
    std::erase_if(m_facts.systems, [](const LearnSystem &system) { return learnSteps(system.id).empty(); });
    const int before = qMax(0, m_system->currentIndex());
    {
        const QSignalBlocker quiet(m_system);
        m_system->clear();
        for (const LearnSystem &system : m_facts.systems)
            m_system->addItem(visibleText(system.title), system.id);
        m_system->setCurrentIndex(before);
    }
    m_comparison->setSystems(m_facts.ofSystemsOnly().systems);
    const bool wasEmpty = m_stack->currentIndex() == 0;
    m_stack->setCurrentIndex(1);
    m_message->clear();
    beginRun();
    setReady(true);
    if (wasEmpty)
        m_steps->findChild<QPushButton *>(QStringLiteral("learnNext"))->setFocus();
}

void LearnPanel::onStopped()
{
    const bool busy = m_run->isBusy() || m_measure->isBusy();
    m_exchange.reset();
    m_run->cancel();
    if (m_measure->isBusy())
        m_comparison->giveUp();
    setReady(false);
    m_message->show_(InlineBar::Kind::Error,
                     busy ? tr("The practice server ended in the middle of this.")
                          : tr("The practice server has ended."),
                     {}, tr("Start it again"));
}

void LearnPanel::beginRun()
{
    const auto at = static_cast<size_t>(qMax(0, m_system->currentIndex()));
    if (at >= m_facts.systems.size())
        return;
    m_run->begin(m_server, m_facts, m_facts.systems[at]);
    m_steps->showBeginning(m_facts.systems[at]);
}

void LearnPanel::beginMeasuring()
{
    m_message->clear();
    beginRun(); // the server is emptied: what was done there is gone
    m_measure->start(m_server, m_facts.ofSystemsOnly(), m_requestsEach);
    m_steps->setReady(false);
    m_system->setEnabled(false);
}

void LearnPanel::startSecond(PracticeRunner::Share share)
{
    endSecond();
    m_second = m_runner.makeSecond(share, this);
    connect(m_second, &PracticeRunner::ready, m_measure, &LearnMeasure::secondStarted);
    const auto giveUp = [this](const Error &error) {
        m_comparison->giveUp();
        showError(error);
    };
    connect(m_second, &PracticeRunner::failed, this, giveUp);
    connect(m_second, &PracticeRunner::stopped, this, [this, giveUp] {
        giveUp({ErrorCode::ConnectionClosed, m_server.authority()});
    });
    m_second->start();
}

void LearnPanel::endSecond()
{
    if (m_second)
        m_second->endLater();
    m_second.clear();
}

void LearnPanel::setReady(bool ready)
{
    m_steps->setReady(ready);
    m_comparison->setReady(ready);
    m_system->setEnabled(ready);
    m_start->setEnabled(true);
    m_start->setText(tr("&Start the practice server"));
}

void LearnPanel::showError(const Error &error)
{
    setReady(m_runner.isReady());
    // Where the server itself ended, that is what is said.
    if (m_message->isVisible() && !m_runner.isReady())
        return;
    const Description description = describe(error);
    m_message->show_(
        InlineBar::Kind::Error, description.message,
        QStringList{description.hint, QString::fromLatin1(codeName(error.code))}.join(u'\n').trimmed());
}

} // namespace claimcheck::ui
