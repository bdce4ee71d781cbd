#include "recipe_chooser.h"

#include "login/recipe.h"

#include <QStandardItemModel>

#include <algorithm>

namespace claimcheck::ui {

namespace {

using Kind = login::Recipe::Kind;

struct Group {
    const char *title;
    std::vector<Kind> kinds;
};

const std::vector<Group> &groups()
{
    static const std::vector<Group> all = {
        {QT_TRANSLATE_NOOP("claimcheck::ui::RecipeChooser", "In the browser"), {Kind::Browser, Kind::Device}},
        {QT_TRANSLATE_NOOP("claimcheck::ui::RecipeChooser", "With a user name and a password"),
         {Kind::Password, Kind::PasswordGrant}},
        {QT_TRANSLATE_NOOP("claimcheck::ui::RecipeChooser", "On a page, with cookies"), {Kind::Form}},
        {QT_TRANSLATE_NOOP("claimcheck::ui::RecipeChooser", "With what you were given"), {Kind::Static}},
        {QT_TRANSLATE_NOOP("claimcheck::ui::RecipeChooser", "For programs, without a person"),
         {Kind::ClientCredentials, Kind::TokenExchange, Kind::JwtBearer}},
    };
    return all;
}

} // namespace

RecipeChooser::RecipeChooser(QWidget *parent) : QComboBox(parent)
{
    auto *items = new QStandardItemModel(this);
    for (const Group &group : groups()) {
        auto *title = new QStandardItem(tr(group.title));
        QFont font = title->font();
        font.setWeight(QFont::DemiBold);
        title->setFont(font);
        title->setEnabled(false);
        title->setSelectable(false);
        items->appendRow(title);
        for (const login::Recipe &recipe : login::allRecipes()) {
            if (std::find(group.kinds.begin(), group.kinds.end(), recipe.kind) == group.kinds.end())
                continue;
            auto *entry = new QStandardItem(recipe.title);
            entry->setData(recipe.id, Qt::UserRole);
            items->appendRow(entry);
        }
    }
    setModel(items);
    setMaxVisibleItems(items->rowCount());
    setPlaceholderText(tr("Guessed from the address"));
    setCurrentIndex(-1);
}

} // namespace claimcheck::ui
