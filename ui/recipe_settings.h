#pragma once

#include "login/profile.h"
#include "login/sessions.h"

#include <QWidget>

#include <vector>

class QFormLayout;
class QPlainTextEdit;

namespace claimcheck::ui {

class SecretField;
class SignInScopes;

/// The settings of a kind of server, for whoever knows better than the recipe: lines "key = value", and a
/// masked field for each secret, which goes to the keychain and never into the profile.
class RecipeSettings final : public QWidget {
    Q_OBJECT
public:
    explicit RecipeSettings(QWidget *parent = nullptr);

    /// The recipe's own values, as a start.
    void setRecipe(const QString &recipeId);
    /// What is stored already says so in its field.
    void setProfile(const login::Profile &profile);
    /// Folded away, only the secrets that nothing works without are left.
    void setFolded(bool folded);
    /// The scopes of the server, to pick from beside what is written in the lines.
    void offerScopes(const QStringList &scopes, const QString &usual);
    /// There is no secret to give.
    [[nodiscard]] bool isEmpty() const { return m_fields.empty(); }
    /// Nothing works there before the lines are filled in.
    [[nodiscard]] bool wantsLines() const { return m_recipe == u"custom"; }
    /// Sets what differs from the recipe. Errors: ProfileFieldUnknown, ProfileFieldInvalid.
    [[nodiscard]] Result<Done> applyTo(login::Profile &profile) const;
    /// The secret settings that were filled in.
    [[nodiscard]] std::vector<std::pair<QString, Secret>> secrets() const;
    void clearSecrets();
    /// Gives the focus to the line or field of a setting.
    void focusKey(const QString &key);
    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    /// The focus has left the lines: what stands there may be whole.
    void linesLeft();

private:
    struct Field {
        QString key;
        SecretField *field;
        bool isNeeded; // in most cases
    };
    void addSecret(const QString &key, bool isNeeded);
    [[nodiscard]] QString written(const QString &key) const;
    void write(const QString &key, const QString &value);
    QFormLayout *m_secrets;
    SignInScopes *m_scopes;
    QPlainTextEdit *m_lines;
    std::vector<Field> m_fields;
    QString m_recipe;
    bool m_folded = true;
    bool m_isStored = false; // the profile is there already
};

} // namespace claimcheck::ui
