#pragma once

#include "sign_in_desk.h"
#include "support/patience.h"

#include <QSignalSpy>

using namespace harness;
using oauth_tools::Provider;
using oauth_tools::visit;
using Desk = SignInDesk;
using Step = login::SignInStep;

/// Each way in, through the dialog: which fields it shows, what it waits for, and what stands in the way.
class SignInWaysTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void asksForWhatItsKindTakes_data();
    void asksForWhatItsKindTakes();
    void findsOutByAsking();
    void foldedSettingsLeaveNoGap();
    void picksScopes();
    void scopesComeThroughTheProfilesConnection();
    void thePickedScopesAreAskedFor();
    void hostileScopesAreShownAsText();
    void aChosenKindStays();
    void signsInInTheBrowser();
    void takesThePastedAddress();
    void asksAboutOrigins_data();
    void asksAboutOrigins();
    void saysWhyTheQuestionMatters();
    void keepsTheClientsSecretOutOfTheProfile();
    void takesATokenThatOneHas();
    void leadsToTheSettingThatIsMissing();
    void offersToKeepUntilQuit();
    void offersToUnlock();
    void holdsBackAnotherPerson();
    void cancellingLeavesNothing();
};
