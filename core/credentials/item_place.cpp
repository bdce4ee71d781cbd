#include "item_place.h"

#include "flow.h"
#include "keychain_jobs.h"

namespace claimcheck::credentials {

using namespace Qt::StringLiterals;

namespace {

/// probe -> search by attributes -> the first item's attributes
class LocateFlow final : public Flow<ItemPlace> {
public:
    LocateFlow(QObject *context, Callback<ItemPlace> done)
        : Flow(context, std::move(done)), m_jobs(u"claimcheck"_s)
    {
    }
    void start(const QString &id)
    {
        m_jobs.secretService().probe([this, id](const Result<SecretServiceView> &view) {
            if (!view)
                return finish(view.error());
            if (view->state == KeychainState::NoBus || view->state == KeychainState::NoService)
                return finish(*stateError(view->state));
            m_place.backend = u"Secret Service"_s;
            m_jobs.search(id, [this](const Result<SecretItems> &items) { onFound(items); });
        });
    }

private:
    void onFound(const Result<SecretItems> &items)
    {
        if (!items)
            return finish(items.error());
        if (items->isEmpty())
            return finish(m_place);
        m_place.isLocked = items->unlocked.isEmpty();
        m_place.copies = int(items->unlocked.size() + items->locked.size());
        m_place.item = m_place.isLocked ? items->locked.constFirst() : items->unlocked.constFirst();
        m_place.collection = m_place.item.section(u'/', 0, -2);
        m_jobs.secretService().readAttributes(m_place.item, [this](const Result<SecretAttributes> &found) {
            if (!found)
                return finish(found.error());
            m_place.attributes = *found;
            finish(m_place);
        });
    }
    KeychainJobs m_jobs;
    ItemPlace m_place;
};

} // namespace

OperationPtr locateItem(const QString &id, QObject *context, Callback<ItemPlace> done)
{
    auto flow = std::make_unique<LocateFlow>(context, std::move(done));
    flow->start(id);
    return flow;
}

} // namespace claimcheck::credentials
