#include "sign_in_problem.h"

#include <QCoreApplication>

namespace claimcheck::ui {

namespace {

using Action = SignInProblem::Action;

QString words(const char *text)
{
    return QCoreApplication::translate("SignInProblem", text);
}

struct Row {
    ErrorCode code;
    Action action;
    const char *setting = "";
};

/// What is not here is mended in the fields that are in sight.
constexpr Row rows[] = {
    {ErrorCode::ClientIdMissing, Action::OpenSetting, "client_id"},
    {ErrorCode::ClientSecretMissing, Action::OpenSetting, "client_secret"},
    {ErrorCode::ClientKeyMissing, Action::OpenSetting, "client_key"},
    {ErrorCode::IdTokenEncrypted, Action::OpenSetting, "client_key"},
    {ErrorCode::ClientRejected, Action::OpenSetting, "client_id"},
    {ErrorCode::RegistrationRefused, Action::OpenSetting, "client_id"},
    {ErrorCode::ClientAuthenticationUnsupported, Action::OpenSetting, "client.authentication"},
    {ErrorCode::LoopbackUnavailable, Action::OpenSetting, "redirect_port"},
    {ErrorCode::TokenNotInResponse, Action::OpenSetting, "reply.accessToken"},
    {ErrorCode::FormNotFound, Action::OpenSetting, "form.path"},
    {ErrorCode::SignInUnproven, Action::OpenSetting, "whoami.path"},
    {ErrorCode::WrongPerson, Action::SignOutFirst},
    {ErrorCode::SignInTimedOut, Action::TryAgain},
    {ErrorCode::DeviceCodeExpired, Action::TryAgain},
    {ErrorCode::AuthorizationDenied, Action::TryAgain},
    {ErrorCode::OriginUnconfirmed, Action::TryAgain},
    {ErrorCode::HostNotFound, Action::TryAgain},
    {ErrorCode::ConnectionRefused, Action::TryAgain},
    {ErrorCode::ConnectionClosed, Action::TryAgain},
    {ErrorCode::NetworkFailed, Action::TryAgain},
    {ErrorCode::TimedOut, Action::TryAgain},
    {ErrorCode::ServerFailed, Action::TryAgain},
};

QString actionText(Action action)
{
    switch (action) {
    case Action::None:
        return {};
    case Action::KeepInMemory:
        return words(QT_TRANSLATE_NOOP("SignInProblem", "Keep until quit"));
    case Action::Unlock:
        return words(QT_TRANSLATE_NOOP("SignInProblem", "Unlock"));
    case Action::TryAgain:
        return words(QT_TRANSLATE_NOOP("SignInProblem", "Try again"));
    case Action::OpenSetting:
        return words(QT_TRANSLATE_NOOP("SignInProblem", "Open the setting"));
    case Action::SignOutFirst:
        return words(QT_TRANSLATE_NOOP("SignInProblem", "Sign out, then sign in"));
    }
    Q_UNREACHABLE();
}

} // namespace

SignInProblem problemOf(const Error &error)
{
    const Description description = describe(error);
    SignInProblem problem{description.message, description.hint, Action::None, {}, {}};
    for (const Row &row : rows) {
        if (row.code != error.code)
            continue;
        problem.action = row.action;
        problem.setting = QString::fromLatin1(row.setting);
    }
    // What was filled in is still there: nothing is asked again.
    if (error.code == ErrorCode::KeychainLocked || error.code == ErrorCode::KeychainPromptDismissed)
        problem.action = Action::Unlock;
    else if (codeName(error.code).startsWith("Keychain"))
        problem.action = Action::KeepInMemory;
    problem.actionText = actionText(problem.action);
    return problem;
}

} // namespace claimcheck::ui
