#pragma once

#include "credentials/credential_store.h"
#include "http/message.h"

#include <QByteArrayList>

#include <vector>

namespace claimcheck::requests {

/// A secret that requests name by `{{keychain:NAME}}`, as it is listed.
struct KeptSecret {
    QByteArray name = {};
    http::Leash leash = {};
};

/// The secrets behind `{{keychain:NAME}}`: one item of the keychain each, with the name and a leash of its
/// own inside. The item's id is made from a hash of the name, which tells nothing in a locked keychain.
/// The promises of CredentialStore hold; its errors come through, and those that are named below.
class KeptSecrets final {
public:
    static constexpr qsizetype longestSecret = 64 * 1024;
    static constexpr qsizetype longestName = 120;

    explicit KeptSecrets(credentials::CredentialStore &store) : m_store(store) {}

    /// Replaces one of the same name. A secret is text that a header can hold. Error: UsageInvalid (the
    /// name or the secret cannot be kept, or the leash allows nothing).
    [[nodiscard]] credentials::OperationPtr keep(const QByteArray &name, const Secret &secret,
                                                 const http::Leash &leash, QObject *context,
                                                 credentials::Callback<Done> done) const;
    /// Keeps it under this name, or, where the keychain has another secret or another leash under it, under
    /// the next free one ("key-2") that is not among `taken`: nothing that is kept is touched. What is kept
    /// already, with the same leash, is left as it is. A damaged item is somebody's too. The result is the
    /// name. Errors: those of keep.
    [[nodiscard]] credentials::OperationPtr keepBeside(const QByteArray &name, const Secret &secret,
                                                       const http::Leash &leash, const QByteArrayList &taken,
                                                       QObject *context,
                                                       credentials::Callback<QByteArray> done) const;
    /// As a credential that stands in the request. Errors: SecretReferenceUnknown, KeychainEntryDamaged.
    [[nodiscard]] credentials::OperationPtr read(const QByteArray &name, QObject *context,
                                                 credentials::Callback<http::Credential> done) const;
    /// By name; what is damaged is left out.
    [[nodiscard]] credentials::OperationPtr list(QObject *context,
                                                 credentials::Callback<std::vector<KeptSecret>> done) const;
    /// Errors: SecretReferenceUnknown.
    [[nodiscard]] credentials::OperationPtr remove(const QByteArray &name, QObject *context,
                                                   credentials::Callback<Done> done) const;

private:
    credentials::CredentialStore &m_store;
};

} // namespace claimcheck::requests
