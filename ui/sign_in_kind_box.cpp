#include "sign_in_kind_box.h"

#include "address.h"
#include "icons.h"
#include "login/recipe.h"
#include "recipe_chooser.h"
#include "sign_in_lookup.h"
#include "widgets/plain_label.h"
#include "widgets/visible_text.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {
constexpr int grid = 4;
}

SignInKindBox::SignInKindBox(QWidget *parent)
    : QWidget(parent)
    , m_recipe(new RecipeChooser(this))
    , m_more(new QToolButton(this))
    , m_note(plainLabel({}, this))
    , m_lookup(new SignInLookup(this))
{
    m_recipe->setObjectName(QStringLiteral("signInRecipe"));
    m_recipe->setAccessibleName(tr("Kind of server"));
    m_more->setObjectName(QStringLiteral("signInMore"));
    m_more->setText(tr("Settings"));
    m_more->setAccessibleName(tr("Settings of the server"));
    m_more->setIcon(icon(u"settings"));
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setFocusPolicy(Qt::StrongFocus);
    m_more->setCheckable(true);
    m_note->setObjectName(QStringLiteral("signInNote"));
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    setFocusProxy(m_recipe);
    auto *row = new QHBoxLayout;
    row->setSpacing(2 * grid);
    row->addWidget(m_recipe, 1);
    row->addWidget(m_more);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid);
    column->addLayout(row);
    column->addWidget(m_note);
    connect(m_recipe, &QComboBox::activated, this, [this] {
        m_isChosen = true;
        m_lookup->cancel();
        update_();
    });
    connect(m_recipe, &QComboBox::currentIndexChanged, this, &SignInKindBox::update_);
    connect(m_more, &QToolButton::toggled, this, &SignInKindBox::unfolded);
    connect(m_lookup, &SignInLookup::found, this, &SignInKindBox::onFound);
    connect(m_lookup, &SignInLookup::nothingFound, this, [this] {
        update_();
        Q_EMIT answered();
    });
}

QString SignInKindBox::recipeId() const
{
    return m_recipe->currentData().toString();
}

void SignInKindBox::choose(const QString &recipeId)
{
    m_isChosen = true;
    m_lookup->cancel();
    m_recipe->setCurrentIndex(m_recipe->findData(recipeId));
    update_();
}

// Where the address says nothing, the server itself is asked.
void SignInKindBox::guess(const QString &address)
{
    if (m_isChosen || address.isEmpty() || m_asked == address)
        return;
    m_asked = address;
    const QUrl url = addressFrom(address);
    const QString guessed = login::guessRecipe(url);
    if (guessed == u"custom" && !url.host().isEmpty()) {
        login::Profile asked;
        asked.url = url;
        m_lookup->start(asked);
    }
    m_recipe->setCurrentIndex(m_recipe->findData(guessed));
    update_();
}

void SignInKindBox::forgetAddress()
{
    m_lookup->cancel();
    m_found.clear();
    m_asked.clear();
}

bool SignInKindBox::isAsking() const
{
    return m_lookup->isRunning();
}

bool SignInKindBox::isUnfolded() const
{
    return m_more->isChecked();
}

void SignInKindBox::setUnfolded(bool on)
{
    m_more->setChecked(on);
}

void SignInKindBox::fix(bool hasSettings)
{
    m_recipe->setEnabled(false);
    m_more->setEnabled(hasSettings);
}

void SignInKindBox::onFound(const QString &issuer)
{
    m_found = issuer;
    if (!m_isChosen && !m_stays)
        m_recipe->setCurrentIndex(m_recipe->findData(QStringLiteral("oidc")));
    update_();
    Q_EMIT answered();
}

void SignInKindBox::update_()
{
    m_more->setEnabled(login::findRecipe(recipeId()) && !isAsking());
    updateNote();
    Q_EMIT changed();
}

void SignInKindBox::updateNote()
{
    const login::Recipe *recipe = login::findRecipe(recipeId());
    if (isAsking())
        m_note->setText(
            tr("Asking %1 how it signs people in…").arg(visibleText(addressFrom(m_asked).host())));
    else if (!m_found.isEmpty() && recipe && recipe->kind == login::Recipe::Kind::Browser)
        m_note->setText(tr("Found by asking. You sign in at %1.").arg(visibleText(m_found)));
    else
        m_note->setText(recipe ? recipe->note : QString());
    m_note->setVisible(!m_note->text().isEmpty());
}

} // namespace claimcheck::ui
