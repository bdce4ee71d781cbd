#pragma once

#include "credential_store.h"

namespace claimcheck::credentials {

/// The system's keychain: QtKeychain for reading and writing, the Secret Service over D-Bus for what
/// QtKeychain cannot tell (locked or missing, really deleted or not). Items have service "claimcheck" and the
/// item id as their key. On Linux this is the Secret Service; it never falls back to anything weaker.
class KeychainStore final : public CredentialStore {
public:
    explicit KeychainStore(QString service = QStringLiteral("claimcheck"));
    ~KeychainStore() override;
    OperationPtr probe(QObject *context, Callback<KeychainState> done) override;
    OperationPtr unlock(QObject *context, Callback<Done> done) override;
    OperationPtr read(const QString &id, QObject *context, Callback<Secret> done) override;
    OperationPtr write(const QString &id, const Secret &secret, QObject *context,
                       Callback<Done> done) override;
    OperationPtr remove(const QString &id, QObject *context, Callback<Done> done) override;
    OperationPtr checkWritable(QObject *context, Callback<Done> done) override;
    OperationPtr list(QObject *context, Callback<QStringList> done) override;

private:
    QString m_service;
};

} // namespace claimcheck::credentials
