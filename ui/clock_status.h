#pragma once

#include <QLabel>

#include <chrono>
#include <optional>

namespace claimcheck::ui {

/// How far a server's clock is from this machine's, in the status bar; hidden until one has answered.
class ClockStatus final : public QLabel {
    Q_OBJECT
public:
    explicit ClockStatus(QWidget *parent = nullptr);
    void setSkew(const std::optional<std::chrono::milliseconds> &skew, const QString &server);
};

} // namespace claimcheck::ui
