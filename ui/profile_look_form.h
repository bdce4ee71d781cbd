#pragma once

#include "login/profile.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLineEdit;

namespace claimcheck::ui {

/// Group, environment and colour of a profile, to change in place.
class ProfileLookForm final : public QWidget {
    Q_OBJECT
public:
    explicit ProfileLookForm(QWidget *parent = nullptr);
    void setProfile(const std::optional<login::Profile> &profile);

Q_SIGNALS:
    /// A setting of login::setField.
    void chosen(const QString &key, const QString &value);

private:
    QLineEdit *m_group;
    QComboBox *m_environment;
    QComboBox *m_colour;
};

} // namespace claimcheck::ui
