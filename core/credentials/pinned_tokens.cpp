#include "pinned_tokens.h"

#include "flow.h"

#include "base/base64url.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "base/random.h"

#include <algorithm>
#include <utility>

namespace claimcheck::credentials {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 pinVersion = 1;
constexpr qsizetype randomPart = 16; // bytes: 22 characters
constexpr qsizetype idLength = 4 + 22;
const QString idPrefix = u"pin-"_s;

bool isPinId(const QString &id)
{
    return id.size() == idLength && id.startsWith(idPrefix);
}

Secret seal(const PinnedToken &pinned)
{
    QByteArray coded = base64url::encode(pinned.token.reveal()); // a token is bytes, and JSON holds text
    json::Writer writer;
    writer.beginObject();
    writer.name("version");
    writer.integer(pinVersion);
    writer.member("name", pinned.pin.name);
    writer.name("pinnedAt");
    writer.integer(pinned.pin.pinnedAt.time_since_epoch().count());
    writer.member("token", coded);
    writer.endObject();
    QByteArray text = writer.take();
    Secret blob{QByteArrayView(text)};
    wipe(text);
    wipe(coded);
    return blob;
}

/// Nothing for a blob that is none of ours.
std::optional<PinnedToken> unseal(const QString &id, const Secret &blob)
{
    // Over the secret's own bytes: no copy that nobody wipes.
    const auto document = json::Document::parse(
        QByteArray::fromRawData(blob.reveal().data(), blob.reveal().size()), {.depth = 4});
    if (!document || !document->root().isObject())
        return std::nullopt;
    const json::Value root = document->root();
    const json::Value at = root.find("pinnedAt");
    const auto milliseconds = at.isValid() ? at.toInteger() : std::nullopt;
    const json::Value name = root.find("name");
    const json::Value coded = root.find("token");
    if (root.find("version").toInteger() != pinVersion || !name.isString() || !coded.isString() ||
        !milliseconds)
        return std::nullopt;
    auto token = base64url::decode(coded.toUtf8());
    if (!token || token->isEmpty())
        return std::nullopt;
    PinnedToken pinned;
    pinned.pin = {id, name.toString(), TimePoint(std::chrono::milliseconds(*milliseconds)), true};
    pinned.token = Secret(*token);
    wipe(*token);
    return pinned;
}

/// One line, and no longer than a list can show.
QString cleanName(const QString &name)
{
    QString clean = name.simplified().left(PinnedTokens::longestName);
    if (!clean.isEmpty() && clean.back().isHighSurrogate())
        clean.chop(1);
    return clean.isEmpty() ? u"token"_s : clean;
}

QString freeName(const QString &wanted, const std::vector<PinnedToken> &others, const QString &ownId = {})
{
    const auto isTaken = [&](const QString &name) {
        return std::any_of(others.begin(), others.end(), [&](const PinnedToken &other) {
            return other.pin.id != ownId && other.pin.name == name;
        });
    };
    const QString clean = cleanName(wanted);
    QString name = clean;
    for (int number = 2; isTaken(name); ++number)
        name = u"%1 (%2)"_s.arg(clean).arg(number);
    return name;
}

/// Whoever needs to know all pins: they are read one after the other.
template <class T>
class PinsFlow : public Flow<T> {
public:
    PinsFlow(CredentialStore &store, QObject *context, Callback<T> done)
        : Flow<T>(context, std::move(done)), m_store(store)
    {
    }

protected:
    /// Ends with onAll(), or with an error.
    void readAll(PinnedTokens::Asking asking)
    {
        if (asking == PinnedTokens::Asking::IfLocked) {
            m_step = m_store.unlock(this, [this](const Result<Done> &unlocked) {
                if (!unlocked)
                    return this->finish(unlocked.error());
                listAll();
            });
            return;
        }
        m_step = m_store.probe(this, [this](const Result<KeychainState> &state) {
            if (!state)
                return this->finish(state.error());
            if (const auto problem = stateError(*state))
                return this->finish(*problem);
            listAll();
        });
    }
    virtual void onAll() = 0;

    CredentialStore &m_store;
    OperationPtr m_step;
    std::vector<PinnedToken> m_pins; // damaged ones without a token

private:
    void listAll()
    {
        m_step = m_store.list(this, [this](const Result<QStringList> &ids) {
            if (!ids)
                return this->finish(ids.error());
            for (const QString &id : *ids) {
                if (isPinId(id))
                    m_left << id;
            }
            readNext();
        });
    }
    void readNext()
    {
        if (m_left.isEmpty()) {
            std::stable_sort(m_pins.begin(), m_pins.end(), [](const PinnedToken &a, const PinnedToken &b) {
                return std::pair(a.pin.pinnedAt, a.pin.id) < std::pair(b.pin.pinnedAt, b.pin.id);
            });
            return onAll();
        }
        const QString id = m_left.takeLast();
        m_step = m_store.read(id, this, [this, id](const Result<Secret> &blob) {
            if (!blob && blob.error().code != ErrorCode::KeychainEntryMissing) // deleted since the list
                return this->finish(blob.error());
            if (blob)
                m_pins.push_back(unseal(id, *blob).value_or(PinnedToken{{id, id, {}, false}, {}}));
            readNext();
        });
    }

    QStringList m_left;
};

class ListFlow final : public PinsFlow<std::vector<Pin>> {
public:
    using PinsFlow::PinsFlow;
    void start(PinnedTokens::Asking asking) { readAll(asking); }

private:
    void onAll() override
    {
        std::vector<Pin> pins;
        for (const PinnedToken &pinned : m_pins)
            pins.push_back(pinned.pin);
        finish(std::move(pins));
    }
};

class AddFlow final : public PinsFlow<PinnedTokens::Added> {
public:
    using PinsFlow::PinsFlow;
    void start(const QString &name, const Secret &token, TimePoint now)
    {
        if (token.isEmpty())
            return finishLater(Error{ErrorCode::NoTokenFound});
        if (token.size() > PinnedTokens::longestToken)
            return finishLater(Error{ErrorCode::TokenTooLarge});
        m_new.pin.name = name;
        m_new.pin.pinnedAt = now;
        m_new.token = token;
        readAll(PinnedTokens::Asking::IfLocked);
    }

private:
    void onAll() override
    {
        for (const PinnedToken &known : m_pins) {
            if (known.token.equals(m_new.token))
                return finish(PinnedTokens::Added{known.pin, false});
        }
        if (m_pins.size() >= PinnedTokens::most)
            return finish(Error{ErrorCode::PinsFull});
        const Result<QByteArray> random = randomText(randomPart);
        if (!random)
            return finish(random.error());
        m_new.pin.id = idPrefix + QString::fromLatin1(*random);
        m_new.pin.name = freeName(m_new.pin.name, m_pins);
        m_step = m_store.write(m_new.pin.id, seal(m_new), this, [this](const Result<Done> &written) {
            if (!written)
                return finish(written.error());
            finish(PinnedTokens::Added{m_new.pin, true});
        });
    }

    PinnedToken m_new;
};

class RenameFlow final : public PinsFlow<Pin> {
public:
    using PinsFlow::PinsFlow;
    void start(const QString &id, const QString &name)
    {
        m_id = id;
        m_name = name;
        readAll(PinnedTokens::Asking::IfLocked);
    }

private:
    void onAll() override
    {
        const auto known = std::find_if(m_pins.begin(), m_pins.end(), [this](const PinnedToken &pinned) {
            return pinned.pin.id == m_id && pinned.pin.isReadable;
        });
        if (known == m_pins.end())
            return finish(Error{ErrorCode::PinNotFound, m_id});
        m_renamed = *known;
        m_renamed.pin.name = freeName(m_name, m_pins, m_id);
        m_step = m_store.write(m_id, seal(m_renamed), this, [this](const Result<Done> &written) {
            if (!written)
                return finish(written.error());
            finish(Pin(m_renamed.pin));
        });
    }

    QString m_id;
    QString m_name;
    PinnedToken m_renamed;
};

class ReadPinFlow final : public Flow<PinnedToken> {
public:
    using Flow::Flow;
    void start(CredentialStore &store, const QString &id)
    {
        if (!isPinId(id))
            return finishLater(Error{ErrorCode::PinNotFound, id});
        m_step = store.read(id, this, [this, id](const Result<Secret> &blob) {
            if (!blob && blob.error().code == ErrorCode::KeychainEntryMissing)
                return finish(Error{ErrorCode::PinNotFound, id});
            if (!blob)
                return finish(blob.error());
            std::optional<PinnedToken> pinned = unseal(id, *blob);
            if (!pinned)
                return finish(Error{ErrorCode::KeychainReadFailed, {}, u"the pinned token is damaged"_s});
            finish(*std::move(pinned));
        });
    }

private:
    OperationPtr m_step;
};

} // namespace

OperationPtr PinnedTokens::list(Asking asking, QObject *context, Callback<std::vector<Pin>> done) const
{
    auto flow = std::make_unique<ListFlow>(m_store, context, std::move(done));
    flow->start(asking);
    return flow;
}

OperationPtr PinnedTokens::pin(const QString &name, const Secret &token, QObject *context,
                               Callback<Added> done) const
{
    auto flow = std::make_unique<AddFlow>(m_store, context, std::move(done));
    flow->start(name, token, m_clock.now());
    return flow;
}

OperationPtr PinnedTokens::rename(const QString &id, const QString &name, QObject *context,
                                  Callback<Pin> done) const
{
    auto flow = std::make_unique<RenameFlow>(m_store, context, std::move(done));
    flow->start(id, name);
    return flow;
}

OperationPtr PinnedTokens::read(const QString &id, QObject *context, Callback<PinnedToken> done) const
{
    auto flow = std::make_unique<ReadPinFlow>(context, std::move(done));
    flow->start(m_store, id);
    return flow;
}

OperationPtr PinnedTokens::remove(const QString &id, QObject *context, Callback<Done> done) const
{
    if (isPinId(id))
        return m_store.remove(id, context, std::move(done));
    auto flow = std::make_unique<Flow<Done>>(context, std::move(done));
    flow->finishLater(Error{ErrorCode::PinNotFound, id});
    return flow;
}

Result<Pin> PinnedTokens::find(const std::vector<Pin> &pins, const QString &nameOrId)
{
    for (const auto member : {&Pin::name, &Pin::id}) {
        for (const Pin &pin : pins) {
            if (pin.*member == nameOrId)
                return pin;
        }
    }
    return Error{ErrorCode::PinNotFound, nameOrId};
}

} // namespace claimcheck::credentials
