#pragma once

#include "credential_store.h"

#include <QHash>

namespace claimcheck::credentials {

/// "Keep until quit": secrets live in this process only. State Memory.
class MemoryStore final : public CredentialStore {
public:
    OperationPtr probe(QObject *context, Callback<KeychainState> done) override;
    OperationPtr unlock(QObject *context, Callback<Done> done) override;
    OperationPtr read(const QString &id, QObject *context, Callback<Secret> done) override;
    OperationPtr write(const QString &id, const Secret &secret, QObject *context,
                       Callback<Done> done) override;
    OperationPtr remove(const QString &id, QObject *context, Callback<Done> done) override;
    OperationPtr checkWritable(QObject *context, Callback<Done> done) override;
    OperationPtr list(QObject *context, Callback<QStringList> done) override;

private:
    QHash<QString, Secret> m_items;
};

} // namespace claimcheck::credentials
