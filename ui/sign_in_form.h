#pragma once

#include "base/secret.h"
#include "login/profile.h"
#include "login/sessions.h"

#include <QWidget>

#include <memory>

class QLineEdit;

namespace claimcheck::ui {

/// The fields of a sign-in: address first; the kind of server guessed, or found out by asking the address,
/// and changeable; then the fields of that kind and no others, the name, where the token is kept, and, folded
/// away, settings for who knows better.
class SignInForm final : public QWidget {
    Q_OBJECT
public:
    explicit SignInForm(const login::ProfileStore &profiles, QWidget *parent = nullptr);
    ~SignInForm() override;

    void setAddress(const QString &address);
    void setRecipe(const QString &id);
    /// In place of the host's name, unless the person chose one; with a number where it is taken.
    void suggestName(const QString &name);
    void setPerson(const QString &user, const QString &password);
    /// For a profile that is there: only what a sign-in takes can be changed.
    void setProfile(const login::Profile &profile);
    /// Gives the focus to the first field that wants something.
    void focusFirst();
    /// After a refusal: to the password, where this kind has one.
    void focusPassword();
    /// Unfolds the settings and gives the focus to this one.
    void focusSetting(const QString &key);
    /// Says why nothing can be stored, and that the token is kept until the program ends.
    void setNoKeychain(const QString &reason);

    [[nodiscard]] bool isComplete() const;
    /// The profile as the fields describe it; `ownId` is that of an earlier try. Errors: those of
    /// login::validated and login::setField.
    [[nodiscard]] Result<login::Profile> profile(const QString &ownId) const;
    [[nodiscard]] login::SignInOptions options() const;
    /// Secret settings that were filled in, for Sessions::setSecretField.
    [[nodiscard]] std::vector<std::pair<QString, Secret>> secretFields() const;
    /// Empties every field that holds a secret.
    void clearSecrets();

Q_SIGNALS:
    void changed();

private:
    void build();
    [[nodiscard]] QLineEdit *makeLine(const char *objectName, const QString &accessibleName);
    void connectFields();
    void onAddressEdited();
    void guess();
    void onLookedUp();
    void updateRecipe();
    void showSettings();
    void fitAdvanced();
    void askForScopes();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
