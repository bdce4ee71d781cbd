#pragma once

#include "open_link.h"

#include <QString>

namespace claimcheck {
class Clock;
}
namespace claimcheck::credentials {
class CredentialStore;
}
namespace claimcheck::login {
class ProfileStore;
class Sessions;
} // namespace claimcheck::login
namespace claimcheck::requests {
class History;
class Sender;
} // namespace claimcheck::requests

namespace claimcheck::ui {

/// What the window works with: made once by app/composition. Only main_window sees all of it; a panel takes
/// the few references that it needs.
struct Services {
    const Clock &clock;
    login::ProfileStore &profiles;
    login::Sessions &sessions;
    credentials::CredentialStore &keychain;
    requests::Sender &sender;
    requests::History *history; // null: it is switched off, or cannot be used
    QString configFolder;
    /// The program that `Try the practice server` starts ("claimcheck-practice", absolute).
    QString practiceProgram;
    /// How links open; without it they are only shown.
    OpenLink openLink = {};
};

} // namespace claimcheck::ui
