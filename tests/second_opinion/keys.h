#pragma once

#include "jose/key.h"
#include "party.h"

#include <QHash>

#include <map>

namespace second_opinion {

/// What a key is made from.
struct KeyWish {
    claimcheck::jose::KeyType type;
    QByteArray curve = {};
    int bits = 0; // of RSA keys and secrets
};

/// Fresh private keys of both sides. Making an RSA key costs more than all else: two are kept on each side.
class Keys {
public:
    explicit Keys(Party &party) : m_party(party) {}
    /// A private key that the party made, as it writes it.
    [[nodiscard]] QJsonObject theirs(const char *party, const KeyWish &wish, int round);
    [[nodiscard]] claimcheck::jose::Key ours(const KeyWish &wish, int round);
    /// A key of ours as the party needs it to check or encrypt: the public JWK, or the secret.
    [[nodiscard]] static QJsonObject shown(const claimcheck::jose::Key &key);
    [[nodiscard]] static QJsonObject shownPrivate(const claimcheck::jose::Key &key);
    /// How many were made.
    [[nodiscard]] int made() const { return m_made; }

private:
    static constexpr int kept = 2;
    Party &m_party;
    QHash<QString, QJsonObject> m_theirRsa;
    std::map<int, claimcheck::jose::Key> m_ourRsa;
    int m_made = 0;
};

} // namespace second_opinion
