#pragma once

#include "secret_service.h"

#include <QObject>

namespace claimcheck::credentials {

/// QtKeychain's jobs, made safe, for one operation: the keychain is proven unlocked first, a missing entry is
/// told from a locked one, and a delete is proven by a search. Destruction ends what was waited for; a job
/// that runs goes on and is never deleted before its end (QtKeychain would crash). Ids are the items'
/// attribute "user", the service is their attribute "server". Callbacks come from the event loop, and may
/// destroy the object.
///
/// QtKeychain takes libsecret, which speaks the Secret Service, wherever it can be loaded, also on KDE (whose
/// wallet serves the same interface); only without libsecret does it choose KWallet's own interface by the
/// desktop's name, and there nothing that SecretService says would hold. So without libsecret nothing is read
/// or written: an error says why, and no weaker place is ever used.
class KeychainJobs final : public QObject {
    Q_OBJECT

public:
    explicit KeychainJobs(QString service);

    [[nodiscard]] SecretService &secretService() { return m_secretService; }
    /// Whether QtKeychain can work in this process at all; KeychainReadFailed says what is missing.
    [[nodiscard]] static Result<Done> checkUsable();

    void unlock(Callback<Done> done);
    /// Each of these expects an unlocked keychain.
    void read(const QString &id, Callback<Secret> done);
    void write(const QString &id, const Secret &secret, Callback<Done> done);
    void remove(const QString &id, Callback<Done> done);
    /// All items with this id, locked or not.
    void search(const QString &id, Callback<SecretItems> done);
    /// Starts to delete an item whatever becomes of this object, without an answer. Jobs of one process run
    /// one after the other, so this comes after a write that is still under way.
    static void removeDetached(const QString &service, const QString &id);

private:
    void explainMissing(const QString &id, Callback<Secret> done);
    void proveRemoved(const QString &id, Callback<Done> done);

    QString m_service;
    SecretService m_secretService;
};

} // namespace claimcheck::credentials
