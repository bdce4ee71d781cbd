#include "keys.h"

#include "jose/key_export.h"

namespace second_opinion {

using namespace claimcheck;
using namespace claimcheck::jose;
using namespace Qt::StringLiterals;

QJsonObject Keys::theirs(const char *party, const KeyWish &wish, int round)
{
    const QString name = QString::fromLatin1(party) + QString::number(round % kept);
    if (wish.type == KeyType::Rsa && m_theirRsa.contains(name))
        return m_theirRsa.value(name);
    const bool isJwcrypto = qstrcmp(party, "jwcrypto") == 0;
    QJsonObject how;
    switch (wish.type) {
    case KeyType::Rsa:
        how = {{u"kty"_s, u"RSA"_s}, {isJwcrypto ? u"size"_s : u"bits"_s, wish.bits}};
        break;
    case KeyType::Oct:
        how = {{u"kty"_s, u"oct"_s},
               {isJwcrypto ? u"size"_s : u"bytes"_s, isJwcrypto ? wish.bits : wish.bits / 8}};
        break;
    case KeyType::Ec:
        how = {{u"kty"_s, u"EC"_s}, {u"crv"_s, QString::fromLatin1(wish.curve)}};
        break;
    case KeyType::Okp:
        how = {{u"kty"_s, u"OKP"_s}, {u"crv"_s, QString::fromLatin1(wish.curve)}};
        break;
    }
    const QJsonObject answer =
        m_party.ask({{u"by"_s, QString::fromLatin1(party)}, {u"do"_s, u"generate"_s}, {u"template"_s, how}});
    ++m_made;
    const QJsonObject jwk = answer.value(u"jwk").toObject();
    if (wish.type == KeyType::Rsa)
        m_theirRsa.insert(name, jwk);
    return jwk;
}

Key Keys::ours(const KeyWish &wish, int round)
{
    const auto known = m_ourRsa.find(round % kept);
    if (wish.type == KeyType::Rsa && known != m_ourRsa.end())
        return known->second;
    ++m_made;
    Key key = *generateKey(wish.type, wish.curve, wish.bits);
    if (wish.type == KeyType::Rsa)
        m_ourRsa.emplace(round % kept, key);
    return key;
}

QJsonObject Keys::shown(const Key &key)
{
    return key.type() == KeyType::Oct ? shownPrivate(key) : object(*publicJwk(key));
}

QJsonObject Keys::shownPrivate(const Key &key)
{
    return object(privateJwk(key)->reveal());
}

} // namespace second_opinion
