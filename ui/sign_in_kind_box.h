#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace claimcheck::ui {

class RecipeChooser;
class SignInLookup;

/// The kind of server that is signed in to: guessed from its address, or found out by asking that, and always
/// changeable; with a note, and the button that unfolds its settings.
class SignInKindBox final : public QWidget {
    Q_OBJECT
public:
    explicit SignInKindBox(QWidget *parent = nullptr);

    [[nodiscard]] QString recipeId() const;
    /// From now on nothing is guessed.
    void choose(const QString &recipeId);
    /// Once an address is whole: half of one would be guessed differently with every letter.
    void guess(const QString &address);
    /// What was asked of another address means nothing any more.
    void forgetAddress();
    /// Somebody types what this kind takes: nothing is changed under their hands.
    void setStays(bool stays) { m_stays = stays; }
    /// True while the address is asked; `recipeId` is not known then.
    [[nodiscard]] bool isAsking() const;
    /// The settings of the kind are in sight.
    [[nodiscard]] bool isUnfolded() const;
    void setUnfolded(bool on);
    /// Of a profile that is there: the kind stays, and there may be no settings.
    void fix(bool hasSettings);

Q_SIGNALS:
    /// Another kind, or it is asked for, or known.
    void changed();
    /// What was asked was answered, or was no answer.
    void answered();
    void unfolded(bool on);

private:
    void onFound(const QString &issuer);
    void update_();
    void updateNote();
    RecipeChooser *m_recipe;
    QToolButton *m_more;
    QLabel *m_note;
    SignInLookup *m_lookup;
    QString m_asked; // the address that was asked last
    QString m_found; // the issuer that it led to
    bool m_isChosen = false;
    bool m_stays = false;
};

} // namespace claimcheck::ui
