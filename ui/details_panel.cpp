#include "details_panel.h"

#include "login/profile_store.h"
#include "login/recipe.h"
#include "profile_look_form.h"
#include "profile_settings_view.h"
#include "receipt_view.h"
#include "secret_place_view.h"
#include "session_buttons.h"
#include "session_facts.h"
#include "session_headline.h"
#include "session_look.h"
#include "session_problem.h"
#include "widgets/plain_label.h"

#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

#include <utility>

namespace claimcheck::ui {

namespace {
constexpr int grid = 4;

} // namespace

struct DetailsPanel::Private {
    login::ProfileStore &profiles;
    login::Sessions &sessions;
    const Clock &clock;

    InlineBar *bar = nullptr;
    SessionHeadline *headline = nullptr;
    SessionFacts *session = nullptr;
    SecretPlaceView *place = nullptr;
    QLabel *placeTitle = nullptr;
    SessionButtons *buttons = nullptr;
    ProfileLookForm *look = nullptr;
    ProfileSettingsView *settings = nullptr;
    ReceiptView *receipt = nullptr;
    QTimer *tick = nullptr;

    QString profileId = {};
    OpenLink openLink = {};
    login::WaiterPtr waiter = {};
    std::function<void()> again = {}; // what was tried last
    bool showsSessionsOwn = false;    // the message is the session's problem, and goes with it
};

DetailsPanel::DetailsPanel(login::ProfileStore &profiles, login::Sessions &sessions, const Clock &clock,
                           QWidget *parent)
    : QWidget(parent), d(new Private{profiles, sessions, clock})
{
    setObjectName(QStringLiteral("detailsPanel"));
    build();
    connect(&sessions, &login::Sessions::changed, this, [this](const QString &id) {
        if (id == d->profileId)
            updateState();
    });
    connect(&profiles, &login::ProfileStore::changed, this, [this] { showSettings(); });
    connect(d->buttons, &SessionButtons::signIn, this, [this] { Q_EMIT signInRequested(d->profileId); });
    connect(d->buttons, &SessionButtons::refresh, this, &DetailsPanel::refreshNow);
    connect(d->buttons, &SessionButtons::signOut, this, &DetailsPanel::signOut);
    connect(d->buttons, &SessionButtons::signOutEverywhere, this, &DetailsPanel::askSignOutEverywhere);
    connect(d->buttons, &SessionButtons::remove, this, &DetailsPanel::askRemove);
    connect(d->look, &ProfileLookForm::chosen, this, &DetailsPanel::changeSetting);
    connect(d->session, &SessionFacts::idTokenRequested, this, [this] {
        const Secret token = d->sessions.idTokenToLookAt(d->profileId);
        const auto profile = d->profiles.byId(d->profileId);
        if (!token.isEmpty() && profile)
            Q_EMIT inspectRequested(token.reveal().toByteArray(), tr("ID Token, %1").arg(profile->name));
    });
    d->tick = new QTimer(this);
    d->tick->setInterval(1000);
    connect(d->tick, &QTimer::timeout, this, [this] { updateTimes(); });
}

DetailsPanel::~DetailsPanel() = default;

void DetailsPanel::build()
{
    d->bar = new InlineBar(this);
    d->bar->setObjectName(QStringLiteral("detailsMessage"));
    d->headline = new SessionHeadline(this);
    d->session = new SessionFacts(this);
    d->place = new SecretPlaceView(d->clock, this);
    d->buttons = new SessionButtons(this);
    d->receipt = new ReceiptView(this);

    d->placeTitle = plainLabel(tr("Where is my secret?"), this);
    QLabel *settingsTitle = plainLabel(tr("Settings"), this);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    for (QLabel *title : {d->placeTitle, settingsTitle})
        title->setFont(bold);
    d->look = new ProfileLookForm(this);
    d->settings = new ProfileSettingsView(this);

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(3 * grid, 4 * grid, 3 * grid, 4 * grid);
    column->setSpacing(4 * grid);
    column->addWidget(d->bar);
    column->addWidget(d->headline);
    column->addWidget(d->buttons);
    column->addWidget(d->receipt);
    column->addWidget(d->session);
    column->addWidget(d->placeTitle);
    column->addWidget(d->place);
    column->addWidget(settingsTitle);
    column->addWidget(d->look);
    column->addWidget(d->settings);
    column->addStretch();
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("detailsScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
}

void DetailsPanel::setProfile(const QString &profileId)
{
    d->profileId = profileId;
    d->waiter.reset();
    d->again = [this] { load(); };
    d->bar->clear();
    d->receipt->clear();
    showSettings();
    updateState();
}

void DetailsPanel::setOpenLink(OpenLink openLink)
{
    d->openLink = std::move(openLink);
}

void DetailsPanel::changeSetting(const QString &key, const QString &value)
{
    auto profile = d->profiles.byId(d->profileId);
    if (!profile)
        return;
    if (const auto set = login::setField(*profile, key, value); !set)
        return showError(set.error());
    if (const auto updated = d->profiles.update(*profile); !updated)
        showError(updated.error());
}

void DetailsPanel::showSettings()
{
    const auto profile = d->profiles.byId(d->profileId);
    d->look->setProfile(profile);
    d->settings->setProfile(profile);
    d->buttons->setOffersEverywhere(profile &&
                                    !login::setting(*profile, QStringLiteral("logout.everywhere")).isEmpty());
}

void DetailsPanel::updateState()
{
    const login::SessionInfo info = d->sessions.info(d->profileId);
    d->session->setInfo(info, d->clock.now());
    using Place = SecretPlaceView::Place;
    d->place->setPlace(!hasSession(info) ? Place::None
                       : info.stored     ? Place::Keychain
                                         : Place::Memory,
                       d->profileId);
    d->placeTitle->setVisible(hasSession(info));
    d->buttons->setState(info, d->waiter != nullptr);
    if (!info.problem && std::exchange(d->showsSessionsOwn, false))
        d->bar->clear();
    if (info.problem && d->bar->isHidden() && !d->waiter) {
        showError(*info.problem);
        d->showsSessionsOwn = true;
    }
    updateTimes();
}

void DetailsPanel::updateTimes()
{
    d->session->tick(d->clock.now());
    d->place->tick();
    d->headline->setState(d->sessions.info(d->profileId), d->clock.now());
}

void DetailsPanel::showError(const Error &error)
{
    const SessionProblem problem = sessionProblemOf(error);
    d->showsSessionsOwn = false;
    d->bar->offer(InlineBar::Kind::Error, problem.message, problem.details, problem.actionText,
                  helpFor(problem));
    if (!isVisible())
        Q_EMIT failedUnseen(error);
}

std::function<void()> DetailsPanel::helpFor(const SessionProblem &problem)
{
    switch (problem.action) {
    case SessionProblem::Action::None:
        return {};
    case SessionProblem::Action::StoreAgain:
        return [this] { storeAgain(); };
    case SessionProblem::Action::Unlock: // whatever uses the keychain asks for it first
    case SessionProblem::Action::TryAgain:
        return d->again;
    case SessionProblem::Action::SignIn:
        return [this] { Q_EMIT signInRequested(d->profileId); };
    }
    Q_UNREACHABLE();
}

void DetailsPanel::load()
{
    run([this](auto done) { return d->sessions.load(d->profileId, this, std::move(done)); },
        [this] { load(); });
}

void DetailsPanel::refreshNow()
{
    run([this](auto done) { return d->sessions.refresh(d->profileId, this, std::move(done)); },
        [this] { refreshNow(); });
}

void DetailsPanel::storeAgain()
{
    run([this](auto done) { return d->sessions.storeAgain(d->profileId, this, std::move(done)); },
        [this] { storeAgain(); });
}

void DetailsPanel::run(const Start &start, std::function<void()> again)
{
    if (d->waiter || !d->profiles.byId(d->profileId))
        return;
    d->bar->clear();
    d->again = std::move(again);
    d->waiter = start([this](const Result<login::SessionInfo> &info) { onDone(info); });
    updateState();
}

void DetailsPanel::onDone(const Result<login::SessionInfo> &info)
{
    const auto waiter = std::move(d->waiter); // stays alive until this returns
    updateState();
    if (!info)
        showError(info.error());
}

void DetailsPanel::signOut()
{
    signOutAs(login::SignOutOptions::Reach::Here);
}

void DetailsPanel::ask(InlineBar::Kind kind, const QString &message, const QString &actionText,
                       std::function<void()> action)
{
    d->showsSessionsOwn = false;
    d->bar->offer(kind, message, {}, actionText, std::move(action));
}

// What others see ends too: asked once, in place.
void DetailsPanel::askSignOutEverywhere()
{
    ask(InlineBar::Kind::Warning,
        tr("This person's sign-ins on other devices end too, and each has to sign in again."),
        tr("Sign out everywhere"), [this] { signOutAs(login::SignOutOptions::Reach::Everywhere); });
}

void DetailsPanel::signOutAs(login::SignOutOptions::Reach reach)
{
    if (d->waiter || !d->profiles.byId(d->profileId))
        return;
    d->bar->clear();
    d->receipt->clear();
    // A browser that does not start is said beside the step: the session there goes on.
    const auto openLink = [this](const QUrl &link) {
        if (const auto opened = d->openLink(link); !opened)
            return showError(opened.error());
        d->bar->show_(
            InlineBar::Kind::Info,
            tr("The session at the provider is ended in the browser, on the page that was opened."));
    };
    login::SignOutOptions options;
    options.reach = reach;
    if (d->openLink)
        options.openLink = openLink;
    d->waiter = d->sessions.signOut(
        d->profileId, this,
        [this](const login::Receipt &receipt) {
            const auto waiter = std::move(d->waiter);
            if (d->bar->kind() == InlineBar::Kind::Info)
                d->bar->clear();
            d->receipt->setReceipt(receipt);
            updateState();
            if (isVisible()) // the button that was pressed takes no focus any more
                d->buttons->focusSignIn();
        },
        std::move(options));
    updateState();
}

// Something is destroyed: asked once, in place.
void DetailsPanel::askRemove()
{
    ask(InlineBar::Kind::Warning,
        tr("Removing the profile deletes its secrets from the keychain. The server is not told: sign out "
           "first to end the session there."),
        tr("Remove"), [this] { forgetAndRemove(); });
}

void DetailsPanel::forgetAndRemove()
{
    d->waiter = d->sessions.forget(d->profileId, this, [this](const Result<Done> &done) {
        const auto waiter = std::move(d->waiter);
        updateState();
        if (done)
            return removeProfile();
        ask(InlineBar::Kind::Error,
            tr("%1 The profile's secrets may still be in the keychain.").arg(describe(done.error()).message),
            tr("Remove anyway"), [this] { removeProfile(); });
    });
    updateState();
}

void DetailsPanel::removeProfile()
{
    if (const auto removed = d->profiles.remove(d->profileId); !removed)
        return showError(removed.error());
    Q_EMIT profileRemoved(d->profileId);
}

void DetailsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updateTimes();
    d->tick->start();
}

void DetailsPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    d->tick->stop();
}

} // namespace claimcheck::ui
