#include "report.h"

namespace claimcheck::inspect {

QByteArray kindName(Kind kind)
{
    switch (kind) {
    case Kind::JwsCompact:
        return "jws-compact";
    case Kind::JwsJson:
        return "jws-json";
    case Kind::JweCompact:
        return "jwe-compact";
    case Kind::JweJson:
        return "jwe-json";
    case Kind::SdJwt:
        return "sd-jwt";
    case Kind::Opaque:
        break;
    }
    return "opaque";
}

QByteArray timeStateName(TimeState state)
{
    switch (state) {
    case TimeState::NotExpired:
        return "not-expired";
    case TimeState::Expired:
        return "expired";
    case TimeState::NotYetValid:
        return "not-yet-valid";
    case TimeState::NoExpiry:
        return "no-expiry";
    case TimeState::Unreadable:
        break;
    }
    return "unreadable";
}

QByteArray severityName(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return "error";
    case Severity::Warning:
        return "warning";
    case Severity::Note:
        break;
    }
    return "note";
}

QByteArray levelName(Level level)
{
    switch (level) {
    case Level::Good:
        return "good";
    case Level::Warning:
        return "warning";
    case Level::Bad:
        return "bad";
    case Level::Neutral:
        break;
    }
    return "neutral";
}

QByteArray layerName(Layer::Role role)
{
    switch (role) {
    case Layer::Role::NestedToken:
        return "nested";
    case Layer::Role::DecryptedContent:
        return "decrypted";
    case Layer::Role::KeyBinding:
        break;
    }
    return "key-binding";
}

} // namespace claimcheck::inspect
