#include "rules_keys.h"

#include "findings.h"
#include "weak_secrets.h"
#include "jose/signature.h"

#include <QSet>

#include <algorithm>

namespace claimcheck::inspect {

namespace {

using jose::Key;
using jose::KeySet;
using jose::KeySource;

/// A contradiction between the key's own words and the token; nullptr when there is none.
const Rule *brokenWord(const Key &key, const jose::Algorithm &algorithm)
{
    const jose::KeyMetadata &words = key.metadata();
    if (words.use == "enc")
        return &rule("key-use-unfitting");
    const auto allows = [&words](QByteArrayView operation) {
        return std::find(words.keyOps.begin(), words.keyOps.end(), operation) != words.keyOps.end();
    };
    if (!words.keyOps.empty() && !allows("sign") && !allows("verify"))
        return &rule("key-ops-unfitting");
    // RFC 9864: the old name and the new ones mean the same keys.
    const bool sameFamily = words.alg == "EdDSA" && algorithm.family == jose::Family::Eddsa;
    return !words.alg.isEmpty() && words.alg != algorithm.name && !sameFamily ? &rule("key-alg-unfitting")
                                                                              : nullptr;
}

class KeyRules {
public:
    KeyRules(const jose::ParsedToken &token, const KeySet &keys, const jose::SignatureResult &result)
        : m_keys(keys)
        , m_result(result)
        , m_algorithm(jose::findAlgorithm(token.algorithm()))
        , m_keyId(token.parameter("kid").toUtf8())
    {
    }

    std::vector<Finding> run()
    {
        judgeSet();
        if (!m_algorithm)
            return std::move(m_findings);
        if (m_result.reason && m_result.reason->code == ErrorCode::PublicKeyAsSecret)
            add(rule("key-public-as-secret"));
        judgeCandidates();
        return std::move(m_findings);
    }

private:
    void add(const Rule &broken, const QString &extra = {})
    {
        m_findings.push_back(makeFinding(broken, QString::fromLatin1(m_algorithm->name), extra));
    }

    void judgeSet()
    {
        QSet<QByteArray> seen, told;
        for (const Key &key : m_keys.keys) {
            const QByteArray &kid = key.metadata().kid;
            if (m_keys.source == KeySource::Discovered && key.isPrivate() &&
                told.size() < FindingList::mostOfARule) {
                told.insert(kid);
                m_findings.push_back(makeFinding(rule("key-set-private"), QString::fromUtf8(kid)));
            }
        }
        told.clear();
        for (const Key &key : m_keys.keys) {
            const QByteArray &kid = key.metadata().kid;
            if (kid.isEmpty())
                continue;
            if (seen.contains(kid) && !told.contains(kid) && told.size() < FindingList::mostOfARule) {
                told.insert(kid);
                m_findings.push_back(makeFinding(rule("key-set-repeated-kid"), QString::fromUtf8(kid)));
            }
            seen.insert(kid);
        }
        // A single key that a person chose is tried whatever it is called.
        const bool isOneChosen = m_keys.keys.size() <= 1 && m_keys.source != KeySource::Discovered;
        if (!m_keyId.isEmpty() && !isOneChosen && !seen.contains(m_keyId))
            m_findings.push_back(makeFinding(rule("key-not-in-set"), QString::fromUtf8(m_keyId)));
    }

    /// The keys that the token can mean: those of its kid, or all of them.
    std::vector<const Key *> candidates() const
    {
        std::vector<const Key *> all, named;
        for (const Key &key : m_keys.keys) {
            all.push_back(&key);
            if (!m_keyId.isEmpty() && key.metadata().kid == m_keyId)
                named.push_back(&key);
        }
        return named.empty() ? all : named;
    }

    void judgeCandidates()
    {
        std::vector<const Key *> fitting;
        const Key *otherCurve = nullptr;
        const std::vector<const Key *> all = candidates();
        for (const Key *key : all) {
            const std::optional<Error> misfit = jose::keyMisfit(*m_algorithm, *key);
            if (!misfit)
                fitting.push_back(key);
            else if (misfit->code == ErrorCode::KeyCurveMismatch)
                otherCurve = key;
        }
        if (fitting.empty() && otherCurve)
            add(rule("key-curve-unfitting"), QString::fromLatin1(otherCurve->curve()));
        else if (fitting.empty() && !all.empty())
            add(rule("key-type-unfitting"));
        if (fitting.empty())
            return;
        judgeWords(fitting);
        for (const Key *key : fitting) {
            if (jose::isWeak(*m_algorithm, *key)) {
                add(rule("key-too-short"), QString::number(key->bits()));
                break;
            }
        }
        const bool known = std::any_of(fitting.begin(), fitting.end(), [](const Key *key) {
            return key->type() == jose::KeyType::Oct && isKnownSecret(key->secret().reveal());
        });
        if (known)
            add(rule("key-weak-secret"));
    }

    /// One key that agrees is enough: it is the one that will be used.
    void judgeWords(const std::vector<const Key *> &fitting)
    {
        const bool oneAgrees = std::any_of(fitting.begin(), fitting.end(), [this](const Key *key) {
            return !brokenWord(*key, *m_algorithm);
        });
        if (!oneAgrees)
            add(*brokenWord(*fitting.front(), *m_algorithm),
                QString::fromUtf8(fitting.front()->metadata().alg));
    }

    const KeySet &m_keys;
    const jose::SignatureResult &m_result;
    const jose::Algorithm *m_algorithm;
    QByteArray m_keyId;
    std::vector<Finding> m_findings;
};

} // namespace

std::vector<Finding> keyFindings(const jose::ParsedToken &token, const KeySet &keys,
                                 const jose::SignatureResult &result)
{
    return KeyRules(token, keys, result).run();
}

Finding weakSecretFinding(const jose::ParsedToken &token)
{
    return makeFinding(rule("key-weak-secret"), QString::fromUtf8(token.algorithm()));
}

} // namespace claimcheck::inspect
