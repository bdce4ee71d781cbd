#pragma once

#include <QString>

namespace claimcheck::ui {

/// What a kind of sign-in takes from a person.
struct SignInFields {
    bool user = false;
    QString secretLabel = {}; // with its mnemonic; empty: there is none
    QString storedAs = {};    // the secret setting that stands in for it where it is stored
    bool client = false;      // the client's id has a field of its own
    bool needsClient = false;
    QString storeNote = {}; // beside "Store the token in the keychain"
};
/// A recipe that is not known takes what passwords take.
[[nodiscard]] SignInFields fieldsOf(const QString &recipeId);

} // namespace claimcheck::ui
