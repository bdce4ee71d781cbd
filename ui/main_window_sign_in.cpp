#include "login/profile_store.h"
#include "main_window.h"
#include "profile_page.h"
#include "sidebar.h"
#include "sign_in_card_panel.h"
#include "sign_in_dialog.h"
#include "standing_page.h"

#include <QApplication>

/// Signing in, and what follows.
namespace claimcheck::ui {

SignInDialog *MainWindow::makeSignIn()
{
    auto *dialog = new SignInDialog(m_services.profiles, m_services.sessions, m_services.keychain,
                                    m_services.clock, m_services.openLink, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SignInDialog::returned, this, [this, dialog] {
        bringToFront({});
        QApplication::alert(this); // where the window system lets nobody come to the front by himself
        dialog->raise();
        dialog->activateWindow();
    });
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_sidebar->select({Selection::Kind::Profile, dialog->profileId()});
        profilePage().setCurrentIndex(ProfilePage::Token);
        profilePage().standing().readCard();
    });
    return dialog;
}

void MainWindow::signInNew(const QString &address)
{
    SignInDialog *dialog = makeSignIn();
    dialog->startNew(address);
    dialog->open();
}

void MainWindow::signInToPractice(const QUrl &address, const QString &user, const QString &password)
{
    SignInDialog *dialog = makeSignIn();
    dialog->startPractice(address, user, password);
    dialog->open();
}

void MainWindow::signInTo(const QString &profileId)
{
    if (!m_services.profiles.byId(profileId))
        return;
    SignInDialog *dialog = makeSignIn();
    dialog->startFor(profileId);
    dialog->open();
}

void MainWindow::offerCard(const login::SignInCard &card)
{
    const auto show = [this, id = m_profile->profileId()] {
        m_sidebar->select({Selection::Kind::Profile, id});
        m_profile->setCurrentIndex(ProfilePage::Standing);
        m_profile->standing().showCard();
    };
    offer(card.isSound() ? InlineBar::Kind::Info : InlineBar::Kind::Warning,
          tr("Signed in. The sign-in check found: %1.").arg(SignInCardPanel::summaryOf(card)),
          tr("Show the card"), show);
}

} // namespace claimcheck::ui
