#include "app/composition.h"
#include "base/json_writer.h"
#include "command.h"
#include "credentials/item_place.h"
#include "invocation.h"
#include "inspect/verdict.h"
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
    std::optional<credentials::ItemPlace> place; // of the one profile, with --where
    std::optional<TimePoint> verifiedAt;         // the item was read back, whole
};

void writePlace(json::Writer &writer, const Status &status)
{
    writer.name("where");
    writer.beginObject();
    writer.member("backend", QStringView(status.place->backend));
    writer.member("collection", QStringView(status.place->collection));
    writer.member("item", QStringView(status.place->item));
    writer.name("copies");
    writer.integer(status.place->copies);
    writer.name("locked");
    writer.boolean(status.place->isLocked);
    writer.name("attributes");
    writer.beginObject();
    for (auto it = status.place->attributes.constBegin(); it != status.place->attributes.constEnd(); ++it)
        writer.member(it.key().toUtf8(), QStringView(it.value()));
    writer.endObject();
    writer.name("verifiedAt");
    writeTime(writer, status.verifiedAt);
    writer.endObject();
}

QString placeText(const Status &status, TimePoint now)
{
    const auto say = [](const char *words) { return QCoreApplication::translate("Cli", words); };
    const credentials::ItemPlace &place = *status.place;
    std::vector<QStringList> rows = {{say("kept by"), visible(place.backend)}};
    if (place.copies == 0)
        rows.push_back({say("item"), say("none")});
    else
        rows.push_back({say("item"), visible(place.item)});
    if (place.copies > 1)
        rows.push_back({say("copies"), QString::number(place.copies)});
    for (auto it = place.attributes.constBegin(); it != place.attributes.constEnd(); ++it)
        rows.push_back({say("attribute"), visible(it.key()) + u'=' + visible(it.value())});
    rows.push_back({say("last verified"), status.verifiedAt ? inspect::relativeText(*status.verifiedAt, now)
                                                            : say("not now: it could not be read")});
    return table(rows, QStringLiteral("  "));
}

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
        if (status.place)
            writePlace(writer, status);
        writer.endObject();
        return run.print(writer.take() + '\n');
    }
    std::vector<QStringList> rows;
    for (const auto &[profile, info] : status.profiles)
        rows.push_back({visible(profile.name), sessionText(info, now)});
    run.print(table(rows).toUtf8());
    if (status.place)
        run.print(placeText(status, now).toUtf8());
    const auto problem = credentials::stateError(status.keychain);
    run.note(problem ? describe(*problem).message
                     : QCoreApplication::translate("Cli", "The keychain is unlocked."));
}

/// Says how things stand, with --where after a look at the keychain.
void finish(Invocation &run, const std::shared_ptr<Status> &status, bool named)
{
    const auto say = [&run, status, named] {
        print(run, *status, run.services().clock.now());
        run.finish(exitCodeOf(*status, named));
    };
    if (!run.isSet(QStringLiteral("where")))
        return say();
    const auto &[profile, info] = status->profiles.front();
    if (info.stored && !info.problem)
        status->verifiedAt = run.services().clock.now();
    run.keep(credentials::locateItem(profile.id, &run,
                                     [&run, status, say](const Result<credentials::ItemPlace> &place) {
                                         if (place)
                                             status->place = *place;
                                         else
                                             run.note(describe(place.error()).message);
                                         say();
                                     }));
}

void loadNext(Invocation &run, const std::shared_ptr<Status> &status, size_t index, bool named)
{
    if (index == status->profiles.size())
        return finish(run, status, named);
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
    if (run.isSet(QStringLiteral("where")) && !named)
        return run.fail({ErrorCode::UsageInvalid,
                         {},
                         QCoreApplication::translate("Cli", "--where takes the name of one profile.")});
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
            return finish(run, status, named);
        }
        loadNext(run, status, 0, named);
    }));
}

} // namespace

Command statusCommand()
{
    return {
        "status",
        "status [NAME [--where]]",
        QT_TRANSLATE_NOOP("Cli", "Tells who is signed in where, until when, and how the keychain is"),
        QT_TRANSLATE_NOOP(
            "Cli",
            "With a name the exit code is 0 when signed in, 1 when not, and 3 when that cannot be told. "
            "--where tells where the secret of the profile lies, which attributes anybody in this session "
            "can read there, and whether it could be read back whole."),
        {{"where", nullptr, QT_TRANSLATE_NOOP("Cli", "tell where the secret is kept")}},
        0,
        1,
        status};
}

} // namespace claimcheck::app
