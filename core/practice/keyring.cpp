#include "keyring.h"

#include "storage.h"

#include "base/json_writer.h"
#include "base/random.h"
#include "jose/key_import.h"

namespace claimcheck::practice {
using namespace Qt::StringLiterals;

namespace {

struct Kind {
    const char *algorithm;
    jose::KeyType type;
    const char *curve;
    int bits;
};
constexpr Kind kinds[] = {
    {"ES256", jose::KeyType::Ec, "P-256", 0},
    {"RS256", jose::KeyType::Rsa, "", 2048},
    {"EdDSA", jose::KeyType::Okp, "Ed25519", 0},
    {"HS256", jose::KeyType::Oct, "", 256},
};

const Kind *findKind(const QByteArray &algorithm)
{
    for (const Kind &kind : kinds) {
        if (algorithm == kind.algorithm)
            return &kind;
    }
    return nullptr;
}

QString settingName(const QByteArray &algorithm)
{
    // ES256 came first, under a name without algorithm.
    return algorithm == "ES256" ? u"signing_key"_s : u"signing_key."_s + QString::fromLatin1(algorithm);
}

/// The thumbprint of a public key; of a secret it would let people test guesses, so that it gets a number.
Result<jose::Key> named(const jose::Key &key, const QByteArray &algorithm)
{
    QByteArray kid = key.metadata().kid;
    if (kid.isEmpty()) {
        auto made = key.type() == jose::KeyType::Oct ? randomText(16) : jose::thumbprint(key);
        if (!made)
            return made.error();
        kid = *std::move(made);
    }
    return key.withMetadata({.kid = kid, .alg = algorithm, .use = "sig", .keyOps = {}});
}

} // namespace

std::vector<QByteArray> Keyring::algorithms()
{
    std::vector<QByteArray> names;
    for (const Kind &kind : kinds)
        names.emplace_back(kind.algorithm);
    return names;
}

Result<jose::Key> Keyring::current(const QByteArray &algorithm)
{
    const auto found = slot(algorithm);
    if (!found)
        return found.error();
    Slot &keys = **found;
    if (!keys.current) {
        const auto key = make(algorithm);
        if (!key)
            return key.error();
        if (auto kept = keep(settingName(algorithm), *key); !kept)
            return kept.error();
        keys.current = *key;
    }
    return *keys.current;
}

Result<Done> Keyring::rotate(const QByteArray &algorithm, std::chrono::seconds overlap)
{
    const auto before = current(algorithm);
    if (!before)
        return before.error();
    const auto key = make(algorithm);
    if (!key)
        return key.error();
    const QString name = settingName(algorithm);
    const TimePoint until = m_clock.now() + overlap;
    auto written = m_storage.atomically([&]() -> Result<Done> {
        if (auto kept = keep(name + ".old"_L1, *before); !kept)
            return kept;
        const QByteArray end = QByteArray::number(static_cast<qint64>(until.time_since_epoch().count()));
        if (auto set = m_storage.setSetting(name + ".old-until"_L1, end); !set)
            return set;
        return keep(name, *key);
    });
    if (!written)
        return written;
    m_slots[algorithm] = {*key, *before, until};
    return Done{};
}

Result<jose::KeySet> Keyring::accepted()
{
    jose::KeySet set;
    set.source = jose::KeySource::Pinned;
    for (const Kind &kind : kinds) {
        const auto found = slot(kind.algorithm);
        if (!found)
            return found.error();
        const Slot &keys = **found;
        if (keys.current)
            set.keys.push_back(*keys.current);
        if (keys.old && m_clock.now() < keys.oldUntil)
            set.keys.push_back(*keys.old);
    }
    return set;
}

Result<QByteArray> Keyring::jwkSet(Marked marked)
{
    const auto set = accepted();
    if (!set)
        return set.error();
    json::Writer writer;
    writer.beginObject();
    writer.name("keys");
    writer.beginArray();
    for (const jose::Key &key : set->keys) {
        if (key.type() == jose::KeyType::Oct)
            continue;
        auto jwk = jose::publicJwk(key);
        if (!jwk)
            return jwk.error();
        if (marked == Marked::Expired) {
            const auto now = std::chrono::floor<std::chrono::seconds>(m_clock.now());
            const QByteArray over =
                QByteArray::number(static_cast<qint64>(now.time_since_epoch().count() - 1));
            jwk->insert(jwk->size() - 1, ",\"exp\":" + over);
        }
        writer.raw(*jwk);
    }
    writer.endArray();
    writer.endObject();
    return writer.take();
}

Result<Done> Keyring::purge()
{
    for (auto &[algorithm, keys] : m_slots) {
        if (!keys.old || m_clock.now() < keys.oldUntil)
            continue;
        const QString name = settingName(algorithm);
        for (const QString &over : {QString(name + ".old"_L1), QString(name + ".old-until"_L1)}) {
            if (auto gone = done(m_storage.run(u"DELETE FROM setting WHERE name = ?"_s, {over})); !gone)
                return gone;
        }
        keys.old.reset();
    }
    return Done{};
}

Result<Keyring::Slot *> Keyring::slot(const QByteArray &algorithm)
{
    if (!findKind(algorithm))
        return Error{ErrorCode::AlgorithmUnsupported, QString::fromUtf8(algorithm)};
    const auto known = m_slots.find(algorithm);
    if (known != m_slots.end())
        return &known->second;
    const QString name = settingName(algorithm);
    auto current = load(name, algorithm);
    if (!current)
        return current.error();
    auto old = load(name + ".old"_L1, algorithm);
    if (!old)
        return old.error();
    const auto until = m_storage.setting(name + ".old-until"_L1);
    if (!until)
        return until.error();
    const qint64 end = until->value_or("0").toLongLong();
    Slot &added = m_slots[algorithm];
    added = {*std::move(current), *std::move(old), TimePoint(std::chrono::milliseconds(end))};
    return &added;
}

Result<std::optional<jose::Key>> Keyring::load(const QString &name, const QByteArray &algorithm)
{
    const auto kept = m_storage.setting(name);
    if (!kept)
        return kept.error();
    if (!*kept)
        return std::optional<jose::Key>();
    auto keys = jose::importKeys(**kept, name);
    if (!keys)
        return keys.error();
    if (keys->keys.size() != 1)
        return Error{ErrorCode::KeyFormatUnknown, name};
    auto key = named(keys->keys.front(), algorithm);
    if (!key)
        return key.error();
    return std::optional(*std::move(key));
}

Result<jose::Key> Keyring::make(const QByteArray &algorithm)
{
    const Kind *kind = findKind(algorithm);
    auto key = jose::generateKey(kind->type, kind->curve, kind->bits);
    if (!key)
        return key;
    return named(*key, algorithm);
}

Result<Done> Keyring::keep(const QString &name, const jose::Key &key)
{
    const auto jwk = jose::privateJwk(key);
    if (!jwk)
        return jwk.error();
    return m_storage.setSetting(name, jwk->reveal().toByteArray());
}

} // namespace claimcheck::practice
