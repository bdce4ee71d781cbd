#pragma once

#include "support/patience.h"
#include "login/profile_store.h"
#include "oauth_tools.h"
#include "ui/sign_in_dialog.h"
#include "window_input.h"

#include <QPlainTextEdit>

namespace harness {

/// A dialog as the window opens it, with a keychain in memory and a person instead of a browser.
struct SignInDesk {
    explicit SignInDesk(const QString &profileId = {}, std::vector<login::Profile> known = {})
    {
        for (login::Profile &profile : known) {
            if (!profiles.add(profile))
                qFatal("no profile");
        }
        dialog =
            std::make_unique<ui::SignInDialog>(profiles, sessions, keychain, clock, [this](const QUrl &link) {
                opened += link;
                return browserStarts
                           ? Result<Done>(Done{})
                           : Result<Done>(Error{ErrorCode::BrowserNotStarted, {}, u"none of x was found"_s});
            });
        if (profileId.isEmpty())
            dialog->startNew();
        else
            dialog->startFor(profileId);
        dialog->show();
        dialog->activateWindow();
        if (!QTest::qWaitForWindowActive(dialog.get(), claimcheck::test::busyMachineMs))
            qFatal("no dialog");
    }
    /// Fills in what an OAuth profile of the practice provider takes.
    void fill(const QString &recipe, const QString &clientId = u"claimcheck"_s)
    {
        type(*dialog, "signInAddress", address);
        choose(*dialog, "signInRecipe", recipe);
        if (clientId.isEmpty())
            return;
        if (auto *field = find<QLineEdit>(*dialog, "signInClientId"); field->isVisible())
            return type(*dialog, "signInClientId", clientId);
        auto *more = find<QAbstractButton>(*dialog, "signInMore");
        if (!more->isChecked())
            more->click();
        auto *lines = find<QPlainTextEdit>(*dialog, "signInSettingLines");
        lines->appendPlainText(u"client_id = "_s + clientId);
    }
    [[nodiscard]] bool isVisible(const char *name) const
    {
        const auto *found = dialog->findChild<QWidget *>(QString::fromLatin1(name));
        return found && found->isVisible();
    }
    /// The word beside a step, and "-" where the step is not there.
    [[nodiscard]] QString state(login::SignInStep step) const
    {
        const auto *found =
            dialog->findChild<QLabel *>(u"signInStepState"_s + QString::number(static_cast<int>(step)));
        return found ? found->text() : u"-"_s;
    }
    [[nodiscard]] QString bar() const { return message(*dialog, "signInMessage"); }
    [[nodiscard]] QString barAction() const
    {
        return find<QAbstractButton>(*find<QWidget>(*dialog, "signInMessage"), "inlineBarAction")->text();
    }

    /// Of the provider.
    QString address = oauth_tools::Provider::shared().practice.url();
    QTemporaryDir folder;
    SystemClock clock;
    login::ProfileStore profiles{folder.path()};
    sessions_tools::FaultStore keychain;
    login::Sessions sessions{profiles, keychain, clock, folder.filePath(u"locks"_s)};
    QList<QUrl> opened;
    bool browserStarts = true;
    std::unique_ptr<ui::SignInDialog> dialog;
    QObject browser;
};

} // namespace harness
