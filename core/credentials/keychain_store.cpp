#include "keychain_store.h"

#include "flow.h"
#include "keychain_jobs.h"

#include "base/random.h"

#include <utility>

namespace claimcheck::credentials {

using namespace Qt::StringLiterals;

namespace {

/// Ids of the items that prove that a write works; list() leaves them out.
const QString probePrefix = u"writable-check-"_s;

template <class T>
class KeychainFlow : public Flow<T> {
public:
    KeychainFlow(const QString &service, QObject *context, Callback<T> done)
        : Flow<T>(context, std::move(done)), m_jobs(service)
    {
    }

protected:
    /// Every answer arrives from the event loop; a job's context is `m_jobs`, which goes with the flow.
    Callback<T> finishing()
    {
        return [this](Result<T> result) { this->finish(std::move(result)); };
    }
    template <class Step>
    void whenUnlocked(Step step)
    {
        m_jobs.unlock([this, step = std::move(step)](const Result<Done> &unlocked) {
            if (!unlocked)
                return this->finish(unlocked.error());
            step();
        });
    }
    KeychainJobs m_jobs;
};

class ProbeFlow final : public KeychainFlow<KeychainState> {
public:
    using KeychainFlow::KeychainFlow;
    void start()
    {
        if (const Result<Done> usable = KeychainJobs::checkUsable(); !usable)
            return finishLater(usable.error());
        m_jobs.secretService().probe([this](Result<SecretServiceView> view) {
            if (!view)
                return finish(view.error());
            finish(view->state);
        });
    }
};

class UnlockFlow final : public KeychainFlow<Done> {
public:
    using KeychainFlow::KeychainFlow;
    void start() { m_jobs.unlock(finishing()); }
};

class ReadFlow final : public KeychainFlow<Secret> {
public:
    using KeychainFlow::KeychainFlow;
    void start(const QString &id)
    {
        whenUnlocked([this, id] { m_jobs.read(id, finishing()); });
    }
};

class WriteFlow final : public KeychainFlow<Done> {
public:
    using KeychainFlow::KeychainFlow;
    void start(const QString &id, const Secret &secret)
    {
        whenUnlocked([this, id, secret] { m_jobs.write(id, secret, finishing()); });
    }
};

class RemoveFlow final : public KeychainFlow<Done> {
public:
    using KeychainFlow::KeychainFlow;
    void start(const QString &id)
    {
        if (const Result<Done> usable = KeychainJobs::checkUsable(); !usable)
            return finishLater(usable.error());
        m_jobs.secretService().probe([this, id](Result<SecretServiceView> view) {
            if (!view)
                return finish(view.error());
            if (view->state == KeychainState::NoBus || view->state == KeychainState::NoService)
                return finish(*stateError(view->state));
            // A search works while locked: nobody is asked for a password to delete what is not there.
            m_jobs.search(id, [this, id](Result<SecretItems> items) {
                if (!items)
                    return finish(items.error());
                if (items->isEmpty())
                    return finish(Done{});
                whenUnlocked([this, id] { m_jobs.remove(id, finishing()); });
            });
        });
    }
};

/// unlock -> write -> read back -> delete, and the delete happens however this ends.
class CheckWritableFlow final : public KeychainFlow<Done> {
public:
    CheckWritableFlow(const QString &service, QObject *context, Callback<Done> done)
        : KeychainFlow(service, context, std::move(done)), m_service(service)
    {
    }
    ~CheckWritableFlow() override
    {
        if (m_left)
            KeychainJobs::removeDetached(m_service, m_id);
    }
    Q_DISABLE_COPY_MOVE(CheckWritableFlow)

    void start()
    {
        const Result<QString> id = randomId();
        const Result<QByteArray> content = randomBytes(32);
        if (!id || !content)
            return finishLater(id ? content.error() : id.error());
        m_id = *id;
        m_content = Secret(*content);
        whenUnlocked([this] { writeItem(); });
    }

private:
    static Result<QString> randomId()
    {
        const Result<QByteArray> text = randomText(16);
        if (!text)
            return text.error();
        return probePrefix + QString::fromLatin1(*text);
    }
    void writeItem()
    {
        m_left = true;
        m_jobs.write(m_id, m_content, [this](const Result<Done> &written) {
            if (!written)
                return finish(written.error());
            readBack();
        });
    }
    void readBack()
    {
        m_jobs.read(m_id, [this](Result<Secret> read) {
            if (!read)
                return finish(read.error());
            if (!read->equals(m_content)) {
                return finish(
                    Error{ErrorCode::KeychainWriteFailed, {}, u"what was written is not what is read"_s});
            }
            m_jobs.remove(m_id, [this](Result<Done> removed) {
                m_left = !removed;
                finish(std::move(removed));
            });
        });
    }

    QString m_service;
    QString m_id;
    Secret m_content;
    bool m_left = false;
};

class ListFlow final : public KeychainFlow<QStringList> {
public:
    using KeychainFlow::KeychainFlow;
    void start(const QString &service)
    {
        if (const Result<Done> usable = KeychainJobs::checkUsable(); !usable)
            return finishLater(usable.error());
        m_jobs.secretService().probe([this, service](Result<SecretServiceView> view) {
            if (!view)
                return finish(view.error());
            if (view->state == KeychainState::NoBus || view->state == KeychainState::NoService)
                return finish(*stateError(view->state));
            m_state = view->state;
            m_jobs.secretService().search({{u"server"_s, service}}, [this](Result<SecretItems> items) {
                if (!items)
                    return finish(items.error());
                m_paths = items->unlocked + items->locked;
                readNext();
            });
        });
    }

private:
    void readNext()
    {
        if (m_paths.isEmpty())
            return finish(QStringList(std::exchange(m_ids, {})));
        m_jobs.secretService().readAttributes(
            m_paths.takeLast(), [this](Result<SecretAttributes> attributes) {
                if (!attributes && attributes.error().code == ErrorCode::KeychainEntryMissing)
                    return readNext(); // deleted since the search
                if (!attributes)
                    return finish(attributes.error());
                const auto id = attributes->constFind(u"user"_s);
                if (id == attributes->constEnd()) {
                    // Locked since it was started, gnome-keyring has only hashes of the attributes.
                    const std::optional<Error> why = stateError(m_state);
                    return finish(why ? *why : Error{ErrorCode::KeychainLocked});
                }
                if (!id->startsWith(probePrefix) && !m_ids.contains(*id))
                    m_ids.append(*id);
                readNext();
            });
    }

    KeychainState m_state = KeychainState::Unlocked;
    QStringList m_paths;
    QStringList m_ids;
};

template <class FlowType, class Done, class... Arguments>
OperationPtr startFlow(const QString &service, QObject *context, Done done, const Arguments &...arguments)
{
    auto flow = std::make_unique<FlowType>(service, context, std::move(done));
    flow->start(arguments...);
    return flow;
}

} // namespace

KeychainStore::KeychainStore(QString service) : m_service(std::move(service)) {}

KeychainStore::~KeychainStore() = default;

OperationPtr KeychainStore::probe(QObject *context, Callback<KeychainState> done)
{
    return startFlow<ProbeFlow>(m_service, context, std::move(done));
}

OperationPtr KeychainStore::unlock(QObject *context, Callback<Done> done)
{
    return startFlow<UnlockFlow>(m_service, context, std::move(done));
}

OperationPtr KeychainStore::read(const QString &id, QObject *context, Callback<Secret> done)
{
    return startFlow<ReadFlow>(m_service, context, std::move(done), id);
}

OperationPtr KeychainStore::write(const QString &id, const Secret &secret, QObject *context,
                                  Callback<Done> done)
{
    return startFlow<WriteFlow>(m_service, context, std::move(done), id, secret);
}

OperationPtr KeychainStore::remove(const QString &id, QObject *context, Callback<Done> done)
{
    return startFlow<RemoveFlow>(m_service, context, std::move(done), id);
}

OperationPtr KeychainStore::checkWritable(QObject *context, Callback<Done> done)
{
    return startFlow<CheckWritableFlow>(m_service, context, std::move(done));
}

OperationPtr KeychainStore::list(QObject *context, Callback<QStringList> done)
{
    return startFlow<ListFlow>(m_service, context, std::move(done), m_service);
}

} // namespace claimcheck::credentials
