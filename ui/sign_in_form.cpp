#include "sign_in_form.h"

#include "address.h"
#include "login/profile_store.h"
#include "login/recipe.h"
#include "recipe_settings.h"
#include "sign_in_fields.h"
#include "sign_in_kind_box.h"
#include "sign_in_lookup.h"
#include "sign_in_store_box.h"
#include "widgets/plain_label.h"
#include "widgets/secret_field.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QUrl>
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

/// What a server was asked by; nothing else of a form changes what it answers.
struct AskedThrough {
    QString recipe = {};
    QUrl url = {};
    http::ConnectionSettings connection = {};
    friend bool operator==(const AskedThrough &, const AskedThrough &) = default;
};

} // namespace

struct SignInForm::Private {
    const login::ProfileStore &profiles;
    QFormLayout *rows = nullptr;
    QLineEdit *address = nullptr;
    SignInKindBox *kind = nullptr;
    RecipeSettings *settings = nullptr;
    QCheckBox *race = nullptr;
    QWidget *advanced = nullptr; // these two
    QLineEdit *name = nullptr;
    QLineEdit *client = nullptr;
    QLineEdit *user = nullptr;
    QLabel *passwordLabel = nullptr;
    SecretField *password = nullptr;
    SignInStoreBox *store = nullptr;
    SignInLookup *scopes = nullptr; // asks for what the server offers, once somebody looks at the settings
    AskedThrough askedForScopes = {};
    QString known = {}; // the name of the profile that is there already
    QStringList stored = {};
    bool nameChosen = false;
    bool focusLater = false; // once it is known which fields there are

    [[nodiscard]] SignInFields fields() const { return fieldsOf(kind->recipeId()); }
};

SignInForm::SignInForm(const login::ProfileStore &profiles, QWidget *parent)
    : QWidget(parent), d(new Private{profiles})
{
    build();
    connectFields();
    updateRecipe();
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

void SignInForm::build()
{
    d->address = makeLine("signInAddress", tr("Address of the server"));
    d->address->setPlaceholderText(QStringLiteral("https://api.example"));
    d->kind = new SignInKindBox(this);
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
    d->store = new SignInStoreBox(this);
    d->scopes = new SignInLookup(this);

    d->advanced = new QWidget(this);
    auto *advanced = new QVBoxLayout(d->advanced);
    advanced->setContentsMargins(0, 0, 0, 0);
    advanced->setSpacing(2 * grid);
    advanced->addWidget(d->settings);
    advanced->addWidget(d->race);
    auto *form = d->rows = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(4 * grid);
    form->setVerticalSpacing(3 * grid);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addPlainRow(form, tr("&Address"), d->address);
    addPlainRow(form, tr("Kind of server"), d->kind);
    addPlainRow(form, tr("&Client ID"), d->client);
    addPlainRow(form, {}, d->advanced);
    addPlainRow(form, tr("&Name"), d->name);
    addPlainRow(form, tr("&User"), d->user);
    form->addRow(d->passwordLabel, d->password);
    addPlainRow(form, {}, d->store);
}

void SignInForm::connectFields()
{
    connect(d->address, &QLineEdit::textChanged, this, &SignInForm::onAddressEdited);
    connect(d->address, &QLineEdit::editingFinished, this, &SignInForm::guess);
    connect(d->name, &QLineEdit::textEdited, this, [this] { d->nameChosen = true; });
    connect(d->kind, &SignInKindBox::changed, this, &SignInForm::updateRecipe);
    connect(d->kind, &SignInKindBox::answered, this, &SignInForm::onLookedUp);
    connect(d->kind, &SignInKindBox::unfolded, this, &SignInForm::showSettings);
    connect(d->settings, &RecipeSettings::linesLeft, this, [this] {
        if (d->kind->isUnfolded())
            askForScopes();
    });
    connect(d->scopes, &SignInLookup::found, d->settings,
            [this](const QString &, const QStringList &scopes, const QString &usual) {
                d->settings->offerScopes(scopes, usual);
            });
    for (QLineEdit *field : {d->user, static_cast<QLineEdit *>(d->password)}) {
        connect(field, &QLineEdit::textChanged, this,
                [this] { d->kind->setStays(!d->user->text().isEmpty() || !d->password->text().isEmpty()); });
    }
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
    d->kind->choose(id);
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
    d->nameChosen = true;
    d->known = profile.name;
    d->stored = profile.secretFields;
    d->address->setText(profile.url.toString());
    d->kind->choose(profile.recipe);
    d->kind->setUnfolded(false);
    d->settings->setProfile(profile);
    fitAdvanced();
    d->name->setText(profile.name);
    d->user->setText(profile.user);
    d->client->setText(login::setting(profile, QStringLiteral("client_id")));
    for (QLineEdit *fixed : {d->address, d->name, d->client})
        fixed->setEnabled(false);
    // Settings without secrets are on the profile's page.
    d->kind->fix(!d->settings->isEmpty() || profile.recipe == u"oidc");
}

void SignInForm::focusFirst()
{
    d->focusLater = d->kind->isAsking();
    if (d->focusLater)
        return d->kind->setFocus();
    for (QLineEdit *field : {d->address, d->client, d->user, static_cast<QLineEdit *>(d->password)}) {
        if (d->rows->isRowVisible(field) && field->isEnabled() && field->text().isEmpty())
            return field->setFocus();
    }
    focusPassword();
}

void SignInForm::focusPassword()
{
    if (!d->rows->isRowVisible(d->password))
        return d->store->focusChoice();
    d->password->setFocus();
    d->password->selectAll();
}

void SignInForm::focusSetting(const QString &key)
{
    if (key == u"client_id" && d->rows->isRowVisible(d->client))
        return d->client->setFocus();
    d->kind->setUnfolded(true);
    d->settings->focusKey(key);
}

void SignInForm::setNoKeychain(const QString &reason)
{
    d->store->setNoKeychain(reason);
}

bool SignInForm::isComplete() const
{
    const SignInFields fields = d->fields();
    const auto isFilled = [this](const QLineEdit *field) {
        return !d->rows->isRowVisible(const_cast<QLineEdit *>(field)) || !field->text().trimmed().isEmpty();
    };
    return !d->address->text().trimmed().isEmpty() && !d->name->text().trimmed().isEmpty() &&
           isFilled(d->user) && (isFilled(d->client) || !fields.needsClient) &&
           (isFilled(d->password) || d->stored.contains(fields.storedAs)) && !d->kind->isAsking();
}

Result<login::Profile> SignInForm::profile(const QString &ownId) const
{
    login::Profile profile;
    profile.id = ownId;
    profile.name = d->name->text().trimmed();
    profile.url = addressFrom(d->address->text());
    profile.recipe = d->kind->recipeId().isEmpty() ? login::guessRecipe(profile.url) : d->kind->recipeId();
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
    options.where = d->store->where();
    if (d->kind->recipeId() == u"oidc" && d->race->isChecked())
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
    d->kind->forgetAddress();
    d->scopes->cancel();
    d->askedForScopes = {};
    d->settings->offerScopes({}, {});
    if (!d->nameChosen)
        d->name->setText(url.host().isEmpty() ? QString() : nameFor(url, d->profiles));
}

void SignInForm::guess()
{
    d->kind->guess(d->address->text().trimmed());
    if (d->kind->isUnfolded())
        askForScopes();
}

void SignInForm::onLookedUp()
{
    if (std::exchange(d->focusLater, false) && d->kind->hasFocus())
        focusFirst();
}

void SignInForm::updateRecipe()
{
    const QString id = d->kind->recipeId();
    const SignInFields fields = d->fields();
    const bool isAsking = d->kind->isAsking();
    d->settings->setRecipe(isAsking ? QString() : id);
    d->kind->setUnfolded(d->settings->wantsLines()); // nothing works there before these are filled in
    showSettings();
    d->rows->setRowVisible(d->client, fields.client && !isAsking);
    d->rows->setRowVisible(d->user, fields.user && !isAsking);
    d->rows->setRowVisible(d->password, !fields.secretLabel.isEmpty() && !isAsking);
    d->passwordLabel->setText(fields.secretLabel);
    d->password->setAccessibleName(QString(fields.secretLabel).remove(u'&'));
    d->client->setPlaceholderText(fields.needsClient ? QString() : tr("Where the server gave you one"));
    d->store->setNote(fields.storeNote);
    Q_EMIT changed();
}

void SignInForm::showSettings()
{
    const bool on = d->kind->isUnfolded();
    d->settings->setFolded(!on);
    d->race->setVisible(on && d->kind->recipeId() == u"oidc");
    fitAdvanced();
    if (on)
        askForScopes();
}

/// A row with nothing in it would still take its spacing.
void SignInForm::fitAdvanced()
{
    d->rows->setRowVisible(d->advanced, !d->settings->isHidden() || !d->race->isHidden());
}

void SignInForm::askForScopes()
{
    const login::Recipe *recipe = login::findRecipe(d->kind->recipeId());
    const QString address = d->address->text().trimmed();
    if (!d->known.isEmpty() || !recipe || !login::isOAuth(recipe->kind) || address.isEmpty())
        return;
    login::Profile written;
    written.recipe = recipe->id;
    // A line that is wrong is said when the person signs in; until it is whole nobody is asked through it.
    if (!d->settings->applyTo(written))
        return;
    login::Profile asked; // which scopes are usual is no question of what was written
    asked.recipe = recipe->id;
    asked.url = addressFrom(address);
    asked.connection = written.connection;
    const AskedThrough through{asked.recipe, asked.url, asked.connection};
    if (d->askedForScopes == through)
        return;
    d->askedForScopes = through;
    d->scopes->start(asked);
}

} // namespace claimcheck::ui
