#pragma once

#include <QComboBox>

namespace claimcheck::ui {

/// The kinds of server, grouped by what a sign-in takes: the data of an entry is the recipe's id.
class RecipeChooser final : public QComboBox {
    Q_OBJECT
public:
    explicit RecipeChooser(QWidget *parent = nullptr);
};

} // namespace claimcheck::ui
