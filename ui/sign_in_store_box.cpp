#include "sign_in_store_box.h"

#include "widgets/plain_label.h"

#include <QCheckBox>
#include <QVBoxLayout>

namespace claimcheck::ui {

SignInStoreBox::SignInStoreBox(QWidget *parent)
    : QWidget(parent)
    , m_store(new QCheckBox(tr("Store the token in the &keychain"), this))
    , m_note(plainLabel({}, this))
{
    m_store->setObjectName(QStringLiteral("signInStore"));
    m_store->setChecked(true);
    m_note->setObjectName(QStringLiteral("signInStoreNote"));
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_store);
    column->addWidget(m_note);
    connect(m_store, &QCheckBox::toggled, this, &SignInStoreBox::update_);
    update_();
}

void SignInStoreBox::focusChoice()
{
    m_store->setFocus();
}

void SignInStoreBox::setNote(const QString &note)
{
    m_ofKind = note;
    update_();
}

void SignInStoreBox::setNoKeychain(const QString &reason)
{
    m_noKeychain = reason;
    m_store->setChecked(false);
    m_store->hide();
    update_();
}

login::StoreIn SignInStoreBox::where() const
{
    return m_store->isChecked() ? login::StoreIn::Keychain : login::StoreIn::Memory;
}

void SignInStoreBox::update_()
{
    m_note->setText(!m_noKeychain.isEmpty()
                        ? tr("%1 The token is kept until Claimcheck quits.").arg(m_noKeychain)
                    : m_store->isChecked() ? m_ofKind
                                           : tr("The token is kept until Claimcheck quits."));
    m_note->setVisible(!m_note->text().isEmpty());
}

} // namespace claimcheck::ui
