#pragma once

#include "routes.h"
#include "system.h"

#include <memory>

namespace claimcheck::practice {

/// All of them, in the order in which they are best read. `find` takes an id.
class Systems final {
public:
    explicit Systems(const Services &services);
    [[nodiscard]] System *find(const QString &id) const;
    [[nodiscard]] const std::vector<std::unique_ptr<System>> &all() const { return m_all; }
    [[nodiscard]] Result<Done> purge();

private:
    std::vector<std::unique_ptr<System>> m_all;
};

/// Each stands in the file of its name.
[[nodiscard]] std::unique_ptr<System> makeSessionSystem(const Services &services);
[[nodiscard]] std::unique_ptr<System> makeOneDeviceSystem(const Services &services); // session_system.cpp
[[nodiscard]] std::unique_ptr<System> makeFiveRowsSystem(const Services &services);  // session_system.cpp
[[nodiscard]] std::unique_ptr<System> makeOpaqueSystem(const Services &services);
[[nodiscard]] std::unique_ptr<System> makeJwtSystem(const Services &services);
[[nodiscard]] std::unique_ptr<System> makeRefreshSystem(const Services &services);
[[nodiscard]] std::unique_ptr<System> makeDenyListSystem(const Services &services);
[[nodiscard]] std::unique_ptr<System> makeCounterSystem(const Services &services);
[[nodiscard]] std::unique_ptr<System> makeAddressSystem(const Services &services);
[[nodiscard]] std::unique_ptr<System> makeDpopSystem(const Services &services);

/// The same routes for each, under its prefix.
void addSystemRoutes(Router &router, const Services &services, Systems &systems);

} // namespace claimcheck::practice
