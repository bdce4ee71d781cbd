#pragma once

#include "base/clock.h"

namespace claimcheck::practice {

class Accounts;
class DenyList;
class Families;
class Notes;
class Router;
class Storage;
class Tokens;

/// All that the routes use, owned by the server.
struct Services {
    const Clock &clock;
    Storage &storage;
    Accounts &accounts;
    DenyList &denyList;
    Families &families;
    Tokens &tokens;
    Notes &notes;
};

/// POST /login, POST /refresh, POST /logout.
void addSignInRoutes(Router &router, const Services &services);
/// GET /me, GET and POST /notes, GET /.well-known/jwks.json.
void addResourceRoutes(Router &router, const Services &services);
/// GET /, a page for people.
void addPages(Router &router);

} // namespace claimcheck::practice
