#include "compare_panel.h"
#include "found_panel.h"
#include "learn_panel.h"
#include "login/profile_store.h"
#include "login/sessions.h"
#include "main_window.h"
#include "profile_page.h"
#include "share_dialog.h"
#include "sidebar.h"
#include "sign_panel.h"
#include "text_intake.h"
#include "token_panel.h"
#include "widgets/inline_bar.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QStackedWidget>

/// What is done with tokens beside reading one: picking, comparing, editing, sharing.
namespace claimcheck::ui {

namespace {

constexpr size_t mostSeen = 20; // tokens of profiles and pins that are remembered for comparing

QString compareId()
{
    return QStringLiteral("compare");
}

QString signId()
{
    return QStringLiteral("sign");
}

QString learnId()
{
    return QStringLiteral("learn");
}

} // namespace

void MainWindow::connectTools()
{
    connect(m_actions[ActionId::SafeCopy], &QAction::triggered, this,
            [this] { useTool(TokenTool::SafeCopy); });
    connect(m_actions[ActionId::Compare], &QAction::triggered, this, [this] { useTool(TokenTool::Compare); });
    connect(m_actions[ActionId::EditAndSign], &QAction::triggered, this,
            [this] { useTool(TokenTool::Edit); });
    connect(m_actions[ActionId::Learn], &QAction::triggered, this, [this] {
        m_sidebar->select({Selection::Kind::Tool, learnId()});
        learnPanel().setFocus();
    });
    connectTokenPanel(*m_inspector);
    connect(&m_services.sessions, &login::Sessions::changed, this, &MainWindow::rememberTokenOf);
}

void MainWindow::connectTokenPanel(TokenPanel &panel)
{
    panel.setConfigFolder(m_services.configFolder);
    connect(&panel, &TokenPanel::contentMade, this, [this, &panel] { m_layout.watch(panel); });
    connect(&panel, &TokenPanel::toolRequested, this, &MainWindow::useTool);
    connect(&panel, &TokenPanel::tokenOpened, this,
            [this](const QByteArray &token) { openMade(token, tr("Decrypted")); });
    connect(&panel, &TokenPanel::reportChanged, this, &MainWindow::updateActions);
}

TokenPanel *MainWindow::shownTokenPanel() const
{
    if (m_stack->currentWidget() == m_inspector)
        return m_inspector;
    return m_profile && m_stack->currentWidget() == m_profile ? &m_profile->tokenPanel() : nullptr;
}

void MainWindow::useTool(TokenTool tool)
{
    const TokenPanel *panel = shownTokenPanel();
    const QByteArray token = panel ? panel->token() : QByteArray();
    const inspect::ReportPtr report = panel ? panel->report() : nullptr;
    switch (tool) {
    case TokenTool::SafeCopy: {
        if (!report)
            return;
        auto *dialog = new ShareDialog(report->token, m_services.clock, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        m_layout.watch(*dialog);
        return dialog->open();
    }
    case TokenTool::Compare: {
        const bool ofProfile = m_profile && panel == &m_profile->tokenPanel();
        const QString profileId = ofProfile ? m_profile->profileId() : QString();
        m_sidebar->select({Selection::Kind::Tool, compareId()});
        if (!token.isEmpty())
            compareWith(token, profileId);
        return;
    }
    case TokenTool::Edit:
        if (report && report->encryption)
            return m_message->show_(
                InlineBar::Kind::Info,
                tr("This token is encrypted. Decrypt it first, then edit what is in it."));
        m_sidebar->select({Selection::Kind::Tool, signId()});
        if (report)
            signPanel().setToken(report->token);
        return;
    }
}

void MainWindow::chooseTool(const QString &id)
{
    if (id == learnId()) {
        m_stack->setCurrentWidget(&learnPanel());
    } else if (id == signId()) {
        SignPanel &panel = signPanel();
        if (panel.isEmpty())
            panel.startSample(*jose::findAlgorithm("ES256"));
        m_stack->setCurrentWidget(&panel);
    } else {
        ComparePanel &panel = comparePanel();
        panel.setChoices(tokenChoices());
        if (!panel.isChosen())
            compareWith({}, {});
        m_stack->setCurrentWidget(&panel);
    }
}

ComparePanel &MainWindow::comparePanel()
{
    if (m_compare)
        return *m_compare;
    m_compare = new ComparePanel(this);
    m_stack->addWidget(m_compare);
    m_layout.watch(*m_compare);
    connect(m_compare, &ComparePanel::textDropped, this, &MainWindow::takeForComparing);
    connect(m_compare, &ComparePanel::pasteRequested, this, [this](ComparePanel::Side side) {
        takeForComparing(QGuiApplication::clipboard()->text(), side);
    });
    return *m_compare;
}

SignPanel &MainWindow::signPanel()
{
    if (m_sign)
        return *m_sign;
    m_sign = new SignPanel(m_services.clock, this);
    m_stack->addWidget(m_sign);
    m_layout.watch(*m_sign);
    connect(m_sign, &SignPanel::tokenSigned, this,
            [this](const QByteArray &token) { openMade(token, tr("Signed here")); });
    return *m_sign;
}

/// The tokens of this run, the newest first, then those that profiles had and pins that were opened.
std::vector<TokenChoice> MainWindow::tokenChoices() const
{
    std::vector<TokenChoice> choices;
    for (int number = m_lastNumber; number > 0; --number) {
        const QString id = QString::number(number);
        if (const auto token = m_tokens.constFind(id); token != m_tokens.constEnd())
            choices.push_back({id, m_tokenLabels.value(id), *token});
    }
    choices.insert(choices.end(), m_seen.rbegin(), m_seen.rend());
    // Of several with one label, each gets a number: the first that came is 1.
    QHash<QString, int> count, at;
    for (const TokenChoice &choice : choices)
        ++count[choice.label];
    for (auto choice = choices.rbegin(); choice != choices.rend(); ++choice) {
        const QString label = choice->label;
        if (count.value(label) > 1)
            choice->label = tr("%1 (%2)").arg(label).arg(++at[label]);
    }
    return choices;
}

void MainWindow::compareWith(const QByteArray &token, const QString &profileId)
{
    comparePanel().choose(likelyPair(tokenChoices(), token, profileId));
}

void MainWindow::takeForComparing(const QString &text, ComparePanel::Side side)
{
    auto *const intake = new TextIntake(this);
    connect(intake, &TextIntake::done, this, [this, intake, side](const Intake &found) {
        intake->deleteLater();
        compareFound(found, side);
    });
    intake->readText(text);
}

/// Two tokens in one text are compared with each other, whichever side was meant.
void MainWindow::compareFound(const Intake &intake, ComparePanel::Side side)
{
    m_message->clear();
    if (intake.error)
        return showError(*intake.error);
    if (intake.tokens.empty())
        return m_message->show_(InlineBar::Kind::Info, intake.instead);
    QStringList ids;
    for (size_t i = 0; i < std::min<size_t>(intake.tokens.size(), 2); ++i) {
        addToken(intake.tokens[i].token, QString::fromUtf8(intake.tokens[i].label));
        ids << QString::number(m_lastToken);
    }
    m_compare->setChoices(tokenChoices());
    m_compare->choose(ids.size() > 1 ? ComparePanel::Side::Before : side, ids.first());
    if (ids.size() > 1)
        m_compare->choose(ComparePanel::Side::After, ids.last());
}

/// Before and after each refresh, for comparing; in memory, and of this run only.
void MainWindow::rememberTokenOf(const QString &profileId)
{
    const QByteArray token = m_services.sessions.accessTokenToLookAt(profileId).reveal().toByteArray();
    if (const auto profile = m_services.profiles.byId(profileId); profile && !token.isEmpty())
        remember({QStringLiteral("seen-%1").arg(++m_lastNumber),
                  tr("%1 · got at %2").arg(profile->name, clockText()), token, profileId});
}

void MainWindow::remember(const TokenChoice &choice)
{
    const bool known = std::any_of(m_seen.begin(), m_seen.end(),
                                   [&choice](const TokenChoice &seen) { return seen.token == choice.token; });
    if (known)
        return;
    m_seen.push_back(choice);
    if (m_seen.size() > mostSeen)
        m_seen.erase(m_seen.begin());
    if (m_compare && m_stack->currentWidget() == m_compare)
        m_compare->setChoices(tokenChoices());
}

void MainWindow::openMade(const QByteArray &token, const QString &label)
{
    addToken(token, label);
    m_sidebar->select({Selection::Kind::Token, QString::number(m_lastToken)});
}

void MainWindow::showFound(const Intake &intake)
{
    if (!m_found) {
        m_found = new FoundPanel(this);
        m_stack->addWidget(m_found);
        m_layout.watch(*m_found);
        connect(m_found, &FoundPanel::picked, this, [this](const inspect::Found &found) {
            const QString known = m_tokens.key(found.token);
            if (known.isEmpty())
                openMade(found.token, QString::fromUtf8(found.label));
            else
                m_sidebar->select({Selection::Kind::Token, known});
        });
    }
    m_found->setIntake(intake);
    m_sidebar->select({});
    m_stack->setCurrentWidget(m_found);
    m_found->setFocus();
    updateActions();
}

} // namespace claimcheck::ui
