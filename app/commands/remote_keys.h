#pragma once

#include "base/result.h"
#include "jose/key.h"

#include <QUrl>

#include <functional>

namespace claimcheck::app {

class Invocation;
using KeysDone = std::function<void(Result<jose::KeySet>)>;

/// A JWK Set from its address, over TLS or from this machine. The keys are discovered.
void fetchKeys(Invocation &run, const QUrl &url, const KeysDone &done);
/// The keys of an issuer by its discovery document (OpenID Connect Discovery 1.0 section 4): its "issuer"
/// must be exactly `issuer` (IssuerMismatch), and its "jwks_uri" may be anywhere, as the issuer vouches for
/// it.
void discoverKeys(Invocation &run, const QString &issuer, const KeysDone &done);

} // namespace claimcheck::app
