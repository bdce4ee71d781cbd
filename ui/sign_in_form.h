#pragma once

#include "base/secret.h"
#include "login/profile.h"
#include "login/sessions.h"

#include <QWidget>

#include <memory>

namespace claimcheck::ui {

/// The fields of a sign-in: address first; the kind of server guessed and changeable, with its settings for
/// who knows better; name, user, password, and where the token is kept.
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
    /// For a profile that is there: only user and password can be changed.
    void setProfile(const login::Profile &profile);
    /// Gives the focus to the first field that wants something.
    void focusFirst();
    /// After a refusal.
    void focusPassword();
    /// Says why nothing can be stored, and that the token is kept until the program ends.
    void setNoKeychain(const QString &reason);
    void setBusy(bool busy);

    [[nodiscard]] bool isComplete() const;
    /// The profile as the fields describe it; `ownId` is that of an earlier try. Errors: those of
    /// login::validated and login::setField.
    [[nodiscard]] Result<login::Profile> profile(const QString &ownId) const;
    [[nodiscard]] QString user() const;
    [[nodiscard]] Secret password() const;
    void clearPassword();
    [[nodiscard]] login::StoreIn where() const;

Q_SIGNALS:
    void changed();

private:
    void build();
    void onAddressEdited();
    void guess();
    void updateRecipe();
    void updateStoreNote();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
