#include "app/composition.h"
#include "base/json_writer.h"
#include "command.h"
#include "input.h"
#include "invocation.h"
#include "login/profile.h"
#include "login/recipe.h"
#include "terminal.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace claimcheck::app {

using namespace Qt::StringLiterals;

namespace {

using login::Profile;

Result<Done> applyAssignments(Profile &profile, const QStringList &assignments)
{
    for (const QString &assignment : assignments) {
        const auto equals = assignment.indexOf(u'=');
        if (equals < 1)
            return Error{
                ErrorCode::UsageInvalid,
                {},
                QCoreApplication::translate("Cli", "%1 is not of the form KEY=VALUE.").arg(assignment)};
        if (const auto set = login::setField(profile, assignment.left(equals), assignment.mid(equals + 1));
            !set)
            return set.error();
    }
    return Done{};
}

struct SecretFields {
    std::vector<std::pair<QString, Secret>> fields;
};

Result<SecretFields> readSecretFields(const Invocation &run)
{
    SecretFields result;
    for (const QString &assignment : run.values(QStringLiteral("secret-file"))) {
        const auto equals = assignment.indexOf(u'=');
        if (equals < 1)
            return Error{
                ErrorCode::UsageInvalid,
                {},
                QCoreApplication::translate("Cli", "%1 is not of the form FIELD=FILE.").arg(assignment)};
        auto secret = readSecretFile(assignment.mid(equals + 1));
        if (!secret)
            return secret.error();
        result.fields.emplace_back(assignment.left(equals), *std::move(secret));
    }
    return result;
}

/// Stores secret fields one after the other, then ends the run.
void storeSecretFields(Invocation &run, const QString &profileId, std::shared_ptr<SecretFields> fields,
                       size_t next = 0)
{
    if (next == fields->fields.size())
        return run.finish();
    const auto &[key, secret] = fields->fields[next];
    run.keep(run.services().sessions.setSecretField(
        profileId, key, secret, &run, [&run, profileId, fields, next](const Result<Done> &done) {
            if (!done)
                return run.fail(done.error());
            storeSecretFields(run, profileId, fields, next + 1);
        }));
}

/// The name as a shell takes it, so that the line that is shown can be pasted.
QString shellWord(const QString &name)
{
    static const QRegularExpression plain(QStringLiteral("^[\\w.@/:+-]+$"));
    return plain.match(name).hasMatch() ? name : u'\'' + QString(name).replace(u"'"_s, u"'\\''"_s) + u'\'';
}

void add(Invocation &run, const QString &name)
{
    const auto url = run.value(QStringLiteral("url"));
    const QString recipe =
        run.value(QStringLiteral("recipe")).value_or(url ? login::guessRecipe(QUrl(*url)) : QString());
    if (!url)
        return run.fail(
            {ErrorCode::UsageInvalid, {}, QCoreApplication::translate("Cli", "--url is missing.")});
    Profile profile;
    profile.name = name;
    QStringList assignments = {u"recipe="_s + recipe, u"url="_s + *url};
    if (const auto user = run.value(QStringLiteral("user")))
        assignments << u"user="_s + *user;
    if (const auto set = applyAssignments(profile, assignments + run.values(QStringLiteral("set"))); !set)
        return run.fail(set.error());
    auto valid = login::validated(std::move(profile));
    if (!valid)
        return run.fail(valid.error());
    const auto secrets = readSecretFields(run);
    if (!secrets)
        return run.fail(secrets.error());
    const auto added = run.services().profiles.add(*std::move(valid));
    if (!added)
        return run.fail(added.error());
    if (!run.json() && !run.isSet(u"recipe"_s))
        run.note(QCoreApplication::translate("Cli",
                                             "The kind of server was guessed: %1. claimcheck recipes "
                                             "lists all; claimcheck profile set %2 recipe=ID changes it.")
                     .arg(added->recipe, shellWord(visible(name))));
    if (!run.json())
        run.printLine(QCoreApplication::translate("Cli", "Added %1. Sign in with: claimcheck login %2")
                          .arg(visible(name), shellWord(visible(name))));
    storeSecretFields(run, added->id, std::make_shared<SecretFields>(*secrets));
}

/// The host in ASCII: a name in other letters can look like one that a person trusts.
QString urlText(const Profile &profile)
{
    return profile.url.toString(QUrl::FullyEncoded);
}

void list(Invocation &run)
{
    if (run.json()) {
        json::Writer writer;
        writer.beginArray();
        for (const Profile &profile : run.services().profiles.profiles()) {
            writer.beginObject();
            writer.member("name", profile.name);
            writer.member("recipe", profile.recipe);
            writer.member("url", urlText(profile));
            writer.member("user", profile.user);
            writer.member("group", profile.group);
            writer.member("environment", profile.environment);
            writer.endObject();
        }
        writer.endArray();
        run.print(writer.take() + '\n');
        return run.finish();
    }
    std::vector<QStringList> rows;
    for (const Profile &profile : run.services().profiles.profiles())
        rows.push_back({visible(profile.name), visible(profile.recipe), urlText(profile),
                        visible(profile.user), visible(profile.environment)});
    if (rows.empty())
        run.note(QCoreApplication::translate(
            "Cli", "There is no profile yet. Add one with: claimcheck profile add NAME --url URL"));
    run.print(table(rows).toUtf8());
    run.finish();
}

void show(Invocation &run, const Profile &profile)
{
    const auto fields = login::allFields(profile);
    if (run.json()) {
        json::Writer writer;
        writer.beginObject();
        for (const auto &[key, value] : fields)
            writer.member(key.toUtf8(), value);
        writer.endObject();
        run.print(writer.take() + '\n');
    } else {
        std::vector<QStringList> rows;
        for (const auto &[key, value] : fields)
            rows.push_back({visible(key), value.isEmpty() ? QStringLiteral("-") : visible(value)});
        run.print(table(rows).toUtf8());
    }
    run.finish();
}

void set(Invocation &run, Profile profile, const QStringList &assignments)
{
    if (assignments.isEmpty() && !run.isSet(u"set"_s) && !run.isSet(u"secret-file"_s))
        return run.fail({ErrorCode::UsageInvalid,
                         {},
                         QCoreApplication::translate("Cli", "profile set takes at least one KEY=VALUE.")});
    if (const auto applied = applyAssignments(profile, assignments + run.values(QStringLiteral("set")));
        !applied)
        return run.fail(applied.error());
    auto valid = login::validated(profile);
    if (!valid)
        return run.fail(valid.error());
    const auto secrets = readSecretFields(run);
    if (!secrets)
        return run.fail(secrets.error());
    if (const auto updated = run.services().profiles.update(*valid); !updated)
        return run.fail(updated.error());
    storeSecretFields(run, profile.id, std::make_shared<SecretFields>(*secrets));
}

// The secrets go first: a profile without secrets is harmless, secrets without a profile would be forgotten.
void remove(Invocation &run, const Profile &profile)
{
    run.keep(run.services().sessions.forget(
        profile.id, &run, [&run, id = profile.id, name = profile.name](const Result<Done> &forgotten) {
            if (!forgotten && !run.isSet(QStringLiteral("force")))
                return run.fail(forgotten.error());
            if (!forgotten)
                run.note(
                    QCoreApplication::translate("Cli", "%1 What it may hold of this profile stays there.")
                        .arg(describe(forgotten.error()).message));
            const auto removed = run.services().profiles.remove(id);
            if (!removed)
                return run.fail(removed.error());
            if (!run.json())
                run.printLine(QCoreApplication::translate("Cli", "Removed %1.").arg(visible(name)));
            run.finish();
        }));
}

void profile(Invocation &run)
{
    const QStringList arguments = run.arguments();
    const QString action = arguments.value(0);
    const QString name = arguments.value(1);
    if (const auto loaded = run.services().profiles.load(); !loaded)
        return run.fail(loaded.error());
    if (action == u"list" && arguments.size() == 1)
        return list(run);
    if (arguments.size() < 2)
        return run.fail({ErrorCode::UsageInvalid,
                         {},
                         QCoreApplication::translate(
                             "Cli", "profile takes add, list, show, set or remove, and a name.")});
    if (action == u"add" && arguments.size() == 2)
        return add(run, name);
    const auto known = run.services().profiles.byName(name);
    if (!known)
        return run.fail({ErrorCode::ProfileNotFound, name});
    if (action == u"set")
        return set(run, *known, arguments.mid(2));
    if (action == u"show" && arguments.size() == 2)
        return show(run, *known);
    if (action == u"remove" && arguments.size() == 2)
        return remove(run, *known);
    run.fail(
        {ErrorCode::UsageInvalid,
         {},
         QCoreApplication::translate("Cli", "profile takes add, list, show, set or remove, and a name.")});
}

} // namespace

Command profileCommand()
{
    return {
        "profile",
        "profile add NAME --url URL [--recipe R] [--user U] [--set KEY=VALUE]…\nprofile list\nprofile show "
        "NAME\n"
        "profile set NAME KEY=VALUE…\nprofile remove NAME [--force]",
        QT_TRANSLATE_NOOP("Cli", "Adds, lists, shows, changes and removes profiles"),
        QT_TRANSLATE_NOOP(
            "Cli", "A profile says where and how to sign in, and holds no secret. Beside the recipe's "
                   "settings there are name, "
                   "recipe, url, user, group, environment, colour, tls.caFile, tls.clientCertificate, "
                   "tls.clientKey, proxy and "
                   "http2. remove also deletes "
                   "the profile's secrets from the keychain, without telling the server: log out first."),
        {{"recipe", "R",
          QT_TRANSLATE_NOOP("Cli",
                            "the kind of server; claimcheck recipes lists them; guessed without this")},
         {"url", "URL", QT_TRANSLATE_NOOP("Cli", "the server's address")},
         {"user", "U", QT_TRANSLATE_NOOP("Cli", "the user name to sign in with")},
         {"set", "KEY=VALUE", QT_TRANSLATE_NOOP("Cli", "a setting; may be repeated")},
         {"force", nullptr,
          QT_TRANSLATE_NOOP("Cli", "remove: also where the keychain cannot prove that its secrets are gone")},
         {"secret-file", "FIELD=F",
          QT_TRANSLATE_NOOP(
              "Cli", "a secret setting, read from a file and stored in the keychain; may be repeated")}},
        1,
        -1,
        profile};
}

} // namespace claimcheck::app
