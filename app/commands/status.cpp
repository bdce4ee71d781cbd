#include "app/composition.h"
#include "base/json_writer.h"
#include "command.h"
#include "invocation.h"
#include "session_text.h"
#include "terminal.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

using credentials::KeychainState;
using login::SessionInfo;
using login::SessionState;

struct Status {
    KeychainState keychain = KeychainState::NoBus;
    std::vector<std::pair<login::Profile, SessionInfo>> profiles;
};

int exitCodeOf(const Status &status, bool named)
{
    if (!named)
        return 0;
    switch (status.profiles.front().second.state) {
    case SessionState::SignedIn:
        return 0;
    case SessionState::Expired:
        // A refresh token can make it fresh again without a person: that is still signed in.
        return status.profiles.front().second.canRefresh ? 0 : 1;
    case SessionState::SignedOut:
        return 1;
    case SessionState::Unknown:
        break;
    }
    return static_cast<int>(ExitClass::CouldNotDo);
}

void print(const Invocation &run, const Status &status, TimePoint now)
{
    if (run.json()) {
        json::Writer writer;
        writer.beginObject();
        writer.member("keychain", credentials::stateName(status.keychain));
        writer.name("profiles");
        writer.beginArray();
        for (const auto &[profile, info] : status.profiles)
            writeSession(writer, profile, info, now);
        writer.endArray();
        writer.endObject();
        return run.print(writer.take() + '\n');
    }
    std::vector<QStringList> rows;
    for (const auto &[profile, info] : status.profiles)
        rows.push_back({visible(profile.name), sessionText(info, now)});
    run.print(table(rows).toUtf8());
    const auto problem = credentials::stateError(status.keychain);
    run.note(problem ? describe(*problem).message
                     : QCoreApplication::translate("Cli", "The keychain is unlocked."));
}

void loadNext(Invocation &run, const std::shared_ptr<Status> &status, size_t index, bool named)
{
    if (index == status->profiles.size()) {
        print(run, *status, run.services().clock.now());
        return run.finish(exitCodeOf(*status, named));
    }
    run.keep(run.services().sessions.load(status->profiles[index].first.id, &run,
                                          [&run, status, index, named](const Result<SessionInfo> &info) {
                                              SessionInfo &entry = status->profiles[index].second;
                                              if (info)
                                                  entry = *info;
                                              else
                                                  entry.problem = info.error();
                                              loadNext(run, status, index + 1, named);
                                          }));
}

void status(Invocation &run)
{
    auto status = std::make_shared<Status>();
    const bool named = !run.arguments().isEmpty();
    if (named) {
        const auto id = run.profileId(run.arguments().at(0));
        if (!id)
            return;
        status->profiles.emplace_back(*run.services().profiles.byId(*id), SessionInfo{});
    } else {
        if (const auto loaded = run.services().profiles.load(); !loaded)
            return run.fail(loaded.error());
        for (const login::Profile &profile : run.services().profiles.profiles())
            status->profiles.emplace_back(profile, SessionInfo{});
    }
    run.keep(run.services().keychain.probe(&run, [&run, status, named](const Result<KeychainState> &state) {
        if (!state)
            return run.fail(state.error());
        status->keychain = *state;
        // Asking how things stand never asks the person to unlock: what cannot be read is told as unknown.
        if (const auto problem = credentials::stateError(*state)) {
            for (auto &[profile, info] : status->profiles)
                info.problem = problem;
            print(run, *status, run.services().clock.now());
            return run.finish(exitCodeOf(*status, named));
        }
        loadNext(run, status, 0, named);
    }));
}

} // namespace

Command statusCommand()
{
    return {"status",
            "status [NAME]",
            QT_TRANSLATE_NOOP("Cli", "Tells who is signed in where, until when, and how the keychain is"),
            QT_TRANSLATE_NOOP(
                "Cli",
                "With a name the exit code is 0 when signed in, 1 when not, and 3 when that cannot be told."),
            {},
            0,
            1,
            status};
}

} // namespace claimcheck::app
