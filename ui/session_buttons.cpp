#include "session_buttons.h"

#include "icons.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace claimcheck::ui {

SessionButtons::SessionButtons(QWidget *parent)
    : QWidget(parent)
    , m_signIn(make("detailsSignIn", tr("Sign in…"), u"sign-in", &SessionButtons::signIn))
    , m_refresh(make("detailsRefresh", tr("Refresh now"), u"refresh", &SessionButtons::refresh))
    , m_signOut(make("detailsSignOut", tr("Sign out"), u"sign-out", &SessionButtons::signOut))
    , m_everywhere(make("detailsSignOutEverywhere", tr("Sign out everywhere…"), {},
                        &SessionButtons::signOutEverywhere))
    , m_remove(make("detailsRemove", tr("Remove…"), u"remove", &SessionButtons::remove))
{
    m_refresh->setToolTip(tr("F5"));
    m_remove->setAccessibleName(tr("Remove the profile"));
    m_remove->setToolTip(tr("Removes the profile and its secrets"));
    m_everywhere->setToolTip(tr("Ends this person's sign-ins on other devices too"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (QPushButton *button : {m_signIn, m_refresh, m_signOut, m_everywhere})
        row->addWidget(button);
    row->addStretch();
    row->addWidget(m_remove);
    setOffersEverywhere(false);
}

QPushButton *SessionButtons::make(const char *objectName, const QString &text, QStringView iconName,
                                  void (SessionButtons::*pressed)())
{
    auto *button = new QPushButton(icon(iconName), text, this);
    button->setObjectName(QString::fromLatin1(objectName));
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, pressed);
    return button;
}

void SessionButtons::setOffersEverywhere(bool offers)
{
    m_everywhere->setVisible(offers);
}

void SessionButtons::setState(const login::SessionInfo &info, bool isBusy)
{
    const bool isIn = info.state != login::SessionState::SignedOut;
    m_signIn->setEnabled(!isBusy);
    m_refresh->setEnabled(info.canRefresh && !isBusy);
    m_signOut->setEnabled(isIn && !isBusy);
    m_everywhere->setEnabled(isIn && !isBusy);
    m_remove->setEnabled(!isBusy);
}

void SessionButtons::focusSignIn()
{
    m_signIn->setFocus();
}

} // namespace claimcheck::ui
