#include "sign_in_dialog.h"

#include "credentials/credential_store.h"
#include "login/profile_store.h"
#include "sign_in_form.h"
#include "sign_in_link_box.h"
#include "sign_in_problem.h"
#include "sign_in_progress.h"
#include "sign_in_target.h"
#include "widgets/busy_line.h"
#include "widgets/inline_bar.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

using namespace std::chrono_literals;

constexpr int grid = 4;
/// What takes no longer shows its steps to nobody: a page that comes and goes is only seen to flicker.
constexpr auto showStepsAfter = 400ms;

} // namespace

struct SignInDialog::Private {
    login::ProfileStore &profiles;
    login::Sessions &sessions;
    credentials::CredentialStore &keychain;
    const Clock &clock;
    OpenLink openLink;

    InlineBar *bar = nullptr;
    SignInForm *form = nullptr;
    SignInProgress *running = nullptr;
    BusyLine *progress = nullptr;
    QPushButton *signIn = nullptr;
    QTimer *stepsTimer = nullptr;

    SignInTarget target{profiles, sessions};
    QUrl link = {};
    login::StoreIn where = login::StoreIn::Keychain;
    std::vector<std::pair<QString, Secret>> secrets = {}; // that are still to be stored
    login::WaiterPtr waiter = {};                         // for a secret setting, or a sign-out before
    login::SignInPtr flow = {};
    credentials::OperationPtr probe = {};
    SignInProblem problem = {};

    [[nodiscard]] bool isBusy() const { return waiter || flow; }
};

SignInDialog::SignInDialog(login::ProfileStore &profiles, login::Sessions &sessions,
                           credentials::CredentialStore &keychain, const Clock &clock, OpenLink openLink,
                           QWidget *parent)
    : QDialog(parent), d(new Private{profiles, sessions, keychain, clock, std::move(openLink)})
{
    setObjectName(QStringLiteral("signInDialog"));
    setWindowTitle(tr("Sign in"));
    build();
    connectParts();
    probeKeychain();
    updateButtons();
}

SignInDialog::~SignInDialog()
{
    if (d->isBusy())
        d->target.mayHaveStored();
}

void SignInDialog::build()
{
    d->bar = new InlineBar(this);
    d->bar->setObjectName(QStringLiteral("signInMessage"));
    d->form = new SignInForm(d->profiles, this);
    d->running = new SignInProgress(d->clock, this);
    d->running->hide();
    d->progress = new BusyLine(tr("Signing in"), this);
    d->progress->setObjectName(QStringLiteral("signInProgress"));
    d->stepsTimer = new QTimer(this);
    d->stepsTimer->setSingleShot(true);

    auto *buttons = new QDialogButtonBox(this);
    d->signIn = buttons->addButton(tr("Sign in"), QDialogButtonBox::AcceptRole);
    d->signIn->setObjectName(QStringLiteral("signInButton"));
    d->signIn->setDefault(true);
    QPushButton *cancel = buttons->addButton(QDialogButtonBox::Cancel);
    cancel->setObjectName(QStringLiteral("signInCancel"));
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &SignInDialog::reject);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(4 * grid, 4 * grid, 4 * grid, 4 * grid);
    layout->setSpacing(3 * grid);
    layout->addWidget(d->bar);
    layout->addWidget(d->form);
    layout->addWidget(d->running);
    layout->addWidget(d->progress);
    layout->addWidget(buttons);
    layout->setSizeConstraint(QLayout::SetFixedSize); // it follows what is shown and hidden
    setMinimumWidth(130 * grid);
}

void SignInDialog::connectParts()
{
    connect(d->form, &SignInForm::changed, this, &SignInDialog::updateButtons);
    connect(d->signIn, &QPushButton::clicked, this, [this] { start(d->form->options().where); });
    connect(d->bar, &InlineBar::actionTriggered, this, &SignInDialog::onBarAction);
    connect(d->stepsTimer, &QTimer::timeout, this, &SignInDialog::showRunning);
    connect(d->running, &SignInProgress::originsAnswered, this, [this](bool yes) {
        if (d->flow)
            d->flow->confirmOrigins(yes);
    });
    connect(&d->running->link(), &SignInLinkBox::openRequested, this, &SignInDialog::openLink);
    connect(&d->running->link(), &SignInLinkBox::pasted, this, [this](const QString &address) {
        if (!d->flow)
            return;
        if (const auto taken = d->flow->takeRedirect(address); !taken)
            d->running->link().setPasteProblem(taken.error());
    });
}

void SignInDialog::startNew(const QString &address)
{
    d->form->setAddress(address);
    d->form->focusFirst();
}

void SignInDialog::startPractice(const QUrl &address, const QString &user, const QString &password)
{
    d->form->setRecipe(QStringLiteral("practice"));
    d->form->setAddress(address.toString());
    d->form->suggestName(QStringLiteral("practice"));
    d->form->setPerson(user, password);
    d->bar->show_(InlineBar::Kind::Info,
                  tr("The practice server runs on this machine. %1 is one of its users; the password is "
                     "filled in, since everybody knows it.")
                      .arg(user));
    d->signIn->setFocus();
}

void SignInDialog::startFor(const QString &profileId)
{
    const auto profile = d->profiles.byId(profileId);
    if (!profile)
        return;
    d->target.setExisting(profileId);
    d->form->setProfile(*profile);
    updateButtons();
    if (d->signIn->isEnabled()) // nothing is to be filled in
        d->signIn->setFocus();
    else
        d->form->focusFirst();
}

QString SignInDialog::profileId() const
{
    return d->target.id();
}

void SignInDialog::probeKeychain()
{
    d->probe = d->keychain.probe(this, [this](const Result<credentials::KeychainState> &state) {
        using credentials::KeychainState;
        // A locked keychain will ask; one that is not there cannot.
        if (state && (*state == KeychainState::NoService || *state == KeychainState::NoBus ||
                      *state == KeychainState::NoPrompt || *state == KeychainState::Missing))
            d->form->setNoKeychain(describe(*credentials::stateError(*state)).message);
    });
}

void SignInDialog::updateButtons()
{
    d->signIn->setEnabled(d->form->isComplete() && !d->isBusy());
}

void SignInDialog::start(login::StoreIn where)
{
    if (d->isBusy())
        return;
    d->bar->clear();
    d->where = where;
    if (const auto ready = d->target.make(d->form->profile(d->target.id())); !ready)
        return fail(ready.error());
    d->secrets = d->form->secretFields();
    const auto profile = d->profiles.byId(d->target.id());
    d->running->begin(*profile, where);
    setBusy(true);
    storeNextSecret();
}

void SignInDialog::storeNextSecret()
{
    if (d->secrets.empty())
        return startSignIn();
    const auto [key, value] = d->secrets.front();
    d->target.mayHaveStored();
    d->waiter = d->sessions.setSecretField(
        d->target.id(), key, value, this,
        [this](const Result<Done> &done) {
            const auto waiter = std::move(d->waiter); // stays alive until this returns
            if (!done)
                return fail(done.error());
            d->secrets.erase(d->secrets.begin());
            storeNextSecret();
        },
        d->where);
}

void SignInDialog::startSignIn()
{
    login::SignInOptions options = d->form->options();
    options.where = d->where;
    d->flow = d->sessions.signIn(
        d->target.id(), std::move(options), this,
        [this](const Result<login::SessionInfo> &info) { onSignedIn(info); },
        [this](const login::SignInEvent &event) { onEvent(event); });
    updateButtons();
}

void SignInDialog::onEvent(const login::SignInEvent &event)
{
    using Step = login::SignInStep;
    d->running->on(event);
    if (event.step == Step::Browser && !event.link.isEmpty()) {
        d->link = event.link;
        if (!event.isRenewed)
            openLink();
    }
    if (event.state == login::SignInEvent::State::Done &&
        (event.step == Step::Browser || event.step == Step::Device))
        Q_EMIT returned();
    if (d->running->isWaiting())
        showRunning();
}

void SignInDialog::openLink()
{
    d->running->link().setOpened(
        d->openLink
            ? d->openLink(d->link)
            : Result<Done>(Error{ErrorCode::BrowserNotStarted, {}, tr("none is known to this program")}));
}

void SignInDialog::onSignedIn(const Result<login::SessionInfo> &info)
{
    const auto flow = std::move(d->flow); // stays alive until this returns
    if (!info)
        return fail(info.error());
    setBusy(false);
    d->form->clearSecrets();
    d->target.keep();
    accept();
}

void SignInDialog::setBusy(bool busy)
{
    d->progress->setVisible(busy);
    d->form->setEnabled(!busy);
    if (busy) {
        d->stepsTimer->start(showStepsAfter);
    } else {
        d->stepsTimer->stop();
        d->secrets.clear();
        d->link.clear();
        d->running->end();
        d->running->hide();
        d->form->show();
        d->signIn->show();
    }
    updateButtons();
}

void SignInDialog::showRunning()
{
    d->stepsTimer->stop();
    if (!d->isBusy())
        return;
    d->running->setMinimumWidth(d->form->width()); // nothing jumps
    d->form->hide();
    d->signIn->hide();
    d->running->show();
}

void SignInDialog::fail(const Error &error)
{
    const QString step = d->running->current();
    d->flow.reset();
    setBusy(false);
    d->problem = problemOf(error);
    d->bar->show_(InlineBar::Kind::Error, d->problem.message,
                  QStringList{d->problem.hint, step.isEmpty() ? QString() : tr("It stopped at: %1").arg(step),
                              QString::fromLatin1(codeName(error.code))}
                      .join(u'\n')
                      .trimmed(),
                  d->problem.actionText);
    d->form->focusPassword();
}

void SignInDialog::onBarAction()
{
    using Action = SignInProblem::Action;
    switch (d->problem.action) {
    case Action::None:
        return;
    case Action::KeepInMemory:
        return start(login::StoreIn::Memory);
    case Action::Unlock: // signing in asks for it first
    case Action::TryAgain:
        return start(d->where);
    case Action::OpenSetting:
        d->bar->clear();
        return d->form->focusSetting(d->problem.setting);
    case Action::SignOutFirst:
        return signOutFirst();
    }
}

// The person who was remembered is forgotten with the sign-out, so that the next one may be another.
void SignInDialog::signOutFirst()
{
    if (d->isBusy())
        return;
    d->bar->clear();
    d->waiter = d->sessions.signOut(d->target.id(), this, [this](const login::Receipt &) {
        const auto waiter = std::move(d->waiter);
        setBusy(false);
        start(d->where);
    });
    setBusy(true);
}

// Cancelling a sign-in that runs ends that; cancelling again closes the dialog.
void SignInDialog::reject()
{
    if (!d->isBusy()) {
        d->form->clearSecrets();
        return QDialog::reject();
    }
    d->waiter.reset();
    d->flow.reset();
    d->target.mayHaveStored(); // the server may have answered already
    setBusy(false);
    d->form->focusPassword();
}

} // namespace claimcheck::ui
