#include "recipe_settings.h"

#include "login/recipe.h"
#include "theme.h"

namespace claimcheck::ui {

namespace {
constexpr int shownLines = 8;
}

RecipeSettings::RecipeSettings(QWidget *parent) : QPlainTextEdit(parent)
{
    setAccessibleName(tr("Settings of the server, one a line: key = value"));
    setPlaceholderText(QStringLiteral("login.path = /login\nreply.accessToken = /access_token"));
    setFont(monoFont());
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setTabChangesFocus(true);
    setFixedHeight(fontMetrics().lineSpacing() * shownLines + 16);
}

void RecipeSettings::setRecipe(const QString &recipeId)
{
    QStringList lines;
    if (const login::Recipe *recipe = login::findRecipe(recipeId)) {
        for (const auto &[key, value] : recipe->settings)
            lines << QStringLiteral("%1 = %2").arg(key, value);
    }
    setPlainText(lines.join(u'\n'));
}

Result<Done> RecipeSettings::applyTo(login::Profile &profile) const
{
    const QStringList lines = toPlainText().split(u'\n', Qt::SkipEmptyParts);
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

} // namespace claimcheck::ui
