#pragma once

#include "login/profile.h"

#include <QLabel>

#include <optional>

namespace claimcheck::ui {

/// The word of a profile's environment on its colour; hidden where it has none.
class EnvironmentBadge final : public QLabel {
    Q_OBJECT
public:
    explicit EnvironmentBadge(QWidget *parent = nullptr);
    void setProfile(const std::optional<login::Profile> &profile);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_environment, m_colour;
};

} // namespace claimcheck::ui
