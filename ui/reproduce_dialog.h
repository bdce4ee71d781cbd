#pragma once

#include "inspect/reproduce.h"

#include <QDialog>

class QFormLayout;

namespace claimcheck::ui {

/// How anybody can check the signature again without Claimcheck: what is signed, its digest, the key's
/// thumbprint, and the commands, each with a button that copies it. The signing input is most of a token, so
/// its copy is that of a secret.
class ReproduceDialog final : public QDialog {
    Q_OBJECT
public:
    explicit ReproduceDialog(const inspect::Reproduction &words, QWidget *parent = nullptr);

private:
    void addText(QFormLayout *form, const char *name, const QString &label, const QString &text, int rows);
};

} // namespace claimcheck::ui
