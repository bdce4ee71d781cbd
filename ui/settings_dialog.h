#pragma once

#include "ui_settings.h"

#include <QDialog>

namespace claimcheck::ui {

/// Times, clipboard. The theme follows the system, and the dialog says so. Every change holds at once.
class SettingsDialog final : public QDialog {
    Q_OBJECT
public:
    explicit SettingsDialog(UiSettings &settings, QWidget *parent = nullptr);

Q_SIGNALS:
    void changed();
};

} // namespace claimcheck::ui
