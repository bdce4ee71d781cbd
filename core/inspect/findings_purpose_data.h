#pragma once

#include "rule.h"

/// How a token fits what it is for: the rows of each purpose are in profiles.cpp, and their findings carry
/// its section.
namespace claimcheck::inspect {

// clang-format off
inline constexpr Rule purposeRules[] = {
    {"purpose-claim-missing", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "%2 must have the claim %1, and this one has none."), "RFC 8725 section 3.12",
     QT_TRANSLATE_NOOP("Inspect", "The standard of this kind of token requires the claim, and verifiers must refuse the token without it.")},
    {"purpose-claim-forbidden", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "%2 must not have the claim %1."), "RFC 8725 section 3.12",
     QT_TRANSLATE_NOOP("Inspect", "The standard forbids the claim so that this kind of token cannot be taken for another.")},
    {"purpose-claim-unwise", Severity::Note,
     QT_TRANSLATE_NOOP("Inspect", "%2 should not have the claim %1."), "RFC 8725 section 3.12",
     QT_TRANSLATE_NOOP("Inspect", "The standard advises against the claim so that this kind of token is not taken for another.")},
    {"purpose-parameter-missing", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "%2 must have the header parameter %1, and this one has none."), "RFC 8725 section 3.12",
     QT_TRANSLATE_NOOP("Inspect", "The standard of this kind of token requires the parameter.")},
    {"purpose-symmetric", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "%2 must be signed with a private key, and %1 uses a shared secret."), "RFC 9449 section 4.2",
     QT_TRANSLATE_NOOP("Inspect", "A proof shows that somebody holds a key that nobody else has.")},
    {"purpose-event-missing", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "A sign-out token must hold the event of a back-channel sign-out in %1."), "OpenID Connect Back-Channel Logout 1.0 section 2.4",
     QT_TRANSLATE_NOOP("Inspect", "Its events claim has a member named http://schemas.openid.net/event/backchannel-logout whose value is an object.")},
    {"purpose-subject-missing", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "A sign-out token must say whom it is about: it has neither %1 nor sid."), "OpenID Connect Back-Channel Logout 1.0 section 2.4",
     QT_TRANSLATE_NOOP("Inspect", "The claim sub ends all sessions of a person, sid one session.")},
    {"id-token-as-access-token", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "This is an ID Token, used as an access token (%1)."), "RFC 9068 section 2.1",
     QT_TRANSLATE_NOOP("Inspect", "An ID Token tells a client who signed in, and is for that client only. It carries no permission for an interface, which should be sent the access token.")},
    {"id-token-many-audiences", Severity::Warning,
     QT_TRANSLATE_NOOP("Inspect", "The ID Token is for several audiences and does not say which client asked for it (%1)."), "OpenID Connect Core 1.0 section 3.1.3.7",
     QT_TRANSLATE_NOOP("Inspect", "With several audiences the claim azp names the client. Without it a token for another client is taken for one's own.")},
    {"id-token-long-subject", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "The claim %1 is longer than the 255 characters that OpenID Connect allows."), "OpenID Connect Core 1.0 section 2",
     QT_TRANSLATE_NOOP("Inspect", "Databases cut it off, so that two people become one.")},
    {"assertion-not-self-issued", Severity::Error,
     QT_TRANSLATE_NOOP("Inspect", "In a client assertion %1 and sub must be the same: the client itself."), "RFC 7523 section 3",
     QT_TRANSLATE_NOOP("Inspect", "Both hold the client_id.")},
};
// clang-format on

} // namespace claimcheck::inspect
