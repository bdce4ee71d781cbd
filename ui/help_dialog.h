#pragma once

#include <QDialog>

namespace claimcheck::ui {

/// The version, and every shortcut in a table. Not modal: it can stay beside the window.
class HelpDialog final : public QDialog {
    Q_OBJECT
public:
    explicit HelpDialog(QWidget *parent = nullptr);
};

} // namespace claimcheck::ui
