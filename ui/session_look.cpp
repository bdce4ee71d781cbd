#include "session_look.h"

#include "inspect/verdict.h"

#include <QCoreApplication>

namespace claimcheck::ui {

namespace {

using Tone = SessionLook::Tone;

QString words(const char *text)
{
    return QCoreApplication::translate("SessionLook", text);
}

SessionLook signedIn(const login::SessionInfo &info, TimePoint now)
{
    const QString on = QStringLiteral("state-on");
    if (!info.expiresAt)
        return {on, {}, words(QT_TRANSLATE_NOOP("SessionLook", "Signed in, no expiry"))};
    const auto left = std::chrono::ceil<std::chrono::seconds>(*info.expiresAt - now).count();
    if (left <= 0)
        return {on, words(QT_TRANSLATE_NOOP("SessionLook", "expired")),
                words(QT_TRANSLATE_NOOP(
                    "SessionLook", "Signed in. The token has expired and is refreshed when it is used"))};
    const QString text = inspect::durationText(left);
    return {on, text, words(QT_TRANSLATE_NOOP("SessionLook", "Signed in, expires in %1")).arg(text)};
}

SessionLook unknown(const login::SessionInfo &info)
{
    const QString half = QStringLiteral("state-half");
    if (!info.problem)
        return {
            QStringLiteral("state-off"), {}, words(QT_TRANSLATE_NOOP("SessionLook", "Not looked up yet"))};
    const QString sentence = describe(*info.problem).message;
    switch (info.problem->code) {
    case ErrorCode::KeychainLocked:
    case ErrorCode::KeychainPromptDismissed:
    case ErrorCode::KeychainPromptUnavailable:
        return {half, words(QT_TRANSLATE_NOOP("SessionLook", "locked")), sentence, Tone::Warning};
    default:
        return {half, words(QT_TRANSLATE_NOOP("SessionLook", "unknown")), sentence, Tone::Warning};
    }
}

} // namespace

SessionLook lookOf(const login::SessionInfo &info, TimePoint now)
{
    if (info.problem && info.problem->code == ErrorCode::ProfileChanged)
        return {QStringLiteral("warning"), words(QT_TRANSLATE_NOOP("SessionLook", "changed")),
                describe(*info.problem).message, Tone::Warning};
    if (info.problem && info.problem->code == ErrorCode::RefreshOutcomeUnknown)
        return {QStringLiteral("warning"), words(QT_TRANSLATE_NOOP("SessionLook", "sign in")),
                words(QT_TRANSLATE_NOOP("SessionLook", "Needs a new sign-in")), Tone::Warning};
    switch (info.state) {
    case login::SessionState::SignedIn:
        return signedIn(info, now);
    case login::SessionState::Expired:
        return {QStringLiteral("warning"), words(QT_TRANSLATE_NOOP("SessionLook", "expired")),
                info.expiresAt ? words(QT_TRANSLATE_NOOP("SessionLook", "Expired %1"))
                                     .arg(inspect::relativeText(*info.expiresAt, now))
                               : words(QT_TRANSLATE_NOOP("SessionLook", "Expired")),
                Tone::Warning};
    case login::SessionState::SignedOut:
        return {QStringLiteral("state-off"), {}, words(QT_TRANSLATE_NOOP("SessionLook", "Signed out"))};
    case login::SessionState::Unknown:
        break;
    }
    return unknown(info);
}

bool hasSession(const login::SessionInfo &info)
{
    return info.state == login::SessionState::SignedIn || info.state == login::SessionState::Expired;
}

} // namespace claimcheck::ui
