#include "key_story.h"

#include "jose/key_export.h"
#include "jose/key_selection.h"

#include <QCoreApplication>

namespace claimcheck::inspect {

namespace {

using jose::Key;
using jose::KeySet;

constexpr size_t mostNamed = 8; // keys that a sentence lists

struct Text {
    Q_DECLARE_TR_FUNCTIONS(KeyStory)
};

QString kidOf(const Key &key)
{
    const QByteArray &kid = key.metadata().kid;
    return kid.isEmpty() ? Text::tr("(no kid)") : QString::fromUtf8(kid);
}

QString listed(const KeySet &keys, QString (*words)(const Key &))
{
    QStringList names;
    for (size_t i = 0; i < keys.keys.size() && i < mostNamed; ++i)
        names << words(keys.keys[i]);
    if (keys.keys.size() > mostNamed)
        names << QStringLiteral("…");
    return names.join(QStringLiteral(", "));
}

/// Some issuers name a key by its thumbprint in one place and by a word in another.
QString thumbprintHint(const KeySet &keys, const QByteArray &kid)
{
    for (const Key &key : keys.keys) {
        if (key.type() == jose::KeyType::Oct || key.metadata().kid == kid)
            continue;
        const Result<QByteArray> thumbprint = jose::thumbprint(key);
        if (thumbprint && *thumbprint == kid)
            return u' ' + Text::tr("It is the thumbprint of the key whose kid is %1.").arg(kidOf(key));
    }
    return {};
}

QString numberOf(const KeySet &keys, const Key *key)
{
    return QString::number(key - keys.keys.data() + 1);
}

} // namespace

QString keyWords(const Key &key)
{
    switch (key.type()) {
    case jose::KeyType::Rsa:
        return Text::tr("RSA %1").arg(key.bits());
    case jose::KeyType::Ec:
        return Text::tr("EC %1").arg(QString::fromLatin1(key.curve()));
    case jose::KeyType::Okp:
        return QString::fromLatin1(key.curve());
    case jose::KeyType::Oct:
        return Text::tr("secret of %1 bits").arg(key.bits());
    }
    Q_UNREACHABLE();
}

QString keyStory(const jose::ParsedToken &token, const KeySet &keys, size_t signature)
{
    const jose::Algorithm *algorithm = jose::findAlgorithm(token.algorithm(signature));
    if (!algorithm || keys.keys.empty() || signature >= token.signatures().size())
        return {};
    const QString alg = QString::fromLatin1(algorithm->name);
    const QByteArray kid = token.parameter("kid", signature).toUtf8();
    const QString kidText = QString::fromUtf8(kid);
    const int count = static_cast<int>(keys.keys.size());
    const auto found = jose::selectKeys(keys, *algorithm, kid, jose::AllowedBy::Key);
    if (found.keys.empty()) {
        if (!found.byKeyId && !kid.isEmpty())
            return Text::tr("The kid %1 is not among these %n keys: %2.", nullptr, count)
                       .arg(kidText, listed(keys, kidOf)) +
                   thumbprintHint(keys, kid);
        if (found.byKeyId)
            return Text::tr("The key with the kid %1 is there, but it does not fit %2.").arg(kidText, alg);
        return Text::tr("None of these %n keys fits %1: %2.", nullptr, count)
            .arg(alg, listed(keys, keyWords));
    }
    const Key *chosen = found.keys.front();
    if (found.keys.size() > 1)
        return Text::tr("%n keys fit %1, and the header does not say which: each was tried.", nullptr,
                        static_cast<int>(found.keys.size()))
            .arg(alg);
    if (found.byKeyId)
        return Text::tr("Key %1 of %2 was chosen (%3): its kid is the one that the header names, %4.")
            .arg(numberOf(keys, chosen))
            .arg(count)
            .arg(keyWords(*chosen), kidText);
    if (count > 1)
        return Text::tr("Key %1 of %2 was chosen (%3): it is the only one that fits %4.")
            .arg(numberOf(keys, chosen))
            .arg(count)
            .arg(keyWords(*chosen), alg);
    if (!kid.isEmpty() && !chosen->metadata().kid.isEmpty())
        return Text::tr(
                   "The header names the kid %1, and the key is called %2. It was tried, as the only key "
                   "that you gave.")
            .arg(kidText, kidOf(*chosen));
    return {};
}

} // namespace claimcheck::inspect
