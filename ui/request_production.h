#pragma once

#include "request_scope.h"
#include "requests/request_spec.h"

#include <QSet>

namespace claimcheck::login {
class ProfileStore;
}

namespace claimcheck::ui {

/// What is production of all that a request is sent with.
struct Production {
    QStringList words = {};  // of each, to be shown
    QSet<QString> keys = {}; // the same for the same environment file, environment and profile alone

    [[nodiscard]] bool isAllowedBy(const QSet<QString> &allowed) const { return allowed.contains(keys); }
    void add(const Production &other);
};
/// The environment's mark, its profile's, that of the profile whose credential the request names, and those
/// of the profiles that its `{{profile:…}}` name, also through variables.
[[nodiscard]] Production productionOf(const requests::RequestSpec &spec, const RequestScope &scope,
                                      const login::ProfileStore &profiles);

} // namespace claimcheck::ui
