#include "app/composition.h"
#include "base/json_writer.h"
#include "command.h"
#include "invocation.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

Result<std::optional<std::chrono::seconds>> minTtl(const Invocation &run)
{
    const auto seconds = run.number(QStringLiteral("min-ttl"));
    if (!seconds)
        return seconds.error();
    return *seconds ? std::optional(std::chrono::seconds(**seconds)) : std::nullopt;
}

/// Calls `print` with the fresh credential of the profile that the first argument names.
void withCredential(Invocation &run, void (*print)(Invocation &, const http::Credential &))
{
    const auto ttl = minTtl(run);
    if (!ttl)
        return run.fail(ttl.error());
    const auto id = run.profileId(run.arguments().at(0));
    if (!id)
        return;
    run.keep(run.services().sessions.credential(*id, *ttl, &run,
                                                [&run, print](const Result<http::Credential> &credential) {
                                                    if (!credential)
                                                        return run.fail(credential.error());
                                                    print(run, *credential);
                                                    if (!run.exitCode())
                                                        run.finish();
                                                }));
}

void printToken(const Invocation &run, const Secret &token)
{
    if (!run.json())
        return run.print(token.reveal().toByteArray() + '\n');
    json::Writer writer;
    writer.beginObject();
    writer.member("token", token.reveal());
    writer.endObject();
    run.print(writer.take() + '\n');
}

void idToken(Invocation &run)
{
    const auto ttl = minTtl(run);
    if (!ttl)
        return run.fail(ttl.error());
    const auto id = run.profileId(run.arguments().at(0));
    if (!id)
        return;
    run.keep(run.services().sessions.idToken(*id, *ttl, &run, [&run](const Result<Secret> &token) {
        if (!token)
            return run.fail(token.error());
        printToken(run, *token);
        run.finish();
    }));
}

void token(Invocation &run)
{
    const QString kind = run.value(QStringLiteral("kind")).value_or(QStringLiteral("access"));
    if (kind == u"id")
        return idToken(run);
    if (kind != u"access")
        return run.fail(
            {ErrorCode::UsageInvalid, {}, QCoreApplication::translate("Cli", "--kind takes access or id.")});
    withCredential(
        run, [](Invocation &r, const http::Credential &credential) { printToken(r, credential.secret); });
}

void header(Invocation &run)
{
    withCredential(run, [](Invocation &r, const http::Credential &credential) {
        if (credential.placement != http::Credential::Placement::Header)
            return r.fail({ErrorCode::CredentialNotExportable, r.arguments().at(0)});
        const QByteArray scheme = credential.scheme.isEmpty() ? QByteArray() : credential.scheme + ' ';
        const QByteArray value = scheme + credential.secret.reveal().toByteArray();
        if (!r.json())
            return r.print(credential.headerName + ": " + value + '\n');
        json::Writer writer;
        writer.beginObject();
        writer.member("name", credential.headerName);
        writer.member("value", value);
        writer.endObject();
        r.print(writer.take() + '\n');
    });
}

const Option minTtlOption = {
    "min-ttl", "SECONDS", QT_TRANSLATE_NOOP("Cli", "refresh first when it has less left (30 without this)")};

} // namespace

Command tokenCommand()
{
    return {"token",
            "token NAME [--kind access|id] [--min-ttl SECONDS]",
            QT_TRANSLATE_NOOP("Cli", "Prints the access token, refreshed first when it is about to expire"),
            QT_TRANSLATE_NOOP("Cli", "This and header are the one door by which a secret leaves on purpose."),
            {{"kind", "KIND", QT_TRANSLATE_NOOP("Cli", "access (the default), or id: the ID Token")},
             minTtlOption},
            1,
            1,
            token};
}

Command headerCommand()
{
    return {
        "header",
        "header NAME [--min-ttl SECONDS]",
        QT_TRANSLATE_NOOP("Cli", "Prints the header line that carries the token"),
        QT_TRANSLATE_NOOP("Cli", "For example: curl -H \"$(claimcheck header prod)\" https://api.example/me"),
        {minTtlOption},
        1,
        1,
        header};
}

} // namespace claimcheck::app
