#include "credential_store.h"

namespace claimcheck::credentials {

QByteArray stateName(KeychainState state)
{
    switch (state) {
    case KeychainState::Unlocked:
        return QByteArrayLiteral("unlocked");
    case KeychainState::Locked:
        return QByteArrayLiteral("locked");
    case KeychainState::NoPrompt:
        return QByteArrayLiteral("no-prompt");
    case KeychainState::Missing:
        return QByteArrayLiteral("missing");
    case KeychainState::NoService:
        return QByteArrayLiteral("no-service");
    case KeychainState::NoBus:
        return QByteArrayLiteral("no-bus");
    case KeychainState::Memory:
        return QByteArrayLiteral("memory");
    }
    Q_UNREACHABLE();
}

std::optional<Error> stateError(KeychainState state)
{
    switch (state) {
    case KeychainState::Unlocked:
    case KeychainState::Memory:
        return std::nullopt;
    case KeychainState::Locked:
        return Error{ErrorCode::KeychainLocked};
    case KeychainState::NoPrompt:
        return Error{ErrorCode::KeychainPromptUnavailable};
    case KeychainState::Missing:
        return Error{ErrorCode::KeychainNoCollection};
    case KeychainState::NoService:
        return Error{ErrorCode::KeychainNoService};
    case KeychainState::NoBus:
        return Error{ErrorCode::KeychainNoBus};
    }
    Q_UNREACHABLE();
}

} // namespace claimcheck::credentials
