#pragma once

#include "base/clock.h"
#include "credentials/keychain_store.h"
#include "login/profile_store.h"
#include "login/sessions.h"

#include <QString>

namespace claimcheck::app {

/// `$XDG_CONFIG_HOME/claimcheck` (or the system's like of it).
[[nodiscard]] QString defaultConfigFolder();
/// The absolute path of another program of ours, which is installed beside this one.
[[nodiscard]] QString siblingProgram(const QString &name);

/// The services, built once by main and passed down by reference. Nothing is read or asked before it is used.
class Composition final {
public:
    explicit Composition(const QString &configFolder);
    /// With another clock (pictures and tests), which must outlive this.
    Composition(const QString &configFolder, const Clock &time);

    const SystemClock systemClock = {};
    const Clock &clock;
    login::ProfileStore profiles;
    credentials::KeychainStore keychain;
    login::Sessions sessions;
};

} // namespace claimcheck::app
