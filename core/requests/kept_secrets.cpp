#include "kept_secrets.h"

#include "variables.h"

#include "base/json.h"
#include "base/json_writer.h"
#include "credentials/flow.h"
#include "http/header_rules.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <algorithm>

namespace claimcheck::requests {

using namespace Qt::StringLiterals;
using credentials::Callback;
using credentials::CredentialStore;
using credentials::Flow;
using credentials::OperationPtr;

namespace {

constexpr qint64 itemVersion = 1;
const QString idPrefix = u"kept-"_s;

QString idOf(const QByteArray &name)
{
    const QByteArray hash =
        QCryptographicHash::hash("claimcheck {{keychain:" + name + "}}", QCryptographicHash::Sha256);
    return idPrefix + QString::fromLatin1(hash.first(16).toHex());
}

Error unknown(const QByteArray &name)
{
    return {ErrorCode::SecretReferenceUnknown,
            QString::fromUtf8(referenceText({SecretReference::From::Keychain, name, {}}))};
}

Secret seal(const QByteArray &name, const Secret &secret, const http::Leash &leash)
{
    json::Writer writer;
    writer.beginObject();
    writer.name("version");
    writer.integer(itemVersion);
    writer.member("name", name);
    writer.name("leash");
    writer.raw(leash.toJson());
    writer.member("secret", secret.reveal());
    writer.endObject();
    QByteArray text = writer.take();
    Secret blob{QByteArrayView(text)};
    wipe(text);
    return blob;
}

struct Unsealed {
    KeptSecret facts;
    Secret secret;
};

/// Nothing for a blob that is none of ours.
std::optional<Unsealed> unseal(const Secret &blob)
{
    const auto document = json::Document::parse(
        QByteArray::fromRawData(blob.reveal().data(), blob.reveal().size()), {.depth = 16});
    if (!document || document->root().find("version").toInteger() != itemVersion)
        return std::nullopt;
    const json::Value root = document->root();
    if (!root.find("name").isString() || !root.find("secret").isString() || !root.find("leash").isObject())
        return std::nullopt;
    auto leash = http::Leash::fromJson(root.find("leash").raw().toByteArray());
    if (!leash)
        return std::nullopt;
    return Unsealed{{root.find("name").toUtf8(), *std::move(leash)},
                    Secret(QByteArrayView(root.find("secret").toUtf8()))};
}

Error refused(const char *why)
{
    return {ErrorCode::UsageInvalid, {}, QCoreApplication::translate("Requests", why)};
}

Result<Done> checkKeepable(const QByteArray &name, const Secret &secret, const http::Leash &leash)
{
    const auto reference = secretReference("keychain:" + name);
    if (name.size() > KeptSecrets::longestName || !reference || reference->name != name ||
        name.contains('{') || name.contains('}'))
        return refused(QT_TRANSLATE_NOOP("Requests", "The name of a secret is a text without braces."));
    if (secret.isEmpty() || secret.size() > KeptSecrets::longestSecret ||
        !http::isFieldValue(secret.reveal()))
        return refused(QT_TRANSLATE_NOOP("Requests", "The secret is not one line of text."));
    if (leash.resources.empty())
        return refused(QT_TRANSLATE_NOOP("Requests", "A secret needs a server that it may go to."));
    return Done{};
}

class ReadFlow final : public Flow<http::Credential> {
public:
    using Flow::Flow;
    void start(CredentialStore &store, const QByteArray &name)
    {
        m_step = store.read(idOf(name), this, [this, name](const Result<Secret> &blob) {
            if (!blob)
                return finish(blob.error().code == ErrorCode::KeychainEntryMissing ? unknown(name)
                                                                                   : blob.error());
            auto unsealed = unseal(*blob);
            if (!unsealed || unsealed->facts.name != name)
                return finish(Error{ErrorCode::KeychainEntryDamaged, QString::fromUtf8(name)});
            http::Credential credential;
            credential.placement = http::Credential::Placement::InRequest;
            credential.secret = std::move(unsealed->secret);
            credential.purpose = http::Purpose::Resource;
            credential.leash = std::move(unsealed->facts.leash);
            finish(std::move(credential));
        });
    }

private:
    OperationPtr m_step;
};

class KeepBesideFlow final : public Flow<QByteArray> {
public:
    KeepBesideFlow(const KeptSecrets &kept, CredentialStore &store, const QByteArray &name,
                   const Secret &secret, const http::Leash &leash, const QByteArrayList &taken,
                   QObject *context, Callback<QByteArray> done)
        : Flow(context, std::move(done))
        , m_kept(kept)
        , m_store(store)
        , m_wanted(name)
        , m_secret(secret)
        , m_leash(leash)
        , m_taken(taken)
    {
    }

    void tryName(int count)
    {
        QByteArray name = m_wanted;
        for (; count > 1; ++count) {
            const QByteArray end = '-' + QByteArray::number(count);
            name = m_wanted.left(KeptSecrets::longestName - end.size()) + end;
            if (!m_taken.contains(name))
                break;
        }
        m_step = m_store.read(idOf(name), this, [this, name, count](const Result<Secret> &blob) {
            if (!blob && blob.error().code != ErrorCode::KeychainEntryMissing)
                return finish(blob.error());
            if (!blob)
                return keep(name);
            const auto there = unseal(*blob);
            const bool isSame = there && there->facts.name == name && there->facts.leash == m_leash &&
                                there->secret.equals(m_secret);
            if (isSame)
                return finish(name);
            tryName(count + 1);
        });
    }

private:
    void keep(const QByteArray &name)
    {
        m_step = m_kept.keep(name, m_secret, m_leash, this, [this, name](const Result<Done> &kept) {
            finish(kept ? Result<QByteArray>(name) : kept.error());
        });
    }

    const KeptSecrets m_kept;
    CredentialStore &m_store;
    const QByteArray m_wanted;
    const Secret m_secret;
    const http::Leash m_leash;
    const QByteArrayList m_taken;
    OperationPtr m_step;
};

class ListFlow final : public Flow<std::vector<KeptSecret>> {
public:
    using Flow::Flow;
    void start(CredentialStore &store)
    {
        m_step = store.list(this, [this, &store](const Result<QStringList> &ids) {
            if (!ids)
                return finish(ids.error());
            m_left = *ids;
            m_left.removeIf([](const QString &id) { return !id.startsWith(idPrefix); });
            readNext(store);
        });
    }

private:
    void readNext(CredentialStore &store)
    {
        if (m_left.isEmpty()) {
            std::sort(m_found.begin(), m_found.end(),
                      [](const KeptSecret &a, const KeptSecret &b) { return a.name < b.name; });
            return finish(std::move(m_found));
        }
        m_step = store.read(m_left.takeLast(), this, [this, &store](const Result<Secret> &blob) {
            if (!blob && blob.error().code != ErrorCode::KeychainEntryMissing) // deleted since the list
                return finish(blob.error());
            if (auto unsealed = blob ? unseal(*blob) : std::nullopt)
                m_found.push_back(std::move(unsealed->facts));
            readNext(store);
        });
    }

    QStringList m_left;
    std::vector<KeptSecret> m_found;
    OperationPtr m_step;
};

/// Deleting what is not there succeeds in a keychain; a slip of the pen is worth a word.
class RemoveFlow final : public Flow<Done> {
public:
    using Flow::Flow;
    void start(CredentialStore &store, const QByteArray &name)
    {
        m_step = store.read(idOf(name), this, [this, &store, name](const Result<Secret> &blob) {
            if (!blob)
                return finish(blob.error().code == ErrorCode::KeychainEntryMissing ? unknown(name)
                                                                                   : blob.error());
            m_step = store.remove(idOf(name), this, [this](const Result<Done> &removed) { finish(removed); });
        });
    }

private:
    OperationPtr m_step;
};

} // namespace

OperationPtr KeptSecrets::keep(const QByteArray &name, const Secret &secret, const http::Leash &leash,
                               QObject *context, Callback<Done> done) const
{
    if (const auto keepable = checkKeepable(name, secret, leash); !keepable) {
        auto flow = std::make_unique<Flow<Done>>(context, std::move(done));
        flow->finishLater(keepable.error());
        return flow;
    }
    return m_store.write(idOf(name), seal(name, secret, leash), context, std::move(done));
}

OperationPtr KeptSecrets::keepBeside(const QByteArray &name, const Secret &secret, const http::Leash &leash,
                                     const QByteArrayList &taken, QObject *context,
                                     Callback<QByteArray> done) const
{
    auto flow = std::make_unique<KeepBesideFlow>(*this, m_store, name, secret, leash, taken, context,
                                                 std::move(done));
    if (const auto keepable = checkKeepable(name, secret, leash); !keepable)
        flow->finishLater(keepable.error());
    else
        flow->tryName(1);
    return flow;
}

OperationPtr KeptSecrets::read(const QByteArray &name, QObject *context,
                               Callback<http::Credential> done) const
{
    auto flow = std::make_unique<ReadFlow>(context, std::move(done));
    flow->start(m_store, name);
    return flow;
}

OperationPtr KeptSecrets::list(QObject *context, Callback<std::vector<KeptSecret>> done) const
{
    auto flow = std::make_unique<ListFlow>(context, std::move(done));
    flow->start(m_store);
    return flow;
}

OperationPtr KeptSecrets::remove(const QByteArray &name, QObject *context, Callback<Done> done) const
{
    auto flow = std::make_unique<RemoveFlow>(context, std::move(done));
    flow->start(m_store, name);
    return flow;
}

} // namespace claimcheck::requests
