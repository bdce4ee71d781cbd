#pragma once

#include "login/sign_in.h"

#include <QWidget>

class QCheckBox;
class QLabel;

namespace claimcheck::ui {

/// Where a sign-in's token is kept, and what that means.
class SignInStoreBox final : public QWidget {
    Q_OBJECT
public:
    explicit SignInStoreBox(QWidget *parent = nullptr);

    /// What storing means for this kind of sign-in; may be empty.
    void setNote(const QString &note);
    /// Why nothing can be stored: the token is kept until the program ends.
    void setNoKeychain(const QString &reason);
    [[nodiscard]] login::StoreIn where() const;
    /// A proxy for it would be in Tab's way while the box is hidden.
    void focusChoice();

private:
    void update_();
    QCheckBox *m_store;
    QLabel *m_note;
    QString m_ofKind;
    QString m_noKeychain;
};

} // namespace claimcheck::ui
