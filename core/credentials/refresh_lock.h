#pragma once

#include "credential_store.h"

#include <chrono>

namespace claimcheck::credentials {

/// Held by one process at a time for one profile; released when destroyed, and by the kernel if the process
/// dies.
class HeldLock {
public:
    virtual ~HeldLock() = default;
};

/// Takes the lock of `id` in `folder` (created with mode 0700 if need be) without blocking the event loop:
/// tries again until `patience` is over. Two takers in one process also exclude each other (flock on separate
/// descriptors). Errors: RefreshLockBusy, RefreshLockFailed.
[[nodiscard]] OperationPtr takeRefreshLock(const QString &folder, const QString &id,
                                           std::chrono::milliseconds patience, QObject *context,
                                           Callback<std::shared_ptr<HeldLock>> done);

} // namespace claimcheck::credentials
