#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QString>

#include <vector>

class QIODevice;

namespace claimcheck::login {

/// A secret that is in use, and what it is.
struct LiveSecret {
    QString owner;   // the profile's name
    QByteArray kind; // "accessToken", "refreshToken", "client_secret", …: its name in the keychain item
    Secret value;
};

/// The secrets in a keychain item of this program: those of a session, of a profile's secret fields, or of a
/// pinned token. Texts shorter than eight bytes are left out: they would be found everywhere by chance.
[[nodiscard]] std::vector<LiveSecret> secretsInItem(const Secret &item, const QString &owner);

/// Looks for secrets in files: as they are, percent-encoded, as base64, and as UTF-16 (what Qt's own settings
/// and databases may hold). Streams; a file may be of any size.
class LeakSearch {
public:
    explicit LeakSearch(const std::vector<LiveSecret> &secrets);
    /// Places in `secrets` of those that were found. FileUnreadable (subject: `name`).
    [[nodiscard]] Result<std::vector<size_t>> search(QIODevice &file, const QString &name) const;

private:
    struct Form {
        size_t secret;
        Secret bytes;
    };
    std::vector<Form> m_forms;
    qsizetype m_longest = 0;
};

} // namespace claimcheck::login
