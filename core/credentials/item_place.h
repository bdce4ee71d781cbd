#pragma once

#include "credential_store.h"

#include <QMap>

namespace claimcheck::credentials {

/// Where an item of this program lies, for people who ask where their secret is. Holds no secret.
struct ItemPlace {
    QString backend;    // "Secret Service", whichever program serves it
    QString collection; // its object path; empty: there is no such item
    QString item;       // its object path
    bool isLocked = false;
    int copies = 0; // items with this id; more than one is one too many
    /// What anybody in this session can read, also while it is locked; a service that was never unlocked
    /// since it started shows hashes ("gkr:…").
    QMap<QString, QString> attributes = {};
};

/// Looks without asking anybody to unlock. KeychainNoBus, KeychainNoService, and the errors of a search.
[[nodiscard]] OperationPtr locateItem(const QString &id, QObject *context, Callback<ItemPlace> done);

} // namespace claimcheck::credentials
