#include "memory_store.h"

#include "flow.h"

namespace claimcheck::credentials {

namespace {

template <class T>
OperationPtr answer(QObject *context, Callback<T> done, Result<T> result)
{
    auto flow = std::make_unique<Flow<T>>(context, std::move(done));
    flow->finishLater(std::move(result));
    return flow;
}

} // namespace

OperationPtr MemoryStore::probe(QObject *context, Callback<KeychainState> done)
{
    return answer<KeychainState>(context, std::move(done), KeychainState::Memory);
}

OperationPtr MemoryStore::unlock(QObject *context, Callback<Done> done)
{
    return answer<Done>(context, std::move(done), Done{});
}

OperationPtr MemoryStore::read(const QString &id, QObject *context, Callback<Secret> done)
{
    const auto item = m_items.constFind(id);
    if (item == m_items.constEnd())
        return answer<Secret>(context, std::move(done), Error{ErrorCode::KeychainEntryMissing, id});
    return answer<Secret>(context, std::move(done), *item);
}

OperationPtr MemoryStore::write(const QString &id, const Secret &secret, QObject *context,
                                Callback<Done> done)
{
    m_items.insert(id, secret);
    return answer<Done>(context, std::move(done), Done{});
}

OperationPtr MemoryStore::remove(const QString &id, QObject *context, Callback<Done> done)
{
    m_items.remove(id);
    return answer<Done>(context, std::move(done), Done{});
}

OperationPtr MemoryStore::checkWritable(QObject *context, Callback<Done> done)
{
    return answer<Done>(context, std::move(done), Done{});
}

OperationPtr MemoryStore::list(QObject *context, Callback<QStringList> done)
{
    return answer<QStringList>(context, std::move(done), QStringList(m_items.keys()));
}

} // namespace claimcheck::credentials
