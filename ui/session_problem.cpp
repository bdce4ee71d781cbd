#include "session_problem.h"

#include <QCoreApplication>
#include <QStringList>

namespace claimcheck::ui {

namespace {

using Action = SessionProblem::Action;

struct Row {
    ErrorCode code;
    Action action;
};

/// What is not here is helped by signing in again; keychain errors have a rule of their own.
constexpr Row rows[] = {
    {ErrorCode::SessionNotStored, Action::StoreAgain},
    {ErrorCode::KeychainLocked, Action::Unlock},
    {ErrorCode::KeychainPromptDismissed, Action::Unlock},
    {ErrorCode::HostNotFound, Action::TryAgain},
    {ErrorCode::ConnectionRefused, Action::TryAgain},
    {ErrorCode::ConnectionClosed, Action::TryAgain},
    {ErrorCode::TimedOut, Action::TryAgain},
    {ErrorCode::NetworkFailed, Action::TryAgain},
    {ErrorCode::ProxyFailed, Action::TryAgain},
    {ErrorCode::RateLimited, Action::TryAgain},
    {ErrorCode::ServerFailed, Action::TryAgain},
    {ErrorCode::UnexpectedStatus, Action::TryAgain},
    {ErrorCode::RefreshLockBusy, Action::TryAgain},
    {ErrorCode::RefreshLockFailed, Action::TryAgain},
    {ErrorCode::HttpStatusFailed, Action::TryAgain},
    {ErrorCode::EndpointMissing, Action::None},
    {ErrorCode::ResponseNotJson, Action::None},
    {ErrorCode::ResponseTooLarge, Action::None},
    {ErrorCode::ResponseEndless, Action::None},
    {ErrorCode::JsonTypeMismatch, Action::None},
    {ErrorCode::ClaimMissing, Action::None},
    {ErrorCode::BrowserNotStarted, Action::None},
    {ErrorCode::LeashRefused, Action::None},
    {ErrorCode::ProfileNotFound, Action::None},
    {ErrorCode::ProfileExists, Action::None},
    {ErrorCode::ProfileFieldUnknown, Action::None},
    {ErrorCode::ProfileFieldInvalid, Action::None},
    {ErrorCode::ProfilesUnreadable, Action::None},
    {ErrorCode::ProfilesTooNew, Action::None},
    {ErrorCode::ProfilesWriteFailed, Action::None},
};

Action actionFor(ErrorCode code)
{
    for (const Row &row : rows) {
        if (row.code == code)
            return row.action;
    }
    return codeName(code).startsWith("Keychain") ? Action::TryAgain : Action::SignIn;
}

QString words(const char *text)
{
    return QCoreApplication::translate("SessionProblem", text);
}

QString actionText(Action action)
{
    switch (action) {
    case Action::None:
        return {};
    case Action::StoreAgain:
        return words(QT_TRANSLATE_NOOP("SessionProblem", "Store again"));
    case Action::Unlock:
        return words(QT_TRANSLATE_NOOP("SessionProblem", "Unlock"));
    case Action::TryAgain:
        return words(QT_TRANSLATE_NOOP("SessionProblem", "Try again"));
    case Action::SignIn:
        return words(QT_TRANSLATE_NOOP("SessionProblem", "Sign in…"));
    }
    Q_UNREACHABLE();
}

} // namespace

SessionProblem sessionProblemOf(const Error &error)
{
    const Description description = describe(error);
    const Action action = actionFor(error.code);
    return {description.message,
            QStringList{description.hint, QString::fromLatin1(codeName(error.code))}.join(u'\n').trimmed(),
            action, actionText(action)};
}

} // namespace claimcheck::ui
