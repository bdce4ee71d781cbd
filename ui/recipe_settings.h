#pragma once

#include "login/profile.h"

#include <QPlainTextEdit>

namespace claimcheck::ui {

/// The settings of a kind of server as lines "key = value", for whoever knows better than the recipe.
class RecipeSettings final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit RecipeSettings(QWidget *parent = nullptr);

    /// The recipe's own values, as a start.
    void setRecipe(const QString &recipeId);
    /// Sets what differs from the recipe. Errors: ProfileFieldUnknown, ProfileFieldInvalid.
    [[nodiscard]] Result<Done> applyTo(login::Profile &profile) const;
};

} // namespace claimcheck::ui
