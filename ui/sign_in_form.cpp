#include "sign_in_form.h"

#include "address.h"
#include "icons.h"
#include "login/profile_store.h"
#include "login/recipe.h"
#include "recipe_chooser.h"
#include "recipe_settings.h"
#include "sign_in_fields.h"
#include "sign_in_lookup.h"
#include "widgets/plain_label.h"
#include "widgets/secret_field.h"
#include "widgets/visible_text.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;

/// With a number where that name is taken.
QString freeName(const QString &base, const login::ProfileStore &profiles)
{
    QString name = base;
    for (int i = 2; profiles.byName(name); ++i)
        name = QStringLiteral("%1 %2").arg(base).arg(i);
    return name;
}

QString nameFor(const QUrl &url, const login::ProfileStore &profiles)
{
    return freeName(url.port() > 0 ? QStringLiteral("%1:%2").arg(url.host()).arg(url.port()) : url.host(),
                    profiles);
}

} // namespace

struct SignInForm::Private {
    const login::ProfileStore &profiles;
    QFormLayout *rows = nullptr;
    QLineEdit *address = nullptr;
    RecipeChooser *recipe = nullptr;
    QToolButton *more = nullptr;
    QLabel *note = nullptr;
    RecipeSettings *settings = nullptr;
    QCheckBox *race = nullptr;
    QLineEdit *name = nullptr;
    QLineEdit *client = nullptr;
    QLineEdit *user = nullptr;
    QLabel *passwordLabel = nullptr;
    SecretField *password = nullptr;
    QCheckBox *store = nullptr;
    QLabel *storeNote = nullptr;
    SignInLookup *lookup = nullptr;
    QString noKeychain = {};
    QString found = {}; // the issuer that the address led to
    QString asked = {}; // the address that was asked last
    QString known = {}; // the name of the profile that is there already
    QStringList stored = {};
    bool recipeChosen = false;
    bool nameChosen = false;
    bool focusLater = false; // once it is known which fields there are

    [[nodiscard]] QString recipeId() const { return recipe->currentData().toString(); }
    [[nodiscard]] SignInFields fields() const { return fieldsOf(recipeId()); }
};

SignInForm::SignInForm(const login::ProfileStore &profiles, QWidget *parent)
    : QWidget(parent), d(new Private{profiles})
{
    build();
    connectFields();
    updateRecipe();
    updateStoreNote();
}

SignInForm::~SignInForm() = default;

QLineEdit *SignInForm::makeLine(const char *objectName, const QString &accessibleName)
{
    auto *field = new QLineEdit(this);
    field->setObjectName(QString::fromLatin1(objectName));
    field->setAccessibleName(accessibleName);
    field->setMinimumWidth(80 * grid);
    return field;
}

QLabel *SignInForm::makeNote(const char *objectName)
{
    QLabel *label = plainLabel({}, this);
    label->setObjectName(QString::fromLatin1(objectName));
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

void SignInForm::build()
{
    d->lookup = new SignInLookup(this);
    d->address = makeLine("signInAddress", tr("Address of the server"));
    d->address->setPlaceholderText(QStringLiteral("https://api.example"));
    d->recipe = new RecipeChooser(this);
    d->recipe->setObjectName(QStringLiteral("signInRecipe"));
    d->recipe->setAccessibleName(tr("Kind of server"));
    d->more = new QToolButton(this);
    d->more->setObjectName(QStringLiteral("signInMore"));
    d->more->setText(tr("Settings"));
    d->more->setAccessibleName(tr("Settings of the server"));
    d->more->setIcon(icon(u"settings"));
    d->more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    d->more->setFocusPolicy(Qt::StrongFocus);
    d->more->setCheckable(true);
    d->note = makeNote("signInNote");
    d->settings = new RecipeSettings(this);
    d->settings->setObjectName(QStringLiteral("signInSettings"));
    d->race = new QCheckBox(tr("Offer a code for another &device too"), this);
    d->race->setObjectName(QStringLiteral("signInRace"));
    d->name = makeLine("signInName", tr("Name of the profile"));
    d->client = makeLine("signInClientId", tr("Client ID"));
    d->user = makeLine("signInUser", tr("User name"));
    d->password = new SecretField(this);
    d->password->setObjectName(QStringLiteral("signInPassword"));
    d->passwordLabel = plainLabel({}, this);
    d->passwordLabel->setBuddy(d->password);
    d->store = new QCheckBox(tr("Store the token in the &keychain"), this);
    d->store->setObjectName(QStringLiteral("signInStore"));
    d->store->setChecked(true);
    d->storeNote = makeNote("signInStoreNote");

    auto *kind = new QHBoxLayout;
    kind->setSpacing(2 * grid);
    kind->addWidget(d->recipe, 1);
    kind->addWidget(d->more);
    auto *server = new QVBoxLayout;
    server->setSpacing(grid);
    server->addLayout(kind);
    server->addWidget(d->note);
    auto *advanced = new QVBoxLayout;
    advanced->setSpacing(2 * grid);
    advanced->addWidget(d->settings);
    advanced->addWidget(d->race);
    auto *store = new QVBoxLayout;
    store->setSpacing(grid);
    store->addWidget(d->store);
    store->addWidget(d->storeNote);
    auto *form = d->rows = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(4 * grid);
    form->setVerticalSpacing(3 * grid);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addPlainRow(form, tr("&Address"), d->address);
    addPlainRow(form, tr("Kind of server"), server);
    addPlainRow(form, tr("&Client ID"), d->client);
    addPlainRow(form, {}, advanced);
    addPlainRow(form, tr("&Name"), d->name);
    addPlainRow(form, tr("&User"), d->user);
    form->addRow(d->passwordLabel, d->password);
    addPlainRow(form, {}, store);
}

void SignInForm::connectFields()
{
    connect(d->address, &QLineEdit::textChanged, this, &SignInForm::onAddressEdited);
    connect(d->address, &QLineEdit::editingFinished, this, &SignInForm::guess);
    connect(d->recipe, &QComboBox::activated, this, [this] {
        d->recipeChosen = true;
        d->lookup->cancel();
        updateRecipe();
    });
    connect(d->recipe, &QComboBox::currentIndexChanged, this, &SignInForm::updateRecipe);
    connect(d->name, &QLineEdit::textEdited, this, [this] { d->nameChosen = true; });
    connect(d->more, &QToolButton::toggled, this, [this](bool on) {
        d->settings->setFolded(!on);
        d->race->setVisible(on && d->recipeId() == u"oidc");
    });
    connect(d->store, &QCheckBox::toggled, this, &SignInForm::updateStoreNote);
    connect(d->lookup, &SignInLookup::found, this, &SignInForm::onFound);
    connect(d->lookup, &SignInLookup::nothingFound, this, [this] {
        updateRecipe();
        onLookedUp();
    });
    for (QLineEdit *field : {d->address, d->name, d->client, d->user, static_cast<QLineEdit *>(d->password)})
        connect(field, &QLineEdit::textChanged, this, &SignInForm::changed);
}

void SignInForm::setAddress(const QString &address)
{
    d->address->setText(address);
    guess();
}

void SignInForm::setRecipe(const QString &id)
{
    d->recipeChosen = true;
    d->lookup->cancel();
    d->recipe->setCurrentIndex(d->recipe->findData(id));
    updateRecipe();
}

void SignInForm::suggestName(const QString &name)
{
    if (!d->nameChosen)
        d->name->setText(freeName(name, d->profiles));
}

void SignInForm::setPerson(const QString &user, const QString &password)
{
    d->user->setText(user);
    d->password->setText(password);
}

void SignInForm::setProfile(const login::Profile &profile)
{
    d->recipeChosen = d->nameChosen = true;
    d->known = profile.name;
    d->stored = profile.secretFields;
    d->address->setText(profile.url.toString());
    d->recipe->setCurrentIndex(d->recipe->findData(profile.recipe));
    d->more->setChecked(false);
    d->settings->setProfile(profile);
    d->name->setText(profile.name);
    d->user->setText(profile.user);
    d->client->setText(login::setting(profile, QStringLiteral("client_id")));
    for (QWidget *fixed : {static_cast<QWidget *>(d->address), static_cast<QWidget *>(d->recipe),
                           static_cast<QWidget *>(d->name), static_cast<QWidget *>(d->client)})
        fixed->setEnabled(false);
    // Settings without secrets are on the profile's page.
    d->more->setEnabled(!d->settings->isEmpty() || profile.recipe == u"oidc");
}

void SignInForm::focusFirst()
{
    d->focusLater = d->lookup->isRunning();
    if (d->focusLater)
        return d->recipe->setFocus();
    for (QLineEdit *field : {d->address, d->client, d->user, static_cast<QLineEdit *>(d->password)}) {
        if (d->rows->isRowVisible(field) && field->isEnabled() && field->text().isEmpty())
            return field->setFocus();
    }
    focusPassword();
}

void SignInForm::focusPassword()
{
    if (!d->rows->isRowVisible(d->password))
        return d->store->setFocus();
    d->password->setFocus();
    d->password->selectAll();
}

void SignInForm::focusSetting(const QString &key)
{
    if (key == u"client_id" && d->rows->isRowVisible(d->client))
        return d->client->setFocus();
    d->more->setChecked(true);
    d->settings->focusKey(key);
}

void SignInForm::setNoKeychain(const QString &reason)
{
    d->noKeychain = reason;
    d->store->setChecked(false);
    d->store->hide();
    updateStoreNote();
}

bool SignInForm::isComplete() const
{
    const SignInFields fields = d->fields();
    const auto isFilled = [this](const QLineEdit *field) {
        return !d->rows->isRowVisible(const_cast<QLineEdit *>(field)) || !field->text().trimmed().isEmpty();
    };
    return !d->address->text().trimmed().isEmpty() && !d->name->text().trimmed().isEmpty() &&
           isFilled(d->user) && (isFilled(d->client) || !fields.needsClient) &&
           (isFilled(d->password) || d->stored.contains(fields.storedAs)) && !d->lookup->isRunning();
}

Result<login::Profile> SignInForm::profile(const QString &ownId) const
{
    login::Profile profile;
    profile.id = ownId;
    profile.name = d->name->text().trimmed();
    profile.url = addressFrom(d->address->text());
    profile.recipe = d->recipe->currentIndex() < 0 ? login::guessRecipe(profile.url) : d->recipeId();
    if (d->fields().user)
        profile.user = d->user->text();
    if (auto set = d->settings->applyTo(profile); !set)
        return set.error();
    const QString client = d->client->text().trimmed();
    if (d->fields().client && !client.isEmpty()) {
        if (auto set = login::setField(profile, QStringLiteral("client_id"), client); !set)
            return set.error();
    }
    return login::validated(std::move(profile));
}

login::SignInOptions SignInForm::options() const
{
    const SignInFields fields = d->fields();
    login::SignInOptions options;
    if (fields.user)
        options.user = d->user->text();
    if (!fields.secretLabel.isEmpty())
        options.password = d->password->secret();
    options.where = d->store->isChecked() ? login::StoreIn::Keychain : login::StoreIn::Memory;
    if (d->recipeId() == u"oidc" && d->race->isChecked())
        options.device = login::SignInOptions::Device::Race;
    return options;
}

std::vector<std::pair<QString, Secret>> SignInForm::secretFields() const
{
    return d->settings->secrets();
}

void SignInForm::clearSecrets()
{
    d->password->clear();
    d->settings->clearSecrets();
}

void SignInForm::onAddressEdited()
{
    const QUrl url = addressFrom(d->address->text());
    d->lookup->cancel();
    d->found.clear();
    d->asked.clear();
    if (!d->nameChosen)
        d->name->setText(url.host().isEmpty() ? QString() : nameFor(url, d->profiles));
}

// Once the address is whole: half of one would be guessed differently with every letter. Where it says
// nothing, the server itself is asked.
void SignInForm::guess()
{
    const QString text = d->address->text().trimmed();
    if (d->recipeChosen || text.isEmpty() || d->asked == text)
        return;
    d->asked = text;
    const QUrl url = addressFrom(text);
    const QString guessed = login::guessRecipe(url);
    if (guessed == u"custom" && !url.host().isEmpty())
        d->lookup->start(url);
    d->recipe->setCurrentIndex(d->recipe->findData(guessed));
    updateRecipe();
}

// Nothing is changed under the hands of somebody who types a password.
void SignInForm::onFound(const QString &issuer)
{
    d->found = issuer;
    if (!d->recipeChosen && d->user->text().isEmpty() && d->password->text().isEmpty())
        d->recipe->setCurrentIndex(d->recipe->findData(QStringLiteral("oidc")));
    updateRecipe();
    onLookedUp();
}

void SignInForm::onLookedUp()
{
    if (std::exchange(d->focusLater, false) && d->recipe->hasFocus())
        focusFirst();
}

void SignInForm::updateRecipe()
{
    const QString id = d->recipeId();
    const SignInFields fields = d->fields();
    const bool isAsking = d->lookup->isRunning();
    d->settings->setRecipe(isAsking ? QString() : id);
    d->more->setEnabled(login::findRecipe(id) && !isAsking);
    d->more->setChecked(d->settings->wantsLines()); // nothing works there before these are filled in
    d->settings->setFolded(!d->more->isChecked());
    d->race->setVisible(d->more->isChecked() && id == u"oidc");
    d->rows->setRowVisible(d->client, fields.client && !isAsking);
    d->rows->setRowVisible(d->user, fields.user && !isAsking);
    d->rows->setRowVisible(d->password, !fields.secretLabel.isEmpty() && !isAsking);
    d->passwordLabel->setText(fields.secretLabel);
    d->password->setAccessibleName(QString(fields.secretLabel).remove(u'&'));
    d->client->setPlaceholderText(fields.needsClient ? QString() : tr("Where the server gave you one"));
    updateNote();
    updateStoreNote();
    Q_EMIT changed();
}

void SignInForm::updateNote()
{
    const login::Recipe *recipe = login::findRecipe(d->recipeId());
    if (d->lookup->isRunning())
        d->note->setText(
            tr("Asking %1 how it signs people in…").arg(visibleText(addressFrom(d->address->text()).host())));
    else if (!d->found.isEmpty() && recipe && recipe->kind == login::Recipe::Kind::Browser)
        d->note->setText(tr("Found by asking. You sign in at %1.").arg(visibleText(d->found)));
    else
        d->note->setText(recipe ? recipe->note : QString());
    d->note->setVisible(!d->note->text().isEmpty());
}

void SignInForm::updateStoreNote()
{
    d->storeNote->setText(!d->noKeychain.isEmpty()
                              ? tr("%1 The token is kept until Claimcheck quits.").arg(d->noKeychain)
                          : d->store->isChecked() ? d->fields().storeNote
                                                  : tr("The token is kept until Claimcheck quits."));
    d->storeNote->setVisible(!d->storeNote->text().isEmpty());
}

} // namespace claimcheck::ui
