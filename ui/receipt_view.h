#pragma once

#include "login/sign_out.h"

#include <QWidget>

class QGridLayout;

namespace claimcheck::ui {

/// The sign-out receipt: one line a step, with what was done, what failed, and what the server does not
/// offer.
class ReceiptView final : public QWidget {
    Q_OBJECT
public:
    explicit ReceiptView(QWidget *parent = nullptr);
    void setReceipt(const login::Receipt &receipt);
    /// Hides it.
    void clear();

private:
    QGridLayout *m_grid;
};

} // namespace claimcheck::ui
