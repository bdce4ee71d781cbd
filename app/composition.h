#pragma once

#include "base/clock.h"
#include "credentials/keychain_store.h"
#include "login/profile_store.h"
#include "login/sessions.h"
#include "requests/history.h"
#include "requests/sender.h"

#include <QString>

#include <functional>
#include <optional>

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
    ~Composition();
    Q_DISABLE_COPY_MOVE(Composition)

    /// From now on what is sent is written down, unless that is switched off. `failed` is told what is wrong
    /// with the history, now or later: nothing that is sent waits for it. HistoryDamaged says that a new one
    /// was begun. Look::Begin for who only adds.
    void openHistory(const std::function<void(const Error &)> &failed,
                     requests::History::Look look = requests::History::Look::Whole);
    /// Null while nothing is written down.
    [[nodiscard]] requests::History *history() { return m_history ? &*m_history : nullptr; }

    const SystemClock systemClock = {};
    const Clock &clock;
    login::ProfileStore profiles;
    credentials::KeychainStore keychain;
    login::Sessions sessions;

    requests::Sender sender;

private:
    std::optional<requests::History> m_history;
};

} // namespace claimcheck::app
