#include "app/composition.h"
#include "base/json_writer.h"
#include "command.h"
#include "input.h"
#include "invocation.h"
#include "login/session.h"
#include "requests/kept_secrets.h"
#include "terminal.h"

#include <QCoreApplication>

#include <algorithm>

namespace claimcheck::app {

namespace {

using namespace Qt::StringLiterals;
using requests::KeptSecret;
using requests::KeptSecrets;

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

KeptSecrets kept(Invocation &run)
{
    return KeptSecrets(run.services().keychain);
}

void finishWith(Invocation &run, const Result<Done> &done, const QString &words)
{
    if (!done)
        return run.fail(done.error());
    if (!run.json())
        run.printLine(words);
    run.finish();
}

/// The servers of --url, and those of --profile with its connection.
Result<http::Leash> leashOf(Invocation &run)
{
    http::Leash leash;
    if (const auto name = run.value(u"profile"_s)) {
        if (const auto loaded = run.services().profiles.load(); !loaded)
            return loaded.error();
        const auto profile = run.services().profiles.byName(*name);
        if (!profile)
            return Error{ErrorCode::ProfileNotFound, *name};
        const http::Leash own = login::leashOf(*profile);
        leash.resources = own.resources;
        leash.connection = own.connection;
    }
    const QStringList urls = run.values(u"url"_s);
    for (const QString &url : urls) {
        const auto origin = http::Origin::of(QUrl(url));
        if (!origin)
            return origin.error();
        if (std::find(leash.resources.begin(), leash.resources.end(), *origin) == leash.resources.end())
            leash.resources.push_back(*origin);
    }
    if (leash.resources.empty())
        return Error{ErrorCode::UsageInvalid,
                     {},
                     tr("A secret needs a server that it may go to: --url or --profile.")};
    return leash;
}

void add(Invocation &run, const QString &name)
{
    const auto leash = leashOf(run);
    if (!leash)
        return run.fail(leash.error());
    const auto file = run.value(u"secret-file"_s);
    const auto secret = file              ? readSecretFile(*file)
                        : run.mayPrompt() ? promptSecret(tr("The secret %1: ").arg(visible(name)))
                                          : Result<Secret>(Error{ErrorCode::InputRequired, name});
    if (!secret)
        return run.fail(secret.error());
    const auto keep = [&run, name, secret = *secret, leash = *leash] {
        run.keep(kept(run).keep(name.toUtf8(), secret, leash, &run, [&run, name](const Result<Done> &done) {
            finishWith(run, done,
                       tr("The keychain holds it; requests name it {{keychain:%1}}.").arg(visible(name)));
        }));
    };
    if (run.isSet(u"replace"_s))
        return keep();
    // What is there has its own servers, and nobody can read it again: it is not replaced by a slip.
    run.keep(kept(run).read(name.toUtf8(), &run, [&run, name, keep](const Result<http::Credential> &there) {
        if (!there && there.error().code == ErrorCode::SecretReferenceUnknown)
            return keep();
        run.fail(there ? Error{ErrorCode::UsageInvalid, name,
                               tr("The keychain holds a secret named %1 already. --replace replaces it.")
                                   .arg(visible(name))}
                       : there.error());
    }));
}

QStringList originsOf(const KeptSecret &secret)
{
    QStringList origins;
    for (const http::Origin &origin : secret.leash.resources)
        origins += origin.toString();
    return origins;
}

void print(Invocation &run, const std::vector<KeptSecret> &all)
{
    if (run.json()) {
        json::Writer writer;
        writer.beginArray();
        for (const KeptSecret &secret : all) {
            writer.beginObject();
            writer.member("name", secret.name);
            writer.name("origins");
            writer.beginArray();
            for (const QString &origin : originsOf(secret))
                writer.string(QStringView(origin));
            writer.endArray();
            writer.endObject();
        }
        writer.endArray();
        return run.print(writer.take() + '\n');
    }
    std::vector<QStringList> rows;
    for (const KeptSecret &secret : all)
        rows.push_back({visible(QString::fromUtf8(secret.name)), originsOf(secret).join(u' ')});
    if (rows.empty())
        run.note(tr("No secret is kept. Keep one with: claimcheck secret add NAME --url URL"));
    run.print(table(rows).toUtf8());
}

void secret(Invocation &run)
{
    const QStringList arguments = run.arguments();
    const QString action = arguments.value(0);
    if (action == u"add" && arguments.size() == 2)
        return add(run, arguments.at(1));
    if (action == u"remove" && arguments.size() == 2) {
        run.keep(kept(run).remove(arguments.at(1).toUtf8(), &run, [&run](const Result<Done> &done) {
            finishWith(run, done, tr("The keychain holds it no more."));
        }));
        return;
    }
    if (action != u"list" || arguments.size() != 1)
        return run.fail({ErrorCode::UsageInvalid, {}, tr("secret takes list, or add or remove and a name.")});
    run.keep(kept(run).list(&run, [&run](const Result<std::vector<KeptSecret>> &all) {
        if (!all)
            return run.fail(all.error());
        print(run, *all);
        run.finish();
    }));
}

} // namespace

Command secretCommand()
{
    return {"secret",
            "secret add N --url URL… [--secret-file F] [--replace]\nsecret list\nsecret remove N",
            QT_TRANSLATE_NOOP("Cli", "Keeps the secrets that requests name by {{keychain:N}}"),
            QT_TRANSLATE_NOOP(
                "Cli",
                "A key of an API, or what an import took out of a request, stays in the keychain with the "
                "servers that it may go to: a request that would take it elsewhere is refused whole. "
                "--profile takes the servers and the connection settings of a profile. It is never printed."),
            {{"url", "URL", QT_TRANSLATE_NOOP("Cli", "a server that it may go to; may be repeated")},
             {"profile", "NAME", QT_TRANSLATE_NOOP("Cli", "the servers of this profile, and its connection")},
             {"replace", nullptr,
              QT_TRANSLATE_NOOP("Cli", "in place of the secret that has this name now, and of its servers")},
             {"secret-file", "F",
              QT_TRANSLATE_NOOP("Cli", "read it from a file, - is standard input; asked for without this")}},
            1,
            2,
            secret};
}

} // namespace claimcheck::app
