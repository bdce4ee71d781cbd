#pragma once

#include "environment_look.h"
#include "requests/environments.h"

#include <QToolButton>

#include <map>
#include <optional>

namespace claimcheck::login {
class ProfileStore;
}

namespace claimcheck::ui {

/// What is chosen: an environment of the collection (variables, and the profile that it names), or a profile
/// alone, or nothing.
struct ChosenEnvironment {
    enum class Kind { None, Environment, Profile };
    Kind kind = Kind::None;
    QString name = {}; // of the environment, or the profile's id
    friend bool operator==(const ChosenEnvironment &, const ChosenEnvironment &) = default;
};

/// The one place where variables, credential, cookie jar and TLS are switched together. Production shows its
/// word and colour.
class EnvironmentChooser final : public QToolButton {
    Q_OBJECT
public:
    explicit EnvironmentChooser(login::ProfileStore &profiles, QWidget *parent = nullptr);

    /// Of the collection, as they are now. What was chosen stays, where it is still there: a file of another
    /// folder has a choice of its own, which comes back with it. A profile alone stays whatever the file.
    void setEnvironments(const requests::Environments &environments);
    void choose(const ChosenEnvironment &chosen);
    /// An environment or profile of this name; false where there is none.
    bool chooseByName(const QString &name);
    [[nodiscard]] const ChosenEnvironment &chosen() const { return m_chosen; }
    /// Its variables; one without any for a profile or nothing.
    [[nodiscard]] requests::Environment environment() const;
    [[nodiscard]] std::optional<login::Profile> profile() const;
    /// "prod" where it is production, else empty.
    [[nodiscard]] QString production() const;

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void environmentChanged();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void fillMenu();
    void update_();
    [[nodiscard]] QString words() const;
    [[nodiscard]] QString shownText() const;
    [[nodiscard]] EnvironmentLook look() const;
    login::ProfileStore &m_profiles;
    QString m_folder; // that m_all was read from
    std::vector<requests::Environment> m_all;
    ChosenEnvironment m_chosen;
    /// An environment that was chosen, with the profile that it named then.
    struct Remembered {
        ChosenEnvironment chosen;
        QByteArray profile;
    };
    std::map<QString, Remembered> m_chosenIn; // by the folder, while another one's are shown
};

} // namespace claimcheck::ui
