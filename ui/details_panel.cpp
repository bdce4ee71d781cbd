#include "details_panel.h"

#include "icons.h"
#include "login/profile_store.h"
#include "login/recipe.h"
#include "profile_look_form.h"
#include "profile_settings_view.h"
#include "receipt_view.h"
#include "secret_place_view.h"
#include "session_facts.h"
#include "session_look.h"
#include "theme.h"
#include "widgets/inline_bar.h"
#include "widgets/plain_label.h"

#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;

} // namespace

struct DetailsPanel::Private {
    login::ProfileStore &profiles;
    login::Sessions &sessions;
    const Clock &clock;

    InlineBar *bar = nullptr;
    QLabel *stateIcon = nullptr;
    QLabel *state = nullptr;
    SessionFacts *session = nullptr;
    SecretPlaceView *place = nullptr;
    QLabel *placeTitle = nullptr;
    QPushButton *signIn = nullptr;
    QPushButton *refresh = nullptr;
    QPushButton *signOut = nullptr;
    QPushButton *remove = nullptr;
    ProfileLookForm *look = nullptr;
    ProfileSettingsView *settings = nullptr;
    ReceiptView *receipt = nullptr;
    QTimer *tick = nullptr;

    QString profileId = {};
    QString shownIcon = {};
    OpenLink openLink = {};
    login::WaiterPtr waiter = {};
    enum class BarAction {
        None,
        Remove,
        StoreAgain,
        SignIn,
        Retry,
        RemoveAnyway
    } barAction = BarAction::None;
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
    connect(d->signIn, &QPushButton::clicked, this, [this] { Q_EMIT signInRequested(d->profileId); });
    connect(d->refresh, &QPushButton::clicked, this, &DetailsPanel::refreshNow);
    connect(d->signOut, &QPushButton::clicked, this, &DetailsPanel::signOut);
    connect(d->remove, &QPushButton::clicked, this, &DetailsPanel::askRemove);
    connect(d->bar, &InlineBar::actionTriggered, this, &DetailsPanel::onBarAction);
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
    const auto plain = [this](const char *objectName) {
        QLabel *label = plainFact(this);
        label->setObjectName(QString::fromLatin1(objectName));
        return label;
    };
    const auto button = [this](const char *objectName, const QString &text, QStringView iconName) {
        auto *b = new QPushButton(icon(iconName), text, this);
        b->setObjectName(QString::fromLatin1(objectName));
        b->setAutoDefault(false);
        return b;
    };
    d->bar = new InlineBar(this);
    d->bar->setObjectName(QStringLiteral("detailsMessage"));
    d->stateIcon = plainLabel({}, this);
    d->state = plain("detailsState");
    d->state->setFont(headlineFont());
    d->session = new SessionFacts(this);
    d->place = new SecretPlaceView(d->clock, this);
    d->signIn = button("detailsSignIn", tr("Sign in…"), u"sign-in");
    d->refresh = button("detailsRefresh", tr("Refresh now"), u"refresh");
    d->refresh->setToolTip(tr("F5"));
    d->signOut = button("detailsSignOut", tr("Sign out"), u"sign-out");
    d->remove = button("detailsRemove", tr("Remove profile…"), u"remove");
    d->receipt = new ReceiptView(this);

    auto *headline = new QHBoxLayout;
    headline->setSpacing(2 * grid);
    headline->addWidget(d->stateIcon);
    headline->addWidget(d->state, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(2 * grid);
    for (QPushButton *b : {d->signIn, d->refresh, d->signOut})
        buttons->addWidget(b);
    buttons->addStretch();
    buttons->addWidget(d->remove);

    const auto title = [this](const QString &text) {
        QLabel *label = plainLabel(text, this);
        QFont bold = label->font();
        bold.setWeight(QFont::DemiBold);
        label->setFont(bold);
        return label;
    };
    d->placeTitle = title(tr("Where is my secret?"));
    QLabel *settingsTitle = title(tr("Settings"));
    d->look = new ProfileLookForm(this);
    d->settings = new ProfileSettingsView(this);

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(3 * grid, 4 * grid, 3 * grid, 4 * grid);
    column->setSpacing(4 * grid);
    column->addWidget(d->bar);
    column->addLayout(headline);
    column->addLayout(buttons);
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
}

void DetailsPanel::updateState()
{
    const login::SessionInfo info = d->sessions.info(d->profileId);
    const bool hasSession =
        info.state == login::SessionState::SignedIn || info.state == login::SessionState::Expired;
    d->session->setInfo(info, d->clock.now());
    using Place = SecretPlaceView::Place;
    d->place->setPlace(!hasSession   ? Place::None
                       : info.stored ? Place::Keychain
                                     : Place::Memory,
                       d->profileId);
    d->placeTitle->setVisible(hasSession);
    d->refresh->setEnabled(info.canRefresh && !d->waiter);
    d->signOut->setEnabled(info.state != login::SessionState::SignedOut && !d->waiter);
    d->signIn->setEnabled(!d->waiter);
    d->remove->setEnabled(!d->waiter);
    if (info.problem && d->bar->isHidden())
        showError(*info.problem);
    updateTimes();
}

void DetailsPanel::updateTimes()
{
    d->session->tick(d->clock.now());
    d->place->tick();
    const SessionLook look = lookOf(d->sessions.info(d->profileId), d->clock.now());
    if (d->shownIcon != look.icon) {
        d->shownIcon = look.icon;
        d->stateIcon->setPixmap(icon(look.icon).pixmap(QSize(5 * grid, 5 * grid), devicePixelRatioF()));
    }
    if (d->state->text() != look.sentence)
        d->state->setText(look.sentence);
}

void DetailsPanel::showError(const Error &error)
{
    const auto [action, text] = [&error]() -> std::pair<Private::BarAction, QString> {
        if (error.code == ErrorCode::SessionNotStored)
            return {Private::BarAction::StoreAgain, tr("Store again")};
        if (error.code == ErrorCode::KeychainLocked || error.code == ErrorCode::KeychainPromptDismissed)
            return {Private::BarAction::Retry, tr("Unlock")};
        if (codeName(error.code).startsWith("Keychain"))
            return {Private::BarAction::Retry, tr("Try again")};
        return {Private::BarAction::SignIn, tr("Sign in…")};
    }();
    d->barAction = action;
    const Description description = describe(error);
    d->bar->show_(
        InlineBar::Kind::Error, description.message,
        QStringList{description.hint, QString::fromLatin1(codeName(error.code))}.join(u'\n').trimmed(), text);
    if (!isVisible())
        Q_EMIT failedUnseen(error);
}

void DetailsPanel::load()
{
    if (d->waiter || !d->profiles.byId(d->profileId))
        return;
    d->bar->clear();
    d->waiter = d->sessions.load(d->profileId, this,
                                 [this](const Result<login::SessionInfo> &info) { onDone(info); });
}

void DetailsPanel::refreshNow()
{
    if (d->waiter || !d->profiles.byId(d->profileId))
        return;
    d->bar->clear();
    d->waiter = d->sessions.refresh(d->profileId, this,
                                    [this](const Result<login::SessionInfo> &info) { onDone(info); });
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
    d->waiter = d->sessions.signOut(
        d->profileId, this,
        [this](const login::Receipt &receipt) {
            const auto waiter = std::move(d->waiter);
            if (d->bar->kind() == InlineBar::Kind::Info)
                d->bar->clear();
            d->receipt->setReceipt(receipt);
            updateState();
            if (isVisible()) // the button that was pressed takes no focus any more
                d->signIn->setFocus();
        },
        d->openLink ? login::SignOutOptions{openLink} : login::SignOutOptions{});
    updateState();
}

// Something is destroyed: asked once, in place.
void DetailsPanel::askRemove()
{
    d->barAction = Private::BarAction::Remove;
    d->bar->show_(InlineBar::Kind::Warning,
                  tr("Removing the profile deletes its secrets from the keychain. The server is not told: "
                     "sign out first to end the session there."),
                  {}, tr("Remove"));
}

void DetailsPanel::removeProfile()
{
    if (const auto removed = d->profiles.remove(d->profileId); !removed)
        return showError(removed.error());
    Q_EMIT profileRemoved(d->profileId);
}

void DetailsPanel::onBarAction()
{
    const auto action = std::exchange(d->barAction, Private::BarAction::None);
    d->bar->clear();
    switch (action) {
    case Private::BarAction::Remove:
        d->waiter = d->sessions.forget(d->profileId, this, [this](const Result<Done> &done) {
            const auto waiter = std::move(d->waiter);
            updateState();
            if (done)
                return removeProfile();
            d->barAction = Private::BarAction::RemoveAnyway;
            d->bar->show_(InlineBar::Kind::Error,
                          tr("%1 The profile's secrets may still be in the keychain.")
                              .arg(describe(done.error()).message),
                          QString::fromLatin1(codeName(done.error().code)), tr("Remove anyway"));
        });
        return updateState();
    case Private::BarAction::RemoveAnyway:
        return removeProfile();
    case Private::BarAction::StoreAgain:
        d->waiter = d->sessions.storeAgain(d->profileId, this,
                                           [this](const Result<login::SessionInfo> &info) { onDone(info); });
        return updateState();
    case Private::BarAction::Retry:
        return load();
    case Private::BarAction::SignIn:
        Q_EMIT signInRequested(d->profileId);
        return;
    case Private::BarAction::None:
        return;
    }
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
