#include "sign_in_form.h"

#include "address.h"
#include "icons.h"
#include "login/profile_store.h"
#include "login/recipe.h"
#include "recipe_settings.h"
#include "widgets/plain_label.h"
#include "widgets/secret_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
const QString custom = QStringLiteral("custom");

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
    QLineEdit *address = nullptr;
    QComboBox *recipe = nullptr;
    QToolButton *more = nullptr;
    QLabel *note = nullptr;
    RecipeSettings *settings = nullptr;
    QLineEdit *name = nullptr;
    QLineEdit *user = nullptr;
    SecretField *password = nullptr;
    QCheckBox *store = nullptr;
    QLabel *storeNote = nullptr;
    QString noKeychain = {};
    bool recipeChosen = false;
    bool nameChosen = false;
};

SignInForm::SignInForm(const login::ProfileStore &profiles, QWidget *parent)
    : QWidget(parent), d(new Private{profiles})
{
    build();
    connect(d->address, &QLineEdit::textChanged, this, &SignInForm::onAddressEdited);
    connect(d->address, &QLineEdit::editingFinished, this, &SignInForm::guess);
    connect(d->recipe, &QComboBox::activated, this, [this] { d->recipeChosen = true; });
    connect(d->recipe, &QComboBox::currentIndexChanged, this, &SignInForm::updateRecipe);
    connect(d->name, &QLineEdit::textEdited, this, [this] { d->nameChosen = true; });
    connect(d->more, &QToolButton::toggled, d->settings, &QWidget::setVisible);
    connect(d->store, &QCheckBox::toggled, this, &SignInForm::updateStoreNote);
    for (QLineEdit *field : {d->address, d->name, d->user, static_cast<QLineEdit *>(d->password)})
        connect(field, &QLineEdit::textChanged, this, &SignInForm::changed);
    updateRecipe();
    updateStoreNote();
}

SignInForm::~SignInForm() = default;

void SignInForm::build()
{
    const auto line = [this](const char *objectName, const QString &accessibleName) {
        auto *field = new QLineEdit(this);
        field->setObjectName(QString::fromLatin1(objectName));
        field->setAccessibleName(accessibleName);
        field->setMinimumWidth(80 * grid);
        return field;
    };
    const auto note = [this](const char *objectName) {
        QLabel *label = plainLabel({}, this);
        label->setObjectName(QString::fromLatin1(objectName));
        label->setWordWrap(true);
        label->setForegroundRole(QPalette::PlaceholderText);
        return label;
    };
    d->address = line("signInAddress", tr("Address of the server"));
    d->address->setPlaceholderText(QStringLiteral("https://api.example"));
    d->recipe = new QComboBox(this);
    d->recipe->setObjectName(QStringLiteral("signInRecipe"));
    d->recipe->setAccessibleName(tr("Kind of server"));
    d->recipe->setPlaceholderText(tr("Guessed from the address"));
    for (const login::Recipe &recipe : login::allRecipes())
        d->recipe->addItem(recipe.title, recipe.id);
    d->recipe->setCurrentIndex(-1);
    d->more = new QToolButton(this);
    d->more->setObjectName(QStringLiteral("signInMore"));
    d->more->setText(tr("Settings"));
    d->more->setAccessibleName(tr("Settings of the server"));
    d->more->setIcon(icon(u"settings"));
    d->more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    d->more->setFocusPolicy(Qt::StrongFocus);
    d->more->setCheckable(true);
    d->note = note("signInNote");
    d->settings = new RecipeSettings(this);
    d->settings->setObjectName(QStringLiteral("signInSettings"));
    d->settings->hide();
    d->name = line("signInName", tr("Name of the profile"));
    d->user = line("signInUser", tr("User name"));
    d->password = new SecretField(this);
    d->password->setObjectName(QStringLiteral("signInPassword"));
    d->password->setAccessibleName(tr("Password"));
    d->store = new QCheckBox(tr("Store the token in the &keychain"), this);
    d->store->setObjectName(QStringLiteral("signInStore"));
    d->store->setChecked(true);
    d->storeNote = note("signInStoreNote");

    auto *kind = new QHBoxLayout;
    kind->setSpacing(2 * grid);
    kind->addWidget(d->recipe, 1);
    kind->addWidget(d->more);
    auto *server = new QVBoxLayout;
    server->setSpacing(grid);
    server->addLayout(kind);
    server->addWidget(d->note);
    server->addWidget(d->settings);
    auto *store = new QVBoxLayout;
    store->setSpacing(grid);
    store->addWidget(d->store);
    store->addWidget(d->storeNote);
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(4 * grid);
    form->setVerticalSpacing(3 * grid);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addPlainRow(form, tr("&Address"), d->address);
    addPlainRow(form, tr("Kind of server"), server);
    addPlainRow(form, tr("&Name"), d->name);
    addPlainRow(form, tr("&User"), d->user);
    addPlainRow(form, tr("&Password"), d->password);
    addPlainRow(form, {}, store);
}

void SignInForm::setAddress(const QString &address)
{
    d->address->setText(address);
    guess();
}

void SignInForm::setRecipe(const QString &id)
{
    d->recipeChosen = true;
    d->recipe->setCurrentIndex(d->recipe->findData(id));
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
    d->address->setText(profile.url.toString());
    d->recipe->setCurrentIndex(d->recipe->findData(profile.recipe));
    d->more->setChecked(false);
    d->name->setText(profile.name);
    d->user->setText(profile.user);
    for (QWidget *fixed : {static_cast<QWidget *>(d->address), static_cast<QWidget *>(d->recipe),
                           static_cast<QWidget *>(d->name), static_cast<QWidget *>(d->more)})
        fixed->setEnabled(false);
}

void SignInForm::focusFirst()
{
    for (QLineEdit *field : {d->address, d->user, static_cast<QLineEdit *>(d->password)}) {
        if (field->text().isEmpty())
            return field->setFocus();
    }
    d->password->setFocus();
}

void SignInForm::focusPassword()
{
    d->password->setFocus();
    d->password->selectAll();
}

void SignInForm::setNoKeychain(const QString &reason)
{
    d->noKeychain = reason;
    d->store->setChecked(false);
    d->store->hide();
    updateStoreNote();
}

void SignInForm::setBusy(bool busy)
{
    setEnabled(!busy);
}

bool SignInForm::isComplete() const
{
    return !d->address->text().trimmed().isEmpty() && !d->name->text().trimmed().isEmpty() &&
           !d->user->text().isEmpty() && !d->password->text().isEmpty();
}

Result<login::Profile> SignInForm::profile(const QString &ownId) const
{
    login::Profile profile;
    profile.id = ownId;
    profile.name = d->name->text().trimmed();
    profile.url = addressFrom(d->address->text());
    profile.recipe =
        d->recipe->currentIndex() < 0 ? login::guessRecipe(profile.url) : d->recipe->currentData().toString();
    profile.user = d->user->text();
    if (auto set = d->settings->applyTo(profile); !set)
        return set.error();
    return login::validated(std::move(profile));
}

QString SignInForm::user() const
{
    return d->user->text();
}

Secret SignInForm::password() const
{
    return d->password->secret();
}

void SignInForm::clearPassword()
{
    d->password->clear();
}

login::StoreIn SignInForm::where() const
{
    return d->store->isChecked() ? login::StoreIn::Keychain : login::StoreIn::Memory;
}

void SignInForm::onAddressEdited()
{
    const QUrl url = addressFrom(d->address->text());
    if (!d->nameChosen)
        d->name->setText(url.host().isEmpty() ? QString() : nameFor(url, d->profiles));
}

// Once the address is whole: half of one would be guessed differently with every letter.
void SignInForm::guess()
{
    if (!d->recipeChosen && !d->address->text().trimmed().isEmpty())
        d->recipe->setCurrentIndex(d->recipe->findData(login::guessRecipe(addressFrom(d->address->text()))));
}

void SignInForm::updateRecipe()
{
    const QString id = d->recipe->currentData().toString();
    const login::Recipe *recipe = login::findRecipe(id);
    d->note->setText(recipe ? recipe->note : QString());
    d->note->setVisible(!d->note->text().isEmpty());
    d->settings->setRecipe(id);
    d->more->setEnabled(recipe);
    d->more->setChecked(id == custom); // nothing works there before these are filled in
}

void SignInForm::updateStoreNote()
{
    d->storeNote->setText(!d->noKeychain.isEmpty()
                              ? tr("%1 The token is kept until Claimcheck quits.").arg(d->noKeychain)
                          : d->store->isChecked() ? tr("The password is never stored.")
                                                  : tr("The token is kept until Claimcheck quits."));
}

} // namespace claimcheck::ui
