#pragma once

#include "oauth_authorization.h"
#include "oauth_sessions.h"

namespace claimcheck::practice::provider {

/// An authorization request that waits for a person. It belongs to the browser that brought it: the forms of
/// its pages work in no other.
struct Interaction {
    QByteArray id;
    QByteArray csrf;
    Parameters parameters;
    TimePoint startedAt;
};

/// How long a person has to sign in and to consent.
inline constexpr std::chrono::minutes interactionLifetime{10};
/// How long a consent is remembered.
inline constexpr std::chrono::hours consentLifetime{24 * 30};

[[nodiscard]] Outcome<Interaction> beginInteraction(Provider &provider, const QByteArray &browser,
                                                    const Parameters &parameters);
/// The interaction that a page of this browser names; a refusal when it is unknown, over or another
/// browser's.
[[nodiscard]] Outcome<Interaction> findInteraction(Provider &provider, const Request &request,
                                                   const QByteArray &id);
[[nodiscard]] Result<Done> endInteraction(Provider &provider, const Interaction &interaction);

[[nodiscard]] Response loginPage(const Interaction &interaction, const AuthorizationRequest &request,
                                 const QByteArray &username, const QByteArray &problem, int status = 200);
[[nodiscard]] Response consentPage(Provider &provider, const Interaction &interaction,
                                   const AuthorizationRequest &request, const BrowserSession &session);

/// Whether this person has allowed the client all of that before.
enum class Consent { Given, Missing };
[[nodiscard]] Result<Consent> consentTo(Provider &provider, const AuthorizationRequest &request,
                                        const QString &userId);

/// Gives the code, and sends the browser back with it.
[[nodiscard]] Response giveCode(Provider &provider, const AuthorizationRequest &request,
                                const BrowserSession &session);
/// Whether the session is enough for the request, or the person has to sign in (OpenID Connect Core 1.0
/// section 3.1.2.3). A sign-in since the interaction began is a fresh one.
[[nodiscard]] bool needsLogin(Provider &provider, const AuthorizationRequest &request,
                              const std::optional<BrowserSession> &session, const Interaction *interaction);
/// Goes on with a request: asks for what is missing, or gives the code. Without an interaction it is a new
/// one.
[[nodiscard]] Response proceed(Provider &provider, const Request &http, const AuthorizationRequest &request,
                               const Parameters &parameters, const Interaction *interaction);
/// Reads the request of an interaction again. It was checked when it began.
[[nodiscard]] Outcome<AuthorizationRequest> requestOf(Provider &provider, const Interaction &interaction);

} // namespace claimcheck::practice::provider
