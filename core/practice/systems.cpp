#include "systems.h"

namespace claimcheck::practice {

Systems::Systems(const Services &services)
{
    for (const auto make :
         {makeSessionSystem, makeOpaqueSystem, makeJwtSystem, makeRefreshSystem, makeDenyListSystem,
          makeOneDeviceSystem, makeFiveRowsSystem, makeCounterSystem, makeAddressSystem, makeDpopSystem})
        m_all.push_back(make(services));
}

System *Systems::find(const QString &id) const
{
    for (const auto &system : m_all) {
        if (system->id() == id)
            return system.get();
    }
    return nullptr;
}

Result<Done> Systems::purge()
{
    for (const auto &system : m_all) {
        if (auto purged = system->purge(); !purged)
            return purged;
    }
    return Done{};
}

} // namespace claimcheck::practice
