#include "requests/export.h"

#include "app/composition.h"
#include "base/json_writer.h"
#include "command.h"
#include "invocation.h"
#include "request_file.h"
#include "requests/filled_in.h"

#include <QCoreApplication>

namespace claimcheck::app {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Cli", text);
}

Result<QByteArray> exported(const Invocation &run, const RequestFile &file, const requests::RequestSpec &spec,
                            const Clock &clock)
{
    const QString kind = run.arguments().at(0);
    if (kind == u"http")
        return requests::exportHttp(spec);
    const requests::Expander expander = file.expander(clock);
    // With its paths made absolute, they may lie anywhere.
    const bool isAnywhere = run.isSet(QStringLiteral("files-anywhere"));
    const auto filled =
        isAnywhere ? requests::filledIn(spec, expander, file.folder) : Result<requests::RequestSpec>(spec);
    if (!filled)
        return filled.error();
    const auto prepared = requests::prepare(*filled, expander, isAnywhere ? QString() : file.folder);
    if (!prepared)
        return prepared.error();
    const requests::ExportSecrets secrets{.profile = profileOf(run, spec, file.environment).toUtf8()};
    return kind == u"curl" ? requests::exportCurl(*prepared, secrets)
                           : requests::exportPython(*prepared, secrets);
}

void exportFile(Invocation &run)
{
    static const QStringList kinds = {QStringLiteral("curl"), QStringLiteral("python"),
                                      QStringLiteral("http")};
    if (!kinds.contains(run.arguments().at(0)))
        return run.fail({ErrorCode::UsageInvalid, {}, tr("The kind is one of curl, python, http.")});
    const auto file = readRequestFile(run, run.arguments().at(1));
    if (!file)
        return run.fail(file.error());
    const auto chosen = chosenRequests(run, file->file);
    if (!chosen)
        return run.fail(chosen.error());
    QByteArrayList texts;
    const SystemClock clock;
    for (const requests::HttpEntry &entry : *chosen) {
        const auto text = exported(run, *file, entry.spec, clock);
        if (!text)
            return run.fail(text.error());
        texts += *text;
    }
    if (!run.json()) {
        run.print(texts.join('\n'));
        return run.finish();
    }
    json::Writer writer;
    writer.beginObject();
    writer.member("kind", run.arguments().at(0));
    writer.name("requests");
    writer.beginArray();
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const requests::RequestSpec &spec = (*chosen)[static_cast<size_t>(i)].spec;
        writer.beginObject();
        writer.member("name", spec.name.isEmpty() ? spec.title : spec.name);
        writer.member("text", texts[i]);
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    run.print(writer.take() + '\n');
    run.finish();
}

} // namespace

Command exportCommand()
{
    return {
        "export",
        "export curl|python|http FILE [--name N] [--env E] [--profile P] [--files-anywhere]",
        QT_TRANSLATE_NOOP("Cli", "Writes requests of an .http file for other tools"),
        QT_TRANSLATE_NOOP(
            "Cli", "Variables are filled in and secrets are not: in their place stands $(claimcheck header "
                   "NAME) or $(claimcheck token NAME), which yields them when the command runs. "
                   "{{keychain:NAME}} becomes an environment variable."),
        {{"name", "NAME", QT_TRANSLATE_NOOP("Cli", "only the request of this name (# @name, or its title)")},
         {"env", "NAME", QT_TRANSLATE_NOOP("Cli", "the environment to take variables and profile from")},
         {"profile", "NAME",
          QT_TRANSLATE_NOOP("Cli", "the profile for requests that name none, in place of the environment's")},
         filesAnywhereOption()},
        2,
        2,
        exportFile};
}

} // namespace claimcheck::app
