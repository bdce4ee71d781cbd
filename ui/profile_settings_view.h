#pragma once

#include "login/profile.h"

#include <QWidget>

class QFormLayout;
class QLabel;

namespace claimcheck::ui {

/// The settings of a profile, as `claimcheck profile show` prints them; unset ones are left out.
class ProfileSettingsView final : public QWidget {
    Q_OBJECT
public:
    explicit ProfileSettingsView(QWidget *parent = nullptr);
    void setProfile(const std::optional<login::Profile> &profile);

private:
    QFormLayout *m_rows;
};

/// A muted name of a fact, as wide as that of any setting, so that all of a page line up.
void styleAsKey(QLabel *label);

} // namespace claimcheck::ui
