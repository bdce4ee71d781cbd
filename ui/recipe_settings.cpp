#include "recipe_settings.h"

#include "login/recipe.h"
#include "login/setting_rules.h"
#include "sign_in_scopes.h"
#include "theme.h"
#include "widgets/plain_label.h"
#include "widgets/secret_field.h"

#include <QEvent>
#include <QFormLayout>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QVBoxLayout>

namespace claimcheck::ui {

namespace {

constexpr int grid = 4;
constexpr int shownLines = 8;

/// A header that the server wants and that only the person knows ("apikey").
bool isOpenHeader(const std::pair<QString, QString> &setting)
{
    return setting.first.startsWith(u"login.header.") && setting.second.isEmpty();
}

} // namespace

RecipeSettings::RecipeSettings(QWidget *parent)
    : QWidget(parent)
    , m_secrets(new QFormLayout)
    , m_scopes(new SignInScopes(this))
    , m_lines(new QPlainTextEdit(this))
{
    m_lines->setObjectName(QStringLiteral("signInSettingLines"));
    m_lines->setAccessibleName(tr("Settings of the server, one a line: key = value"));
    m_lines->setPlaceholderText(QStringLiteral("login.path = /login\nreply.accessToken = /access_token"));
    m_lines->setFont(monoFont());
    m_lines->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_lines->setTabChangesFocus(true);
    m_lines->installEventFilter(this);
    m_lines->setFixedHeight(m_lines->fontMetrics().lineSpacing() * shownLines + 4 * grid);
    m_secrets->setHorizontalSpacing(3 * grid);
    m_secrets->setVerticalSpacing(2 * grid);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * grid);
    column->addLayout(m_secrets);
    column->addWidget(m_scopes);
    column->addWidget(m_lines);
    const QString scope = QStringLiteral("scope");
    connect(m_lines, &QPlainTextEdit::textChanged, this,
            [this, scope] { m_scopes->setWritten(written(scope)); });
    connect(m_scopes, &SignInScopes::chosen, this,
            [this, scope](const QString &chosen) { write(scope, chosen); });
}

bool RecipeSettings::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_lines && event->type() == QEvent::FocusOut)
        Q_EMIT linesLeft();
    return QWidget::eventFilter(watched, event);
}

void RecipeSettings::offerScopes(const QStringList &scopes, const QString &usual)
{
    m_scopes->setOffered(scopes, usual);
}

/// The value in the last line of this key; empty where there is none.
QString RecipeSettings::written(const QString &key) const
{
    for (QTextBlock block = m_lines->document()->lastBlock(); block.isValid(); block = block.previous()) {
        const QString line = block.text();
        const qsizetype equals = line.indexOf(u'=');
        if (equals > 0 && line.first(equals).trimmed() == key)
            return line.sliced(equals + 1).trimmed();
    }
    return {};
}

/// Changes that line, or adds one; what is undone is undone in one step.
void RecipeSettings::write(const QString &key, const QString &value)
{
    const QString line = QStringLiteral("%1 = %2").arg(key, value);
    for (QTextBlock block = m_lines->document()->lastBlock(); block.isValid(); block = block.previous()) {
        if (block.text().section(u'=', 0, 0).trimmed() != key)
            continue;
        QTextCursor cursor(block);
        cursor.select(QTextCursor::LineUnderCursor);
        return cursor.insertText(line);
    }
    m_lines->appendPlainText(line);
}

void RecipeSettings::setRecipe(const QString &recipeId)
{
    m_recipe = recipeId;
    while (m_secrets->rowCount() > 0)
        m_secrets->removeRow(0);
    m_fields.clear();
    QStringList lines;
    if (const login::Recipe *recipe = login::findRecipe(recipeId)) {
        for (const auto &entry : recipe->settings) {
            if (isOpenHeader(entry))
                addSecret(entry.first, true);
            else
                lines << QStringLiteral("%1 = %2").arg(entry.first, entry.second);
        }
        for (const QString &key : login::secretKeys(recipe->kind))
            addSecret(key, recipe->kind == login::Recipe::Kind::ClientCredentials && key == u"client_secret");
    }
    m_lines->setPlainText(lines.join(u'\n'));
    setFolded(m_folded);
}

void RecipeSettings::setFolded(bool folded)
{
    m_folded = folded;
    bool isEmpty = true;
    for (const Field &field : m_fields) {
        m_secrets->setRowVisible(field.field, field.isNeeded || !folded);
        isEmpty = isEmpty && !field.isNeeded;
    }
    m_lines->setVisible(!folded && !m_isStored); // those of a profile that is there are on its page
    const login::Recipe *recipe = login::findRecipe(m_recipe);
    m_scopes->setWanted(!folded && !m_isStored && recipe && login::isOAuth(recipe->kind));
    setVisible(!folded || !isEmpty);
}

void RecipeSettings::addSecret(const QString &key, bool isNeeded)
{
    auto *field = new SecretField(this);
    field->setObjectName(QStringLiteral("signInSecret_") + key);
    field->setAccessibleName(key);
    field->setPlaceholderText(tr("Kept in the keychain"));
    QLabel *name = plainLabel(key, this);
    name->setFont(monoFont());
    m_secrets->addRow(name, field);
    m_fields.push_back({key, field, isNeeded});
}

void RecipeSettings::setProfile(const login::Profile &profile)
{
    m_isStored = true;
    setRecipe(profile.recipe);
    for (Field &field : m_fields) {
        if (!profile.secretFields.contains(field.key))
            continue;
        field.field->setPlaceholderText(tr("Stored; fill in to change it"));
        field.isNeeded = false;
    }
    setFolded(m_folded);
}

Result<Done> RecipeSettings::applyTo(login::Profile &profile) const
{
    const QStringList lines = m_lines->toPlainText().split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        if (line.trimmed().isEmpty())
            continue;
        const qsizetype equals = line.indexOf(u'=');
        const QString key = line.left(equals).trimmed();
        const QString value = equals < 0 ? QString() : line.mid(equals + 1).trimmed();
        if (login::setting(profile, key) == value)
            continue;
        if (auto set = login::setField(profile, key, value); !set)
            return set;
    }
    return Done{};
}

std::vector<std::pair<QString, Secret>> RecipeSettings::secrets() const
{
    std::vector<std::pair<QString, Secret>> filled;
    for (const Field &field : m_fields) {
        if (!field.field->text().isEmpty())
            filled.emplace_back(field.key, field.field->secret());
    }
    return filled;
}

void RecipeSettings::clearSecrets()
{
    for (const Field &field : m_fields)
        field.field->clear();
}

void RecipeSettings::focusKey(const QString &key)
{
    for (const Field &field : m_fields) {
        if (field.key == key)
            return field.field->setFocus();
    }
    for (QTextBlock block = m_lines->document()->begin(); block.isValid(); block = block.next()) {
        if (!block.text().startsWith(key + QStringLiteral(" =")))
            continue;
        QTextCursor cursor(block);
        cursor.movePosition(QTextCursor::EndOfBlock);
        m_lines->setTextCursor(cursor);
        break;
    }
    m_lines->setFocus();
}

} // namespace claimcheck::ui
