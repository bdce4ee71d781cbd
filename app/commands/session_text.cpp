#include "session_text.h"

#include "app/composition.h"
#include "inspect/verdict.h"
#include "login/session.h"
#include "invocation.h"
#include "terminal.h"

#include <QCoreApplication>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

qint64 secondsBetween(TimePoint from, TimePoint to)
{
    return std::chrono::floor<std::chrono::seconds>(to - from).count();
}

void writeToken(json::Writer &writer, const char *kind, bool jwt, const std::optional<TimePoint> &expiresAt,
                TimePoint now)
{
    writer.beginObject();
    writer.member("kind", QByteArrayView(kind));
    writer.member("format", QByteArrayView(jwt ? "jwt" : "opaque"));
    writer.name("expiresAt");
    writeTime(writer, expiresAt);
    writer.name("secondsLeft");
    expiresAt ? writer.integer(secondsBetween(now, *expiresAt)) : writer.null();
    writer.endObject();
}

QString stateText(login::SessionState state)
{
    switch (state) {
    case login::SessionState::SignedIn:
        return QCoreApplication::translate("Cli", "signed in");
    case login::SessionState::Expired:
        return QCoreApplication::translate("Cli", "expired");
    case login::SessionState::SignedOut:
        return QCoreApplication::translate("Cli", "signed out");
    case login::SessionState::Unknown:
        break;
    }
    return QCoreApplication::translate("Cli", "unknown");
}

} // namespace

void writeTime(json::Writer &writer, const std::optional<TimePoint> &time)
{
    time ? writer.string(inspect::utcText(std::chrono::floor<std::chrono::seconds>(*time))) : writer.null();
}

void writeSession(json::Writer &writer, const login::Profile &profile, const login::SessionInfo &info,
                  TimePoint now)
{
    writer.beginObject();
    writer.member("name", profile.name);
    writer.member("recipe", profile.recipe);
    writer.name("origins");
    writer.beginArray();
    for (const http::Origin &origin : login::leashOf(profile).resources)
        writer.string(origin.toString());
    writer.endArray();
    writer.member("state", login::sessionStateName(info.state));
    writer.name("canRefresh");
    writer.boolean(info.canRefresh);
    writer.name("subject");
    info.person.subject.isEmpty() ? writer.null() : writer.string(info.person.subject);
    writer.name("tokens");
    writer.beginArray();
    if (info.state == login::SessionState::SignedIn || info.state == login::SessionState::Expired) {
        if (info.hasAccessToken)
            writeToken(writer, "access", info.accessIsJwt, info.expiresAt, now);
        if (info.hasRefreshToken)
            writeToken(writer, "refresh", info.refreshIsJwt, info.refreshExpiresAt, now);
        if (info.hasIdToken)
            writeToken(writer, "id", true, info.idExpiresAt, now);
        if (info.isCookies)
            writeToken(writer, "session-cookie", false, info.expiresAt, now);
    }
    writer.endArray();
    if (info.problem)
        writer.member("problem", codeName(info.problem->code));
    writer.endObject();
}

QString sessionText(const login::SessionInfo &info, TimePoint now)
{
    QStringList parts = {stateText(info.state)};
    const QString who = info.person.name.isEmpty() ? info.person.subject : info.person.name;
    if (!who.isEmpty() && info.state != login::SessionState::SignedOut)
        parts[0] = QCoreApplication::translate("Cli", "%1 as %2").arg(parts[0], visible(who));
    if (info.expiresAt && info.state != login::SessionState::SignedOut) {
        parts << (info.state == login::SessionState::Expired
                      ? inspect::relativeText(*info.expiresAt, now)
                      : QCoreApplication::translate("Cli", "expires %1")
                            .arg(inspect::relativeText(*info.expiresAt, now)));
    }
    if (info.canRefresh)
        parts << QCoreApplication::translate("Cli", "can be refreshed");
    if (info.problem)
        parts << visible(describe(*info.problem).message);
    return parts.join(QStringLiteral(" · "));
}

void printSession(Invocation &run, const QString &profileId, const login::SessionInfo &info)
{
    const auto profile = run.services().profiles.byId(profileId);
    const TimePoint now = run.services().clock.now();
    if (run.json()) {
        json::Writer writer;
        writeSession(writer, *profile, info, now);
        run.print(writer.take() + '\n');
    } else {
        run.printLine(visible(profile->name) + u": "_s + sessionText(info, now));
    }
}

void finishWith(Invocation &run, const QString &profileId, const Result<login::SessionInfo> &info)
{
    if (!info)
        return run.fail(info.error());
    // The sign-in worked, but its session will be gone with this process: that is not "done".
    if (info->problem)
        return run.fail(*info->problem);
    printSession(run, profileId, *info);
    run.finish();
}

} // namespace claimcheck::app
