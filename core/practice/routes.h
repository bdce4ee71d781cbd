#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <functional>

namespace claimcheck::practice {

class Accounts;
class Captcha;
class DenyList;
class Families;
class Faults;
class Notes;
class Outbox;
class PracticeClock;
class PurposeTokens;
class Router;
class Storage;
class Systems;
class Tokens;
class UsedOnce;
namespace provider {
class Provider;
}

/// All that the routes use, owned by the server.
struct Services {
    const Clock &clock;
    Storage &storage;
    Accounts &accounts;
    DenyList &denyList;
    Families &families;
    Tokens &tokens;
    Notes &notes;
    UsedOnce &usedOnce;
    PurposeTokens &purposeTokens;
    Captcha &captcha;
    Outbox &outbox;
    Faults &faults;
};

/// What only the server itself can do.
struct Control {
    PracticeClock &clock;
    provider::Provider &provider;
    /// Switches a fault of the server or of its OpenID Provider on, by name: FaultUnknown.
    std::function<Result<Done>(const QByteArray &)> turnOn;
    /// Removes all that has expired.
    std::function<Result<Done>()> purge;
    /// Begins anew: the known users, new keys, no fault, the real time.
    std::function<Result<Done>()> reset;
    /// Where the server is: that of its tokens' issuer, unless it is a second server of the same name.
    QByteArray address;
};

/// POST /login, POST /refresh, POST /logout.
void addSignInRoutes(Router &router, const Services &services);
/// GET /me, GET and POST /notes, GET /.well-known/jwks.json.
void addResourceRoutes(Router &router, const Services &services);
/// /purpose/mail, /outbox.
void addMailRoutes(Router &router, const Services &services);
/// /purpose/download.
void addDownloadRoutes(Router &router, const Services &services);
/// /cors/MODE.
void addCorsRoutes(Router &router);
/// Everything under /practice/: what a person or a program sees and sets of the server itself.
void addControlRoutes(Router &router, const Services &services, Systems &systems, const Control &control);
/// GET /, a page for people.
void addPages(Router &router, const Services &services, Systems &systems, const Control &control);

} // namespace claimcheck::practice
