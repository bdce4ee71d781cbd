#include "app/composition.h"
#include "command.h"
#include "invocation.h"
#include "session_text.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

void refresh(Invocation &run)
{
    const auto id = run.profileId(run.arguments().at(0));
    if (!id)
        return;
    run.keep(run.services().sessions.refresh(
        *id, &run, [&run, id](const Result<login::SessionInfo> &info) { finishWith(run, *id, info); }));
}

} // namespace

Command refreshCommand()
{
    return {"refresh",
            "refresh NAME",
            QT_TRANSLATE_NOOP("Cli", "Gets a new access token with the refresh token"),
            "",
            {},
            1,
            1,
            refresh};
}

} // namespace claimcheck::app
