#include "sign_in_dialog.h"

#include "credentials/credential_store.h"
#include "login/profile_store.h"
#include "sign_in_form.h"
#include "widgets/inline_bar.h"

#include <QDialogButtonBox>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {
constexpr int grid = 4;
}

struct SignInDialog::Private {
    login::ProfileStore &profiles;
    login::Sessions &sessions;
    credentials::CredentialStore &keychain;

    InlineBar *bar = nullptr;
    SignInForm *form = nullptr;
    QProgressBar *progress = nullptr;
    QPushButton *signIn = nullptr;

    QString profileId = {};
    bool isNew = false;        // this dialog made the profile
    bool wasCancelled = false; // while the server may have answered already
    login::WaiterPtr waiter = {};
    credentials::OperationPtr probe = {};
};

SignInDialog::SignInDialog(login::ProfileStore &profiles, login::Sessions &sessions,
                           credentials::CredentialStore &keychain, QWidget *parent)
    : QDialog(parent), d(new Private{profiles, sessions, keychain})
{
    setObjectName(QStringLiteral("signInDialog"));
    setWindowTitle(tr("Sign in"));
    build();
    connect(d->form, &SignInForm::changed, this, &SignInDialog::updateButtons);
    connect(d->signIn, &QPushButton::clicked, this, &SignInDialog::signIn);
    connect(d->bar, &InlineBar::actionTriggered, this, [this] { startSignIn(login::StoreIn::Memory); });
    probeKeychain();
    updateButtons();
}

// What this dialog made and nobody signed in to is not left behind.
SignInDialog::~SignInDialog()
{
    if (!d->isNew || result() == Accepted)
        return;
    static_cast<void>(d->profiles.remove(d->profileId));
    // What was received is stored all the same; nobody would find it there without its profile.
    if (d->wasCancelled || d->waiter)
        static_cast<void>(d->sessions.forget(d->profileId, &d->sessions, [](const Result<Done> &) {}));
}

void SignInDialog::build()
{
    d->bar = new InlineBar(this);
    d->bar->setObjectName(QStringLiteral("signInMessage"));
    d->form = new SignInForm(d->profiles, this);
    d->progress = new QProgressBar(this);
    d->progress->setObjectName(QStringLiteral("signInProgress"));
    d->progress->setAccessibleName(tr("Signing in"));
    d->progress->setRange(0, 0);
    d->progress->setTextVisible(false);
    d->progress->setFixedHeight(grid);
    QSizePolicy keepPlace = d->progress->sizePolicy();
    keepPlace.setRetainSizeWhenHidden(true);
    d->progress->setSizePolicy(keepPlace);
    d->progress->hide();

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
    layout->addWidget(d->progress);
    layout->addWidget(buttons);
    layout->setSizeConstraint(QLayout::SetFixedSize); // it follows what is shown and hidden
    setMinimumWidth(130 * grid);
}

void SignInDialog::startNew(const QString &address)
{
    d->form->setAddress(address);
    d->form->focusFirst();
}

void SignInDialog::startPractice(const QUrl &address, const QString &user, const QString &password)
{
    d->form->setAddress(address.toString());
    d->form->setRecipe(QStringLiteral("practice"));
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
    d->profileId = profileId;
    d->form->setProfile(*profile);
    d->form->focusFirst();
}

QString SignInDialog::profileId() const
{
    return d->profileId;
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
    d->signIn->setEnabled(d->form->isComplete() && !d->waiter);
}

Result<Done> SignInDialog::ensureProfile()
{
    if (!d->profileId.isEmpty() && !d->isNew)
        return Done{};
    auto profile = d->form->profile(d->profileId);
    if (!profile)
        return profile.error();
    if (d->isNew) // a second try
        return d->profiles.update(*profile);
    const auto added = d->profiles.add(*std::move(profile));
    if (!added)
        return added.error();
    d->profileId = added->id;
    d->isNew = true;
    return Done{};
}

void SignInDialog::signIn()
{
    startSignIn(d->form->where());
}

void SignInDialog::startSignIn(login::StoreIn where)
{
    if (d->waiter)
        return;
    d->bar->clear();
    if (const auto ready = ensureProfile(); !ready)
        return fail(ready.error());
    d->waiter = d->sessions.signIn(d->profileId, d->form->user(), d->form->password(), where, this,
                                   [this](const Result<login::SessionInfo> &info) { onSignedIn(info); });
    setBusy(true);
}

void SignInDialog::onSignedIn(const Result<login::SessionInfo> &info)
{
    const auto waiter = std::move(d->waiter); // stays alive until this returns
    setBusy(false);
    if (!info)
        return fail(info.error());
    d->form->clearPassword();
    accept();
}

void SignInDialog::setBusy(bool busy)
{
    d->progress->setVisible(busy);
    d->form->setBusy(busy);
    updateButtons();
}

void SignInDialog::fail(const Error &error)
{
    const Description description = describe(error);
    const QString code = QString::fromLatin1(codeName(error.code));
    const bool keychain = code.startsWith(QStringLiteral("Keychain"));
    d->bar->show_(InlineBar::Kind::Error, description.message,
                  QStringList{description.hint, code}.join(u'\n').trimmed(),
                  keychain ? tr("Keep until quit") : QString());
    d->form->focusPassword();
}

// Cancelling a sign-in that runs ends that; cancelling again closes the dialog.
void SignInDialog::reject()
{
    if (!d->waiter)
        return QDialog::reject();
    d->waiter.reset();
    d->wasCancelled = true;
    setBusy(false);
    d->form->focusPassword();
}

} // namespace claimcheck::ui
