#pragma once

#include "base/clock.h"
#include "login/sessions.h"
#include "open_link.h"
#include "widgets/inline_bar.h"

#include <QWidget>

#include <functional>
#include <memory>

namespace claimcheck::ui {

struct SessionProblem;

/// A profile's details: who is signed in and until when (ticking), its tokens, where the secret is kept, the
/// settings, refresh now, sign out with its receipt, remove.
class DetailsPanel final : public QWidget {
    Q_OBJECT
public:
    DetailsPanel(login::ProfileStore &profiles, login::Sessions &sessions, const Clock &clock,
                 QWidget *parent = nullptr);
    ~DetailsPanel() override;

    void setProfile(const QString &profileId);
    /// How the page opens that ends the session at the provider; without it the receipt says that it is left.
    void setOpenLink(OpenLink openLink);
    /// Looks into the keychain (again).
    void load();
    /// The buttons' work, for menu and keys.
    void refreshNow();
    void signOut();
    /// These ask first, in place.
    void askSignOutEverywhere();
    void askRemove();

Q_SIGNALS:
    void signInRequested(const QString &profileId);
    /// The ID Token is to be looked at.
    void inspectRequested(const QByteArray &token, const QString &label);
    /// What this panel says while nobody sees it.
    void failedUnseen(const claimcheck::Error &error);
    /// After the person removed the profile and its secrets are gone.
    void profileRemoved(const QString &profileId);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    void showSettings();
    void changeSetting(const QString &key, const QString &value);
    void updateState();
    void updateTimes();
    void showError(const Error &error);
    using Start = std::function<login::WaiterPtr(login::Callback<login::SessionInfo>)>;
    /// Unless something runs; `again` is what "Try again" does when it fails.
    void run(const Start &start, std::function<void()> again);
    void onDone(const Result<login::SessionInfo> &info);
    void storeAgain();
    void ask(InlineBar::Kind kind, const QString &message, const QString &actionText,
             std::function<void()> action);
    void signOutAs(login::SignOutOptions::Reach reach);
    [[nodiscard]] std::function<void()> helpFor(const SessionProblem &problem);
    void forgetAndRemove();
    void removeProfile();
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace claimcheck::ui
